"""Quotas: so many requests and tokens a minute, and the refusal of what goes beyond."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from mockserver.errors import ApiError

Per = Literal["minute", "day", "tokens"]

_MINUTE = timedelta(seconds=60)
_FREE = "generate_content_free_tier"
# The metric of each quota, and its id (gemini.md 6.7; those of a day and of tokens by analogy).
_NAMES: dict[Per, tuple[str, str]] = {
    "minute": (f"{_FREE}_requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
    "day": (f"{_FREE}_requests", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
    "tokens": (
        f"{_FREE}_input_token_count",
        "GenerateContentInputTokensPerModelPerMinute-FreeTier",
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked in a minute: requests, and tokens read and said; 0 is any number.

    Raises:
        ValueError: One is no such number.
    """

    requests: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        for name, each in (("requests", self.requests), ("tokens", self.tokens)):
            told: object = each  # a caller without types may pass anything
            if not isinstance(told, int) or each < 0:
                msg = f"a quota's {name} takes a whole number, 0 for any, not {each!r}"
                raise ValueError(msg)


UNLIMITED = Limits()


class Spending:
    """What was asked in the last minute; safe to use from threads.

    The minute slides: what was asked counts for sixty seconds, by the clock of the calls. Where there
    are no limits, nothing is counted.

    Attributes:
        limits: How much may be asked.
    """

    def __init__(self, limits: Limits = UNLIMITED) -> None:
        """Start with nothing asked."""
        self.limits = limits
        self._requests: deque[datetime] = deque()
        self._tokens: deque[tuple[datetime, int]] = deque()
        self._spent = 0
        self._lock = threading.Lock()

    @property
    def spent(self) -> int:
        """The tokens that still count, as far as the last call could tell."""
        with self._lock:
            return self._spent

    def admit(self, at: datetime) -> None:
        """Count a request, if there is room for it.

        Tokens are known only afterwards: the request that goes beyond is answered, the next refused.

        Raises:
            ApiError: ``quota_exceeded``.
        """
        limits = self.limits
        if limits == UNLIMITED:
            return
        with self._lock:
            self._forget(at - _MINUTE)
            if limits.requests and len(self._requests) >= limits.requests:
                free = self._requests[len(self._requests) - limits.requests]
                raise exceeded("minute", limits.requests, _seconds(free + _MINUTE - at))
            if limits.tokens and self._spent >= limits.tokens:
                wait = _seconds(self._free(self._spent - limits.tokens) + _MINUTE - at)
                raise exceeded("tokens", limits.tokens, wait)
            self._requests.append(at)

    def spend(self, tokens: int, at: datetime) -> None:
        """Count the tokens of a request that was admitted."""
        if self.limits == UNLIMITED:
            return
        with self._lock:
            self._forget(at - _MINUTE)
            self._tokens.append((at, tokens))
            self._spent += tokens

    def _forget(self, before: datetime) -> None:
        while self._requests and self._requests[0] <= before:
            self._requests.popleft()
        while self._tokens and self._tokens[0][0] <= before:
            self._spent -= self._tokens.popleft()[1]

    def _free(self, over: int) -> datetime:
        """Return when that was asked which must be forgotten, so that less than the limit is left."""
        sums = accumulate(count for _, count in self._tokens)
        return next(at for (at, _), total in zip(self._tokens, sums, strict=True) if total > over)


def exceeded(per: Per, limit: int, retry: str, **more: str) -> ApiError:
    """Return the refusal of what goes beyond a quota; *retry* is in seconds, *more* what is told besides."""
    metric, name = _NAMES[per]
    what = "tokens a minute" if per == "tokens" else f"requests a {per}"
    params: dict[str, Any] = {
        "metric": metric,
        "quota": name,
        "limit": limit,
        "retry": retry,
        "info": retry,
        **more,
    }
    return ApiError("quota_exceeded", hint=f"{limit} {what}; there is room in {retry} s", **params)


def seconds(value: float) -> str:
    """Write seconds as protobuf does, but for the ``s`` at the end: up to nine digits of a fraction."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _seconds(wait: timedelta) -> str:
    return seconds(wait.total_seconds())
