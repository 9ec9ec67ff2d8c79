import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contract_tests.strategies import response_schemas
from mockserver.declared import google, json_schema
from mockserver.generate.choice import Choice
from mockserver.generate.reading.told import told
from mockserver.generate.values import makers
from mockserver.generate.values.instances import instance

PROMPTS = st.sampled_from(
    ["", "Weather in Paris?", 'name: Bob, age is 30 and city="Rome"', "List 5 red things",
     "Book 2 seats from Oslo to Lima on 2025-03-01 at 3:30 pm for $12.50", "Without tags, no x",
     "Mail bob@example.com about https://example.com/a, order A-12"]
) | st.text(max_size=60)  # fmt: skip


def made(schema: Any, prompt: str = "", digest: bytes = b"x") -> Any:
    return instance(schema, Choice(digest), told(prompt))


def errors(schema: Any, value: Any) -> list[str]:
    """Ask the independent validator, formats included, and of formats the fast one, which knows more."""
    checker = Draft202012Validator.FORMAT_CHECKER
    found = [
        each.message
        for each in Draft202012Validator(schema, format_checker=checker).iter_errors(value)
    ]
    fast = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return found + [each.message for each in fast.iter_errors(value)]


def misplaced(schema: Any, value: Any) -> Iterator[str]:
    """Yield members that stand in another order than a plain object schema has them."""
    if isinstance(value, dict) and isinstance(schema, dict) and "properties" in schema:
        order = list(dict.fromkeys([*schema.get("propertyOrdering", ()), *schema["properties"]]))
        if list(value) != [each for each in order if each in value]:
            yield f"{list(value)} instead of {order}"
        for name, each in schema["properties"].items():
            yield from misplaced(each, value.get(name))


@given(response_schemas(), PROMPTS)
def test_an_instance_of_any_google_schema_is_valid_and_in_order(schema: Any, prompt: str) -> None:
    assert list(google.violations(schema, "s")) == []

    meant = google.json_schema(schema)
    value = made(meant, prompt)

    assert errors(meant, value) == []
    assert list(misplaced(meant, value)) == []


@given(response_schemas("json"), PROMPTS)
def test_an_instance_of_any_json_schema_is_valid_and_in_order(schema: Any, prompt: str) -> None:
    assert list(json_schema.violations(schema, "s")) == []

    value = made(schema, prompt)

    assert errors(schema, value) == []
    assert list(misplaced(schema, value)) == []
    assert len(json.dumps(value)) < 100_000


@given(response_schemas("json"), PROMPTS)
def test_the_same_is_made_from_the_same(schema: Any, prompt: str) -> None:
    assert json.dumps(made(schema, prompt)) == json.dumps(made(schema, prompt))


# What comes out.


