from typing import Any

import pytest

from mockserver.declared import json_schema
from mockserver.declared.shapes import Document
from mockserver.declared.weight import Weights

HOPELESS = "can't be satisfied: it excludes itself, or its recursion has no end."
MALFORMED = "is not valid JSON Schema."
STRING = {"type": "string"}


def found(schema: Any) -> list[tuple[str, str]]:
    return list(json_schema.violations(schema, "s"))


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = STRING
    for _ in range(depth):
        schema = {"type": "array", "items": schema, "minItems": 1}
    return schema


# What is fine.


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"$schema": "http://json-schema.org/draft-07/schema#", "exclusiveMinimum": True},
        {"$defs": {"A": STRING}, "$ref": "#/$defs/A", "title": "beside a reference"},
        {"definitions": {"A/b~c": STRING}, "$ref": "#/definitions/A~1b~0c"},
        {"$defs": {"A": {"$anchor": "a"}}, "$ref": "#a"},
        {"$id": "https://example.com/s", "$defs": {"A": {}}, "$ref": "https://example.com/s#/$defs/A"},
        {"$defs": {"A": {"$id": "a.json"}}, "properties": {"a": {"$ref": "a.json"}}},
        {"anyOf": [{"$ref": "#/anyOf/1"}, {"type": "null"}]},
        {"properties": {"again": {"$ref": "#"}}},
        {"type": "array", "items": {"$ref": "#"}},
        {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
        {"properties": {"never": False, "nor": {"minItems": 2, "maxItems": 1}}},
        {"pattern": 5, "multipleOf": 0, "minLength": -1, "not": "anything", "if": 3},
        {"type": "array", "prefixItems": [STRING, False], "items": False},
        {"type": "array", "uniqueItems": True, "minItems": 2, "items": {"type": "boolean"}},
        {"type": "object", "minProperties": 2, "properties": {"a": {}, "b": {}}},
        {"type": "object", "minProperties": 2, "properties": {"a": {}}},
        {"enum": [True, 1.5, [1], {"a": 1}, None], "type": ["null"]},
        {"enum": [1, 3], "type": "number", "minimum": 2},
        {"const": "abc", "minLength": 3, "pattern": "b"},
        {"description": "x" * 300_000},
    ],
)  # fmt: skip
def test_a_schema_that_can_be_satisfied_is_taken(schema: Any) -> None:
    assert found(schema) == []
    assert not json_schema.too_complex(schema)


# What is no schema.


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("string", "s"),
        ({"type": "text"}, "s.type"),
        ({"properties": {"a": {"type": []}}}, "s.properties[a].type"),
        ({"properties": {"a": 3}}, "s.properties[a]"),
        ({"anyOf": []}, "s.anyOf"),
        ({"anyOf": [{"required": "a"}]}, "s.anyOf[0].required"),
        ({"items": {"minItems": -1}}, "s.items.minItems"),
        ({"$defs": {"properties": {"enum": []}}}, "s.$defs[properties].enum"),
        ({"properties": {"$defs": {"title": 1}}}, "s.properties[$defs].title"),
    ],
)
def test_a_malformed_keyword_is_refused_where_it_stands(schema: Any, path: str) -> None:
    assert found(schema) == [(path, MALFORMED)]


