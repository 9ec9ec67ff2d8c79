"""What is exported: entries of the journal, and what their answers came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from mockserver import namespaced, own_headers
from mockserver.journal import Entry
from mockserver.redaction import HEADERS

_TRANSPORT = frozenset({"content-length", "transfer-encoding", own_headers.ADMIN_TOKEN})
_OF_CLIENTS = ("x-goog-api-client", "x-stainless-")  # say which program it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Entries in their order, the *dialect* of the mock, and its *stubs*: documents by their name."""

    entries: tuple[Entry, ...]
    dialect: str = "comet"
    stubs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def url(entry: Entry) -> str:
    """Return the URL that was called; `KEY` stands where a key stood."""
    call = entry.exchange.call
    host = call.headers.get("host", "localhost")
    by_header = own_headers.NAMESPACE in call.headers
    base = namespaced.url(f"http://{host}", "" if by_header else call.namespace)
    return base + target(entry)


def target(entry: Entry) -> str:
    """Return the path that was called, with its query."""
    call = entry.exchange.call
    query = urlencode(call.query, safe="$:,")
    return quote(call.path, safe="/:") + (f"?{query}" if query else "")


def telling_headers(entry: Entry) -> dict[str, str]:
    """Return the headers that say something of the request, and not of the program that sent it."""
    return {
        name: each
        for name, each in entry.exchange.call.headers.items()
        if name in HEADERS | {"content-type"} or name.startswith("x-")
        if name not in _TRANSPORT and not name.startswith(_OF_CLIENTS)
    }
