"""What a test claims about requests, and what it is told."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from mockserver import Control, Settings, assertions
from mockserver.dialects import DIALECTS
from mockserver.difference import Difference, NearMiss
from mockserver.exchange import DAY_ONE, Call, Exchange, Frame, Reply
from mockserver.journal import Entry
from mockserver.mock import mock
from mockserver.received import Received, read

WEATHER = {"functionCall": {"name": "get_weather", "args": {"city": "Oslo", "days": 2}}}
RETRY_INFO = {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    "retryDelay": "2.5s",
}


def received(  # noqa: PLR0913 - an exchange in sight
    text: str = "Hello",
    *,
    number: int = 1,
    at: float = 0,
    status: int = 200,
    answer: Any = None,
    headers: dict[str, str] | None = None,
    body: Any = None,
    **exchange: Any,
) -> Received:
    """Return a request that came *at* so many seconds, and was answered so."""
    asked = body or {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    call = Call("POST", path, {}, {}, json.dumps(asked).encode(), DAY_ONE + timedelta(seconds=at))
    said = {"candidates": [{"finishReason": "STOP"}]} if answer is None else answer
    frames = (Frame(json.dumps(said).encode()),)
    reply = Reply(status, "application/json", frames, headers or {})
    told = {"operation": "generateContent", "model": "gemini-2.5-flash", **exchange}
    return read(Entry(number=number, exchange=Exchange(call, reply, **told)), DIALECTS["google"])


def refused(*, at: float = 0, details: Any = None, **more: Any) -> Received:
    error = {"code": 429, "details": details} if details is not None else {"code": 429}
    return received(at=at, status=429, answer={"error": error}, **more)


def told(claim: Any, *arguments: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        claim(*arguments)
    return str(raised.value)


def test_each_request_is_told_with_its_differences_the_nearest_first() -> None:
    requests = [received("Hello", number=1), received("Norway", number=2)]
    text = told(
        assertions.called, requests, {"text": {"contains": "Norway"}, "model": "gemini-3*"}, None
    )

    assert text == (
        "expected at least one request with text {'contains': 'Norway'}, model 'gemini-3*'; 0 of 2 requests matched\n"
        '  #2 generateContent gemini-2.5-flash "Norway" -> 200\n'
        "    model: wanted gemini-3*, got gemini-2.5-flash\n"
        '  #1 generateContent gemini-2.5-flash "Hello" -> 200\n'
        "    text: wanted contains 'Norway', got 'Hello'\n"
        "    model: wanted gemini-3*, got gemini-2.5-flash"
    )


def test_no_more_requests_are_told_than_can_be_read() -> None:
    requests = [received(number=each) for each in range(1, 14)]
    lines = told(assertions.called, requests, {"text": "Norway"}, 1).splitlines()

    assert len(lines) == 1 + 2 * 10 + 1
    assert lines[-1] == "  and 3 more"


def test_without_any_request_that_is_told() -> None:
    text = told(assertions.called, [], {}, 1)

    assert text == "expected 1 request; 0 of 0 requests matched"


def test_what_is_unmatched_is_told_with_the_nearest_stubs() -> None:
    near = NearMiss("oslo", (Difference("text", "equals 'Norway'", "'Hello'"),))
    lost = [received(number=each, unmatched=True, near=(near,)) for each in range(1, 12)]
    lines = told(assertions.none_unmatched, [received(), *lost]).splitlines()

    assert lines[:4] == [
        "no stub was for 11 requests:",
        '  #1 generateContent gemini-2.5-flash "Hello" -> 200, no stub',
        "    oslo:",
        "      text: wanted equals 'Norway', got 'Hello'",
    ]
    assert lines[-1] == "  and 1 more"


def test_stubs_that_never_answered_are_told_in_the_order_in_which_they_were_added() -> None:
    control = Control(mock(Settings()), "http://mock")
    added = [control.add(name=each, text="-") for each in ("first", "second", "third")]
    text = told(assertions.all_used, list(reversed(added)), {"second": 1})

    assert text == "2 stubs never answered:\n  first\n  third"


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [
        pytest.param([refused(at=0), received(at=2)], 2, id="as long as is said here"),
        pytest.param([refused(headers={"retry-after": "2"}), received(at=2)], None, id="header"),
        pytest.param([refused(headers={"Retry-After": "2"}), received(at=2)], None, id="capitals"),
        pytest.param([refused(details=[RETRY_INFO]), received(at=2.5)], None, id="RetryInfo"),
        pytest.param([refused(), refused(at=1), received(at=2)], 1, id="twice"),
        pytest.param([refused(), received(at=2), received("Bye", status=500)], 2, id="given up"),
        pytest.param([refused(), received("Bye", at=0), received(at=2)], 2, id="another between"),
    ],
)  # fmt: skip
def test_an_app_waited(requests: Sequence[Received], seconds: float | None) -> None:
    assertions.waited(requests, seconds)


@pytest.mark.parametrize(
    ("requests", "seconds", "message"),
    [
        pytest.param([received()], 1, "no request failed\n  #1", id="nothing failed"),
        pytest.param([], 1, "no request failed", id="nothing came"),
        pytest.param([refused()], 1, "no request that failed was asked again\n  #1", id="given up"),
        pytest.param([refused(), received("Bye")], 1, "was asked again", id="something else"),
        pytest.param(
            [refused(), received(at=1.999)], 2,
            "expected 2 s or more before the retry, it came after 1.999 s", id="too soon",
        ),
        pytest.param(
            [refused(details=[RETRY_INFO], headers={"retry-after": "1"}), received(at=1)], None,
            "expected 2.5 s or more", id="the longer of two",
        ),
        pytest.param([refused(), received(at=9)], None, "say it here: assert_waited", id="unsaid"),
        pytest.param([refused(details=[{"retryDelay": "soon"}]), received(at=9)], None, "doesn't say", id="no time"),
        pytest.param([received(status=500, answer={"error": "x"}), received(at=9)], None, "doesn't say", id="text"),
        pytest.param([refused(at=0), refused(at=5), received(at=6)], 5, "came after 1.000 s", id="second"),
    ],
)  # fmt: skip
def test_an_app_that_did_not_wait_is_told(
    requests: Sequence[Received], seconds: float | None, message: str
) -> None:
    assert message in told(assertions.waited, requests, seconds)


def said(*parts: Any) -> Received:
    return received(answer={"candidates": [{"content": {"parts": list(parts)}}]})


@pytest.mark.parametrize("args", [None, {}, {"city": "Oslo"}, {"city": "Oslo", "days": 2}])
def test_a_function_that_was_called_is_found_by_some_of_its_arguments(
    args: dict[str, Any] | None,
) -> None:
    assertions.tool_called([received(), said({"text": "Well"}, WEATHER)], "get_weather", args)


@pytest.mark.parametrize("args", [{"city": "Rome"}, {"town": "Oslo"}, {"town": None}])
def test_a_function_that_was_called_otherwise_is_told(args: dict[str, Any]) -> None:
    text = told(assertions.tool_called, [said(WEATHER)], "get_weather", args)

    assert text == (
        f"expected get_weather to be called with {args}\n"
        "  #1 get_weather with {'city': 'Oslo', 'days': 2}"
    )


def test_a_function_that_was_never_called_is_told() -> None:
    text = told(assertions.tool_called, [said(WEATHER)], "get_time", None)
    none = told(assertions.tool_called, [said({"text": "Well"})], "get_time", None)

    assert text.startswith("expected get_time to be called\n  #1 get_weather with")
    assert none == "expected get_time to be called\n  nothing was called"


def test_a_function_that_was_answered_is_found_by_some_of_its_response() -> None:
    response = {"name": "get_weather", "response": {"sky": "blue", "wind": 3}}
    one = received(body={"contents": [{"role": "user", "parts": [{"functionResponse": response}]}]})

    assertions.tool_answered([one], "get_weather", None)
    assertions.tool_answered([one], "get_weather", {"sky": "blue"})
    assert "#1 get_weather with {'sky': 'blue', 'wind': 3" in told(
        assertions.tool_answered, [one], "get_weather", {"sky": "grey"}
    )
