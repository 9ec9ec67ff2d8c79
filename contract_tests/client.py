"""Sends calls to a target and takes down what comes, byte by byte: the only place that speaks HTTP."""

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from contract_tests.call import Call
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.targets import CouldNotCheck, Target

_TIMEOUT = httpx.Timeout(120, connect=10)
_UNAVAILABLE = frozenset({401, 402, 403, 429})
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is still coming: its head, and its frames as they come."""

    status: int
    headers: dict[str, str]
    frames: Iterator[Frame]


class Client:
    """A client of one target."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = httpx.Client(transport=target.transport, timeout=_TIMEOUT)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def send(self, call: Call, *, source: str, expecting: Collection[int] = ()) -> Exchange:
        """Send a call and take the whole answer.

        A refusal for reasons that have nothing to do with the call (the key, a quota, the server's
        own trouble) raises, unless its status is in *expecting*.

        Raises:
            CouldNotCheck: The target can't be reached, or won't answer now.
        """
        with self.stream(call) as answer:
            frames = tuple(answer.frames)
        exchange = replace(
            self._asked(call), source=source, status=answer.status, headers=answer.headers, frames=frames
        )  # fmt: skip
        if reason := _unavailable(exchange, expecting):
            raise CouldNotCheck(reason)
        return exchange

    @contextmanager
    def stream(self, call: Call) -> Iterator[Answer]:
        """Send a call; the answer can be read frame by frame, and left in the middle.

        Raises:
            CouldNotCheck: The target can't be reached.
        """
        request = self._http.build_request(
            call.method,
            self.target.root + call.target(),
            params=call.query_with(self.target.key) or None,
            headers={"accept-encoding": "identity", **call.headers_with(self.target.key), **_typed(call)},
            content=_bytes(call.body),
        )  # fmt: skip
        start = time.monotonic()
        try:
            response = self._http.send(request, stream=True)
        except httpx.TransportError as error:
            msg = f"{self.target.root} can't be reached: {str(error) or type(error).__name__}"
            raise CouldNotCheck(msg) from error
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            yield Answer(response.status_code, headers, _frames(response, start))
        finally:
            response.close()

    def _asked(self, call: Call) -> Exchange:
        url = httpx.URL(self.target.root + call.target(), params=call.query_with(KEY) or None)
        headers = {**call.headers_with(KEY), **_typed(call)}
        return Exchange(
            source="",
            method=call.method,
            url=str(url).replace("%24", "$"),
            request_headers=headers,
            sent=_read(call.body),
            status=0,
        )


def _typed(call: Call) -> dict[str, str]:
    return {} if call.body is None else {"content-type": "application/json"}


def _bytes(body: Any) -> bytes | None:
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


def _read(body: Any) -> Any:
    """Read what is sent byte for byte as JSON, if it is; checks see what was asked all the same."""
    try:
        return json.loads(body) if isinstance(body, bytes) else body
    except ValueError:
        return body


def _frames(response: httpx.Response, start: float) -> Iterator[Frame]:
    """Yield what comes; what breaks off in the middle just ends, and checks see that it has no end."""
    try:
        for data in response.iter_bytes():
            yield Frame(data, time.monotonic() - start)
    except httpx.TransportError:
        return


def _unavailable(exchange: Exchange, expecting: Collection[int]) -> str:
    status = exchange.status
    if status in expecting or (status not in _UNAVAILABLE and status < _SERVER_ERROR):
        return ""
    return f"it answers {status}: {' '.join(exchange.text.split())[:200]}"


Send = Callable[..., Exchange]