@pytest.mark.parametrize(
    ("prompt", "properties", "value"),
    [
        ("Weather in Paris?", {"city": {"type": "string"}}, {"city": "Paris"}),
        ("Buy 3 apples", {"quantity": {"type": "integer"}}, {"quantity": 3}),
        (
            "tags: red, blue",
            {"tags": {"type": "array", "items": {"type": "string"}}},
            {"tags": ["red", "blue"]},
        ),
        ("A cat, please", {"kind": {"enum": ["dog", "cat"]}}, {"kind": "cat"}),
        ("level 3, please", {"level": {"enum": [1, 2, 3]}}, {"level": 3}),
        ("Without cheese", {"cheese": {"type": "boolean"}}, {"cheese": False}),
        (
            "Mail bob@example.com",
            {"who": {"type": "string", "format": "email"}},
            {"who": "bob@example.com"},
        ),
        (
            "On March 5, 2025 at 3:30 pm",
            {
                "when": {"type": "string", "format": "date-time"},
                "time": {"type": "string", "format": "time"},
                "day": {"type": "string", "format": "date"},
            },
            {"when": "2025-03-05T15:30:00Z", "time": "15:30:00Z", "day": "2025-03-05"},
        ),
        (
            "At 2025-03-05T15:30",
            {"when": {"type": "string", "format": "date-time"}},
            {"when": "2025-03-05T15:30:00Z"},
        ),
        (
            "Alice and Bob are here",
            {"first": {"title": "name", "type": "string"}, "other_name": {"type": "string"}},
            {"other_name": "Alice"},
        ),
        (
            "Alice and Bob add 2 and 3",
            {
                "name": {"type": "string"},
                "other_name": {"type": "string"},
                "x": {"type": "integer"},
                "y": {"type": "integer"},
            },
            {"name": "Alice", "other_name": "Bob", "x": 2, "y": 3},
        ),
        (
            "name: Bob, value is 5",
            {"value": {"type": "integer", "maximum": 2}, "name": {"type": "string"}},
            {"name": "Bob"},
        ),
        (
            "A dog",
            {
                "pet": {
                    "anyOf": [
                        {"properties": {"kind": {"const": "cat"}}, "title": "Cat"},
                        {"properties": {"kind": {"const": "dog"}}, "title": "Dog"},
                    ]
                }
            },
            {"pet": {"kind": "dog"}},
        ),
    ],
)
def test_what_was_told_is_used(prompt: str, properties: Any, value: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": properties, "required": list(properties)}

    assert value.items() <= made(schema, prompt).items()


@pytest.mark.parametrize(
    ("schema", "prompt"),
    [
        ({"type": "string", "maxLength": 2}, "name: Bobby"),
        ({"type": "integer", "maximum": 2}, "value is 5"),
        ({"type": "string", "format": "date"}, "date: tomorrow"),
        ({"type": "string", "pattern": "^[0-9]$"}, "name: Bob"),
    ],
)
def test_what_was_told_and_does_not_fit_is_not_used(schema: Any, prompt: str) -> None:
    whole = {"type": "object", "properties": {"name": schema, "value": schema, "date": schema}}

    assert errors(whole, made(whole, prompt)) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "default": "x"},
        {"type": "string", "default": ""},
        {"type": ["null", "string"], "default": "x"},
        {"type": "string", "format": "date", "default": "2020-02-02"},
        {"type": "integer", "default": 7},
        {"type": "number", "default": 7},
        {"type": ["string", "number"], "default": 0.5},
        {"type": "boolean", "default": True},
        {"type": "boolean", "default": False},
        {"enum": ["a", "b", None], "default": "b"},
        {"enum": [1, 2, 3], "default": 2},
        {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "default": 5},
        {"$ref": "#/$defs/Letter", "default": "b"},
    ],
)
def test_a_default_is_the_value_where_nothing_is_told(schema: Any) -> None:
    whole = {"$defs": {"Letter": {"enum": ["a", "b"]}}, "properties": {"it": schema}}

    for each in range(20):
        assert made(whole, "Weather in Paris?", bytes([each])) == {"it": schema["default"]}


@pytest.mark.parametrize(
    ("prompt", "schema", "value"),
    [
        ("it is y", {"type": "string", "default": "x"}, "y"),
        ("it is 4", {"type": "integer", "default": 7}, 4),
        ("it is b", {"enum": ["a", "b"], "default": "a"}, "b"),
        ("it is false", {"type": "boolean", "default": True}, False),
        ("On 2025-03-05", {"type": "string", "format": "date", "default": "2020-02-02"}, "2025-03-05"),
    ],
)  # fmt: skip
def test_what_is_told_goes_before_a_default(prompt: str, schema: Any, value: Any) -> None:
    assert made({"properties": {"it": schema}}, prompt) == {"it": value}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "maxLength": 2, "default": "long"},
        {"type": "string", "format": "date", "default": "today"},
        {"type": "integer", "maximum": 2, "default": 7},
        {"type": "integer", "default": True},
        {"minimum": 1, "default": True},
        {"type": "integer", "default": "7"},
        {"type": "string", "default": None},
        {"enum": ["a", "b"], "default": "c"},
        {"type": "array", "items": {"type": "string"}, "default": [1]},
    ],
)
def test_a_default_that_is_not_allowed_or_says_nothing_is_not_the_value(schema: Any) -> None:
    whole = {"properties": {"it": schema}, "required": ["it"]}

    value = made(whole)

    assert errors(whole, value) == []
    assert value["it"] != schema["default"]


def test_a_whole_default_is_written_as_one() -> None:
    assert str(made({"type": "integer", "default": 7.0})) == "7"


def test_of_items_with_a_default_one_has_it() -> None:
    letters = {"type": "array", "items": {"enum": ["a", "b", "c"], "default": "b"}, "minItems": 3}
    flags = {"properties": {"it": {"type": "boolean", "default": True}}, "required": ["it"]}
    both = {"type": "array", "items": flags, "minItems": 2, "uniqueItems": True}

    assert sorted(made(letters)) == ["a", "b", "c"]
    assert errors(both, made(both)) == []


