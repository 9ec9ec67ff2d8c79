"""Where entries are kept: in the order in which their calls came, the oldest forgotten first."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from mockserver.exchange import Exchange
from mockserver.journal import keeping
from mockserver.journal.entry import Entry, Progress

ROOM = 64 * 1024 * 1024  # bytes of all bodies together
_FRAME = 150  # bytes that a frame takes besides its own, if there are several


class Journal:
    """The last exchanges, in the order in which their calls came; safe to use from threads."""

    def __init__(self, most: int = 1_000, *, keys: Collection[str] = (), room: int = ROOM) -> None:
        """Keep *most* exchanges, and no more bodies than *room* bytes; 0 keeps none.

        *keys* are taken out of them, beside those that an exchange shows itself.
        """
        self._most, self._room = most, room
        self._keys = frozenset(keys)
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._held = 0  # bytes
        self._made = 0
        self._lock = threading.Lock()

    @property
    def made(self) -> int:
        """The number of the newest entry that was made, whether it is kept or not."""
        with self._lock:
            return self._made

    def append(self, exchange: Exchange) -> int:
        """Keep an exchange that is about to be sent; return its number."""
        kept = keeping.entry(exchange, self._keys) if self._most else None
        with self._lock:
            self._made += 1
            if kept:
                self._entries[self._made] = replace(kept, number=self._made)
                self._held += _size(kept)
                self._forget()
            return self._made

    def end(self, number: int, progress: Progress, frames: int, at: datetime) -> None:
        """Take down how far an answer got; of one that is forgotten already, nothing."""
        with self._lock:
            if found := self._entries.get(number):
                ended = replace(found, progress=progress, frames=frames, ended=at)
                self._entries[number] = ended

    def entry(self, number: int) -> Entry | None:
        """Return an entry by its number, if it is kept."""
        with self._lock:
            return self._entries.get(number)

    def entries(self, namespace: str | None = None) -> tuple[Entry, ...]:
        """Return what is kept, of one namespace or of all (None)."""
        with self._lock:
            return tuple(
                each
                for each in self._entries.values()
                if namespace is None or each.exchange.call.namespace == namespace
            )

    def clear(self, namespace: str | None = None) -> None:
        """Forget the exchanges of a namespace, or of all (None); numbers go on."""
        with self._lock:
            self._entries = OrderedDict(
                (number, each)
                for number, each in self._entries.items()
                if namespace is not None and each.exchange.call.namespace != namespace
            )
            self._held = sum(map(_size, self._entries.values()))

    def _forget(self) -> None:
        """Forget the oldest until the rest has room; the newest stays."""
        while len(self._entries) > self._most or (
            self._held > self._room and len(self._entries) > 1
        ):
            _, oldest = self._entries.popitem(last=False)
            self._held -= _size(oldest)


def _size(entry: Entry) -> int:
    exchange = entry.exchange
    beside = _FRAME * (len(exchange.reply.frames) - 1)
    return len(exchange.call.body) + len(exchange.reply.body) + max(beside, 0)
