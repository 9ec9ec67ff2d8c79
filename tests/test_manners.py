"""What is asked again, after how long, and how far requests are apart."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.asking.manners import LONGEST, Manners, Pace, code, patient, retryable, told
from contract_tests.asking.targets import Unreachable
from contract_tests.exchange import Exchange, Frame

AT_ONCE = Manners(retries=2, backoff=0)


def answer(status: int, body: Any = "", **headers: str) -> Exchange:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(
        source="a test",
        url="http://host/v1beta/models/m:generateContent",
        status=status,
        headers=names,
        frames=(Frame(data),),
    )


def in_turn(*answers: Exchange | Unreachable) -> Callable[[], Exchange]:
    left = list(answers)

    def ask() -> Exchange:
        each = left.pop(0)
        if isinstance(each, Unreachable):
            raise each
        return each

    return ask


@pytest.mark.parametrize("status", [429, 500, 503, 504, 524])
def test_what_the_documentation_calls_retryable_is_asked_again(status: int) -> None:
    assert retryable(answer(status))


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 413, 501])
def test_all_else_is_not(status: int) -> None:
    assert not retryable(answer(status))


@pytest.mark.parametrize(("status", "cause"), [(503, "model_not_found"), (500, "invalid_request")])
def test_neither_is_what_can_only_fail_again(status: int, cause: str) -> None:
    refused = answer(status, {"error": {"code": cause, "message": "no"}})

    assert code(refused) == cause
    assert not retryable(refused)


def test_neither_is_what_a_scenario_expects() -> None:
    assert not retryable(answer(503), expecting={503})


@pytest.mark.parametrize("body", ["<html>", "[]", [{"error": "no"}], {"error": {"code": 503}}, 7])
def test_a_code_that_is_none_is_empty(body: Any) -> None:
    assert code(answer(503, body)) == ""


def test_an_answer_that_came_at_last_says_how_often_it_was_asked() -> None:
    exchange = patient(in_turn(answer(503), Unreachable("gone"), answer(200)), AT_ONCE, ())

    assert (exchange.status, exchange.tries) == (200, 3)


def test_after_enough_tries_the_last_answer_counts() -> None:
    exchange = patient(in_turn(answer(503), answer(500), answer(429)), AT_ONCE, ())

    assert (exchange.status, exchange.tries) == (429, 3)


def test_after_enough_tries_the_last_failure_is_raised() -> None:
    with pytest.raises(Unreachable, match="third"):
        patient(in_turn(Unreachable("1st"), answer(500), Unreachable("third")), AT_ONCE, ())


def test_a_wait_that_is_told_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)

    patient(in_turn(answer(429, retry_after="7"), answer(200)), AT_ONCE, ())

    assert waits == [7]


def test_who_asks_for_more_patience_than_a_run_has_is_not_asked_again() -> None:
    exchange = patient(in_turn(answer(429, retry_after=f"{LONGEST + 1}")), AT_ONCE, ())

    assert (exchange.status, exchange.tries) == (429, 1)


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7), ("0.5", 0.5), (" 7 ", 7), ("soon", 0), ("", 0), ("-3", 0)]
)
def test_retry_after_may_be_seconds(value: str, seconds: float) -> None:
    assert told(answer(429, retry_after=value)) == seconds


def test_retry_after_may_be_a_time_by_the_clock_of_the_server() -> None:
    now, then = "Wed, 25 Mar 2026 12:00:00 GMT", "Wed, 25 Mar 2026 12:00:20 GMT"

    assert told(answer(429, retry_after=then, date=now)) == 20
    assert told(answer(429, retry_after=now, date=then)) == 0
    assert told(answer(429, retry_after=then)) == 0


@pytest.mark.parametrize(
    ("delay", "seconds"), [("34.07s", 34.07), ("2s", 2), ("1", 1), ("later", 0), (None, 0)]
)
def test_google_tells_the_wait_in_the_body(delay: Any, seconds: float) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}
    error = {"error": {"code": 429, "details": [{"@type": "other"}, "odd", info]}}

    assert told(answer(429, error)) == seconds
    assert told(answer(429, [error])) == seconds


def test_details_that_are_no_list_tell_nothing() -> None:
    assert told(answer(429, {"error": {"details": "soon"}})) == 0


def test_a_rate_keeps_requests_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    pace = Pace(0.01)  # a request in 100 minutes; the first at once

    for _ in range(3):
        pace.wait()

    assert waits == pytest.approx([0, 6_000, 12_000], abs=60)


def test_without_a_rate_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    pace = Pace(None)

    for _ in range(3):
        pace.wait()

    assert waits == [0, 0, 0]