@pytest.mark.parametrize(
    "reference",
    [
        "#/$defs/B", "#b", "other.json", "other.json#/a", "https://example.com/s", "#/$defs/A/0",
        "#/anyOf/7", "#/anyOf/x", "#/title", "#/title/deeper",
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_refused(reference: str) -> None:
    schema = {
        "title": "t",
        "$defs": {"A": {}},
        "anyOf": [{}],
        "properties": {"a": {"$ref": reference}},
    }

    assert found(schema) == [("s.properties[a].$ref", f"{reference} is not defined in the schema.")]


def test_a_pattern_that_is_no_expression_is_refused() -> None:
    assert found({"items": {"pattern": "["}}) == [
        ("s.items.pattern", "is not a valid regular expression.")
    ]


# What nothing can satisfy.


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (False, "s"),
        ({"properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "s.properties[a]"),
        ({"type": "array", "items": {"$ref": "#"}, "minItems": 1}, "s.items"),
        ({"$ref": "#"}, "s"),
        ({"allOf": [{"$ref": "#"}]}, "s.allOf[0]"),
        ({"type": "array", "minItems": 3, "maxItems": 2}, "s"),
        ({"type": "string", "minLength": 3, "maxLength": 2}, "s"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "s"),
        ({"type": "integer", "minimum": 1.2, "maximum": 1.8}, "s"),
        ({"type": "number", "exclusiveMinimum": 1, "maximum": 1}, "s"),
        ({"type": "object", "minProperties": 3, "maxProperties": 2}, "s"),
        ({"type": "object", "required": ["a", "b"], "maxProperties": 1}, "s"),
        ({"type": "object", "required": ["a"], "additionalProperties": False}, "s"),
        ({"type": "object", "minProperties": 1, "additionalProperties": False}, "s"),
        ({"type": "array", "minItems": 2, "prefixItems": [{}], "items": False}, "s"),
        ({"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}}, "s"),
        ({"minItems": 3, "uniqueItems": True, "items": {"enum": [1, 1, 2]}}, "s"),
        ({"minItems": 9, "uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 8}}, "s"),
        ({"type": "string", "enum": [1, None]}, "s"),
        ({"enum": ["a"], "pattern": "b"}, "s"),
        ({"enum": [1], "minimum": 2}, "s"),
        ({"const": 1, "enum": [2]}, "s"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "s"),
        ({"allOf": [{"const": 1}, {"const": 2}, {}]}, "s"),
        ({"type": "string", "pattern": "^a(?=b)c$"}, "s"),
        ({"properties": {"a": {"anyOf": [False]}}, "required": ["a"]}, "s.properties[a]"),
        (nested(60), "s" + ".items" * 20),
    ],
)  # fmt: skip
def test_what_nothing_can_satisfy_is_refused_at_the_innermost_place(schema: Any, path: str) -> None:
    assert found(schema) == [(path, HOPELESS)]
    assert not json_schema.too_complex(schema)


# What is too much.


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**9},
        {"type": "string", "minLength": 10**9, "pattern": "a"},
        {"type": "object", "minProperties": 10**9},
        {"type": "array", "minItems": 60, "items": {"type": "array", "minItems": 60}},
        {"enum": [f"value {number}" for number in range(6_000)]},
        {"enum": ["x" * 300_000]},
        {"properties": {f"p{number}": {"pattern": "a"} for number in range(101)}},
        {"properties": {"x" * 300_000: {}}},
        nested(150),
    ],
)
def test_what_is_too_large_is_too_complex_and_nothing_else(schema: Any) -> None:
    assert json_schema.too_complex(schema)
    assert found(schema) == []


def test_what_is_malformed_is_not_called_complex() -> None:
    assert not json_schema.too_complex({"type": "text", "minItems": 10**9})


def test_a_chain_of_references_is_followed_only_so_far() -> None:
    links = {f"L{number}": {"$ref": f"#/$defs/L{number + 1}"} for number in range(80)}

    assert found({"$defs": links | {"L80": {}}, "$ref": "#/$defs/L50"}) == []
    assert found({"$defs": links | {"L80": {}}, "$ref": "#/$defs/L0"}) == [
        ("s.$defs[L0]", HOPELESS)
    ]


def test_references_that_double_are_given_up() -> None:
    twice = {
        f"T{number}": {"allOf": [{"$ref": f"#/$defs/T{number + 1}"}] * 2} for number in range(30)
    }

    assert [text for _, text in found({"$defs": twice | {"T30": {}}, "$ref": "#/$defs/T0"})] == [
        HOPELESS
    ]


def test_of_countless_combinations_some_are_looked_at() -> None:
    wide = {"allOf": [{"anyOf": [{"title": str(each)} for each in range(9)]} for _ in range(9)]}
    deep: Any = STRING
    for _ in range(10):
        deep = {"anyOf": [deep, deep]}

    assert len(Document(wide).shapes(wide)) == 64
    assert Document(deep).shapes(deep) != ()


# Shapes and weights.


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": ["string", "null"]}, ["string", "null"]),
        ({"required": ["a"]}, ["object"]),
        ({"prefixItems": [{}]}, ["array"]),
        ({"maximum": 3}, ["number"]),
        ({}, ["string"]),
    ],
)
def test_a_type_that_is_left_out_is_told_by_other_keywords(schema: Any, types: list[str]) -> None:
    (shape,) = Document(schema).shapes(schema)

    assert shape.types == types


def test_shapes_know_the_references_that_led_there() -> None:
    schema = {"$defs": {"A": STRING}, "anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}

    shapes = Document(schema).shapes(schema)

    assert [(each.types, set(each.refs)) for each in shapes] == [
        (["string"], {"#/$defs/A"}),
        (["null"], set()),
    ]


@pytest.mark.parametrize(
    ("schema", "weight"),
    [
        (STRING, 1),
        ({"minLength": 20, "type": "string"}, 3),
        ({"required": ["a", "b"]}, 3),
        ({"minProperties": 2, "properties": {"a": nested(3), "b": {}, "c": {}}}, 3),
        ({"minItems": 3, "prefixItems": [{}], "items": {"minItems": 1}}, 6),
        ({"anyOf": [nested(3), {"type": "boolean"}]}, 1),
        ({"enum": ["a"]}, 1),
        ({"enum": [None, True, {}, []]}, 1),
        ({"type": "boolean"}, 1),
        ({"type": "null"}, 1),
    ],
)
def test_the_lightest_instance_is_weighed(schema: Any, weight: int) -> None:
    assert Weights(Document(schema)).least(schema) == weight
