"""A connection that a reply can end in other ways than HTTP has: in mid-body, by a reset, or never."""

import asyncio
import os
import socket
import struct
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from mockserver.exchange import Ending

EXTENSION = "cometapi.mock"  # where in a scope a connection stands
# To linger for 0 seconds is to reset; Windows has its own layout.
_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_POLL = 0.001  # seconds


class Connection(H11Protocol):
    """uvicorn's connection, which gives itself to the application.

    Attributes:
        hangs: Whether nothing more will be sent, and the client isn't told.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.hangs = False
        self._application = self.app
        self.app = self._serve

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[EXTENSION] = self
        await self._application(scope, receive, send)

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
        await receive()  # The request was read, so this tells only that the connection is gone.

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
