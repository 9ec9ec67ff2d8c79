"""The mock's own headers, ``x-mock-*``: what a client says by them, and what an answer says of itself."""

import re

from mockserver.exchange import Exchange
from mockserver.version import __version__

ADMIN_TOKEN = "x-mock-admin-token"  # noqa: S105 - a name
FAULT = "x-mock-fault"
MARK = "x-mock"
NAMESPACE = "x-mock-namespace"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # but for white space
_LONGEST = 2_000  # characters; clients refuse much longer ones


def marks(exchange: Exchange) -> dict[str, str]:
    """Return the headers that mark an answer as the mock's, and say how it came about."""
    told = {
        MARK: __version__,
        "x-mock-seed": str(exchange.seed),
        "x-mock-stub": exchange.stub,
        "x-mock-recording": exchange.recording,
        "x-mock-faults": ", ".join(exchange.faults),
        "x-mock-warning": " | ".join(exchange.warnings),
    }
    return {name: _plain(each) for name, each in told.items() if each}


def _plain(text: str) -> str:
    """Write a text as a header can have it: h11 breaks the connection off at any other."""
    plain = _CONTROL.sub(_escaped, text.encode("ascii", "backslashreplace").decode())
    return " ".join(plain.split())[:_LONGEST].rstrip()


def _escaped(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"
