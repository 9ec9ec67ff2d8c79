"""The ASGI shell: bytes in, a call; a reply, bytes out. What happens between is `pipeline`'s."""

import asyncio
import logging
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from mockserver import control
from mockserver.exchange import Call, Exchange, Reply
from mockserver.mock import Mock, mock
from mockserver.pipeline import respond
from mockserver.settings import Settings

logger = logging.getLogger("mockserver")

_LONGEST_LINE = 2_000  # characters of warnings in a log line


def create_app(settings: Settings | None = None) -> Starlette:
    """Make the mock as an ASGI application.

    Raises:
        ConfigurationError: A setting is wrong.
    """
    settings = settings or Settings()
    app = Starlette(routes=control.routes(settings))
    # Not a catch-all route: its pattern wouldn't match every path, such as one with a line break.
    app.router.default = Api(mock(settings))
    return app


class Api:
    """The API as an ASGI application: every path and method goes through the pipeline."""

    def __init__(self, mock: Mock) -> None:
        """Answer as *mock* says."""
        self.mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a call, answer it, log it."""
        body = await read_body(receive, self.mock.settings.max_body)
        if body is None:
            return  # The client left before it had said what it wants.
        exchange = respond(_call(scope, body), self.mock)
        _log(exchange)
        await send_reply(exchange.reply, receive, send)


def _call(scope: Scope, body: bytes) -> Call:
    """Make a call of a request.

    The operator of the documentation page, ``streamGenerateContent?alt=sse``, may stand in the path
    as a whole, percent-encoded, as clients made from an OpenAPI description send it.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, _, rest = scope["path"].partition("?")
    query = dict(parse_qsl(rest, keep_blank_values=True))
    query |= parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    now = datetime.now(UTC)  # noqa: TID251 - the shell brings the time along; the core has no clock
    return Call(scope["method"], path, query, headers, body, now)


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


async def send_reply(reply: Reply, receive: Receive, send: Send) -> None:
    """Send a reply frame by frame, until the client leaves. The first delay precedes the headers."""
    first, *rest = reply.frames
    if not await _pause(first.delay, receive):
        return
    headers = {"content-type": reply.media_type, **reply.headers}
    if not rest:
        headers["content-length"] = str(len(first.data))
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": first.data, "more_body": bool(rest)})
    for frame in rest:
        if not await _pause(frame.delay, receive):
            return
        await send({"type": "http.response.body", "body": frame.data, "more_body": True})
    if rest:
        await send({"type": "http.response.body"})


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
                "warnings": text,
            },
        )


def _printable(text: str) -> str:
    """Keep control characters out of a log line."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
