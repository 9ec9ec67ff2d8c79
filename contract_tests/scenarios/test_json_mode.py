"""Scenarios: answers in JSON, and under a schema."""

from typing import Any

import pytest

from contract_tests.call import Call, Way, prompt
from contract_tests.models import Models
from contract_tests.reading.members import refusal
from contract_tests.scenario import Sender, both_ways, holds, smoke, spoken

# That something is said is sampled here; the checks hold what it is.
_JSON = "application/json"
_ASK = "Name two planets, with their distances from the sun in million kilometres."
_PLANETS = {
    "type": "ARRAY",
    "minItems": 2,
    "maxItems": 2,
    "items": {
        "type": "OBJECT",
        "properties": {
            "name": {"type": "STRING"},
            "distance": {"type": "NUMBER", "minimum": 0},
            "kind": {"type": "STRING", "enum": ["rocky", "gas", "ice"]},
            "rings": {"type": "BOOLEAN"},
            "moons": {"type": "INTEGER", "nullable": True},
        },
        "required": ["name", "distance", "kind", "rings", "moons"],
    },
}
_PLANET = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def _asking(model: str, words: str = _ASK, **config: Any) -> Call:
    return prompt(words, model, generationConfig=config)


@both_ways
@smoke
@holds("json.parses")
def test_json_comes_if_asked_for(send: Sender, models: Models, way: Way) -> None:
    send.sample(_asking(models.text, responseMimeType=_JSON).over(way), spoken)


@both_ways
@holds("json.parses")
def test_json_comes_from_a_model_with_levels(send: Sender, models: Models, way: Way) -> None:
    call = _asking(models.level, responseMimeType=_JSON, thinkingConfig={"thinkingLevel": "LOW"})

    send.sample(call.over(way), spoken)


@both_ways
@holds("json.schema")
def test_json_keeps_a_schema_of_googles(send: Sender, models: Models, way: Way) -> None:
    call = _asking(models.text, responseMimeType=_JSON, responseSchema=_PLANETS).over(way)

    send.sample(call, spoken)


@holds("json.schema-case")
def test_types_of_a_schema_may_be_in_lower_case(send: Sender, models: Models) -> None:
    exchange = send(_asking(models.text, responseMimeType=_JSON, responseSchema=_PLANET))

    assert exchange.status == 200, exchange.text


@holds("json.alternatives")
def test_a_schema_may_have_alternatives(send: Sender, models: Models) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"answer": {"anyOf": [{"type": "INTEGER"}, {"type": "STRING"}]}},
        "required": ["answer"],
    }
    call = _asking(models.text, "What is 2+2?", responseMimeType=_JSON, responseSchema=schema)

    send.sample(call, spoken)


@holds("json.ordering")
def test_members_come_in_order(send: Sender, models: Models) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {name: {"type": "STRING"} for name in ("country", "capital", "river")},
        "required": ["country", "capital", "river"],
        "propertyOrdering": ["river", "country", "capital"],
    }
    words = "Tell of France: country, capital and one river."

    send.sample(_asking(models.text, words, responseMimeType=_JSON, responseSchema=schema), spoken)


_TREE = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/node"}},
            },
            "required": ["name"],
        }
    },
    "type": "object",
    "properties": {"root": {"$ref": "#/$defs/node"}},
    "required": ["root"],
    "additionalProperties": False,
}


@both_ways
@holds("json.json-schema")
def test_json_keeps_a_json_schema(send: Sender, models: Models, way: Way) -> None:
    words = "Make a small tree of plants: one root with two children, and nothing below."
    call = _asking(models.budget, words, responseMimeType=_JSON, responseJsonSchema=_TREE).over(way)

    send.sample(call, spoken)


@holds("json.tuples")
def test_a_json_schema_may_have_tuples_and_null(send: Sender, models: Models) -> None:
    schema = {
        "type": "object",
        "properties": {
            "pair": {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": ["integer", "null"]}],
                "minItems": 2,
                "maxItems": 2,
            }
        },
        "required": ["pair"],
    }
    words = "Pair the name of a planet with the number of its moons."
    call = _asking(models.budget, words, responseMimeType=_JSON, responseJsonSchema=schema)

    send.sample(call, spoken)


@holds("json.ignored-keywords")
def test_other_keywords_of_a_json_schema_are_ignored(send: Sender, models: Models) -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_PLANET,
        "properties": {"name": {"type": "string", "minLength": 1, "pattern": "^[A-Z]"}},
    }

    exchange = send(_asking(models.text, responseMimeType=_JSON, responseJsonSchema=schema))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("json.enum")
def test_one_value_comes_in_enum_mode(send: Sender, models: Models, way: Way) -> None:
    schema = {"type": "STRING", "enum": ["fruit", "vegetable", "mineral"]}
    words = "What is an apple?"
    call = _asking(models.text, words, responseMimeType="text/x.enum", responseSchema=schema)

    send.sample(call.over(way), spoken)


@holds("json.plain")
def test_plain_text_may_be_asked_for(send: Sender, models: Models) -> None:
    send.sample(_asking(models.text, "Say hello.", responseMimeType="text/plain"), spoken)


@both_ways
@holds("json.response-format")
def test_a_response_format_has_a_schema_of_its_own(send: Sender, models: Models, way: Way) -> None:
    asked = {"text": {"mimeType": "APPLICATION_JSON", "schema": _PLANET}}
    call = _asking(models.text, "Name a planet.", responseFormat=asked).over(way)

    send.sample(call, spoken)


_REFUSED = {
    "json.needs-type": {"responseSchema": _PLANETS},
    "json.one-schema": {
        "responseMimeType": _JSON, "responseSchema": _PLANETS, "responseJsonSchema": _PLANET,
    },
    "json.types": {"responseMimeType": "text/html"},
    "json.schema-members": {
        "responseMimeType": _JSON, "responseSchema": {**_PLANET, "additionalProperties": False},
    },
    "json.schema-one-type": {
        "responseMimeType": _JSON, "responseSchema": {"type": ["STRING", "NULL"]},
    },
    "json.schema-items": {"responseMimeType": _JSON, "responseSchema": {"type": "ARRAY"}},
    "json.schema-required": {
        "responseMimeType": _JSON, "responseSchema": {**_PLANET, "required": ["moons"]},
    },
    "json.schema-enum": {
        "responseMimeType": _JSON, "responseSchema": {"type": "STRING", "enum": [1, 2]},
    },
    "json.schema-enum-empty": {
        "responseMimeType": _JSON, "responseSchema": {"type": "STRING", "enum": ["a", ""]},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "config",
    [pytest.param(each, id=claim, marks=holds(claim)) for claim, each in _REFUSED.items()],
)
def test_what_cannot_be_is_refused(send: Sender, models: Models, config: dict[str, Any]) -> None:
    exchange = send(_asking(models.text, **config))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    assert refusal(exchange), f"expected an error with a message, got {exchange.text[:200]}"
