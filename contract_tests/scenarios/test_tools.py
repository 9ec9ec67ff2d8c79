"""Scenarios: which tools and functions go together, and which don't."""

from typing import Any

import pytest

from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import refusal
from contract_tests.scenario import Sender, both_ways, holds
from contract_tests.scenarios.turns import followed

_CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
_WEATHER = {
    "name": "get_weather",
    "description": "Get the current weather in a city.",
    "parameters": _CITY,
}
_ASK = "What is the weather in Paris?"


def _with(*functions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"functionDeclarations": list(functions)}]


def _mode(mode: str, *allowed: str) -> dict[str, Any]:
    names = {"allowedFunctionNames": list(allowed)} if allowed else {}
    return {"functionCallingConfig": {"mode": mode, **names}}


_SEARCH: dict[str, Any] = {"googleSearch": {}}
_REFUSED = {
    "functions.allowed-declared": {
        "tools": _with(_WEATHER), "toolConfig": _mode("ANY", "no_such_function"),
    },
    "functions.allowed-modes": {
        "tools": _with(_WEATHER), "toolConfig": _mode("AUTO", "get_weather"),
    },
    "functions.config-alone": {"toolConfig": _mode("ANY")},
    "functions.one-schema": {
        "tools": _with({**_WEATHER, "parametersJsonSchema": {"type": "object"}}),
    },
    "functions.one-response-schema": {
        "tools": _with({**_WEATHER, "response": _CITY, "responseJsonSchema": {"type": "object"}}),
    },
    "functions.names-once": {"tools": _with(_WEATHER, _WEATHER)},
    "functions.names": {"tools": _with({**_WEATHER, "name": "1st function"})},
    "functions.or-search": {"tools": [*_with(_WEATHER), _SEARCH]},
    "functions.or-json": {
        "tools": _with(_WEATHER), "generationConfig": {"responseMimeType": "application/json"},
    },
    "tools.empty": {"tools": [{}]},
    "tools.search-retrieval": {"tools": [{"googleSearchRetrieval": {}}]},
    "tools.time-range": {
        "tools": [{"googleSearch": {"timeRangeFilter": {"startTime": "2024-01-01T00:00:00Z"}}}],
    },
    "tools.file-search": {"tools": [{"fileSearch": {}}]},
    "tools.unknown": {"tools": [{"crystalBall": {}}]},
}  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [pytest.param(each, id=claim, marks=holds(claim)) for claim, each in _REFUSED.items()],
)
def test_what_cannot_be_is_refused(send: Sender, models: Models, fields: dict[str, Any]) -> None:
    exchange = send(prompt(_ASK, models.budget, **fields))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    assert refusal(exchange), f"expected an error with a message, got {exchange.text[:200]}"


@holds("functions.with-json")
def test_gemini_3_has_functions_beside_json(send: Sender, models: Models) -> None:
    json = {"responseMimeType": "application/json"}

    exchange = send(prompt(_ASK, models.level, tools=_with(_WEATHER), generationConfig=json))

    assert exchange.status == 200, exchange.text


@holds("functions.with-search-unasked")
def test_gemini_3_must_be_asked_to_show_built_in_tools(send: Sender, models: Models) -> None:
    exchange = send(prompt(_ASK, models.level, tools=[*_with(_WEATHER), _SEARCH]))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"


def _showing_tools(model: str) -> Call:
    return prompt(
        "Who won the euro 2024? Search for it.",
        model,
        tools=[*_with(_WEATHER), _SEARCH],
        toolConfig={"includeServerSideToolInvocations": True},
    )


@both_ways
@holds("functions.with-search")
def test_gemini_3_has_functions_beside_search(send: Sender, models: Models, way: Way) -> None:
    exchange = send(_showing_tools(models.level).over(way))

    assert exchange.status == 200, exchange.text


def _shown(exchange: Exchange) -> list[dict[str, Any]]:
    return [each for each in exchange.parts if {"toolCall", "toolResponse"} & each.keys()]


@both_ways
@holds("invocations.shown")
def test_built_in_tools_show_what_they_do(send: Sender, models: Models, way: Way) -> None:
    send.sample(_showing_tools(models.level).over(way), _shown)


@holds("invocations.echoed")
def test_what_built_in_tools_did_goes_back(send: Sender, models: Models) -> None:
    call = _showing_tools(models.level)
    exchange = send.sample(call, _shown)

    after = send(followed(call, exchange, [{"text": "Thank you. Say goodbye."}]))

    assert after.status == 200, after.text