def test_members_stand_in_the_order_that_is_asked_for() -> None:
    schema = {
        "properties": {"a": {}, "b": {}, "c": {}},
        "required": ["d", "c"],
        "propertyOrdering": ["c", "unknown", "a"],
    }

    assert list(made(schema)) == ["c", "a", "b", "d"]


def test_optional_members_are_there_unless_there_is_no_room() -> None:
    names = ["a", "b", "c"]
    schema: Any = {"properties": {each: {"type": "boolean"} for each in names}, "required": ["c"]}

    assert list(made(schema)) == names
    assert list(made(schema | {"maxProperties": 2})) == ["a", "c"]
    assert list(made(schema | {"properties": schema["properties"] | {"b": False}})) == ["a", "c"]


def test_a_map_has_two_entries_and_as_many_as_it_must() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}

    assert len(made(schema)) == 2
    assert len(made(schema | {"maxProperties": 1})) == 1
    assert len(made(schema | {"minProperties": 4})) == 4
    assert made({"type": "object"}) == {}


@pytest.mark.parametrize(
    ("prompt", "schema", "count"),
    [
        ("List 5 planets", {}, 5),
        ("List 5 planets", {"maxItems": 4}, 4),
        ("List 5 planets", {"minItems": 6}, 6),
        ("List 5000 planets", {}, 100),
        ("planets: Mars, Venus", {}, 2),
        ("", {"maxItems": 1}, 1),
        ("", {"maxItems": 0}, 0),
        ("", {"prefixItems": [{}, {}, {}, {}]}, 4),
        ("", {"prefixItems": [{}, False], "items": True}, 0),
        ("", {"prefixItems": [{}, False], "items": True, "minItems": 1}, 1),
        ("", {"items": False}, 0),
        ("", {"prefixItems": [{}], "items": False}, 1),
        ("List 5 planets", {"uniqueItems": True, "items": {"type": "boolean"}}, 2),
    ],
)
def test_lists_are_as_long_as_asked(prompt: str, schema: Any, count: int) -> None:
    array = {"type": "array", "items": {"type": "string"}} | schema
    if "prefixItems" in schema and "items" not in schema:
        del array["items"]

    assert len(made(array, prompt)) == count


def test_lists_are_two_or_three_long_else() -> None:
    array = {"type": "array", "items": {"type": "string"}}

    assert {len(made(array, digest=bytes([each]))) for each in range(30)} == {2, 3}


@pytest.mark.parametrize(
    ("items", "count"),
    [
        ({"type": "string"}, 200),
        ({"type": "string", "maxLength": 3}, 60),
        ({"type": "string", "pattern": "^[a-d]{2}$"}, 8),
        ({"type": "integer", "minimum": 1, "maximum": 40}, 40),
        ({"type": "integer", "maximum": 40}, 50),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 50),
        ({"enum": [1, "1", None, True]}, 4),
        ({"type": ["boolean", "null"]}, 3),
        ({"properties": {"a": {"type": "boolean"}, "b": {"enum": [1, 2]}}, "required": ["a", "b"]}, 4),
    ],
)  # fmt: skip
def test_items_that_must_differ_do(items: Any, count: int) -> None:
    schema = {"type": "array", "items": items, "minItems": count, "uniqueItems": True}

    assert list(json_schema.violations(schema, "s")) == []
    assert errors(schema, made(schema)) == []


def test_items_that_need_not_differ_do_so_where_they_can() -> None:
    schema = {"type": "array", "items": {"type": "string"}, "minItems": 5, "title": "queries"}

    assert len(set(made(schema, "Rain in Oslo?"))) == 5


def test_a_quotation_is_nobody_where_people_are_named() -> None:
    prompt = 'Plan a meeting with Bob and Alice about "Q3 planning"'
    schema = {"type": "array", "title": "attendees", "minItems": 3, "items": {"type": "string"}}
    bob, alice, other = made(schema, prompt)

    assert (bob, alice) == ("Bob", "Alice")
    assert other != "Q3 planning"


