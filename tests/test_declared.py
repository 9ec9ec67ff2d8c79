from typing import Any

import pytest

from contract_tests.reading.declared import breaches, of_google, of_json

CITY = {
    "type": "OBJECT",
    "properties": {
        "name": {"type": "STRING", "maxLength": "3", "pattern": "^x"},
        "size": {"type": "string", "enum": ["small", "large"], "nullable": True},
        "rivers": {"type": "ARRAY", "items": {"type": "STRING"}, "minItems": "1", "maxItems": 2},
        "people": {"anyOf": [{"type": "INTEGER"}, {"type": "NUMBER", "minimum": "0", "maximum": 9}]},
        "any": {"type": "TYPE_UNSPECIFIED"},
    },
    "required": ["name"],
}  # fmt: skip


def test_googles_schema_is_translated() -> None:
    size = {"type": "string", "enum": ["small", "large"]}

    assert of_google(CITY) == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "size": {"anyOf": [size, {"type": "null"}]},
            "rivers": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
            "people": {
                "anyOf": [{"type": "integer"}, {"type": "number", "minimum": 0, "maximum": 9}]
            },
            "any": {},
        },
        "required": ["name"],
    }


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"name": "Paris"}, []),
        ({"name": "Paris", "size": None, "people": 2.5, "any": [7], "more": 1}, []),
        ({}, ["the whole: 'name' is a required property"]),
        ({"name": "Paris", "size": "tiny"}, ["/size: 'tiny' is not valid under any of the given schemas"]),
        ({"name": "Paris", "rivers": ["a", 7]}, ["/rivers/1: 7 is not of type 'string'"]),
        ({"name": "Paris", "rivers": ["a", "b", "c"]}, ["/rivers: ['a', 'b', 'c'] is too long"]),
    ],
    ids=["plain", "all", "missing", "enum", "item", "many"],
)  # fmt: skip
def test_breaches_are_told_with_their_places(value: object, found: list[str]) -> None:
    assert breaches(value, of_google(CITY)) == found


TREE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"node": {"properties": {"below": {"items": {"$ref": "#/$defs/node"}}}}},
    "properties": {
        "tree": {"$ref": "#/$defs/node"},
        "name": {"type": "string", "minLength": 2, "pattern": "^x"},
        "one": {"oneOf": [{"type": "string"}, {"type": "string"}]},
        "pair": {"prefixItems": [{"type": "string"}, True]},
    },
    "additionalProperties": False,
}


def test_of_json_schema_the_supported_keywords_are_kept() -> None:
    assert of_json(TREE) == {
        "$defs": TREE["$defs"],
        "properties": {
            "tree": {"$ref": "#/$defs/node"},
            "name": {"type": "string"},
            "one": {"anyOf": [{"type": "string"}, {"type": "string"}]},
            "pair": TREE["properties"]["pair"],
        },
        "additionalProperties": False,
    }


def test_a_json_schema_is_held_recursively() -> None:
    schema = of_json({**TREE, "$defs": {"node": {"type": "object", **TREE["$defs"]["node"]}}})

    assert breaches({"tree": {"below": [{"below": [7]}]}}, schema) == [
        "/tree/below/0/below/0: 7 is not of type 'object'"
    ]


def test_a_kind_of_breach_can_be_ignored() -> None:
    schema = {"type": "object", "additionalProperties": False, "required": ["name"]}

    assert breaches({"more": 1}, schema, ignoring={"additionalProperties"}) == [
        "the whole: 'name' is a required property"
    ]


@pytest.mark.parametrize(
    "schema",
    [{"type": "city"}, {"$ref": "#/$defs/none"}, {"$ref": "https://example.com/x"}, {"$ref": "#"}],
)
def test_a_schema_that_is_no_use_holds_nothing(schema: dict[str, Any]) -> None:
    assert breaches({}, schema) == []


@pytest.mark.parametrize("name", ["$defs", "anyOf", "oneOf", "properties", "items", "required"])
def test_a_malformed_keyword_makes_a_schema_no_use(name: str) -> None:
    assert breaches({}, of_json({name: 7})) == []
