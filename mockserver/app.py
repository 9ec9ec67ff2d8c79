"""The ASGI shell: bytes in, a call; a reply, bytes out. What happens between is `pipeline`'s."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver import admin, namespaced, own_headers
from mockserver.bookkeeping import Bookkeeping
from mockserver.connection import EXTENSION, Connection
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.journal import Progress
from mockserver.jsonwriter import pretty
from mockserver.metrics import Metrics
from mockserver.mock import Mock, mock
from mockserver.pipeline import respond
from mockserver.settings import Settings

_DESCRIPTION = "/openapi.json"


def create_app(settings: Settings | None = None) -> Starlette:
    """Make the mock as an ASGI application.

    Raises:
        ConfigurationError: A setting is wrong.
    """
    settings = settings or Settings()
    return serving(mock(settings))


def serving(mock: Mock, api: ASGIApp | None = None) -> Starlette:
    """Make the ASGI application of a mock; *api* answers what isn't the mock's own, if not the mock."""
    counts = [_metrics_page(mock.state.metrics)] if mock.settings.metrics else []
    app = Starlette(routes=[*admin.routes(mock), *counts, *_descriptions(mock)])
    # Not a catch-all route: its pattern wouldn't match every path, such as one with a line break.
    app.router.default = api or Api(mock)
    return app


def _metrics_page(metrics: Metrics) -> Route:
    async def page(_: Request) -> Response:
        """Show what was counted, in Prometheus's text format."""
        # Imported here since it is needed rarely, and starting should be fast.
        from mockserver.metrics import exposition  # noqa: PLC0415

        return Response(exposition.text(metrics), media_type=exposition.MEDIA_TYPE)

    return Route("/metrics", page)


def _descriptions(mock: Mock) -> list[Route]:
    async def page(request: Request) -> Response:
        """Describe the API with the base URL that was asked: it is there without a token, having no secrets."""
        from mockserver import openapi  # noqa: PLC0415 - needed rarely

        described = openapi.document(mock, str(request.url).partition(_DESCRIPTION)[0])
        return Response(pretty(described), media_type=openapi.JSON)

    return [Route(f"{each}{_DESCRIPTION}", page) for each in ("", f"{namespaced.PREFIX}/{{below}}")]


class Api:
    """The API as an ASGI application: every path and method goes through the pipeline."""

    def __init__(self, mock: Mock) -> None:
        """Answer as *mock* says."""
        self.mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a call, and answer it."""
        call = await read_call(scope, receive, self.mock.settings.max_body)
        if call:  # else the client left before it had said what it wants
            await answer(call, self.mock, scope, receive, send)


async def answer(call: Call, mock: Mock, scope: Scope, receive: Receive, send: Send) -> Exchange:
    """Answer a call, and take that down in the journal, the log and the metrics."""
    exchange = respond(call, mock)
    reply = exchange.reply
    if not call.whole:  # What is left of it isn't to be taken for another call.
        reply = replace(reply, headers={**reply.headers, "connection": "close"})
    books = Bookkeeping(exchange, mock.state, now)
    connection = scope.get("extensions", {}).get(EXTENSION)
    progress: Progress = "left"
    frames = 0
    try:
        progress, frames = await send_reply(reply, receive, books.before_the_end(send), connection)
    finally:
        books.end(progress, frames)
    return exchange


async def read_call(scope: Scope, receive: Receive, limit: int) -> Call | None:
    """Read a call; None if the client left before.

    Of a body that is larger than *limit* no more is read than tells that, nothing if its length does.
    """
    call = _call(scope)
    told = call.headers.get("content-length", "0")  # h11 holds it to be a number
    if int(told) > limit:
        return replace(call, whole=False)
    body = await read_body(receive, limit)
    return None if body is None else replace(call, body=body, whole=len(body) <= limit)


def _call(scope: Scope) -> Call:
    """Make a call of a request, without its body.

    The operator of the documentation page, ``streamGenerateContent?alt=sse``, may stand in the path
    as a whole, percent-encoded, as clients made from an OpenAPI description send it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    namespace, path = namespaced.split(scope["path"])
    path, _, rest = path.partition("?")
    query = dict(parse_qsl(rest, keep_blank_values=True))
    query |= parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    namespace = namespace or headers.get(own_headers.NAMESPACE, "")
    return Call(scope["method"], path, query, headers, at=now(), namespace=namespace)


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)  # noqa: TID251 - the shell brings the time along; the core has no clock


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """Read a body, and of one that is too large only so much that this can be told."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit or not message.get("more_body", False):
            return bytes(body)


async def send_reply(
    reply: Reply, receive: Receive, send: Send, connection: Connection | None = None
) -> tuple[Progress, int]:
    """Send a reply frame by frame, until the client leaves.

    How it ends is the *connection*'s to do; without one, an ending that isn't complete is left to the
    server. Return how far it got, and how many frames were sent.
    """
    frames = (reply.frames or (Frame(b""),)) if reply.status else ()
    if reply.delay and not await _pause(reply.delay, receive):
        return "left", 0
    sent = await _send_frames(replace(reply, frames=frames), receive, send)
    if sent < len(frames):
        return "left", sent
    if reply.ending == "complete":
        return "sent", sent
    if connection:
        await connection.end(reply.ending, receive)
    return ("left" if reply.ending == "hang" else "broken"), sent


async def _send_frames(reply: Reply, receive: Receive, send: Send) -> int:
    """Send the head and all frames, until the client leaves; return how many were sent."""
    headers = _headers(reply)
    complete = reply.ending == "complete"
    sized = complete and "content-length" in headers
    for number, frame in enumerate(reply.frames):
        if number == 0:
            await send(_start(reply.status, headers))
        # The head and what follows it at once are one write.
        if (number or frame.delay) and not await _pause(frame.delay, receive):
            return number
        last = sized and number == len(reply.frames) - 1
        await send({"type": "http.response.body", "body": frame.data, "more_body": not last})
    if complete and not sized:
        await send({"type": "http.response.body"})
    return len(reply.frames)


def _headers(reply: Reply) -> dict[str, str]:
    """Return the headers of a reply; it says how long it is if one frame is all of it, or if it did before.

    A length that can't be kept is left out: the server would refuse to send what is longer.
    """
    typed = {"content-type": reply.media_type} if reply.media_type else {}
    headers = {**typed, **reply.headers}
    headers = {name.lower(): value for name, value in headers.items()}
    told = headers.pop("content-length", "")
    length = len(reply.body)
    if reply.ending != "complete":
        whole = told if told.isdecimal() and int(told) >= length else ""
    else:
        whole = str(length) if told or len(reply.frames) <= 1 else ""
    return headers | ({"content-length": whole} if whole else {})


def _start(status: int, headers: Mapping[str, str]) -> Message:
    """Make the head of a response."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": raw}


async def _pause(delay: float, receive: Receive) -> bool:
    """Wait; return whether the client is still there."""
    if not delay:
        await asyncio.sleep(0)
        return True
    # Not `wait_for`, which loses its own cancellation in Python 3.11 while a coverage tracer looks on.
    heard = asyncio.ensure_future(receive())
    try:
        done, _ = await asyncio.wait([heard], timeout=delay)
    finally:
        heard.cancel()
    return not done or heard.result()["type"] != "http.disconnect"