def test_of_recursion_a_little_is_unrolled() -> None:
    schema = {
        "$defs": {
            "Node": {
                "properties": {
                    "label": {"type": "boolean"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                    "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                    "parent": {"$ref": "#/$defs/Node"},
                },
                "required": ["label", "children", "next"],
            }
        },
        "$ref": "#/$defs/Node",
    }

    value = made(schema)

    assert errors(schema, value) == []
    assert value["parent"]["children"] == []
    assert value["parent"]["next"] is None
    assert "parent" not in value["parent"]


def test_null_comes_rarely() -> None:
    schema = {"type": ["string", "null"]}
    either = {"anyOf": [{"type": "null"}, {"type": "integer"}]}
    listed = {"enum": [None, "a", "b"]}

    for each in (schema, either, listed):
        values = [made(each, digest=bytes([number])) for number in range(100)]

        assert 0 < values.count(None) < 40


@pytest.mark.parametrize(
    ("schema", "least", "most"),
    [
        ({"minimum": 5, "maximum": 6}, 5, 6),
        ({"minimum": 1_000}, 1_000, 1_100),
        ({"maximum": -1_000}, -1_100, -1_000),
        ({"minimum": 0, "maximum": 1_000_000}, 0, 1_000_000),
        ({"type": "integer", "minimum": 0, "maximum": 1_000_000}, 0, 1_000_000),
        ({"description": "From 1 to 10"}, 1, 10),
        ({"description": "From 10 to 1"}, 1, 100),
        ({}, 1, 100),
    ],
)
def test_numbers_lie_where_they_may_and_vary(schema: Any, least: int, most: int) -> None:
    values = {made({"type": "number"} | schema, digest=bytes([each])) for each in range(40)}

    assert all(least <= each <= most for each in values)
    assert len(values) > 5


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("latitude", -90, 90), ("lng", -180, 180), ("age", 0, 120), ("year", 1900, 2100), ("rating", 0, 5)],
)  # fmt: skip
def test_numbers_are_plausible_by_name(name: str, least: int, most: int) -> None:
    schema = {"properties": {name: {"type": "number"}}, "required": [name]}

    for each in range(40):
        assert least <= made(schema, digest=bytes([each]))[name] <= most


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("userEmail", r"person\d\d@example\.com"),
        ("homepage", r"https://example\.com/items/\d{3}"),
        ("birth_date", r"\d{4}-\d\d-\d\d"),
        ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("currency", r"[A-Z]{3}"),
        ("summary", r"[A-Z].*rain.*\."),
        ("humidity", r"\d+"),
        ("frobnicator", r"Frobnicator [A-H]"),
        ("1", r"[a-z]+"),
        ("created_at", r"\d{4}-\d\d-\d\dT\d\d:\d\d:00Z"),
    ],
)
def test_strings_are_plausible_by_name(name: str, pattern: str) -> None:
    schema = {"properties": {name: {"type": "string"}}, "required": [name]}

    assert re.fullmatch(pattern, made(schema, "Explain rain")[name])


@pytest.mark.parametrize("kind", sorted(makers.FORMATS))
def test_every_format_is_one(kind: str) -> None:
    for each in range(20):
        value = made({"type": "string", "format": kind}, digest=bytes([each]))

        assert errors({"format": kind}, value) == []


def test_a_text_is_as_long_as_it_must_be() -> None:
    assert len(made({"type": "string", "minLength": 5_000})) >= 5_000
    assert len(made({"type": "string", "minLength": 7, "maxLength": 7})) == 7
    assert made({"type": "string", "maxLength": 0}) == ""
    assert " " not in made({"type": "string", "maxLength": 9, "title": "description"})[-1:]


def test_of_branches_that_overlap_exactly_one_is_met() -> None:
    schema = {"oneOf": [{"type": "integer"}, {"type": "number"}]}

    assert errors(schema, made(schema, "List 3 things")) == []


def test_what_the_api_ignores_may_be_broken() -> None:
    schema = {"type": "object", "properties": {"a": {}}, "not": {"required": ["a"]}}

    assert list(json_schema.violations(schema, "s")) == []
    assert list(made(schema)) == ["a"]


def test_what_no_validator_can_read_is_made_nonetheless() -> None:
    assert isinstance(made({"type": "string", "exclusiveMinimum": True}), str)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"$ref": "#"}},
        {"properties": {name: {"$ref": "#"} for name in "abcdefgh"}},
        {"properties": {name: {"type": "array", "items": {"$ref": "#"}} for name in "abcdefgh"}},
        {"type": "object", "properties": {f"p{each}": {"type": "string"} for each in range(2_000)}},
        {"type": "object", "minProperties": 1_500},
    ],
)
def test_no_schema_makes_it_large(schema: Any) -> None:
    value = made(schema)

    assert errors(schema, value) == []
    assert len(json.dumps(value)) < 100_000


def test_deep_lists_are_bounded() -> None:
    schema: Any = {"type": "string"}
    for _ in range(30):
        schema = {"type": "array", "items": schema, "minItems": 1}

    value = made(schema)

    assert errors(schema, value) == []
    assert len(json.dumps(value)) < 100_000
