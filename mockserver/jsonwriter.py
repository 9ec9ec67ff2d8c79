"""JSON on its way out, spaced as the API spaces it (observed: gemini.md 2.2)."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise


def pretty(value: object) -> bytes:
    """Write a whole answer: two blanks of indentation, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def compact(value: object) -> bytes:
    """Write one event of a stream: one line, a blank after colons but none after commas."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ": ")).encode()


def event(value: object, line_end: bytes) -> bytes:
    """Write an event of a stream with its ``data:`` line and the blank line behind it."""
    return b"data: " + compact(value) + line_end * 2


def array(values: Iterable[object]) -> Iterator[bytes]:
    """Write a JSON array piece by piece, with the breaks that Google's has (gemini.md 5.2).

    But for the one at its end, which google-generativeai 0.8 takes for another element.
    """
    start = b"["
    for value, after in pairwise(chain(values, [_END])):
        yield start + pretty(value) + (b"]" if after is _END else b"")
        start = b",\r\n"


_END = object()


def canonical(value: object) -> bytes:
    """Write what a digest is made from: the same bytes for the same value, whatever its order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
