"""Scenarios: what a model signs, and what it wants to see again."""

from typing import Any

import pytest

from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import refusal
from contract_tests.scenario import Sender, both_ways, holds, spoken
from contract_tests.scenarios.turns import calls, followed, responses

_WEATHER = {
    "functionDeclarations": [
        {
            "name": "get_weather",
            "description": "Get the current weather in a city.",
            "parameters": {
                "type": "OBJECT",
                "properties": {"city": {"type": "STRING"}},
                "required": ["city"],
            },
        }
    ]
}


def _refused(exchange: Exchange) -> None:
    """Hold that a request is refused, for its signature."""
    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    told = refusal(exchange).lower().replace("_", " ")
    assert "thought signature" in told, f"expected it named, got {exchange.text}"


def _colour(model: str) -> Call:
    thinking = {"thinkingConfig": {"thinkingLevel": "LOW"}}
    return prompt("Name a colour, in one word.", model, generationConfig=thinking)


def _asking_for_weather() -> Call:
    """Return a call to a model that signs, though it hardly thinks."""
    thinking = {"thinkingConfig": {"thinkingLevel": "MINIMAL"}}
    return prompt(
        "What is the weather in Paris?",
        "gemini-3-flash-preview",
        tools=[_WEATHER],
        generationConfig=thinking,
    )


@both_ways
@holds("signatures.round-trip")
def test_a_signature_goes_back_as_it_came(send: Sender, way: Way) -> None:
    call = _asking_for_weather().over(way)
    exchange = send.sample(call, calls)

    after = send(followed(call, exchange, responses(exchange, {"sky": "clear"})))

    assert after.status == 200, after.text


@holds("signatures.required")
def test_a_call_without_its_signature_is_refused(send: Sender) -> None:
    call = _asking_for_weather()
    exchange = send.sample(call, calls)

    after = send(followed(call, exchange, responses(exchange, {"sky": "clear"}), signed=False))

    _refused(after)


def _history(signature: str | None, *, then: str = "") -> list[dict[str, Any]]:
    """Return a conversation in which a function was called, and what came *then*, if anything."""
    call: dict[str, Any] = {"functionCall": {"name": "get_weather", "args": {"city": "Paris"}}}
    if signature:
        call["thoughtSignature"] = signature
    response = {"functionResponse": {"name": "get_weather", "response": {"sky": "clear"}}}
    turns = [
        {"role": "user", "parts": [{"text": "What is the weather in Paris?"}]},
        {"role": "model", "parts": [call]},
        {"role": "user", "parts": [response]},
    ]
    if then:
        turns.append({"role": "model", "parts": [{"text": "The sky is clear in Paris."}]})
        turns.append({"role": "user", "parts": [{"text": then}]})
    return turns


def _with_history(model: str, contents: list[dict[str, Any]]) -> Call:
    """Return a call that goes on from there; how it ends is no matter."""
    config = {"maxOutputTokens": 64}
    body = {"contents": contents, "tools": [_WEATHER], "generationConfig": config}
    return Call(model=model, body=body)


@holds("signatures.altered")
def test_an_invented_signature_is_refused(send: Sender, models: Models) -> None:
    exchange = send(_with_history(models.level, _history("bm90IGEgc2lnbmF0dXJl")))

    _refused(exchange)


@pytest.mark.parametrize(
    "word", ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"]
)
@holds("signatures.bypass")
def test_a_word_stands_for_a_signature_that_is_lost(
    send: Sender, models: Models, word: str
) -> None:
    exchange = send(_with_history(models.level, _history(word)))

    assert exchange.status == 200, exchange.text


@holds("signatures.this-turn")
def test_calls_of_earlier_turns_need_no_signature(send: Sender, models: Models) -> None:
    exchange = send(_with_history(models.level, _history(None, then="Thank you. Say goodbye.")))

    assert exchange.status == 200, exchange.text


@holds("signatures.optional")
def test_gemini_2_5_asks_for_no_signature(send: Sender, models: Models) -> None:
    exchange = send(_with_history(models.budget, _history(None)))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("signatures.of-text")
def test_the_signature_of_a_text_may_be_left_out(send: Sender, models: Models, way: Way) -> None:
    call = _colour(models.level).over(way)
    exchange = send.sample(call, spoken)

    send.sample(followed(call, exchange, [{"text": "Name another."}], signed=False), spoken)


@both_ways
@holds("signatures.of-text-back")
def test_the_signature_of_a_text_may_go_back(send: Sender, models: Models, way: Way) -> None:
    call = _colour(models.level).over(way)
    exchange = send.sample(call, spoken)

    send.sample(followed(call, exchange, [{"text": "Name another."}]), spoken)
