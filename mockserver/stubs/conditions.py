"""Conditions: what a text or a value is to be like, and how it falls short.

A plain text or value is to be equal. ``{equals: ...}``, ``{contains: ...}`` and ``{regex: ...}`` say more;
of several, all are to hold.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from mockserver.difference import Difference

HOWS = ("equals", "contains", "regex")
_WIDTH = 72  # characters of a text that are shown
_MANY = 4_096  # patterns and paths that are kept compiled
NOTHING = "nothing"  # what came, or should, where there is no value


def of_text(what: str, wanted: str | Mapping[str, Any], got: str | None) -> Iterator[Difference]:
    """Yield in what a text falls short, or that there is none (None)."""
    asked = {"equals": wanted} if isinstance(wanted, str) else wanted
    if got is None:
        if asked != {"present": False}:
            yield Difference(what, words(asked), NOTHING)
        return
    for how, each in asked.items():
        if not _HOLDS[how](each, got):
            yield Difference(what, _wanted(how, each, got), _got(how, each, got))


def of_values(what: str, wanted: Any, found: Sequence[Any]) -> Iterator[Difference]:
    """Yield that none of the values that were found is what is asked for."""
    asked = wanted if is_condition(wanted) else {"equals": wanted}
    if not found:
        holds = asked.get("present") is False
    else:
        holds = any(all(_HOLDS[how](each, value) for how, each in asked.items()) for value in found)
    if not holds:
        shown = " and ".join(value_shown(each) for each in found[:3])
        yield Difference(what, words(asked), shown or NOTHING)


def is_condition(value: object) -> bool:
    """Whether a value says what others are to be like, and isn't what they are to be equal to."""
    return isinstance(value, Mapping) and bool(value) and value.keys() <= {*HOWS, "present"}


def words(wanted: Any) -> str:
    """Say what is asked for: ``contains 'Norway'``."""
    asked = wanted if is_condition(wanted) else {"equals": wanted}
    return " and ".join(_phrase(how, each) for how, each in asked.items())


def value_shown(value: Any) -> str:
    """Write a value so that it can stand in a sentence: short, a text in quotes."""
    if isinstance(value, str):
        return shown(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def shown(text: str, around: int = 0) -> str:
    """Quote a text; of a long one the piece *around* a place, or its two ends."""
    if len(text) <= _WIDTH:
        return repr(text)
    if not around:
        half = _WIDTH // 2
        return f"{text[:half]!r}…{text[-half:]!r}"
    start = max(0, around - _WIDTH // 3)
    piece = text[start : start + _WIDTH]
    return f"{'…' if start else ''}{piece!r}{'…' if start + _WIDTH < len(text) else ''}"


@lru_cache(_MANY)
def pattern(text: str) -> re.Pattern[str]:
    """Compile a regular expression, once."""
    return re.compile(text)


@lru_cache(_MANY)
def finder(path: str) -> Callable[[Any], list[object]]:
    """Compile a JSON path (RFC 9535), once, into what finds the values there.

    Raises:
        JSONPathError: It isn't one.
    """
    import jsonpath  # noqa: PLC0415 - it would take a fifth of the time that a mock needs to start

    return jsonpath.compile(path, strict=True).findall


def at(path: str, body: Any) -> list[object]:
    """Return what stands in a body where a JSON path leads."""
    return finder(path)(body)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true isn't 1, as it is in Python."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _contains(wanted: Any, got: Any) -> bool:
    """Whether a text has a piece, a list a member, or an object these members."""
    if isinstance(got, str):
        return isinstance(wanted, str) and wanted in got
    if isinstance(got, list):
        return any(same(wanted, each) for each in got)
    if isinstance(got, Mapping) and isinstance(wanted, Mapping):
        return all(key in got and same(each, got[key]) for key, each in wanted.items())
    return False


def _matches(wanted: str, got: Any) -> bool:
    return isinstance(got, str) and pattern(wanted).search(got) is not None


def _is_present(wanted: bool, _: Any) -> bool:  # noqa: FBT001 - what a stub says
    return wanted


_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": same,
    "contains": _contains,
    "regex": _matches,
    "present": _is_present,
}


def _phrase(how: str, wanted: Any) -> str:
    if how == "present":
        return "anything" if wanted else NOTHING
    return f"{'' if how == 'equals' else how + ' '}{value_shown(wanted)}"


def _wanted(how: str, wanted: Any, got: str) -> str:
    """Say what was wanted; of a long text what differs."""
    if how == "equals":
        return shown(wanted, _parting(wanted, got))
    return _phrase(how, wanted)


def _got(how: str, wanted: Any, got: str) -> str:
    """Say what came instead; of a long text the place that comes nearest."""
    if how == "equals":
        return shown(got, _parting(wanted, got))
    place = got.casefold().find(wanted.casefold()) if how == "contains" else -1
    if place >= 0:
        return f"{shown(got, place)}, in other letter case"
    return shown(got)


def _parting(one: str, other: str) -> int:
    """Return the place from which two texts differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
