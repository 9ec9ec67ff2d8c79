"""Takes keys out of an exchange, before it is kept or shown anywhere.

What stands in a header or query parameter that is made for a key is one, and is taken out wherever
else it comes: in the body, in other headers, in the answer. What takes its place is as long, so that
lengths and offsets stay true.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from contract_tests.call import WRONG_KEY
from contract_tests.exchange import KEY, Exchange, Frame

OTHER = "$ANOTHER_KEY"  # what stands for a key that isn't the target's
_COOKIES = frozenset({"cookie", "set-cookie"})
_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "x-goog-api-key", "x-api-key", "api-key"}
)
_PARAMETERS = frozenset({"key", "api_key", "apikey", "access_token", "oauth_token", "token"})
_SHOWN = frozenset({KEY, OTHER, WRONG_KEY, ""})  # what is no secret
_URL_SAFE = str.maketrans("+/", "-_")
_SHORT = 8  # a shorter key would be found in words that aren't it


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces keys: those of *mine* by `KEY`, all others by *other*."""

    mine: frozenset[str]
    others: frozenset[str]
    other: str = KEY

    def header(self, name: str, value: str) -> str:
        """Return a header's value without keys."""
        if name in _HEADERS:
            scheme, space, key = value.rpartition(" ")
            return f"{scheme}{space}{self._key(key)}"
        return self.text(value)

    def url(self, url: str) -> str:
        """Return a URL without keys, and without a user's name."""
        parts = urlsplit(url)
        pairs = [
            (name, self._key(value) if name in _PARAMETERS else self.text(value))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        ]
        return urlunsplit(
            parts._replace(
                netloc=parts.netloc.rpartition("@")[2],
                path=self.text(parts.path),
                query=urlencode(pairs, safe="$:,"),
            )
        )

    def text(self, text: str) -> str:
        """Return a text without keys."""
        for each, mark in self._ways():
            text = text.replace(each, mark)
        return text

    def bytes(self, data: bytes) -> bytes:
        """Return bytes without keys, as many as before."""
        for each, mark in self._ways():
            data = data.replace(each.encode(), mark.encode())
        return data

    def json(self, value: Any) -> Any:
        """Return a body, JSON or bytes, without keys."""
        if isinstance(value, bytes):
            return self.bytes(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(each) for each in value]
        if isinstance(value, dict):
            return {self.text(key): self.json(each) for key, each in value.items()}
        return value

    def _key(self, key: str) -> str:
        if key in _SHOWN:
            return key
        return KEY if key in self.mine else self.other

    def _ways(self) -> Iterator[tuple[str, str]]:
        """Yield the ways in which keys that can be searched for may be written, longest first.

        Beside each stands what takes its place.
        """
        keys = [each for each in self.mine | self.others if len(each) >= _SHORT]
        ways = {
            way: _mark(way) for key in keys for way in (key, quote(key, safe=""), _escaped(key))
        }
        ways |= {way: _base64_mark(way) for key in keys for way in _in_base64(key)}
        yield from sorted(ways.items(), key=lambda each: (-len(each[0]), each))


def redacted(exchange: Exchange, *, keys: Iterable[str] = (), other: str = KEY) -> Exchange:
    """Return an exchange without keys: neither *keys* nor any that it shows itself."""
    mine = frozenset(keys) - _SHOWN
    redaction = Redaction(mine, frozenset(_shown_by(exchange)) - mine - _SHOWN, other)
    return replace(
        exchange,
        url=redaction.url(exchange.url),
        request_headers=_headers(exchange.request_headers, redaction),
        sent=redaction.json(exchange.sent),
        headers=_headers(exchange.headers, redaction),
        frames=_frames(exchange.frames, redaction),
    )


def auth(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Return where an exchange has a key, and which: its own, a wrong one, none."""
    headers = [each for each in exchange.request_headers.items() if each[0] in _HEADERS]
    query = [each for each in exchange.query.items() if each[0] in _PARAMETERS]
    return tuple(sorted([*headers, *query]))


def plain_query(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Return the query without keys, in order of names."""
    return tuple(sorted(each for each in exchange.query.items() if each[0] not in _PARAMETERS))


def _headers(headers: Mapping[str, str], redaction: Redaction) -> dict[str, str]:
    return {
        name: redaction.header(name, value)
        for name, value in headers.items()
        if name not in _COOKIES
    }


def _frames(frames: tuple[Frame, ...], redaction: Redaction) -> tuple[Frame, ...]:
    """Redact the body as a whole, since a key may lie across a cut, and cut it as before."""
    body = redaction.bytes(b"".join(each.data for each in frames))
    cut: list[Frame] = []
    start = 0
    for each in frames:
        end = start + len(each.data)
        cut.append(Frame(body[start:end], each.at))
        start = end
    return tuple(cut)


def _shown_by(exchange: Exchange) -> Iterator[str]:
    """Yield the keys that stand in an exchange's own headers, cookies and query."""
    for headers in (exchange.request_headers, exchange.headers):
        for name, value in headers.items():
            if name in _HEADERS:
                yield value.rpartition(" ")[2]
            elif name in _COOKIES:  # behind the first of a set-cookie are its attributes
                pairs = value.split("; ") if name == "cookie" else [value.partition(";")[0]]
                yield from (each.partition("=")[2] for each in pairs)
    yield from (value for name, value in exchange.query.items() if name in _PARAMETERS)


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_base64(key: str) -> Iterator[str]:
    """Yield a key as it stands in base64, in either alphabet, wherever it begins there.

    Letters that say something of its neighbours, too, are left.
    """
    for before in range(3):
        written = base64.b64encode(b"\0" * before + key.encode()).decode()
        first, last = -(-8 * before // 6), 8 * (before + len(key.encode())) // 6
        yield written[first:last]
        yield written[first:last].translate(_URL_SAFE)


def _base64_mark(written: str) -> str:
    """Return what takes the place of a key in base64, and is base64 itself."""
    return ("CometApiKey" * len(written))[: len(written)]


def _mark(key: str) -> str:
    return f"{KEY}{'*' * len(key)}"[: len(key)]
