"""A request and its answer on their way through the proxy: what mutations alter."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

_RESOURCE = re.compile(r"/models/(?P<model>[^/:]+):(?P<operator>\w+)$")
_GENERATING = frozenset({"generateContent", "streamGenerateContent"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a client asks; *path* is the one below the mutation's own."""

    method: str = "POST"
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def json(self) -> dict[str, Any]:
        """The body; empty if it isn't an object."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def model(self) -> str:
        found = _RESOURCE.search(self.path)
        return found["model"] if found else ""

    @property
    def operator(self) -> str:
        found = _RESOURCE.search(self.path)
        return found["operator"] if found else ""

    @property
    def generates(self) -> bool:
        return self.operator in _GENERATING

    @property
    def events(self) -> bool:
        return self.operator == "streamGenerateContent" and "sse" in self.query.values()

    @property
    def config(self) -> dict[str, Any]:
        """The generationConfig that is asked with, in whichever spelling."""
        config: dict[str, Any] = self.json.get("generationConfig") or self.json.get(
            "generation_config", {}
        )
        return config

    def saying(self, body: Any) -> "Asked":
        return replace(self, body=json.dumps(body).encode())


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is answered: the body in the pieces in which it is written, a *pause* between them."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()
    pause: float = 0.0

    @cached_property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def is_events(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def newline(self) -> bytes:
        return b"\r\n" if b"\r\n" in self.body else b"\n"

    def objects(self) -> list[Any]:
        """Return the JSON objects of the body, fresh ones that may be spoilt."""
        if self.is_events:
            lines = [each for each in self.body.splitlines() if each.startswith(b"data:")]
            return [json.loads(each.removeprefix(b"data:")) for each in lines]
        value = json.loads(self.body)
        return value if isinstance(value, list) else [value]

    def of(self, objects: list[Any], *, ascii_only: bool = False) -> "Told":
        """Return the same answer with other objects in it, written as they were."""
        texts = [
            json.dumps(each, ensure_ascii=ascii_only, indent=None if self.is_events else 2).encode()
            for each in objects
        ]
        if self.is_events:
            return self.written(*(event(each, self.newline) for each in texts))
        if self.body.lstrip().startswith(b"["):
            return self.written(b"[", *_with_commas(texts), b"]")
        return self.written(*texts)

    def written(self, *pieces: bytes) -> "Told":
        return replace(self, pieces=pieces)

    def headed(self, **headers: str) -> "Told":
        """Return the same answer with other headers; underscores stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})


def event(data: bytes, newline: bytes = b"\n") -> bytes:
    """Write a server-sent event."""
    return b"data: " + data + newline * 2


def _with_commas(texts: list[bytes]) -> list[bytes]:
    return [(b",\r\n" if number else b"") + each for number, each in enumerate(texts)]


Prepare = Callable[[Asked], Asked | Told]
Alter = Callable[[Asked, Told], Told]


def as_it_is(asked: Asked) -> Asked | Told:
    return asked


def untouched(_: Asked, told: Told) -> Told:
    return told


@dataclass(frozen=True, kw_only=True)
class Row:
    """A mutation, or a harmless variation.

    Attributes:
        name: What the path calls it.
        says: What the API then does.
        claims: Those of which the suite must name one; none, if it is harmless.
        prepare: Alters the request before the mock sees it, or answers in its place.
        alter: Alters the answer.
        dialects: Where it means anything.
    """

    name: str
    says: str
    claims: tuple[str, ...] = ()
    prepare: Prepare = as_it_is
    alter: Alter = untouched
    dialects: tuple[str, ...] = ("comet", "google", "vertex")
