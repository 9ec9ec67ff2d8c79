"""Takes keys out of what is kept or shown anywhere.

What stands in a header or query parameter that is made for a key is one, and is taken out wherever
else it comes: in a body, in other headers. What takes its place is as long, so that lengths and offsets
stay true.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

KEY = "$COMETAPI_KEY"  # what stands for a key
COOKIES = frozenset({"cookie", "set-cookie"})
HEADERS = frozenset(
    {
        "api-key",
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "x-auth-token",
        "x-goog-api-key",
        "x-mock-admin-token",
    }
)
_PARAMETERS = frozenset(
    {"key", "$key", "api_key", "apikey", "access_token", "oauth_token", "token"}
)

_URL_SAFE = str.maketrans("+/", "-_")
_TEXT = re.compile(rb'"text"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"')  # what each chunk of a stream says
_SHORT = 8  # a shorter key would be found in words that aren't it


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces keys: those of *mine* by `KEY`, all others by *other*; what is *plain* is no secret."""

    mine: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    other: str = KEY
    plain: frozenset[str] = frozenset({KEY, ""})

    def header(self, name: str, value: str) -> str:
        """Return a header's value without keys."""
        if name in HEADERS:
            scheme, space, key = value.rpartition(" ")
            return f"{scheme}{space}{self._key(key)}"
        return self.text(value)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return headers, by lower-case name, without keys and cookies."""
        return {
            name: self.header(name, value) for name, value in headers.items() if name not in COOKIES
        }

    def parameter(self, name: str, value: str) -> str:
        """Return the value of a query parameter without keys."""
        return self._key(value) if is_key(name) else self.text(value)

    def url(self, url: str) -> str:
        """Return a URL without keys, and without a user's name."""
        parts = urlsplit(url)
        pairs = [
            (name, self.parameter(name, value))
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
        """Return a text without keys, as long as before."""
        for each, mark in _ways(self.mine | self.others):
            text = text.replace(each, mark)
        return text

    def bytes(self, data: bytes) -> bytes:
        """Return bytes without keys, as many as before; a stream may say one in several pieces."""
        ways = _ways(self.mine | self.others)
        clean = _replaced(data, ways)
        spans = [each.span(1) for each in _TEXT.finditer(clean)]
        said = b"".join(clean[start:end] for start, end in spans)
        plain = _replaced(said, ways)
        return clean if plain == said else _put(plain, spans, clean)

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
        if key in self.plain:
            return key
        return KEY if key in self.mine else self.other


@lru_cache(maxsize=64)
def _ways(keys: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the ways in which keys that can be searched for may be written, longest first.

    Beside each stands what takes its place.
    """
    long = [each for each in keys if len(each) >= _SHORT]
    ways = {way: _mark(way) for key in long for way in (key, quote(key, safe=""), _escaped(key))}
    ways |= {way: _base64_mark(way) for key in long for way in _in_base64(key)}
    return tuple(sorted(ways.items(), key=lambda each: (-len(each[0]), each)))


def _replaced(data: bytes, ways: Iterable[tuple[str, str]]) -> bytes:
    for each, mark in ways:
        data = data.replace(each.encode(), mark.encode())
    return data


def _put(text: bytes, spans: list[tuple[int, int]], body: bytes) -> bytes:
    """Put the texts of a body in place of those that stand there, which are as long."""
    whole = bytearray(body)
    at = 0
    for start, end in spans:
        whole[start:end] = text[at : at + end - start]
        at += end - start
    return bytes(whole)


def of_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys that stand in headers and cookies, which are by lower-case name."""
    for name, value in headers.items():
        if name in HEADERS:
            yield value.rpartition(" ")[2]
        elif name in COOKIES:  # behind the first of a set-cookie are its attributes
            pairs = value.split("; ") if name == "cookie" else [value.partition(";")[0]]
            yield from (each.partition("=")[2] for each in pairs)


def is_key(parameter: str) -> bool:
    """Whether a query parameter, by its name, holds a key."""
    return parameter.lower() in _PARAMETERS


def of_query(query: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys that stand in a query."""
    yield from (value for name, value in query.items() if is_key(name))


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
