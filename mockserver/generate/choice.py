"""Choices that look free and always fall the same way: no clock, no `random`."""

import hashlib
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

_ID_SIGNS, _ID_LENGTH = string.ascii_lowercase + string.digits, 8  # observed


@dataclass(slots=True)
class Choice:
    """A row of choices made from a digest; *stream* makes another row of the same digest."""

    digest: bytes
    stream: int = 0
    _taken: int = field(default=0, init=False)

    def number(self, below: int) -> int:
        """Return the next number, from 0 and below *below*."""
        self._taken += 1
        seed = self.digest + self.stream.to_bytes(4, "big") + self._taken.to_bytes(4, "big")
        return int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % below

    def one(self, options: Sequence[T]) -> T:
        """Return one of *options*."""
        return options[self.number(len(options))]

    def word(self, alphabet: str, length: int) -> str:
        """Return a word of *length* letters of *alphabet*."""
        return "".join(self.one(alphabet) for _ in range(length))

    def call_id(self) -> str:
        """Return an id such as the calls of functions and tools have, and code (gemini.md 9)."""
        return self.word(_ID_SIGNS, _ID_LENGTH)

    def apart(self, purpose: str) -> "Choice":
        """Return a row of choices for a purpose of its own, whatever else is chosen before."""
        return Choice(self.digest + purpose.encode(), self.stream)

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return *options* in another order."""
        rest = list(options)
        return [rest.pop(self.number(len(rest))) for _ in options]
