"""A raw exchange, and the table of the kinds of them."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random  # noqa: TID251 - Hypothesis gives one, and so a failure shrinks
from typing import Any, Literal

Ending = Literal["fin", "wait", "close", "reset"]
Outcome = Literal["any", "answered", "refused"]

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
CHAT = "/v1/chat/completions"  # of the gateway alone; the others have no such path
MODELS = "/v1beta/models"
KEYS = {"x-goog-api-key": "any", "authorization": "Bearer any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a client does with one connection.

    *pieces* are written one after the other, *pause* seconds apart. Then the client ends its side and
    reads, waits for the server to close (or for so many *answers*), leaves, or resets. *answers* is how
    many whole answers must come, None if that isn't known. *outcome* says whether all of them must be good,
    or none may be. *own* says that the mock may answer in its own words, not those of the dialect:
    below ``/__admin/``, and at ``/metrics``.
    """

    pieces: tuple[bytes, ...]
    pause: float = 0.0
    ending: Ending = "fin"
    answers: int | None = None
    outcome: Outcome = "any"
    own: bool = False

    @property
    def sent(self) -> bytes:
        return b"".join(self.pieces)


Draw = Callable[[Random, str], Case]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to trouble a server: *draw* makes a case from chance and a mark; *weight* is how often."""

    name: str
    draw: Draw
    weight: float


KINDS: dict[str, Kind] = {}


def kind(weight: float = 1.0) -> Callable[[Draw], Draw]:
    """Put a way to make cases into the table under the name of its function."""

    def register(draw: Draw) -> Draw:
        KINDS[draw.__name__] = Kind(draw.__name__, draw, weight)
        return draw

    return register


def head(
    path: str | bytes = PATH,
    headers: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]] = (),
    *,
    method: str = "POST",
    version: str = "HTTP/1.1",
) -> bytes:
    given = headers.items() if isinstance(headers, Mapping) else headers
    pairs = [("host", "127.0.0.1"), *KEYS.items(), *given]
    lines = [b" ".join([method.encode(), _bytes(path), version.encode()])]
    lines += [name.encode() + b": " + _bytes(each) for name, each in pairs]
    return b"\r\n".join([*lines, b"", b""])


def request(
    body: bytes, path: str | bytes = PATH, *, method: str = "POST", **headers: str | bytes
) -> bytes:
    """Write a request with its length; an underscore in the name of a header stands for a dash."""
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    return head(path, {**named, "content-length": str(len(body))}, method=method) + body


def question(text: str, **more: Any) -> bytes:
    return json.dumps({"contents": [{"role": "user", "parts": [{"text": text}]}], **more}).encode()


def good(mark: str, path: str = PATH) -> bytes:
    """Write a request with nothing wrong."""
    return request(question(f"Say {mark}"), path)


def chunked(body: bytes, sizes: Iterable[int]) -> bytes:
    """Code a body in chunks of these sizes, and the rest in one."""
    coded = b""
    for each in sizes:
        piece, body = body[:each], body[each:]
        coded += b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b""
    coded += b"%x\r\n%s\r\n" % (len(body), body) if body else b""
    return coded + b"0\r\n\r\n"


def cut(rng: Random, data: bytes, most: int = 4) -> tuple[bytes, ...]:
    """Cut data at up to so many places."""
    places = sorted(rng.randrange(len(data) + 1) for _ in range(rng.randint(0, most)))
    ends = [0, *places, len(data)]
    return tuple(data[a:b] for a, b in pairwise(ends))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
