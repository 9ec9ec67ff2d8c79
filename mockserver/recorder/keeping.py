"""Writes down what was passed on, without keys, and checks it against the contract."""

import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from contract_tests import looks
from contract_tests.exchange import Exchange as Recorded
from contract_tests.exchange import Frame, Lost
from contract_tests.findings import Finding
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion, Recording
from contract_tests.recordings.redaction import redacted
from mockserver.exchange import Call
from mockserver.recorder.essence import document, inflated
from mockserver.recorder.folder import Folder, source
from mockserver.recorder.passing import Passed
from mockserver.recorder.upstream import Upstream


@dataclass(frozen=True, slots=True)
class Verdict:
    """An exchange that was kept, where, and what the contract says of it.

    *looked* is how many checks looked at it: none does where it isn't a call of the API, or broke off.
    """

    exchange: Recorded
    name: str
    looked: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Keeper:
    """Writes recordings of an upstream into a folder, each as soon as it has ended."""

    folder: Folder
    upstream: Upstream
    dialect: str
    _numbers: dict[Path, Iterator[int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self, call: Call) -> int:
        """Return the number of a call among those of its namespace: they count as they come."""
        place = self.folder.place(call.namespace)
        with self._lock:
            if place not in self._numbers:
                taken = [int(each.stem) for each in place.glob("*.json") if each.stem.isdecimal()]
                self._numbers[place] = itertools.count(max(taken, default=0) + 1)
            return next(self._numbers[place])

    def keep(self, passed: Passed, number: int) -> Verdict:
        """Write down what was passed on, and check it.

        Raises:
            OSError: It can't be written.
        """
        keys = list(filter(None, [self.upstream.key]))
        exchange = redacted(self._recorded(passed), keys=keys)
        occasion = Occasion(
            target=self.upstream.url,
            root=self.upstream.url,
            dialect=self.dialect,
            when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        )
        file = recording.add(self.folder.directory, exchange, occasion, number=number, keys=keys)
        made = Recording(name=file.name, exchange=exchange, occasion=occasion)
        kept = self.folder.kept(file, made, new=True)
        if "end" not in exchange.lost:
            self.folder.add(kept)
        return checked(exchange, kept.name, self.dialect)

    def _recorded(self, passed: Passed) -> Recorded:
        call = passed.call
        query = f"?{urlencode(call.query, safe='$:,')}" if call.query else ""
        frames, lost = _decoded(passed)
        return Recorded(
            source=source(call.namespace),
            method=call.method,
            url=f"{self.upstream.url.rstrip('/')}{quote(call.path, safe='/:@$,')}{query}",
            request_headers=passed.sent,
            sent=_sent(call),
            status=passed.status,
            headers=passed.headers,
            frames=frames,
            lost=lost | (frozenset() if passed.progress == "sent" else {"end"}),
            dialect=self.dialect,
        )


def checked(exchange: Recorded, name: str, dialect: str) -> Verdict:
    """Let every check look at an exchange."""
    seen = list(looks.looks(exchange, dialect))
    found = [x for each in seen for x in looks.complete(each, exchange, dialect)]
    return Verdict(exchange, name, len(seen), tuple(found))


def _sent(call: Call) -> Any:
    """Return the body of a call as recordings have it: JSON where it is, else bytes."""
    if not call.body:
        return None
    read = document(call.body, call.headers)
    return inflated(call.body, call.headers) if isinstance(read, str) else read


def _decoded(passed: Passed) -> tuple[tuple[Frame, ...], frozenset[Lost]]:
    """Return the frames of an answer, decoded where an upstream coded it though nobody asked for that."""
    frames = tuple(Frame(data, at) for data, at in passed.frames)
    coding = passed.headers.get("content-encoding", "identity")
    if coding == "identity" or not frames:
        return frames, frozenset()
    whole = b"".join(each.data for each in frames)
    try:
        body = httpx.Response(200, headers={"content-encoding": coding}, content=whole).content
    except httpx.DecodingError:
        return frames, frozenset({"end"})
    return (replace(frames[-1], data=body),), frozenset({"raw"})
