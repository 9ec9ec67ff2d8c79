"""How events can be written: each way that the standard of server-sent events has, and some beyond.

The standard: https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.5 and 9.2.6.
To add a shape, add a row to a table.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.wanted import all_known

Block = list[str]  # the lines of an event, but for the blank one behind

_LINE_ENDS: Mapping[str, tuple[str, ...]] = {
    "lf": ("\n",),
    "crlf": ("\r\n",),
    "cr": ("\r",),
    "mixed line ends": ("\n", "\r\n", "\r"),
}
# How the JSON of a chunk is written.
_WRITING = ("no blank", "two blanks", "data lines", "escapes", "spaced")
# What stands before an event, given its number: lines of the same event, or other blocks.
_BEFORE: Mapping[str, Callable[[int], Block]] = {
    "comment": lambda _: [": a comment", ":"],
    "event line": lambda _: ["event: message"],
    "id line": lambda number: [f"id: {number}"],
    "retry line": lambda _: ["retry: 3000"],
    "unknown field": lambda _: ["x: 1", "\u00e9"],
}
_APART: Mapping[str, Block] = {
    "keep-alive": [": PING"],
    "blank lines": [],
    "empty data": ["data:"],
}
_BOM = "\ufeff"
STANDARD = (*_LINE_ENDS, *_WRITING, *_BEFORE, *_APART, "bom")
BEYOND = ("done", "no final blank line", "no final newline")
SHAPES = (*STANDARD, *BEYOND)


def names(*, beyond_standard: bool, without: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw names of shapes that go together: how lines end, and up to three others.

    Raises:
        ValueError: There is no shape of a name in *without*, or no way is left to end lines.
    """
    left_out = all_known(without, SHAPES, "a shape")
    ends = [each for each in _LINE_ENDS if each not in left_out]
    if not ends:
        msg = f"without: expected one of {', '.join(_LINE_ENDS)} to be left, got all"
        raise ValueError(msg)
    known = [*STANDARD[len(_LINE_ENDS) :], *(BEYOND if beyond_standard else ())]
    others = st.sampled_from([each for each in known if each not in left_out] or [""])
    return st.builds(
        lambda end, found: (end, *dict.fromkeys(filter(None, found))),
        st.sampled_from(ends),
        st.lists(others, max_size=3),
    )


def written(chunks: Iterable[Mapping[str, Any]], shapes: Iterable[str]) -> str:
    """Write chunks as events in the named shapes, of which one is of line ends; tell them as drawn."""
    found = list(shapes)
    for each in found:
        event(f"shape: {each}")
    return text_of(chunks, found)


def text_of(chunks: Iterable[Mapping[str, Any]], shapes: Iterable[str]) -> str:
    """Write chunks as events in the named shapes, of which one is of line ends."""
    found = list(shapes)
    blocks = [block for number, each in enumerate(chunks) for block in _blocks(number, each, found)]
    if "done" in found:
        blocks.append(["data: [DONE]"])
    ends = next(_LINE_ENDS[each] for each in found if each in _LINE_ENDS)
    # Within a block they are all alike: CR and then LF would be one end of one line.
    text = "".join(
        "".join(line + ends[number % len(ends)] for line in (*block, ""))
        for number, block in enumerate(blocks)
    )
    return (_BOM if "bom" in found else "") + _ended(text, ends[-1], found)


def _blocks(number: int, chunk: Mapping[str, Any], shapes: Iterable[str]) -> list[Block]:
    apart = [list(_APART[each]) for each in shapes if each in _APART]
    before = [line for each in shapes if each in _BEFORE for line in _BEFORE[each](number)]
    return [*apart, [*before, *_data(chunk, set(shapes))]]


def _data(chunk: Mapping[str, Any], shapes: set[str]) -> Block:
    blank = "  " if "two blanks" in shapes else "" if "no blank" in shapes else " "
    text = json.dumps(
        chunk,
        ensure_ascii="escapes" in shapes,
        indent=1 if "data lines" in shapes else None,
        separators=None if "spaced" in shapes else (",", ":"),
    )
    return [f"data:{blank}{line}" for line in text.split("\n")]


def _ended(text: str, line_end: str, shapes: Iterable[str]) -> str:
    if "no final newline" in shapes:
        return text.rstrip("\r\n")
    if "no final blank line" in shapes:
        return text.rstrip("\r\n") + line_end
    return text
