"""What a client sends, held to HTTP more strictly than h11 does, and to the size of a head."""

import re
from collections.abc import Iterator

import h11

_LINE_ENDS = 4  # ": " and CRLF of a header; two blanks and CRLF of the first line
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_VERSION = len("HTTP/1.1")


class Incoming(h11.Connection):
    """A server's side of HTTP/1.1.

    Attributes:
        whole: How many requests came to their ends.
    """

    def __init__(self, max_header: int) -> None:
        """Take heads of *max_header* bytes at most."""
        super().__init__(h11.SERVER, max_header)
        self._max_header = max_header
        self.whole = 0

    def receive_data(self, data: bytes) -> None:
        """Take what came, but for blank lines before a request, which are nothing (RFC 9112, 2.2)."""
        if self.their_state is h11.IDLE and not self.trailing_data[0]:
            data = data.lstrip(b"\r\n")
        if data:  # To h11 nothing is the end.
            super().receive_data(data)

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return what came next.

        Raises:
            h11.RemoteProtocolError: It isn't HTTP, two readers could take it for different requests, or
                its head is too large; the hint is 431 then.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._hold(event)
        if isinstance(event, h11.EndOfMessage):
            self.whole += 1
        return event

    def _hold(self, request: h11.Request) -> None:
        # h11 holds only what hasn't come to its end to the limit.
        if _size(request) > self._max_header:
            reason = "Receive buffer too long"
            raise h11.RemoteProtocolError(reason, error_status_hint=431)
        for reason in _reasons(request):
            raise h11.RemoteProtocolError(reason)


def _reasons(request: h11.Request) -> Iterator[str]:
    """Yield why a request that h11 takes is refused."""
    if not request.http_version.startswith(b"1."):  # Such as the preface of HTTP/2
        yield "not HTTP/1.0 or HTTP/1.1"
    if any(_CONTROL.search(each) for _, each in request.headers):
        yield "control character in a header"  # RFC 9110, 5.5: one may refuse them.
    names = {name for name, _ in request.headers}
    if {b"content-length", b"transfer-encoding"} <= names:
        yield "both Content-Length and Transfer-Encoding"  # RFC 9112, 6.3: a smuggler's
    if b"transfer-encoding" in names and request.http_version < b"1.1":
        yield "Transfer-Encoding in HTTP/1.0"  # RFC 9112, 6.1
    if request.method == b"CONNECT":
        yield "CONNECT, and this is no proxy"


def _size(request: h11.Request) -> int:
    """Return the bytes of a head, without blanks that needn't be there."""
    first = len(request.method) + len(request.target) + _VERSION + _LINE_ENDS
    return first + sum(len(name) + len(each) + _LINE_ENDS for name, each in request.headers) + 2
