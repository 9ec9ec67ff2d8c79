"""Which entries of the journal somebody wants to see."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import get_args

from mockserver.journal.entry import Entry, Progress

PROGRESS: tuple[str, ...] = get_args(Progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an entry is to be like; what is None or "" doesn't matter.

    *model* is a pattern as of a shell. *fault* is one by name, or as it was written. *text* is part of
    a string in the body of the request, or of the body as it stands. *since* is a number: only later
    entries. *limit* is how many: the next after *since*, or else the newest.
    """

    operation: str = ""
    model: str = ""
    status: int | None = None
    stub: str = ""
    fault: str = ""
    unmatched: bool | None = None
    progress: str = ""
    text: str = ""
    since: int | None = None
    limit: int | None = None

    def of(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return the entries that are so, in their order."""
        found = tuple(each for each in entries if self._takes(each))
        if self.limit is None:
            return found
        if self.since is not None:
            return found[: self.limit]
        return found[-self.limit :] if self.limit else ()

    def _takes(self, entry: Entry) -> bool:
        exchange = entry.exchange
        wanted = (
            (self.operation, exchange.operation),
            (self.stub, exchange.stub),
            (self.progress, entry.progress),
        )
        return (
            all(not want or want == got for want, got in wanted)
            and self.status in {None, exchange.reply.status}
            and self.unmatched in {None, exchange.unmatched}
            and entry.number > (self.since or 0)
            and (not self.model or fnmatchcase(exchange.model, self.model))
            and self._fails(exchange.faults)
            and self._says(exchange.call.body)
        )

    def _fails(self, faults: Iterable[str]) -> bool:
        return not self.fault or any(
            self.fault in {each, each.partition(";")[0].strip()} for each in faults
        )

    def _says(self, body: bytes) -> bool:
        """Whether the text stands in a body, however its characters are escaped there."""
        ways = {
            self.text,
            json.dumps(self.text)[1:-1],
            json.dumps(self.text, ensure_ascii=False)[1:-1],
        }
        return any(each.encode() in body for each in ways)
