"""``countTokens``, which agrees with what an answer says of its prompt."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from contract_tests.call import Call
from contract_tests.strategies import requests
from mockserver import Settings
from mockserver.mock import Mock, mock
from tests.calls import answer, refusal, send

FLASH = "gemini-2.5-flash"
CAPITAL: dict[str, Any] = {
    "contents": [{"role": "user", "parts": [{"text": "What is the capital of France?"}]}]
}
HANDBOOK = {
    "name": "cachedContents/handbook",
    "model": f"models/{FLASH}",
    "contents": [{"role": "user", "parts": [{"text": "All doors are blue."}]}],
    "systemInstruction": {"parts": [{"text": "Be brief."}]},
}
IMAGE = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
WEATHER = {"functionDeclarations": [{"name": "weather", "description": "What it is like outside"}]}


def server(dialect: str = "google", **settings: Any) -> Mock:
    settings = {"cached_contents": (HANDBOOK,), **settings}
    return mock(Settings(dialect=dialect, self_check=True, **settings))


def count(body: Any, dialect: str = "google", model: str = FLASH) -> dict[str, Any]:
    return answer(server(dialect), f"POST /v1beta/models/{model}:countTokens", body)


def refused(body: Any, dialect: str = "google") -> tuple[int, str]:
    return refusal(server(dialect), f"POST /v1beta/models/{FLASH}:countTokens", body)


def whole(body: dict[str, Any], model: str = FLASH) -> dict[str, Any]:
    return {"generateContentRequest": {"model": f"models/{model}", **body}}


def usage(body: dict[str, Any], dialect: str = "google", model: str = FLASH) -> dict[str, Any]:
    found = answer(server(dialect), f"POST /v1beta/models/{model}:generateContent", body)
    metadata: dict[str, Any] = found["usageMetadata"]
    return metadata


@given(requests(dialect="google", canonical=True))
def test_a_request_counts_as_many_tokens_as_its_answer_says(call: Call) -> None:
    model, body = call.model, call.body
    found = count(whole(body, model), model=model)
    said = usage(body, model=model)

    assert found["totalTokens"] == said.get("promptTokenCount", 0)
    assert found.get("promptTokensDetails") == said.get("promptTokensDetails")
    assert list(judge.findings("gemini/count_tokens_response.json", found)) == []


@pytest.mark.parametrize(
    "members",
    [
        {"systemInstruction": {"parts": [{"text": "You are a helpful chatbot."}]}},
        {"tools": [WEATHER]},
        {"contents": [{"role": "user", "parts": [{"text": "What is this?"}, IMAGE]}]},
        {"cachedContent": "cachedContents/handbook"},
    ],
    ids=["instruction", "tools", "image", "cache"],
)
def test_all_that_is_read_is_counted_as_in_an_answer(members: dict[str, Any]) -> None:
    body = {**CAPITAL, **members}
    found = count(whole(body))
    said = usage(body)

    assert found["totalTokens"] == said["promptTokenCount"]
    assert found["promptTokensDetails"] == said["promptTokensDetails"]
    assert found.get("cachedContentTokenCount") == said.get("cachedContentTokenCount")
    assert found.get("cacheTokensDetails") == said.get("cacheTokensDetails")
    assert found != count(CAPITAL)


@pytest.mark.parametrize("dialect", ["comet", "google", "vertex"])
def test_contents_alone_are_counted(dialect: str) -> None:
    assert count(CAPITAL, dialect)["totalTokens"] == usage(CAPITAL, dialect)["promptTokenCount"]


@pytest.mark.parametrize("dialect", ["comet", "vertex"])
def test_vertex_takes_what_stands_beside_the_contents_and_counts_characters(dialect: str) -> None:
    body = {
        **CAPITAL,
        "systemInstruction": {"parts": [{"text": "You are a helpful chatbot."}], "role": "user"},
        "tools": [{"googleSearch": {}}],
        "generationConfig": {},
    }
    found = count(body, dialect)

    assert list(found) == ["totalTokens", "totalBillableCharacters", "promptTokensDetails"]
    assert found["totalTokens"] == usage(body, dialect)["promptTokenCount"]
    assert found["totalBillableCharacters"] == 47  # as recorded


def test_recorded_counts_of_characters_are_met(traffic: list[dict[str, Any]]) -> None:
    counted = 0
    for each in traffic:
        if each["endpoint"] != "countTokens" or each["backend"] != "vertex" or not each["request"]:
            continue
        found = answer(
            server("vertex"), f"POST /v1beta1/publishers/google/models/{FLASH}:countTokens",
            {key: value for key, value in each["request"].items() if key != "tools"},
        )  # fmt: skip
        if "functionDeclarations" not in json.dumps(each["request"]):
            counted += 1

            assert found["totalBillableCharacters"] == each["response"]["totalBillableCharacters"]
    assert counted >= 2


def test_an_embedding_model_counts_too() -> None:
    assert count(CAPITAL, model="gemini-embedding-2")["totalTokens"] > 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "* CountTokensRequest.contents: contents is not specified\n"),
        ({"contents": []}, "* CountTokensRequest.contents: contents is not specified\n"),
        (
            {**CAPITAL, **whole(CAPITAL)},
            ("* CountTokensRequest.generate_content_request: only one of contents and"
            " generate_content_request may be set.\n"),
        ),
        (
            {"generateContentRequest": CAPITAL},
            "* CountTokensRequest.generate_content_request.model: unexpected model name format\n",
        ),
        (
            {"generateContentRequest": {**CAPITAL, "model": FLASH}},
            "* CountTokensRequest.generate_content_request.model: unexpected model name format\n",
        ),
        (
            whole(CAPITAL, "gemini-2.5-pro"),
            ("* CountTokensRequest.generate_content_request.model: the path has"
            " models/gemini-2.5-flash\n"),
        ),
        (
            whole({**CAPITAL, "generationConfig": {"temperature": 9}}),
            ("* CountTokensRequest.generate_content_request.generation_config.temperature: temperature"
            " must be in the range [0.0, 2.0].\n"),
        ),
        (
            whole({}),
            "* CountTokensRequest.generate_content_request.contents: contents is not specified\n",
        ),
        (
            {**CAPITAL, "tools": []},
            'Invalid JSON payload received. Unknown name "tools": Cannot find field.',
        ),
    ],
    ids=["empty", "no-contents", "both", "no-model", "bare-id", "other-model", "range", "hollow", "tools"],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(body: dict[str, Any], message: str) -> None:
    assert refused(body) == (400, message)


def test_an_unknown_cache_cannot_be_counted() -> None:
    status, _ = refused(whole({**CAPITAL, "cachedContent": "cachedContents/nope"}))

    assert status == 403


def test_vertex_has_no_whole_request_in_it() -> None:
    status, message = refused(whole(CAPITAL), "vertex")

    assert status == 400
    assert 'Unknown name "generateContentRequest"' in message


def test_comet_looks_for_contents_itself_and_loses_a_whole_request() -> None:
    exchange = send(server("comet"), f"POST /v1beta/models/{FLASH}:countTokens", whole(CAPITAL))

    assert exchange.reply.status == 500
    assert b"contents is required (request id: " in exchange.reply.body
    assert "comet drops 'generateContentRequest'" in exchange.warnings[0]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_text_counts_the_same_alone_and_in_a_whole_request(text: str) -> None:
    body = {"contents": [{"parts": [{"text": text}]}]}

    assert count(body) == count(whole(body))
