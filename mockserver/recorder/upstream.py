"""The API that is recorded: the one address that is ever called, and how a request gets there."""

import logging
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from starlette.types import Scope

from mockserver.exchange import Call
from mockserver.hosts import is_loopback
from mockserver.namespaced import PREFIX
from mockserver.recorder.replies import HOP_BY_HOP
from mockserver.redaction import is_key

_LEFT_OUT = HOP_BY_HOP | {"accept-encoding", "content-length", "expect", "host"}
_OURS = "x-mock-"
_NAMESPACED = re.compile(rb"%s/[^/]+" % PREFIX.encode())
_PATIENCE = httpx.Timeout(600, connect=10)  # seconds; a model may think for minutes


@dataclass(frozen=True, slots=True)
class Upstream:
    """An API at a base URL. *key* stands in place of whatever key a client sends, unless it is ""."""

    url: str
    key: str = ""

    def client(self) -> httpx.AsyncClient:
        """Make a client for one exchange, so that nothing of it outlives it."""
        return httpx.AsyncClient(
            timeout=_PATIENCE,
            follow_redirects=False,
            verify=_VERIFYING,
            trust_env=not is_loopback(
                httpx.URL(self.url).host
            ),  # no proxy is between us and ourselves
        )

    def request(self, client: httpx.AsyncClient, call: Call, scope: Scope) -> httpx.Request:
        """Make the request that a call is passed on as: the same path, query, body and headers."""
        base = httpx.URL(self.url)
        path = _NAMESPACED.sub(b"", _raw_path(scope), count=1)
        query = scope["query_string"]
        if self.key and b"key=" in query:
            query = urlencode({**call.query, "key": self.key}, safe="$:,").encode()
        raw = base.raw_path.rstrip(b"/") + path + (b"?" + query if query else b"")
        return client.build_request(
            call.method,
            base.copy_with(raw_path=raw),
            headers=[*self._headers(call, scope), ("accept-encoding", "identity")],
            content=call.body or None,
        )

    def _headers(self, call: Call, scope: Scope) -> Iterator[tuple[str, str]]:
        sent = list(end_to_end(scope["headers"]))
        keys = {"authorization": f"Bearer {self.key}", "x-goog-api-key": self.key}
        for name, value in sent:
            if name not in _LEFT_OUT and not name.startswith(_OURS):
                yield name, keys.get(name, value) if self.key else value
        given = {name for name, _ in sent}
        if self.key and not given & keys.keys() and "key" not in call.query:
            yield "x-goog-api-key", self.key


def end_to_end(raw: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    """Yield the headers that don't belong to one connection, names in lower case."""
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw]
    named = {
        each.strip().lower()
        for name, value in headers
        if name == "connection"
        for each in value.split(",")
    }
    yield from (each for each in headers if each[0] not in HOP_BY_HOP | named)


def _raw_path(scope: Scope) -> bytes:
    """Return the path as sent; it never says more than a path, such as another host."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    return path if path.startswith(b"/") else b"/"


def _without_key(record: logging.LogRecord) -> bool:
    """Take the key out of what httpx logs of a request."""
    if isinstance(record.args, tuple):
        record.args = tuple(map(_shown, record.args))
    return True


def _shown(value: object) -> object:
    if not isinstance(value, httpx.URL):
        return value
    for name in value.params:
        if is_key(name):
            value = value.copy_set_param(name, "***")
    return value


logging.getLogger("httpx").addFilter(_without_key)
_VERIFYING: ssl.SSLContext = httpx.create_ssl_context()
