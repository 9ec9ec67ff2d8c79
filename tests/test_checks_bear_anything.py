"""Checks of features never raise, however malformed an answer, or a request, is."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract_tests.check import CHECKS
from contract_tests.checks import (
    code,
    functions,
    grounding,
    json_mode,
    logprobs,
    media,
    signatures,
    thinking,
)
from contract_tests.exchange import Exchange
from tests.answered import LEVELS, answer, asking, streamed, unary

FAMILIES = (code, functions, grounding, json_mode, logprobs, media, signatures, thinking)
OURS = [
    each
    for each in CHECKS.values()
    if each.rule.__module__ in {family.__name__ for family in FAMILIES}
]
JUNK: tuple[Any, ...] = (None, True, -1.5, "x", ["x"], {"x": None})
CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING", "enum": ["a"]}}}
THINKING = {"thinkingBudget": 0, "includeThoughts": True}
CONFIGS = (
    {"responseMimeType": "application/json", "responseSchema": CITY, "thinkingConfig": THINKING},
    {"responseMimeType": "application/json", "responseJsonSchema": {"type": "object"}},
    {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1"}, "logprobs": 1},
    {"responseMimeType": "text/x.enum", "responseSchema": {"enum": ["a"]}, "stopSequences": ["a"]},
)
REQUESTS = tuple(
    asking(
        tools=[
            {"functionDeclarations": [{"name": "f", "parameters": CITY}]},
            {"googleMaps": {"enableWidget": False}},
        ],
        toolConfig={"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
        generationConfig=each,
    )
    for each in CONFIGS
)
TOKEN = {"token": "a", "logProbability": -1}
ANSWERS = (
    answer({"text": "Hm.", "thought": True}, {"text": '{"city": "a"}'}, usage={"thoughtsTokenCount": 1}),
    answer(
        {"functionCall": {"name": "f", "args": {"city": "a"}, "id": "a"}, "thoughtSignature": "YQ=="},
        {"functionCall": {"name": "f"}},
        {"toolCall": {"id": "b", "toolType": "URL_CONTEXT"}},
        {"toolResponse": {"id": "b", "toolType": "URL_CONTEXT"}},
        finishMessage="x",
    ),
    answer(
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"executableCode": {"language": "PYTHON", "code": "", "id": "c"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "id": "c"}},
    ),
    answer(
        {"text": "a"},
        groundingMetadata={
            "groundingChunks": [{"web": {"uri": "https://a"}}, {"maps": {"uri": "a", "placeId": "a"}}],
            "groundingSupports": [
                {
                    "segment": {"startIndex": 0, "endIndex": 1, "partIndex": 0, "text": "a"},
                    "groundingChunkIndices": [0],
                    "confidenceScores": [0.5],
                }
            ],
        },
        urlContextMetadata={"urlMetadata": [{"retrievedUrl": "https://a"}]},
        citationMetadata={"citationSources": [{"startIndex": 0, "endIndex": 1}]},
        avgLogprobs=-1,
        logprobsResult={"chosenCandidates": [TOKEN], "topCandidates": [{"candidates": [TOKEN]}]},
    ),
)  # fmt: skip

PAIRS = list(zip(REQUESTS, ANSWERS, strict=True))


def _spoilt(value: Any) -> Iterator[Any]:
    """Copies of a payload, each with junk in one place of it."""
    yield from JUNK
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: each} for each in _spoilt(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ([*value[:number], each, *value[number + 1 :]] for each in _spoilt(inner))


def _looked_at(exchange: Exchange) -> None:
    for check in OURS:
        if check.applies(exchange):
            list(check.rule(exchange))


@pytest.mark.parametrize(("sent", "answered"), PAIRS, ids="abcd")
def test_malformed_answers_are_borne(sent: Any, answered: Any) -> None:
    for each in _spoilt(answered):
        _looked_at(unary(each, sent))
        _looked_at(streamed(answered, each, sent=sent, model=LEVELS))


@pytest.mark.parametrize(("sent", "answered"), PAIRS, ids="abcd")
def test_malformed_requests_are_borne(sent: Any, answered: Any) -> None:
    for each in _spoilt(sent):
        _looked_at(unary(answered, each))
