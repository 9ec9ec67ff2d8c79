"""Mistakes in a stub: where they are, and what would be right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLAIN = re.compile(r"[\w$-]+")
_TOLD = 20  # mistakes in one message

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that can't be: at *path* in a stub, and in which file and line, where it is of a file.

    *line* counts from 1; 0 is unknown.
    """

    text: str
    path: Path = ()
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return ": ".join(filter(None, [f"{self.file}{line}", place(self.path), self.text]))


def place(path: Path) -> str:
    """Write a path as one would in a program: ``match.json["$.x"]``, ``chunks[0].text``."""
    text = ""
    for each in path:
        if isinstance(each, str) and _PLAIN.fullmatch(each):
            text += f".{each}" if text else each
        else:
            text += f'["{each}"]' if isinstance(each, str) else f"[{each}]"
    return text


def told(mistakes: Iterable[Mistake]) -> str:
    """Write mistakes one below the other; of very many, the first."""
    lines = [str(each) for each in mistakes]
    more = [f"... and {len(lines) - _TOLD} more"] if len(lines) > _TOLD else []
    return "\n".join(lines[:_TOLD] + more)
