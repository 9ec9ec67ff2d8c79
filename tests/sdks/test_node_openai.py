"""OpenAI's client for Node: openai, by tests/node/openai.mjs."""

from typing import Any

import pytest

from mockserver import MockServer
from tests.sdks import node
from tests.sdks.agent import CALLS, FINDINGS, LINKS, Recipe


@pytest.fixture(scope="module", params=["gemini-2.5-flash", "gemini-3-flash-preview"])
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    with MockServer(api_keys=("sk-good",)) as server:
        return node.run("openai.mjs", server, request.param)


@pytest.mark.parametrize("step", ["stream", "helper"])
def test_a_stream_says_what_the_unary_answer_says(report: dict[str, Any], step: str) -> None:
    text, stream = report["text"], report[step]

    assert "lighthouse" in text["text"]
    assert len(stream["pieces"]) > 3
    assert "".join(stream["pieces"]) == text["text"]


def test_usage_adds_up_also_in_a_stream(report: dict[str, Any]) -> None:
    usage = report["text"]["usage"]

    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens_details"]["reasoning_tokens"] > 0
    assert report["stream"]["usage"] == usage
    assert report["stream"]["reason"] == report["text"]["reason"] == "stop"


@pytest.mark.parametrize(
    ("step", "kind", "status"),
    [
        ("wrong_key", "AuthenticationError", 401),
        ("unknown_model", "InternalServerError", 503),
        ("no_messages", "InternalServerError", 500),
        ("blocked", "BadRequestError", 400),
        ("fault", "RateLimitError", 429),
    ],
)
def test_an_error_is_of_its_kind(report: dict[str, Any], step: str, kind: str, status: int) -> None:
    assert report[step]["status"] == status
    assert report[step]["kind"] == kind


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


def test_a_form_is_filled_in(report: dict[str, Any]) -> None:
    assert Recipe.model_validate(report["form"]).ingredients


def test_several_choices_differ(report: dict[str, Any]) -> None:
    assert len(set(report["several"])) == 2
