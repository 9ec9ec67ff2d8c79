"""Quotas of requests and tokens a minute, by namespace."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from mockserver.control import Control
from mockserver.errors import ApiError
from mockserver.exchange import DAY_ONE, Exchange
from mockserver.mock import Mock, mock
from mockserver.quotas import Limits, Spending, seconds
from mockserver.settings import ConfigurationError, Settings
from tests.calls import send

BODY = {"contents": [{"role": "user", "parts": [{"text": "What is 2+2?"}]}]}
LINE = "POST /v1beta/models/gemini-2.5-flash:generateContent"


def ask(mocked: Mock, second: float = 0, line: str = LINE, body: Any = BODY) -> Exchange:
    return send(mocked, line, body, at=DAY_ONE + timedelta(seconds=second))


def statuses(mocked: Mock, *at: float) -> list[int]:
    return [ask(mocked, second).reply.status for second in at]


def error(exchange: Exchange) -> Any:
    return json.loads(exchange.reply.body)["error"]


def spent(mocked: Mock, second: float = 0) -> int:
    tokens: int = json.loads(ask(mocked, second).reply.body)["usageMetadata"]["totalTokenCount"]
    return tokens


def test_the_minute_slides() -> None:
    mocked = mock(Settings(quota_requests=2))

    assert statuses(mocked, 0, 30, 40, 59.9, 60, 61, 89, 90) == [
        200, 200, 429, 429, 200, 429, 429, 200
    ]  # fmt: skip


def test_a_refused_request_does_not_count() -> None:
    assert statuses(mock(Settings(quota_requests=1)), 0, 30, 60) == [200, 429, 200]


def test_google_tells_when_there_is_room_again() -> None:
    mocked = mock(Settings(quota_requests=1, dialect="google"))
    _, refused = ask(mocked), ask(mocked, 12.25)
    *_, quota, retry = error(refused)["details"]

    assert error(refused)["message"].endswith(
        "limit: 1, model: gemini-2.5-flash\nPlease retry in 47.75s."
    )
    assert quota["violations"][0]["quotaValue"] == "1"
    assert retry["retryDelay"] == "47.75s"
    assert statuses(mocked, 59.999, 60) == [429, 200]


def test_comet_tells_nothing_but_the_mock_does() -> None:
    mocked = mock(Settings(quota_requests=1))
    _, refused = ask(mocked), ask(mocked, 20)

    assert error(refused)["code"] == ""
    assert refused.warnings == ("1 requests a minute; there is room in 40 s",)


def test_tokens_are_those_read_and_said_and_what_goes_beyond_is_answered_first() -> None:
    cost = spent(mock(Settings()))
    mocked = mock(Settings(quota_tokens=cost + 1, dialect="google"))

    assert statuses(mocked, 0, 10, 20, 60, 65, 70) == [200, 200, 429, 200, 429, 200]
    assert "input_token_count" in error(ask(mocked, 71))["message"]


def test_there_is_room_when_enough_is_forgotten() -> None:
    spending = Spending(Limits(tokens=1))
    spending.spend(5, DAY_ONE)
    spending.spend(5, DAY_ONE + timedelta(seconds=10))

    for limit, wait in [(10, "40"), (6, "40"), (5, "50"), (1, "50")]:
        spending.limits = Limits(tokens=limit)
        with pytest.raises(ApiError) as refused:
            spending.admit(DAY_ONE + timedelta(seconds=20))
        assert refused.value.params["retry"] == wait


def test_less_may_be_allowed_than_was_asked_already() -> None:
    mocked = mock(Settings(quota_requests=9, dialect="google"))
    statuses(mocked, 0, 10, 20)
    Control(mocked, "").quota(requests=2)

    assert error(ask(mocked, 30))["message"].endswith("Please retry in 40s.")


def test_a_quota_is_of_a_namespace_and_can_be_lifted() -> None:
    mocked = mock(Settings(quota_requests=1))
    Control(mocked, "").quota(requests=2)
    assert statuses(mocked, 0, 1, 2) == [200, 200, 429]

    Control(mocked, "").quota()
    assert statuses(mocked, 3, 4) == [200, 200]

    Control(mocked, "").reset()
    assert statuses(mocked, 5, 6) == [200, 429]


def test_only_what_is_generated_counts() -> None:
    mocked = mock(Settings(quota_requests=1))

    assert statuses(mocked, 0) == [200]
    assert ask(mocked, 1, "GET /v1beta/models", None).reply.status == 200
    assert ask(mocked, 1, LINE.replace("generate", "streamGenerate")).reply.status == 429


def test_a_fault_that_refuses_does_not_count_and_a_stub_does() -> None:
    mocked = mock(Settings(quota_requests=1))
    control = Control(mocked, "")
    control.fail_next("503")
    control.add(text="Four.")

    assert statuses(mocked, 0, 1, 2) == [503, 200, 429]


def test_threads_share_a_quota() -> None:
    spending = Spending(Limits(requests=60))
    admitted: list[int] = []

    def admit() -> None:
        for _ in range(50):
            try:
                spending.admit(DAY_ONE)
            except ApiError:
                return
            admitted.append(1)

    threads = [threading.Thread(target=admit) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(admitted) == 60


@pytest.mark.parametrize(
    ("value", "written"), [(2, "2"), (0.5, "0.5"), (38.292227434, "38.292227434"), (1e-10, "0")]
)
def test_seconds_are_written_as_protobuf_does(value: float, written: str) -> None:
    assert seconds(value) == written


@pytest.mark.parametrize("name", ["requests", "tokens"])
def test_a_quota_is_a_number(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^quota_{name} takes {name} a minute, not -1$"):
        Settings(**{f"quota_{name}": -1})  # type: ignore[arg-type]


def test_what_was_spent_more_than_a_minute_ago_is_forgotten_with_the_next_answer() -> None:
    spending = Spending(Limits(tokens=1_000))

    for second in range(200):
        spending.spend(1, DAY_ONE + timedelta(seconds=second))

    assert spending.spent == 60


@pytest.mark.parametrize("told", [{"requests": -1}, {"tokens": "many"}, {"tokens": 1.5}])
def test_a_quota_that_is_none_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"takes a whole number, 0 for any, not"):
        Control(mock(Settings()), "http://mock").quota(**told)
