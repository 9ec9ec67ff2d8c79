"""A client that sees what is on the wire: the writes, the bytes, and how the connection ends."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

End = Literal["closed", "reset", "waiting"]

PROMPT = {"contents": [{"role": "user", "parts": [{"text": "Describe cafés in Århus in detail"}]}]}
UNARY = "generateContent"
EVENTS = "streamGenerateContent?alt=sse"
ARRAY = "streamGenerateContent"

_PATIENCE, _MOMENT = 20, 0.2  # seconds


@dataclass(frozen=True)
class Seen:
    """What came: *sent* is the head and the body as it was coded."""

    sent: bytes
    end: End

    @property
    def head(self) -> bytes:
        return self.sent.partition(b"\r\n\r\n")[0]

    @property
    def writes(self) -> list[bytes]:
        """The body in the pieces in which it was written, as far as it came."""
        coded = self.sent.partition(b"\r\n\r\n")[2]
        return list(_chunks(coded)) if b"chunked" in self.head else [coded]

    @property
    def body(self) -> bytes:
        return b"".join(self.writes)


def _chunks(coded: bytes) -> Iterator[bytes]:
    while coded:
        size, _, coded = coded.partition(b"\r\n")
        yield coded[: int(size, 16)]
        coded = coded[int(size, 16) + 2 :]


@contextmanager
def connected(base: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as there:
        there.settimeout(_PATIENCE)
        yield there


def request(operator: str, fault: str = "", body: Any = PROMPT, **headers: str) -> bytes:
    sent = json.dumps(body).encode()
    told = {"host": "mock", "x-goog-api-key": "any", "content-length": str(len(sent)), **headers}
    told |= {"x-mock-fault": fault} if fault else {}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    path = f"/v1beta/models/gemini-2.5-flash:{operator}"
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + sent


def see(base: str, operator: str, fault: str, *, until: bytes | None = None) -> Seen:
    """Ask once on a connection of its own, and read until it ends.

    With *until*, read up to that, and see whether there is more within a moment.
    """
    with connected(base) as there:
        there.sendall(request(operator, fault, connection="close"))
        return _read(there, until)


def _read(there: socket.socket, until: bytes | None) -> Seen:
    sent = b""
    try:
        while True:
            there.settimeout(_MOMENT if until is not None and until in sent else _PATIENCE)
            read = there.recv(65_536)
            if not read:
                return Seen(sent, "closed")
            sent += read
    except ConnectionResetError:
        return Seen(sent, "reset")
    except TimeoutError:
        return Seen(sent, "waiting")
