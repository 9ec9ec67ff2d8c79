"""A connection: how long it may wait, how what isn't HTTP is refused, and all the ways in which a reply can end."""

import asyncio
import logging
import os
import re
import socket
import struct
import sys
from http import HTTPStatus
from typing import Any, cast

import h11
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from mockserver import pipeline
from mockserver.errors import ApiError
from mockserver.exchange import Ending, Reply
from mockserver.incoming import Incoming
from mockserver.lingering import Lingering
from mockserver.mock import Mock

EXTENSION = "cometapi.mock"  # where in a scope a connection stands
# To linger for 0 seconds is to reset; Windows has its own layout.
_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_POLL = 0.001  # seconds
_ABSOLUTE = re.compile(r"(?i:https?)://[^/?#]*(?P<path>/?.*)", re.DOTALL)

logger = logging.getLogger("mockserver")


class Connection(H11Protocol):
    """uvicorn's connection, which gives itself to the application.

    It closes what says nothing for ``idle_timeout`` seconds, and refuses what isn't HTTP, what has too
    large a head, and what doesn't come to its end in ``read_timeout`` seconds.

    Attributes:
        hangs: Whether nothing more will be sent, and the client isn't told.
    """

    def __init__(self, *arguments: Any, mock: Mock, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.hangs = False
        self.conn = Incoming(mock.settings.max_header)
        self.timeout_keep_alive = mock.settings.idle_timeout  # type: ignore[assignment] # it takes any number
        self._mock = mock
        self._line: Lingering
        self._reading: asyncio.TimerHandle | None = None  # until the end of the request that comes
        self._ended = False  # the client sends no more, and may still read
        self._application = self.app
        self.app = self._serve

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        self._line = Lingering(transport, self._unread)
        super().connection_made(cast("asyncio.Transport", self._line))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait for anything."""
        self._unset_keepalive_if_required()
        self._stop_reading()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        if self._line.lingers:
            self._line.waste(data)
            return
        if self._reading is None and self.conn.their_state is h11.IDLE:
            patience = self._mock.settings.read_timeout
            self._reading = self.loop.call_later(patience, self._give_up)
        if self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY:
            self._line.waste(data)  # It was answered without its body.
        super().data_received(data)

    def handle_events(self) -> None:
        """Do what follows from what came."""
        before = self.conn.whole  # type: ignore[attr-defined]
        super().handle_events()
        if self.conn.whole == before:  # type: ignore[attr-defined]
            return
        self._stop_reading()
        if self.conn.our_state is h11.IDLE and not self._line.is_closing():
            self._wait()  # What had been answered before its end has come to it.

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what has been asked, even if the client sends no more; return whether there is such a thing.

        Whether it has left, or still reads, TCP doesn't tell: who has to wait takes it for left.
        """
        cycle = self._unanswered
        if cycle is None or cycle.more_body or self._line.lingers:
            return False
        self._ended = True
        cycle.message_event.set()
        return True

    def send_400_response(self, msg: str) -> None:
        """Refuse what isn't HTTP in the words of the dialect; called where h11 has refused it."""
        error = sys.exception()
        too_large = (
            getattr(error, "error_status_hint", 0) == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        )
        # Behind the colon h11 quotes what came, and there can be a key in it.
        reason = (str(error) or msg).partition(":")[0]
        limit = self._mock.settings.max_header
        cause = "header_too_large" if too_large else "malformed_request"
        self._refuse(ApiError(cause, reason=reason, limit=limit))

    def drop(self) -> None:
        """Close at once, whatever the client is doing."""
        self._line.drop()

    async def end(self, ending: Ending, receive: Receive) -> None:
        """End what is being sent as *ending* says; return when the connection is gone."""
        match ending:
            case "reset":
                await self._written()
                self._reset()
            case "disconnect":
                self.transport.close()
            case _:
                self.hangs = True
        while (await receive())["type"] != "http.disconnect":
            pass  # A body that is too large goes on.

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[EXTENSION] = self
        if found := _ABSOLUTE.fullmatch(scope["path"]):
            scope["path"] = found["path"] or "/"  # RFC 9112, 3.2.2: a server takes it.
        cycle = self.cycle
        read = False

        async def hear() -> Message:
            nonlocal read
            message = {} if read and self._ended else await receive()
            if read and self._ended:
                cycle.disconnected = True
                return {"type": "http.disconnect"}
            read = not message.get("more_body", False)
            return message

        await self._application(scope, hear, send)
        if self._ended and self.cycle is cycle:
            self.transport.close()

    @property
    def _unanswered(self) -> RequestResponseCycle | None:
        """The request that isn't answered to its end, if there is one."""
        cycle = cast(
            "RequestResponseCycle | None", self.cycle
        )  # uvicorn's type hides the beginning
        return None if cycle is None or cycle.response_complete else cycle

    def _wait(self) -> None:
        """Wait for a request, but not for ever."""
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _stop_reading(self) -> None:
        if self._reading:
            self._reading.cancel()
            self._reading = None

    def _unread(self) -> bool:
        """Whether the client may be sending something that won't be read."""
        return self._reading is not None or bool(self.conn.trailing_data[0])

    def _give_up(self) -> None:
        """Refuse a request that doesn't come to its end."""
        seconds = self._mock.settings.read_timeout
        self._refuse(ApiError("read_timeout", seconds=f"{seconds:g}"))

    def _refuse(self, error: ApiError) -> None:
        """Answer what never became a call, unless an answer has begun; close."""
        cycle = self._unanswered
        if cycle:
            cycle.disconnected = True
            cycle.message_event.set()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            exchange = pipeline.refuse(error, self._mock)
            reason = error.params.get("reason", "too slow")
            logger.warning("%d %s (%s)", exchange.reply.status, error.cause, reason)
            bodiless = cycle is not None and cycle.scope["method"] == "HEAD"
            self.transport.write(_written(exchange.reply, bodiless=bodiless))
        self.transport.close()
        self._stop_reading()

    async def _written(self) -> None:
        """Wait until the system has what was sent: a reset loses what it hasn't."""
        # A transport has no event for it.
        while self.transport.get_write_buffer_size() and not self.transport.is_closing():  # noqa: ASYNC110
            await asyncio.sleep(_POLL)

    def _reset(self) -> None:
        # uvloop's socket can't be told; a second handle of the same one can.
        there = self.transport.get_extra_info("socket")
        with socket.fromfd(there.fileno(), there.family, there.type) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()


def _written(reply: Reply, *, bodiless: bool) -> bytes:
    """Write a reply as HTTP, the last of its connection."""
    headers = {
        "content-type": reply.media_type,
        **reply.headers,
        "content-length": str(len(reply.body)),
        "connection": "close",
    }
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name.lower()}: {each}" for name, each in headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if bodiless else head + reply.body
