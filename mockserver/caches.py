"""Cached contents: what is kept of each, for how long, and those that are there from the start.

Facts: gemini.md 10 and 6.6 (documented, recorded). Nothing here has a clock: whoever asks says when.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mockserver import jsontext, refusals
from mockserver.body import parse
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import DAY_ONE
from mockserver.models import Model
from mockserver.protojson import Gateway
from mockserver.settings import ConfigurationError, Settings

SCHEMA = "gemini/cached_content.json"
NEVER = datetime.max.replace(tzinfo=UTC)
_HELD = ("contents", "systemInstruction", "tools", "toolConfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A cached content.

    *name* is that of the resource, ``cachedContents/{id}``; *model* is an id. *held* has what a
    request gets from it: contents, systemInstruction, tools and toolConfig, canonical.
    """

    name: str
    model: str
    held: Mapping[str, Any]
    display_name: str = ""
    created: datetime = DAY_ONE
    updated: datetime = DAY_ONE
    expires: datetime = NEVER

    @property
    def id(self) -> str:
        """The last part of its name, by which it is found."""
        return last_of(self.name)


class Caches:
    """All cached contents of a mock, in the order in which they were made; safe to use from threads."""

    def __init__(self, given: Iterable[Cache] = ()) -> None:
        """Start with those that are there."""
        self._caches = {each.id: each for each in given}
        self._made = 0
        self._lock = threading.Lock()

    def add(self, make: Callable[[int], Cache]) -> Cache:
        """Keep what *make* makes; it is told how many were made before."""
        with self._lock:
            cache = make(self._made)
            self._made += 1
            self._forget(cache.created)
            self._caches[cache.id] = cache
            return cache

    def get(self, id: str, at: datetime) -> Cache | None:  # noqa: A002 - the resource's word
        """Return the one with that id, or None if there is none, or none any more."""
        with self._lock:
            self._forget(at)
            return self._caches.get(id)

    def all(self, at: datetime) -> list[Cache]:
        """Return those that haven't expired, the newest first (observed)."""
        with self._lock:
            self._forget(at)
            return list(self._caches.values())[::-1]

    def extend(self, id: str, expires: datetime, at: datetime) -> Cache | None:  # noqa: A002
        """Let one expire at another time; return it, or None if there is none."""
        with self._lock:
            self._forget(at)
            if id in self._caches:
                self._caches[id] = replace(self._caches[id], expires=expires, updated=at)
            return self._caches.get(id)

    def remove(self, id: str, at: datetime) -> bool:  # noqa: A002
        """Remove one; return whether there was one."""
        with self._lock:
            self._forget(at)
            return self._caches.pop(id, None) is not None

    def _forget(self, at: datetime) -> None:
        for each in [each for each in self._caches.values() if each.expires <= at]:
            del self._caches[each.id]


def last_of(name: str) -> str:
    """Return the id at the end of a resource's name."""
    return name.rpartition("/")[2]


def held(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a canonical CachedContent gives to a request."""
    return {key: body[key] for key in _HELD if body.get(key)}


def given(settings: Settings, dialect: Dialect, models: Mapping[str, Model]) -> Caches:
    """Make the cached contents that are there from the start; they don't expire.

    Raises:
        ConfigurationError: One can't be read, breaks its schema, lacks its name, has that of
            another, or is for a model that there isn't; the message says which one, and where.
    """
    found: dict[str, Cache] = {}
    for index, source in enumerate(settings.cached_contents):
        where = f"cached_contents[{index}]" if isinstance(source, Mapping) else str(source)
        cache = _given(where, source, dialect, models)
        if cache.id in found:
            raise _wrong(where, f"there is another {cache.name}")
        found[cache.id] = cache
    return Caches(found.values())


def _given(
    where: str,
    source: Mapping[str, Any] | str | Path,
    dialect: Dialect,
    models: Mapping[str, Model],
) -> Cache:
    ways = replace(dialect, gateway=Gateway())  # It doesn't come through the gateway.
    try:
        document = jsontext.decode(_bytes(where, source))
        body, _ = parse(document, schema=SCHEMA, dialect=ways, version="v1beta")
    except ApiError as error:
        raise _wrong(where, refusals.GOOGLE[error.cause].message(error)) from error
    if missing := {"name", "model"} - body.keys():
        raise _wrong(where, f"no {' and no '.join(sorted(missing))}")
    model = last_of(body["model"])
    if model not in models:
        raise _wrong(where, f"there is no model {model!r}")
    return Cache(
        name=body["name"],
        model=model,
        held=held(body),
        display_name=body.get("displayName", ""),
    )


def _bytes(where: str, source: Mapping[str, Any] | str | Path) -> bytes:
    """Return the JSON of what is given: whatever it is, it is read as a request is."""
    try:
        if isinstance(source, Mapping):
            return json.dumps(dict(source)).encode()
        return Path(source).read_bytes()
    except OSError as error:
        raise _wrong(where, error.strerror or str(error)) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise _wrong(where, str(error)) from error


def _wrong(where: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"cached content {where}: {' '.join(why.split())}")
