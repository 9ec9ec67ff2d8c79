"""Passes calls on to the upstream and its answers back, each piece as it comes, and takes them down."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from starlette.types import Receive, Scope, Send

from mockserver.connection import EXTENSION
from mockserver.errors import JSON
from mockserver.exchange import Call, Frame, Reply
from mockserver.journal import Progress
from mockserver.jsonwriter import pretty
from mockserver.recorder.upstream import Upstream, end_to_end

_T = TypeVar("_T")


class _LeftError(Exception):
    """The client has left."""


@dataclass(slots=True)
class Passed:
    """What was passed on, so far.

    *headers* are those of the answer, *sent* those of the request as the upstream got them. *frames*
    have the seconds since the request was sent as their delay. *progress* is how far the answer got;
    of one that is broken off, *trouble* says why. *held* is the piece that makes an answer whole that
    said how long it is: who has it takes the answer for ended.
    """

    call: Call
    url: str
    sent: dict[str, str]
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    frames: list[tuple[bytes, float]] = field(default_factory=list)
    progress: Progress = "sending"
    trouble: str = ""
    held: bytes = b""

    @property
    def reply(self) -> Reply:
        """The answer as the core has one."""
        delays = [0.0, *(at for _, at in self.frames)]
        frames = tuple(
            Frame(data, at - before)
            for (data, at), before in zip(self.frames, delays, strict=False)
        )
        headers = {name: each for name, each in self.headers.items() if name != "content-type"}
        return Reply(self.status, self.headers.get("content-type", ""), frames, headers)


@dataclass(frozen=True, slots=True)
class Passing:
    """The way to an upstream and back. *keep* is given what was passed on, before its end is sent.

    So who has a whole answer may count on it that it was kept.
    """

    upstream: Upstream
    keep: Callable[[Passed], Awaitable[None]]

    async def pass_on(self, call: Call, scope: Scope, receive: Receive, send: Send) -> Passed:
        """Pass a call on, and its answer back, until either side leaves."""
        gone = asyncio.create_task(_departure(receive))
        try:
            async with self.upstream.client() as client:
                request = self.upstream.request(client, call, scope)
                passed = Passed(call, str(request.url), dict(request.headers))
                try:
                    await _passing(passed, client, request, gone, send)
                except _LeftError:
                    passed.progress, passed.trouble = "left", "the client left"
                except httpx.HTTPError as error:
                    passed.progress, passed.trouble = "broken", str(error) or type(error).__name__
            if passed.status:
                await self.keep(passed)
        finally:
            await _dropped(gone)
        await self._end(passed, scope, receive, send)
        return passed

    async def _end(self, passed: Passed, scope: Scope, receive: Receive, send: Send) -> None:
        """End the answer as the upstream did; one that never began is said to be the upstream's fault."""
        if passed.progress == "sent":
            await send({"type": "http.response.body", "body": passed.held})
        elif passed.progress == "broken" and not passed.status:
            await refuse(502, f"{self.upstream.url} gave no answer: {passed.trouble}", send)
        elif passed.progress == "broken" and (
            connection := scope.get("extensions", {}).get(EXTENSION)
        ):
            await connection.end("disconnect", receive)


async def _passing(
    passed: Passed,
    client: httpx.AsyncClient,
    request: httpx.Request,
    gone: "asyncio.Task[None]",
    send: Send,
) -> None:
    start = time.perf_counter()
    response = await _unless(gone, client.send(request, stream=True))
    try:
        await _head(passed, response, send)
        pieces = response.aiter_raw()
        lacking = int(passed.headers.get("content-length", -1))
        while (data := await _unless(gone, _next(pieces))) is not None:
            passed.frames.append((data, time.perf_counter() - start))
            lacking -= len(data)
            if lacking:
                await send({"type": "http.response.body", "body": data, "more_body": True})
            else:
                passed.held = data
        passed.progress = "sent"
    finally:
        await response.aclose()


async def _head(passed: Passed, response: httpx.Response, send: Send) -> None:
    headers = list(end_to_end(response.headers.raw))
    passed.status = response.status_code
    passed.headers = dict(headers)
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": response.status_code, "headers": raw})


async def refuse(status: int, text: str, send: Send) -> None:
    """Answer in place of the upstream."""
    message = f"cometapi-mock: {text}"
    body = pretty({"error": {"code": status, "message": message, "status": _WORDS[status]}})
    headers = [(b"content-type", JSON.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_WORDS = {502: "UNAVAILABLE", 413: "INVALID_ARGUMENT"}


async def _departure(receive: Receive) -> None:
    """Return once the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unless(gone: "asyncio.Task[None]", coming: Awaitable[_T]) -> _T:
    """Wait for something, unless the client leaves before.

    Raises:
        _LeftError: It did.
    """
    task = asyncio.ensure_future(coming)
    await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        await _dropped(task)
        raise _LeftError
    return task.result()


async def _dropped(task: "asyncio.Future[Any]") -> None:
    """Give up a task, and wait until it has let go of what it holds."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    return await anext(pieces, None)
