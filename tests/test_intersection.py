from typing import Any

import pytest

from mockserver.declared.intersection import both, equal, item_schema, merged, property_schema

A, B = {"type": "string"}, {"minLength": 2}


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (True, A, A),
        (A, {}, A),
        (True, True, True),
        (False, A, False),
        (A, A, A),
        (A, B, {"allOf": [A, B]}),
        ({"allOf": [A, B]}, B, {"allOf": [A, B]}),
        ({"enum": [1]}, {"enum": [True]}, {"allOf": [{"enum": [1]}, {"enum": [True]}]}),
    ],
)
def test_both_say_what_two_say(one: Any, other: Any, result: Any) -> None:
    assert both(one, other) == result


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ({"type": ["string", "null"]}, {"type": ["null"]}, {"type": ["null"]}),
        ({"type": ["integer"]}, {"type": ["number"]}, {"type": ["integer"]}),
        ({"type": ["number", "null"]}, {"type": ["integer"]}, {"type": ["integer"]}),
        ({"type": ["string"]}, {"type": ["integer"]}, None),
        ({"enum": [1, "a"]}, {"enum": ["a", True]}, {"enum": ["a"]}),
        ({"enum": [1]}, {"enum": [True]}, None),
        ({"enum": [[1]]}, {"enum": [[1], [2]]}, {"enum": [[1]]}),
        ({"minimum": 1, "maximum": 9}, {"minimum": 2, "maximum": 8}, {"minimum": 2, "maximum": 8}),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}),
        ({"multipleOf": 0.2}, {"multipleOf": 0.3}, {"multipleOf": 0.6}),
        ({"title": "a"}, {"title": "b", "description": "c"}, {"title": "a", "description": "c"}),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}),
        ({"uniqueItems": False}, {"uniqueItems": True}, {"uniqueItems": True}),
    ],
)
def test_keywords_are_joined(one: Any, other: Any, result: Any) -> None:
    assert merged(one, other) == result


def test_two_patterns_are_both_looked_for() -> None:
    joined = merged({"pattern": "^a"}, {"pattern": "b$"})

    assert joined == {"pattern": r"^(?=[\s\S]*(?:^a))[\s\S]*(?:b$)"}


def test_properties_are_held_to_what_the_other_says_of_those_that_it_does_not_list() -> None:
    closed = {"properties": {"a": A}, "additionalProperties": False}
    other = {"properties": {"a": B, "b": B}}

    result = merged(closed, other)

    assert result == {
        "properties": {"a": {"allOf": [A, B]}, "b": False},
        "additionalProperties": False,
    }


def test_items_are_held_to_what_the_other_says_of_their_place() -> None:
    result = merged({"prefixItems": [A], "items": False}, {"items": B})

    assert result == {"prefixItems": [{"allOf": [A, B]}], "items": False}


def test_what_is_not_listed_is_additional() -> None:
    flat = {"properties": {"a": A}, "additionalProperties": B, "prefixItems": [A], "items": B}

    assert [property_schema(flat, "a"), property_schema(flat, "b")] == [A, B]
    assert [item_schema(flat, 0), item_schema(flat, 1)] == [A, B]
    assert property_schema({}, "a") is item_schema({}, 0) is True


def test_values_are_equal_as_json_has_it() -> None:
    one, yes = 1, True
    assert equal(one, 1.0)
    assert not equal(one, yes)
    assert not equal([1], [True])
    assert equal({"a": 1, "b": 2}, {"b": 2, "a": 1})
