"""A transport that closes so that a client which is still sending gets to read its answer."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_SECONDS = 10.0
_ROOM = 64 * 1024 * 1024  # bytes


class Lingering:
    """An `asyncio.Transport` whose `close` lingers where something is unread.

    To close a socket with bytes in it that nobody has read is to reset the connection, and a client may
    lose by that what it was sent before (RFC 9112, 9.6). So it ends only its own side, and reads on for a
    while, which is thrown away.

    Attributes:
        lingers: Whether it does, and what comes is to be given to `waste`.
    """

    def __init__(self, transport: asyncio.Transport, unread: Callable[[], bool]) -> None:
        """Wrap *transport*; *unread* tells whether the client may still be sending."""
        self._transport = transport
        self._unread = unread
        self._room = _ROOM
        self.lingers = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.lingers or self._transport.is_closing()

    def close(self) -> None:
        """Close, and linger if need be."""
        if self.is_closing() or not self._unread():
            self._transport.close()
            return
        self.lingers = True
        with suppress(OSError):  # The client has reset it.
            self._transport.write_eof()
        self._transport.resume_reading()
        asyncio.get_running_loop().call_later(_SECONDS, self._transport.abort)

    def drop(self) -> None:
        """Close at once."""
        self._transport.close()

    def waste(self, data: bytes) -> None:
        """Take what nobody reads, up to a limit; who sends on is dropped."""
        self._room -= len(data)
        if self._room < 0:
            self._transport.abort()
