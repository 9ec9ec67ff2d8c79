"""How to ask without being a nuisance: not too often, and again only where that can help.

What may be asked again is what CometAPI's documentation says (cometapi.md 3.3): 429, 500, 503, 504 and
524, but not a model that it doesn't have, nor a request that it can't read, whatever their status.
"""

import re
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    wait_exponential_jitter,
)

from contract_tests.asking.targets import Unreachable
from contract_tests.exchange import Exchange

AGAIN = frozenset({429, 500, 503, 504, 524})
NO_MODEL = "model_not_found"
NO_REQUEST = "invalid_request"
LONGEST = 60.0  # seconds that a run waits where it is told to
_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"
_SECONDS = re.compile(r"\d+(\.\d+)?(?=s?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How often to ask again, how long to wait first and for an answer, and requests a minute."""

    retries: int = 4
    backoff: float = 1.0
    timeout: float = 120.0
    rate: float | None = None


class Pace:
    """Keeps requests apart, so that no minute has more than *rate*; None is no limit."""

    def __init__(self, rate: float | None) -> None:
        self._gap = 60 / rate if rate else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        time.sleep(turn - now)


def patient(ask: Callable[[], Exchange], manners: Manners, expecting: Collection[int]) -> Exchange:
    """Ask until there is an answer that asking again wouldn't better, or enough was asked.

    Raises:
        Unreachable: The last try got no answer.
    """

    def again(exchange: Exchange) -> bool:
        return retryable(exchange, expecting)

    retrying = Retrying(
        stop=_Enough(manners.retries + 1),
        wait=_Wait(manners.backoff),
        retry=retry_if_exception_type(Unreachable) | retry_if_result(again),
        retry_error_callback=_last,
    )
    exchange = retrying(ask)
    return replace(exchange, tries=retrying.statistics["attempt_number"])


def retryable(exchange: Exchange, expecting: Collection[int] = ()) -> bool:
    """Whether asking again may help, by what the documentation says of an answer like this."""
    asked_for = exchange.status in expecting
    return (
        not asked_for and exchange.status in AGAIN and code(exchange) not in {NO_MODEL, NO_REQUEST}
    )


def code(exchange: Exchange) -> str:
    """Return the gateway's code of an error, or ""."""
    found = _error(exchange).get("code")
    return found if isinstance(found, str) else ""


def message(exchange: Exchange) -> str:
    """Return the message of an error, or ""."""
    found = _error(exchange).get("message")
    return found if isinstance(found, str) else ""


def told(exchange: Exchange) -> float:
    """Return the seconds that an answer asks to be left alone, in its head or its body; 0 if it doesn't."""
    return max(_in_head(exchange.headers), _in_body(exchange))


def _in_head(headers: Mapping[str, str]) -> float:
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        # By the server's own clock: ours may be wrong.
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _in_body(exchange: Exchange) -> float:
    details = _error(exchange).get("details")
    for each in details if isinstance(details, list) else []:
        if isinstance(each, dict) and each.get("@type") == _RETRY_INFO:
            found = _SECONDS.match(str(each.get("retryDelay")))
            return float(found[0]) if found else 0.0
    return 0.0


def _error(exchange: Exchange) -> Mapping[str, Any]:
    """Return the error of an answer; a stream's stands in an array."""
    body = exchange.json
    if isinstance(body, list) and body:
        body = body[0]
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


class _Wait:
    def __init__(self, backoff: float) -> None:
        self._backoff = wait_exponential_jitter(initial=backoff, max=LONGEST, jitter=backoff)

    def __call__(self, state: RetryCallState) -> float:
        return max(self._backoff(state), _told(state))


def _told(state: RetryCallState) -> float:
    outcome = state.outcome
    return 0.0 if outcome is None or outcome.failed else told(outcome.result())


class _Enough(stop_after_attempt):
    def __call__(self, retry_state: RetryCallState) -> bool:
        return super().__call__(retry_state) or _told(retry_state) > LONGEST


def _last(state: RetryCallState) -> Exchange:
    """Return what the last try got, or raise what it raised."""
    assert state.outcome is not None  # noqa: S101 - tenacity's type leaves it open
    exchange: Exchange = state.outcome.result()
    return exchange
