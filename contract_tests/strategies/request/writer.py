"""JSON as text, in any of the forms in which the same can be written."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.strategies.request.spelling import Literal, Picks

_BLANKS = ("", " ", "\n  ", "\t", "\r\n")
_SHORT = 200  # characters of a text that is written in escapes alone


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes JSON, each blank and each text as is picked."""

    picks: Picks

    def text(self, value: Any) -> str:
        """Return a value as JSON, with blanks about it."""
        blank = self.picks.of(_BLANKS)
        return f"{blank}{_KINDS.get(type(value), _plain)(self, value)}{blank}"

    def object(self, value: Mapping[str, Any]) -> str:
        """Write an object; its order is somebody else's business."""
        members = (f"{self.string(key)}:{self.text(each)}" for key, each in value.items())
        return "{" + ",".join(members) + "}"

    def array(self, value: list[Any]) -> str:
        """Write an array."""
        return f"[{','.join(map(self.text, value))}]"

    def string(self, value: str) -> str:
        """Write a text: as it is, in ASCII, or in escapes alone."""
        return self.picks.of(_STRINGS)(value)


def _as_it_is(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _escaped(text: str) -> str:
    r"""Write every character as ``\uXXXX``, those beyond the first plane as two."""
    if len(text) > _SHORT:
        return json.dumps(text)
    units = text.encode("utf-16-be").hex()
    return '"' + "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)) + '"'


def _with_slashes(text: str) -> str:
    return json.dumps(text).replace("/", r"\/")


_STRINGS: tuple[Callable[[str], str], ...] = (_as_it_is, json.dumps, _escaped, _with_slashes)


def _plain(_: Writer, value: Any) -> str:
    return json.dumps(value)


_KINDS: Mapping[type, Callable[[Writer, Any], str]] = {
    dict: Writer.object,
    list: Writer.array,
    str: Writer.string,
    Literal: lambda _, value: str(value),
}
