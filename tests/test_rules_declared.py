"""Which schemas are refused, where and in whose words."""

import json
from typing import Any

import pytest

from tests.conftest import Respond

Body = dict[str, Any]
BAD: Body = {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["b"]}
LOST: Body = {"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}
HUGE: Body = {"type": "ARRAY", "minItems": 10**9, "items": {"type": "STRING"}}


def config(**members: Any) -> Body:
    config = {"responseMimeType": "application/json", **members}
    return {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": config}


def function(**members: Any) -> Body:
    declared = {"functionDeclarations": [{"name": "f", **members}]}
    return {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "tools": [declared]}


def message(ask: Respond, body: Body, dialect: str = "google") -> str:
    reply = ask(body, dialect=dialect).reply
    assert reply.status == 400
    return str(json.loads(reply.body)["error"]["message"])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(
            config(responseSchema=BAD), "generation_config.response_schema", id="response"
        ),
        pytest.param(
            function(parameters=BAD),
            "tools[0].function_declarations[0].parameters",
            id="parameters",
        ),
        pytest.param(
            function(response=BAD), "tools[0].function_declarations[0].response", id="result"
        ),
    ],
)
def test_a_schema_of_google_is_refused_in_googles_words(
    ask: Respond, body: Body, where: str
) -> None:
    expected = f"* GenerateContentRequest.{where}.required[0]: property is not defined\n"

    assert message(ask, body) == expected


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(
            config(responseJsonSchema=LOST), "generation_config.response_json_schema", id="response"
        ),
        pytest.param(
            config(_responseJsonSchema=LOST),
            "generation_config.response_json_schema",
            id="older-name",
        ),
        pytest.param(
            config(responseFormat={"text": {"schema": LOST}}),
            "generation_config.response_format.text.schema",
            id="successor",
        ),
        pytest.param(
            function(parametersJsonSchema=LOST),
            "tools[0].function_declarations[0].parameters_json_schema",
            id="parameters",
        ),
    ],
)
def test_a_json_schema_is_refused_where_it_leads_nowhere(
    ask: Respond, body: Body, where: str
) -> None:
    assert f"GenerateContentRequest.{where}.properties[a].$ref: " in message(ask, body)


def test_vertex_lists_the_same_its_own_way(ask: Respond) -> None:
    assert message(ask, config(responseSchema=BAD), "vertex") == (
        "The GenerateContentRequest proto is invalid:\n  * generation_config.response_schema.required[0]:"
        " [FIELD_INVALID] property is not defined"
    )


@pytest.mark.parametrize(
    "body",
    [
        config(responseSchema=HUGE),
        config(responseJsonSchema={"type": "array", "minItems": 10**9, "items": {}}),
        function(parameters=HUGE),
    ],
    ids=["google", "standard", "function"],
)
def test_what_would_be_huge_has_too_many_states(ask: Respond, body: Body) -> None:
    assert message(ask, body).startswith(
        "The specified schema produces a constraint that has too many states for serving."
    )


@pytest.mark.parametrize("length", [10, 20_000])
def test_a_schema_is_judged_alike_however_long_it_is(ask: Respond, length: int) -> None:
    good = {"type": "OBJECT", "properties": {"a": {"type": "STRING", "description": "a" * length}}}
    bad = {**good, "required": ["b"]}

    for _ in range(2):
        assert ask(config(responseSchema=good)).reply.status == 200
        assert "property is not defined" in message(ask, config(responseSchema=bad))


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"parameters": {"type": "STRING"}}, id="string"),
        pytest.param(
            {"parametersJsonSchema": {"type": "array", "items": {"type": "string"}}}, id="list"
        ),
        pytest.param({"parametersJsonSchema": {"type": ["string", "null"]}}, id="several"),
        pytest.param({"parametersJsonSchema": {"enum": [None, 1]}}, id="values"),
        pytest.param(
            {"parametersJsonSchema": {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}},
            id="reference",
        ),
    ],
)
def test_arguments_that_are_no_object_are_refused(ask: Respond, members: Body) -> None:
    said = "`f` functionDeclaration `parameters` schema should be of type OBJECT"
    path = "parametersJsonSchema" if "parametersJsonSchema" in members else "parameters"
    spelled = path.replace("JsonSchema", "_json_schema")
    where = f"GenerateContentRequest.tools[0].function_declarations[0].{spelled}"

    assert message(ask, function(**members)) == f"* {where}: schema should be of type OBJECT.\n"
    assert said in message(ask, function(**members), dialect="vertex")
