"""The Vercel AI SDK on Node: ai and @ai-sdk/google, by tests/node/ai_sdk.mjs."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from mockserver import MockServer
from tests.sdks import node
from tests.sdks.agent import CALLS, FINDINGS, LINKS, NO_MODEL, WRONG_KEY, Recipe


@pytest.fixture(scope="module", params=["comet", "google", "vertex"])
def dialect(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module", params=["gemini-2.5-flash", "gemini-3-flash-preview"])
def report(request: pytest.FixtureRequest, dialect: str) -> dict[str, Any]:
    with MockServer(dialect=dialect, api_keys=("sk-good",)) as server:
        return node.run("ai_sdk.mjs", server, request.param)


def test_a_stream_says_what_the_unary_answer_says(report: dict[str, Any]) -> None:
    text, stream = report["text"], report["stream"]

    assert "lighthouse" in text["text"]
    assert len(stream["pieces"]) > 3
    assert "".join(stream["pieces"]) == text["text"]
    assert stream["finishReason"] == text["finishReason"] == "stop"


def test_usage_adds_up_also_in_a_stream(report: dict[str, Any]) -> None:
    usage = report["text"]["usage"]

    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert usage["outputTokens"] > usage["outputTokenDetails"]["reasoningTokens"] > 0
    assert report["stream"]["usage"]["totalTokens"] == usage["totalTokens"]


def test_an_error_has_its_status(report: dict[str, Any], dialect: str) -> None:
    assert report["wrong_key"]["status"] == WRONG_KEY[dialect]
    assert report["unknown_model"]["status"] == NO_MODEL[dialect]


@pytest.mark.parametrize("step", ["blocked", "streamed_block"])
def test_a_blocked_prompt_is_told(report: dict[str, Any], step: str) -> None:
    assert report[step]["finishReason"] == "content-filter"


@pytest.mark.parametrize("step", ["agent", "streamed_agent"])
def test_an_agent_calls_its_tools_and_comes_to_an_end(report: dict[str, Any], step: str) -> None:
    agent = report[step]

    assert sorted(map(tuple, agent["calls"])) == CALLS
    assert all(each in agent["text"] for each in FINDINGS)
    assert agent["steps"] == 2


def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    report: dict[str, Any],
) -> None:
    agent = report["chain"]

    assert list(map(tuple, agent["calls"])) == LINKS
    assert "23 degrees and sunny in Oslo" in agent["text"]
    assert agent["steps"] == 3


def test_thoughts_are_told_apart_from_the_answer(report: dict[str, Any]) -> None:
    thoughts = report["thoughts"]

    assert thoughts["reasoningText"]
    assert thoughts["reasoningText"] not in thoughts["text"]


def test_what_search_found_are_sources(report: dict[str, Any]) -> None:
    sources = report["search"]["sources"]

    assert sources
    assert {each["sourceType"] for each in sources} == {"url"}


def test_code_is_run(report: dict[str, Any]) -> None:
    assert [each["output"] for each in report["code"]["outputs"]] == ["391\n"]


def test_an_image_opens(report: dict[str, Any]) -> None:
    [file] = report["image"]
    image = Image.open(io.BytesIO(base64.b64decode(file["base64"])))

    image.load()
    assert Image.MIME[image.format or ""] == file["mediaType"]


def test_near_texts_have_near_embeddings(report: dict[str, Any], dialect: str) -> None:
    if dialect == "vertex":  # it has another operation for it
        assert report["embeddings"]["status"] == 404
        return

    assert report["embeddings"]["length"] == 3072
    assert report["embeddings"]["near"] > report["embeddings"]["far"] + 0.1


@pytest.mark.parametrize("step", ["form", "streamed_form"])
def test_a_form_is_filled_in(report: dict[str, Any], step: str) -> None:
    assert Recipe.model_validate(report[step]).ingredients
