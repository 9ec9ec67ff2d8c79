"""Sends calls to a target and takes down what comes, byte by byte: the only place that speaks HTTP."""

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from contract_tests.asking.manners import NO_MODEL, NO_REQUEST, Manners, Pace, code, patient
from contract_tests.asking.spending import Purse
from contract_tests.asking.targets import CouldNotCheck, Target, Unreachable
from contract_tests.call import Call
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.models import UNKNOWN

TIMES = "contract_times"  # the extension of a replayed response: the seconds of its frames
_CONNECT = 5.0
_TRYING_OUT = 2  # retries before anything else was answered
_ENOUGH = 3  # scenarios in a row that the target had no answer for
_UNAVAILABLE = frozenset({401, 402, 403, 429})
_SHOWN = 240  # characters of a reason
_NOT_FOUND = 404
_ELSEWHERE = "User location is not supported"  # Google's 400 to who asks from the wrong country
_SERVER_ERROR = 500
_FAIR = Manners()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is still coming: its head, its frames as they come, and what was asked."""

    status: int
    headers: dict[str, str]
    frames: Iterator[Frame]
    asked: Exchange


class Client:
    """A client of one target.

    Attributes:
        aside: What was sent for no scenario's sake, until somebody takes it over.
    """

    def __init__(
        self, target: Target, manners: Manners = _FAIR, purse: Purse | None = None
    ) -> None:
        self.target = target
        self.aside: list[Exchange] = []
        self._manners = manners
        self._pace = Pace(manners.rate)
        self._purse = purse or Purse()
        self._in_vain: list[str] = []
        self._http = httpx.Client(
            transport=target.transport,
            timeout=httpx.Timeout(manners.timeout, connect=min(_CONNECT, manners.timeout)),
            trust_env=target.dear,  # a proxy is nothing for what runs on this machine
        )

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def send(self, call: Call, *, source: str, expecting: Collection[int] = ()) -> Exchange:
        """Send a call and take the whole answer; ask again where that can help.

        A refusal for reasons that have nothing to do with the call (the key, a quota, the server's
        own trouble) raises, unless its status is in *expecting*. If that happens to a few calls in a
        row, nothing more is sent.

        Raises:
            CouldNotCheck: The target can't be reached, won't answer now, or has cost enough.
        """
        if len(self._in_vain) >= _ENOUGH:
            msg = f"given up after {_ENOUGH} in a row: {self._in_vain[-1]}"
            raise CouldNotCheck(msg)
        try:
            exchange = patient(lambda: self._once(call, source), self._manners, expecting)
        except Unreachable as error:
            self._in_vain.append(str(error))
            raise
        self._purse.pay(exchange)
        self._judge(exchange, expecting)
        return exchange

    def _judge(self, exchange: Exchange, expecting: Collection[int]) -> None:
        told = self.shown(f"it answers {exchange.status}: {exchange.text}")
        if (
            exchange.status not in expecting
            and exchange.model not in {"", UNKNOWN}
            and no_such_model(exchange)
        ):
            msg = f"there is no model {exchange.model} (choose another with --model): {told}"
            raise CouldNotCheck(msg)
        if _unavailable(exchange, expecting):
            if code(exchange) != NO_MODEL:
                self._in_vain.append(told)
            raise CouldNotCheck(told)
        self._in_vain.clear()

    def shown(self, text: str) -> str:
        """Return a text in a line for a reason: shortened, and without the key."""
        return " ".join(text.replace(self.target.key or KEY, KEY).split())[:_SHOWN]

    def try_out(self, call: Call) -> Exchange:
        """Send a call for no scenario's sake, with less patience, and take whatever comes.

        Raises:
            Unreachable: Nothing does.
        """
        manners = replace(self._manners, retries=min(_TRYING_OUT, self._manners.retries))
        exchange = patient(lambda: self._once(call, "preflight"), manners, ())
        self._purse.pay(exchange)
        self.aside.append(exchange)
        return exchange

    def _once(self, call: Call, source: str) -> Exchange:
        with self.stream(call) as answer:
            frames = tuple(answer.frames)
        return replace(
            self.asked(call), source=source, status=answer.status, headers=answer.headers, frames=frames
        )  # fmt: skip

    @contextmanager
    def stream(self, call: Call) -> Iterator[Answer]:
        """Send a call; the answer can be read frame by frame, and left in the middle.

        Raises:
            TooDear: The target has cost enough.
            Unreachable: It can't be reached.
        """
        self._purse.check()
        request = self._http.build_request(
            call.method,
            self.target.base(call.below) + call.target(),
            params=call.query_with(self.target.key) or None,
            headers={"accept-encoding": "identity", **call.headers_with(self.target.key), **_typed(call)},
            content=_bytes(call.body),
        )  # fmt: skip
        self._pace.wait()
        start = time.monotonic()
        try:
            response = self._http.send(request, stream=True)
        except httpx.TransportError as error:
            msg = f"{self.target.root} can't be reached: {str(error) or type(error).__name__}"
            raise Unreachable(msg) from error
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            yield Answer(response.status_code, headers, _frames(response, start), self.asked(call))
        finally:
            response.close()

    def asked(self, call: Call) -> Exchange:
        """Return the exchange that sending a call begins: what is asked, and no answer yet."""
        base = self.target.base(call.below)
        url = httpx.URL(base + call.target(), params=call.query_with(KEY) or None)
        headers = {**call.headers_with(KEY), **_typed(call)}
        return Exchange(
            source="",
            method=call.method,
            url=str(url).replace("%24", "$"),
            request_headers=headers,
            sent=_read(call.body),
            status=0,
        )


def is_html(exchange: Exchange) -> bool:
    """Whether the body is a page for people."""
    start = exchange.text.lstrip()[:15].lower()
    return start.startswith(("<!doctype html", "<html"))


def no_such_model(exchange: Exchange) -> bool:
    """Whether an answer says that there is no such model: CometAPI with 503, Google with 404."""
    lost = (
        exchange.status == _NOT_FOUND and not is_html(exchange) and exchange.model in exchange.text
    )
    return lost or code(exchange) == NO_MODEL


def _typed(call: Call) -> dict[str, str]:
    return {} if call.body is None else {"content-type": "application/json"}


def _bytes(body: Any) -> bytes | None:
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


def _read(body: Any) -> Any:
    """Read what is sent byte for byte as JSON, if it is; checks see what was asked all the same."""
    try:
        return json.loads(body) if isinstance(body, bytes) else body
    except (ValueError, RecursionError):  # nested too deep for Python
        return body


def _frames(response: httpx.Response, start: float) -> Iterator[Frame]:
    """Yield what comes.

    Raises:
        Unreachable: The connection was lost, or what came can't be decoded. That is the network's
            fault, or the server's; of what the API says, nothing is known.
    """
    times = iter(response.extensions.get(TIMES, ()))
    try:
        for data in response.iter_bytes():
            yield Frame(data, next(times, time.monotonic() - start))
    except (httpx.TransportError, httpx.DecodingError) as error:
        msg = f"the answer broke off: {str(error) or type(error).__name__}"
        raise Unreachable(msg) from error


def _unavailable(exchange: Exchange, expecting: Collection[int]) -> bool:
    """Whether a refusal has nothing to do with the call; *invalid_request* has, whatever its status."""
    status = exchange.status
    refused = status in _UNAVAILABLE or status >= _SERVER_ERROR or _ELSEWHERE in exchange.text
    return refused and status not in expecting and code(exchange) != NO_REQUEST


Send = Callable[..., Exchange]
