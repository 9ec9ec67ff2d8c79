"""When to ask again, and how long to wait before."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from google.genai import errors

_PASSING = {408, 429, 500, 502, 503, 504}


class BrokenStream(Exception):  # noqa: N818 - it says what it is
    """A stream ended, and nobody had said that the answer does."""


class NoAnswer(Exception):  # noqa: N818 - it says what it is
    """The desk gave up; the message says why, for who asked."""


# What a request, or reading its stream, can end in without being wrong itself.
TROUBLE = (errors.APIError, errors.UnknownApiResponseError, httpx2.TransportError, BrokenStream)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask, and what to do between: times in seconds.

    *longest* is the longest wait that somebody at a screen puts up with.
    """

    attempts: int = 3
    first: float = 0.5
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep

    def wait(self, trouble: Exception, attempt: int) -> None:
        """Wait before the next attempt, as long as the API wants; *attempt* counts from 1.

        Raises:
            NoAnswer: There is no use in another one.
        """
        if isinstance(trouble, errors.APIError) and trouble.code not in _PASSING:
            msg = f"the request was refused: {trouble.message}"
            raise NoAnswer(msg) from trouble
        if attempt >= self.attempts:
            msg = f"no answer after {attempt} attempts: {trouble}"
            raise NoAnswer(msg) from trouble
        wanted = asked_delay(trouble)
        seconds = self.first * 2 ** (attempt - 1) if wanted is None else wanted
        if seconds > self.longest:
            msg = f"too many questions for now; try again in {seconds:.0f} seconds"
            raise NoAnswer(msg) from trouble
        self.sleep(seconds)


def asked_delay(trouble: Exception) -> float | None:
    """Return how many seconds the API wants one to wait, if it says so.

    Google says it in the body, as a RetryInfo; gateways in the header Retry-After.
    """
    if not isinstance(trouble, errors.APIError):
        return None
    for each in _details(trouble.details):
        if str(each.get("@type", "")).endswith("google.rpc.RetryInfo"):
            return float(str(each["retryDelay"]).removesuffix("s"))
    header = getattr(trouble.response, "headers", {}).get("retry-after", "")
    return float(header) if header.isdigit() else None


def _details(body: Any) -> list[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return details if isinstance(details, list) else []
