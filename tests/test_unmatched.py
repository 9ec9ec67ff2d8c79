"""Calls that no stub is for: what is told of them, and when they are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver import MockServer, Settings
from mockserver.exchange import Exchange
from mockserver.mock import Mock, mock
from mockserver.settings import ConfigurationError
from mockserver.stubs import Asked, Situation, find, load
from tests.calls import answer, send

GENERATE = "POST /v1beta/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
NORWAY = {"contents": [{"parts": [{"text": "Capital of Norway?"}]}]}


@pytest.fixture
def stubbed(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(
        """\
- match: {text: {contains: Norway}}
  text: Oslo.
- match: {text: {contains: Sweden}, model: gemini-3-*}
  text: Stockholm.
""",
        "utf-8",
    )
    return tmp_path


def made(stubs: Path | None = None, **settings: Any) -> Mock:
    return mock(Settings(stubs=(stubs,) if stubs else (), **settings))


def test_what_a_stub_is_for_is_answered_by_it(stubbed: Path) -> None:
    exchange = send(made(stubbed), GENERATE, NORWAY)

    assert (exchange.stub, exchange.unmatched, exchange.near, exchange.cause) == (
        "a",
        False,
        (),
        "",
    )
    assert json.loads(exchange.reply.body)["candidates"][0]["content"]["parts"] == [
        {"text": "Oslo."}
    ]


def test_what_no_stub_is_for_is_generated_and_the_nearest_are_known(stubbed: Path) -> None:
    exchange = send(made(stubbed), GENERATE, HELLO)

    assert exchange.reply.status == 200
    assert exchange.unmatched
    assert [str(each) for each in exchange.near] == [
        "a (text: wanted contains 'Norway', got 'Hello')",
        "a#2 (text: wanted contains 'Sweden', got 'Hello'; model: wanted gemini-3-*, got gemini-2.5-flash)",
    ]


def refused(exchange: Exchange) -> str:
    assert exchange.reply.status == 404
    assert exchange.cause == "no_stub"
    return str(json.loads(exchange.reply.body)["error"]["message"])


@pytest.mark.parametrize("dialect", ["comet", "google", "vertex"])
def test_a_strict_mock_refuses_and_shows_the_nearest_with_their_differences(
    stubbed: Path, dialect: str
) -> None:
    exchange = send(made(stubbed, strict_stubs=True, dialect=dialect), GENERATE, HELLO)

    assert refused(exchange).startswith(
        """\
cometapi-mock: no stub is for this request. Nearest:
  a
    text: wanted contains 'Norway', got 'Hello'
  a#2
    text: wanted contains 'Sweden', got 'Hello'
    model: wanted gemini-3-*, got gemini-2.5-flash"""
    )


def test_a_strict_mock_without_stubs_says_so() -> None:
    exchange = send(made(strict_stubs=True), GENERATE, HELLO)

    assert "There is none at all." in refused(exchange)


def test_what_is_refused_uses_up_no_stub(tmp_path: Path) -> None:
    (tmp_path / "once.yaml").write_text("{times: 1, text: Oslo.}\n", "utf-8")
    once = made(tmp_path)
    refused = send(once, GENERATE, {"contents": [{"role": "robot", "parts": [{"text": "Hi"}]}]})

    assert (refused.cause, refused.stub, refused.unmatched) == ("invalid_role", "", False)
    assert [send(once, GENERATE, HELLO).stub for _ in range(2)] == ["once", ""]


def test_what_generates_nothing_needs_no_stub(stubbed: Path) -> None:
    strict = made(stubbed, strict_stubs=True)

    exchange = send(strict, "GET /v1beta/models")

    assert exchange.reply.status == 200
    assert not exchange.unmatched
    assert answer(strict, GENERATE.replace("generateContent", "countTokens"), HELLO)["totalTokens"]


def test_what_some_stub_is_about_needs_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "match: {operation: countTokens, text: Hi}\nresponse: {totalTokens: 7}\n", "utf-8"
    )
    strict = made(tmp_path, strict_stubs=True)
    count = GENERATE.replace("generateContent", "countTokens")

    assert "text: wanted 'Hi', got 'Hello'" in refused(send(strict, count, HELLO))


def test_a_refusal_is_told_by_its_cause() -> None:
    assert send(made(), GENERATE, {}).cause
    assert send(made(), GENERATE, HELLO).cause == ""


def test_stubs_that_are_wrong_are_told_when_a_server_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("txt: a\n", "utf-8")

    with pytest.raises(ConfigurationError, match="txt: there is no such member"):
        MockServer(stubs=(tmp_path,))


def test_an_agent_is_led_through_its_tool_by_the_stubs_that_ship() -> None:
    shipped = load([Path(__file__).parents[1] / "fixtures" / "stubs"])
    asked = {"role": "user", "parts": [{"text": "What is the weather in Oslo?"}]}
    call = {"functionCall": {"name": "get_weather", "args": {}}}
    response = {"functionResponse": {"name": "get_weather", "response": {"sky": "sunny"}}}
    later = [asked, {"role": "model", "parts": [call]}, {"role": "user", "parts": [response]}]
    tools = [{"functionDeclarations": [{"name": "get_weather"}]}]

    found = [
        find(shipped, Asked(body={"contents": contents, "tools": tools}), Situation()).stub
        for contents in ([asked], later)
    ]

    assert [each and each.name for each in found] == ["weather/agent", "weather/agent#2"]
