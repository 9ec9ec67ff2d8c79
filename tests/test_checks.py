"""What every check keeps, of whatever family."""

from typing import Any

import pytest

from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange
from contract_tests.looks import findings
from contract_tests.outcome import Outcome
from tests.exchanges import (
    BLOCKED,
    array,
    chunks,
    events,
    raw,
    response,
    saying,
    spoilt,
    told,
    unary,
)

RICH = saying(
    {"text": "Thinking", "thought": True},
    {"text": "4", "thoughtSignature": "AAAA"},
    {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
    {"functionCall": {"id": "a", "name": "add", "args": {"a": None}}},
    {"executableCode": {"language": "PYTHON", "code": "1"}},
    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
    index=0,
    safetyRatings=[{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW", "blocked": True}],
    citationMetadata={"citationSources": [{"endIndex": 1, "uri": "https://a.example"}]},
    groundingMetadata={
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "a"}}],
        "groundingSupports": [
            {
                "segment": {"endIndex": 1, "text": "4"},
                "groundingChunkIndices": [0],
                "confidenceScores": [0.5],
            }
        ],
        "webSearchQueries": ["a"],
    },
) | {"promptFeedback": {"safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT"}]}}

ASKING: dict[str, Any] = {
    "contents": [{"parts": [{"text": "What is 2+2?"}]}],
    "tools": [
        {"functionDeclarations": [{"name": "add", "description": "adds"}]},
        {"googleSearch": {}},
        {"codeExecution": {}},
    ],
    "generationConfig": {
        "candidateCount": 1,
        "responseMimeType": "application/json",
        "responseSchema": {"type": "STRING"},
        "thinkingConfig": {"includeThoughts": True, "thinkingBudget": 100},
        "stopSequences": ["x"],
        "maxOutputTokens": 100,
    },
}


def look(exchange: Exchange) -> None:
    for each in CHECKS.values():
        if each.applies(exchange):
            list(each.rule(exchange))


@pytest.mark.parametrize("payload", [RICH, BLOCKED, response()], ids=["rich", "blocked", "plain"])
def test_no_check_raises_on_a_malformed_answer(payload: dict[str, Any]) -> None:
    for value in spoilt(payload):
        look(unary(value, sent=ASKING))


def test_a_malformed_answer_can_be_counted_and_reported() -> None:
    outcome = Outcome(source="by hand")
    values = [*spoilt(response()), {"candidates": [{"content": []}, {"content": {"parts": 1}}]}]
    outcome.take(map(unary, values), "comet")

    assert {each.severity for each in outcome.findings} == {"breaking", "to learn", "additive"}
    assert len(outcome.sent) == len(values)


def test_no_check_raises_on_a_malformed_stream() -> None:
    first, last = chunks("2+2 is", " 4.")
    for value in spoilt(last):
        look(events(first, value, last, sent=ASKING))


@pytest.mark.parametrize(
    "body", ["", "x", "<html></html>", "data:", "data: [1]\n\n", "{", "[]", "[1]", "\xff", "\n\n\n"]
)
@pytest.mark.parametrize("status", [200, 400])
def test_no_check_raises_on_any_body(body: str, status: int) -> None:
    look(told(body, status=status))
    look(raw(body, status=status))
    look(array(body, status=status))
    look(told(body, operator="countTokens", status=status))


def test_a_healthy_answer_has_no_findings() -> None:
    healthy = [
        unary(),
        unary(BLOCKED),
        events(*chunks("2+2 is", " 4.")),
        events(BLOCKED),
        raw(": PING\n\n" + events(*chunks("2+2 is", " 4.")).text.replace("\n\n", "\n\n: PING\n\n")),
    ]
    for exchange in healthy:
        assert list(findings(exchange, "comet")) == [], exchange.text


def test_checks_say_what_was_expected_and_what_came() -> None:
    said = {
        name: each.message
        for exchange in [unary({}), raw("x"), *(unary(value) for value in spoilt(response()))]
        for name, check in CHECKS.items()
        if check.applies(exchange)
        for each in check.rule(exchange)
    }

    assert len(said) > 10
    assert [f"{name}: {text}" for name, text in said.items() if "expected" not in text] == []
