"""Google's SDK for Node: @google/genai, by tests/node/google_genai.mjs."""

from typing import Any

import pytest

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
        return node.run("google_genai.mjs", server, request.param)


def test_a_stream_says_what_the_unary_answer_says(report: dict[str, Any]) -> None:
    text, stream = report["text"], report["stream"]

    assert "lighthouse" in text["text"]
    assert len(stream["pieces"]) > 3
    assert "".join(stream["pieces"]) == text["text"]


def test_usage_adds_up_also_in_a_stream(report: dict[str, Any]) -> None:
    usage = report["text"]["usage"]
    parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")

    assert usage["totalTokenCount"] == sum(usage[each] for each in parts)
    assert report["stream"]["usage"] == usage


def test_an_error_has_its_status(report: dict[str, Any], dialect: str) -> None:
    assert report["wrong_key"]["status"] == WRONG_KEY[dialect]
    assert report["unknown_model"]["status"] == NO_MODEL[dialect]


@pytest.mark.parametrize("step", ["agent", "streamed_agent", "automatic_agent"])
def test_an_agent_calls_its_tools_and_comes_to_an_end(report: dict[str, Any], step: str) -> None:
    agent = report[step]

    assert sorted(map(tuple, agent["calls"])) == CALLS
    assert all(each in agent["text"] for each in FINDINGS)


def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    report: dict[str, Any],
) -> None:
    agent = report["chain"]

    assert list(map(tuple, agent["calls"])) == LINKS
    assert "23 degrees and sunny in Oslo" in agent["text"]
    assert agent["steps"] == 3


def test_a_form_is_filled_in(report: dict[str, Any]) -> None:
    assert Recipe.model_validate(report["form"]).ingredients
