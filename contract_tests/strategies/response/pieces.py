"""How bytes can come: cut at any place, as a network cuts them.

To add a way, add a row to `WAYS`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from hypothesis import event
from hypothesis import strategies as st

_PLACES = st.lists(st.integers(0, 1 << 20), min_size=1, max_size=5)
_SIZES = st.integers(2, 9)
_WIDE = re.compile(rb"[\xc2-\xf4](?=[\x80-\xbf])")
_EVENT_END = re.compile(rb"(?:\r\n|\n|\r)(?:\r\n|\n|\r)")
_DATA = re.compile(rb"da(?=ta:)")
_CRLF = re.compile(rb"\r(?=\n)")


def _behind(what: re.Pattern[bytes]) -> Callable[[st.DrawFn, bytes], Iterable[int]]:
    """Cut behind everything that matches a pattern."""
    return lambda _, data: (each.end() for each in what.finditer(data))


def _anywhere(draw: st.DrawFn, data: bytes) -> Iterable[int]:
    return (each % len(data) for each in draw(_PLACES))


def _small(draw: st.DrawFn, data: bytes) -> Iterable[int]:
    return range(0, len(data), draw(_SIZES))


def _bytewise(_: st.DrawFn, data: bytes) -> Iterable[int]:
    return range(len(data))


# Where each way cuts; not at all is the plainest.
WAYS: Mapping[str, Callable[[st.DrawFn, bytes], Iterable[int]]] = {
    "not at all": lambda _, __: (),
    "event by event": _behind(_EVENT_END),
    "inside data:": _behind(_DATA),
    "between CR and LF": _behind(_CRLF),
    "inside characters": _behind(_WIDE),
    "anywhere": _anywhere,
    "in small pieces": _small,
    "byte by byte": _bytewise,
}
_DRAWN = st.sampled_from(tuple(WAYS))


def pieces(draw: st.DrawFn, data: bytes) -> tuple[bytes, ...]:
    """Draw the pieces of *data*, of which none is empty."""
    name = draw(_DRAWN)
    places = sorted({*WAYS[name](draw, data)} - {0, len(data)})
    event(f"cut: {name if places else 'not at all'}")
    return tuple(data[start:end] for start, end in pairwise([0, *places, len(data)]))
