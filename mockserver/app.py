"""The ASGI shell: bytes in, a call; a reply, bytes out. What happens between is `pipeline`'s."""

import asyncio
import logging
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver import admin
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.journal import Progress
from mockserver.mock import Mock, mock
from mockserver.pipeline import respond
from mockserver.settings import Settings

logger = logging.getLogger("mockserver")

NAMESPACE_HEADER = "x-mock-namespace"
_NAMESPACED = re.compile(r"/__ns/(?P<name>[^/]+)(?P<rest>/.*)?", re.DOTALL)
_LONGEST_LINE = 2_000  # characters of warnings in a log line


def create_app(settings: Settings | None = None) -> Starlette:
    """Make the mock as an ASGI application.

    Raises:
        ConfigurationError: A setting is wrong.
    """
    settings = settings or Settings()
    return serving(mock(settings))


def serving(mock: Mock, api: ASGIApp | None = None) -> Starlette:
    """Make the ASGI application of a mock; *api* answers what isn't the mock's own, if not the mock."""
    app = Starlette(routes=admin.routes(mock))
    # Not a catch-all route: its pattern wouldn't match every path, such as one with a line break.
    app.router.default = api or Api(mock)
    return app


class Api:
    """The API as an ASGI application: every path and method goes through the pipeline."""

    def __init__(self, mock: Mock) -> None:
        """Answer as *mock* says."""
        self.mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a call, and answer it."""
        call = await read_call(scope, receive, self.mock.settings.max_body)
        if call:  # else the client left before it had said what it wants
            await answer(call, self.mock, receive, send)


async def answer(call: Call, mock: Mock, receive: Receive, send: Send) -> Exchange:
    """Answer a call, log it, and keep it in the journal."""
    exchange = respond(call, mock)
    _log(exchange)
    number = mock.state.journal.append(exchange)
    progress, frames = await send_reply(exchange.reply, receive, send)
    mock.state.journal.end(number, progress, frames, now())
    return exchange


async def read_call(scope: Scope, receive: Receive, limit: int) -> Call | None:
    """Read a call, whose body is cut if it is larger than *limit*; None if the client left before."""
    body = await read_body(receive, limit)
    return None if body is None else _call(scope, body)


def _call(scope: Scope, body: bytes) -> Call:
    """Make a call of a request.

    The operator of the documentation page, ``streamGenerateContent?alt=sse``, may stand in the path
    as a whole, percent-encoded, as clients made from an OpenAPI description send it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, _, rest = scope["path"].partition("?")
    namespace, path = _namespace(path)
    query = dict(parse_qsl(rest, keep_blank_values=True))
    query |= parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    namespace = namespace or headers.get(NAMESPACE_HEADER, "")
    return Call(scope["method"], path, query, headers, body, now(), namespace)


def _namespace(path: str) -> tuple[str, str]:
    """Split a path below a namespaced base URL, ``/__ns/NAME``, into the namespace and the rest."""
    found = _NAMESPACED.fullmatch(path)
    return (found["name"], found["rest"]) if found else ("", path)


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
        if len(body) <= limit:
            body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def send_reply(reply: Reply, receive: Receive, send: Send) -> tuple[Progress, int]:
    """Send a reply frame by frame, until the client leaves. The first delay precedes the headers.

    Return how far it got, and how many frames were sent.
    """
    frames = reply.frames or (Frame(b""),)
    whole = len(frames) == 1 and reply.ending == "complete"
    for number, frame in enumerate(frames):
        if not await _pause(frame.delay, receive):
            return "left", number
        if number == 0:
            await send(_start(reply, frame if whole else None))
        await send({"type": "http.response.body", "body": frame.data, "more_body": not whole})
    if reply.ending != "complete":
        return "broken", len(frames)
    if not whole:
        await send({"type": "http.response.body"})
    return "sent", len(frames)


def _start(reply: Reply, all_of_it: Frame | None) -> Message:
    """Make the head of a response; it says how long it is if one frame is all of it."""
    typed = {"content-type": reply.media_type} if reply.media_type else {}
    headers = {**typed, **reply.headers}
    if all_of_it:
        headers["content-length"] = str(len(all_of_it.data))
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": reply.status, "headers": raw}


async def _pause(delay: float, receive: Receive) -> bool:
    """Wait; return whether the client is still there."""
    if not delay:
        await asyncio.sleep(0)
        return True
    try:
        message = await asyncio.wait_for(receive(), delay)
    except TimeoutError:
        return True
    return bool(message["type"] != "http.disconnect")


def _log(exchange: Exchange) -> None:
    """Log an exchange in a line. The query isn't logged, since a key may stand there."""
    call, reply = exchange.call, exchange.reply
    level = logging.WARNING if exchange.warnings else logging.INFO
    if logger.isEnabledFor(level):
        text = " | ".join(exchange.warnings)[:_LONGEST_LINE]
        logger.log(
            level,
            "%s %s %d%s",
            call.method,
            _printable(call.path),
            reply.status,
            f" ({_printable(text)})" if text else "",
            extra={
                "method": call.method,
                "path": call.path,
                "status": reply.status,
                "request_bytes": len(call.body),
                "response_bytes": sum(len(each.data) for each in reply.frames),
                "namespace": call.namespace,
                "stub": exchange.stub,
                "recording": exchange.recording,
                "faults": ", ".join(exchange.faults),
                "warnings": text,
            },
        )


def _printable(text: str) -> str:
    """Keep control characters out of a log line."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
