from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests import conformance
from mockserver import protojson, schemas
from mockserver.declared import google, json_schema
from mockserver.declared.google import violations
from mockserver.generate.choice import Choice
from mockserver.generate.reading.told import told
from mockserver.generate.values.instances import instance

STRING = {"type": "STRING"}
CONTENTS = [{"parts": [{"text": "Hi"}]}]
HOPELESS = "can't be satisfied: it excludes itself, or its recursion has no end."
UNDEFINED = "property is not defined"
FORMATS_OF_STRINGS = "only 'enum' and 'date-time' are supported for STRING type"


def found(schema: dict[str, Any]) -> list[tuple[str, str]]:
    return list(violations(schema, "s"))


# What it means.


@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"type": "STRING"}, {"type": "string"}),
        ({"type": "STRING", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "STRING", "nullable": False}, {"type": "string"}),
        ({"type": "NULL", "nullable": True}, {"type": "null"}),
        (
            {"type": "STRING", "enum": ["a"], "nullable": True, "format": "enum"},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"type": "STRING", "format": "date"}, {"type": "string", "format": "date"}),
        ({"type": "STRING", "format": ""}, {"type": "string"}),
        ({"type": "STRING", "enum": []}, {"type": "string"}),
        (
            {"anyOf": [{"type": "INTEGER"}], "nullable": True},
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        ),
        ({"type": "TYPE_UNSPECIFIED", "anyOf": []}, {}),
        (
            {"type": "ARRAY", "items": STRING, "minItems": "2", "maxItems": 3},
            {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
        ),
        (
            {
                "type": "OBJECT",
                "title": "t",
                "description": "d",
                "properties": {"b": STRING, "a": {"type": "NUMBER", "minimum": 0.5, "maximum": 2}},
                "required": ["a"],
                "propertyOrdering": ["a", "b"],
                "minProperties": "1",
                "example": {"a": 1},
                "default": {},
            },
            {
                "type": "object",
                "title": "t",
                "description": "d",
                "properties": {
                    "b": {"type": "string"},
                    "a": {"type": "number", "minimum": 0.5, "maximum": 2},
                },
                "required": ["a"],
                "propertyOrdering": ["a", "b"],
                "minProperties": 1,
                "default": {},
            },
        ),
        (
            {"type": "STRING", "pattern": "a", "minLength": 1, "maxLength": "9"},
            {"type": "string", "pattern": "a", "minLength": 1, "maxLength": 9},
        ),
    ],
)
def test_a_schema_means_a_json_schema(schema: dict[str, Any], meant: dict[str, Any]) -> None:
    assert google.json_schema(schema) == meant
    Draft202012Validator.check_schema(meant)


# What is refused.


@pytest.mark.parametrize(
    ("schema", "path", "text"),
    [
        ({"type": "STRING", "format": "email"}, ".format", FORMATS_OF_STRINGS),
        (
            {"type": "NUMBER", "format": "int32"},
            ".format",
            "only 'float' and 'double' are supported for NUMBER type",
        ),
        (
            {"type": "INTEGER", "format": "float"},
            ".format",
            "only 'int32' and 'int64' are supported for INTEGER type",
        ),
        (
            {"type": "STRING", "format": "date", "enum": ["a"]},
            ".format",
            "only 'enum' is supported beside enum values",
        ),
        ({"type": "OBJECT", "required": ["a"]}, ".required[0]", UNDEFINED),
        (
            {"type": "OBJECT", "properties": {"a": STRING}, "propertyOrdering": ["a", "b"]},
            ".property_ordering[1]",
            UNDEFINED,
        ),
        (
            {"type": "ARRAY", "items": STRING, "minItems": "3", "maxItems": 2},
            ".min_items",
            "must not be above max_items",
        ),
        ({"type": "NUMBER", "minimum": 3, "maximum": 2.5}, ".minimum", "must not be above maximum"),
        ({"type": "STRING", "maxLength": -1}, ".max_length", "must not be negative"),
        ({"type": "STRING", "pattern": "["}, ".pattern", "is not a valid regular expression"),
        ({"type": "STRING", "pattern": "a", "enum": ["b"]}, "", HOPELESS),
        (
            {"type": "OBJECT", "properties": {"a": {"type": "STRING", "format": "uri"}}},
            ".properties[a].format",
            FORMATS_OF_STRINGS,
        ),
        (
            {"type": "ARRAY", "items": {"anyOf": [STRING, {"type": "OBJECT", "required": ["a"]}]}},
            ".items.any_of[1].required[0]",
            UNDEFINED,
        ),
    ],
)
def test_what_the_form_lets_pass_is_refused_with_where(
    schema: dict[str, Any], path: str, text: str
) -> None:
    body = {"contents": CONTENTS, "generationConfig": {"responseSchema": schema}}

    assert protojson.parse(body, conformance.SCHEMAS["request"]).faults == ()
    assert found(schema) == [(f"s{path}", text)]


def test_all_that_is_wrong_is_told() -> None:
    schema = {"type": "OBJECT", "required": ["a", "b"], "properties": {"c": {"type": "NUMBER", "format": "x"}}}  # fmt: skip

    assert [path for path, _ in found(schema)] == [
        "s.required[0]",
        "s.required[1]",
        "s.properties[c].format",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "STRING", "format": "enum", "enum": ["a"]},
        {"type": "STRING", "format": ""},
        {"type": "BOOLEAN", "format": "whatever"},
        {"type": "OBJECT"},
        {"type": "STRING", "minLength": "0", "maxLength": 0},
        {"anyOf": [STRING], "description": "d"},
    ],
)
def test_what_may_pass_does(schema: dict[str, Any]) -> None:
    assert found(schema) == []


# Recorded requests.


def declared(body: dict[str, Any]) -> Iterator[tuple[bool, Any]]:
    """Yield the schemas of a canonical request, each with whether it is Google's own kind."""
    config = body.get("generationConfig", {})
    functions = [
        each for tool in body.get("tools", ()) for each in tool.get("functionDeclarations", ())
    ]
    for each in (config, *functions):
        for name in ("responseSchema", "parameters", "response"):
            if name in each:
                yield True, each[name]
        for name in ("responseJsonSchema", "_responseJsonSchema", "parametersJsonSchema"):
            if name in each:
                yield False, each[name]


def test_schemas_of_recorded_requests_pass_and_have_instances(
    traffic: list[dict[str, Any]],
) -> None:
    checked = 0
    for each in traffic:
        if each["status"] != 200 or not each["request"] or "enerateContent" not in each["endpoint"]:
            continue
        body = protojson.parse(each["request"], conformance.SCHEMAS["request"]).value
        assert schemas.validator(conformance.SCHEMAS["request"]).is_valid(body)
        prompt = " ".join(
            part.get("text", "")
            for content in body["contents"]
            for part in content.get("parts", ())
        )
        for own, schema in declared(body):
            meant = google.json_schema(schema) if own else schema
            refused = list((violations if own else json_schema.violations)(schema, "s"))
            assert (refused, json_schema.too_complex(meant)) == ([], False), each["source"]
            made = instance(meant, Choice(b"x"), told(prompt))

            assert list(Draft202012Validator(meant).iter_errors(made)) == [], each["source"]
            checked += 1
    assert checked > 1_000
