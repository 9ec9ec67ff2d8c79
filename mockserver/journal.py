"""The journal: every exchange since the last reset, as far as there is room."""

import threading
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mockserver.exchange import Exchange

# How far an answer got: being sent, sent whole, left by the client, ended by a fault.
Progress = Literal["sending", "sent", "left", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An exchange in the journal: *number* counts from 1, *frames* are those that were sent so far.

    *ended* is when the last of them was sent.
    """

    number: int
    exchange: Exchange
    progress: Progress = "sending"
    frames: int = 0
    ended: datetime | None = None


class Journal:
    """The last exchanges, in the order in which their calls came; safe to use from threads."""

    def __init__(self, most: int = 1_000) -> None:
        """Keep *most* exchanges; the oldest are forgotten first."""
        self._entries: deque[Entry] = deque(maxlen=most)
        self._made = 0
        self._lock = threading.Lock()

    def append(self, exchange: Exchange) -> int:
        """Keep an exchange that is about to be sent; return its number."""
        with self._lock:
            self._made += 1
            self._entries.append(Entry(number=self._made, exchange=exchange))
            return self._made

    def end(self, number: int, progress: Progress, frames: int, at: datetime) -> None:
        """Take down how far an answer got; of one that is forgotten already, nothing."""
        with self._lock:
            for index, each in enumerate(self._entries):
                if each.number == number:
                    self._entries[index] = replace(each, progress=progress, frames=frames, ended=at)

    def entries(self, namespace: str | None = None) -> tuple[Entry, ...]:
        """Return what is kept, of one namespace or of all (None)."""
        with self._lock:
            return tuple(
                each
                for each in self._entries
                if namespace is None or each.exchange.call.namespace == namespace
            )

    def clear(self, namespace: str | None = None) -> None:
        """Forget the exchanges of a namespace, or of all (None)."""
        with self._lock:
            kept = [
                each
                for each in self._entries
                if namespace is not None and each.exchange.call.namespace != namespace
            ]
            self._entries.clear()
            self._entries.extend(kept)
