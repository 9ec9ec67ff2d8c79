"""Answers requests from recordings: the transport of the target ``recorded``.

A request finds its answer, within the folder of its scenario, by method, path, query, body and the
kind of key. Of several recorded answers to one request, each is given once, in the order in which
they came: a request that comes once more, or never came, has no answer, and nothing is guessed.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from contract_tests.asking.client import TIMES
from contract_tests.asking.targets import CouldNotCheck, Target, host
from contract_tests.exchange import Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Recording
from contract_tests.recordings.redaction import OTHER, auth, plain_query, redacted

KEY = "sk-contract-tests-of-a-recording"
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request is told by from others."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    auth: tuple[tuple[str, str], ...]
    body: Any

    def equals(self, other: "Asked") -> bool:
        """Whether *other* asks the same; 1, 1.0 and true are not."""
        return not any(self.differences(other))

    def differences(self, other: "Asked") -> Iterator[str]:
        """Yield in what *other*, which was recorded, differs from this."""
        for name in ("method", "path", "query", "auth"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                yield f"its {name} is {_written(theirs)}, asked was {_written(ours)}"
        for pointer, theirs, ours in _apart(other.body, self.body):
            yield f"its body has {_brief(theirs)} at {pointer or '/'}, asked was {_brief(ours)}"


class Replay(httpx.BaseTransport):
    """Answers with what was recorded of the scenario that `begin` named last."""

    def __init__(self, directory: Path, dialect: str, root: str) -> None:
        self._directory = directory
        self._dialect = dialect
        self._root = root
        self._scenario = ""
        self._left: list[tuple[Asked, Recording]] = []
        self._all: tuple[tuple[Asked, Recording], ...] = ()
        self._lock = threading.Lock()  # scenarios may send from several threads

    def begin(self, scenario: str) -> None:
        """Answer from what was recorded of *scenario*, from its first request on.

        Raises:
            BadFile: A file isn't a recording.
        """
        found = recording.of_scenario(self._directory, scenario)
        self._scenario = scenario
        self._all = tuple((_asked(each.exchange, each.occasion.root), each) for each in found)
        self._left = list(self._all)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer.

        Raises:
            CouldNotCheck: There is no recorded answer to this.
        """
        asked = _asked(_exchange(request), self._root)
        with self._lock:
            found = next((each for each in self._left if asked.equals(each[0])), None)
            if found is None:
                raise CouldNotCheck(self._reason(asked))
            self._left.remove(found)
        self._hold_dialect(found[1])
        return _response(found[1].exchange)

    def _hold_dialect(self, found: Recording) -> None:
        if found.occasion.dialect != self._dialect:
            msg = f"it was recorded in dialect {found.occasion.dialect}, which --dialect must name"
            raise CouldNotCheck(msg)

    def _reason(self, asked: Asked) -> str:
        place = recording.folder(self._directory, self._scenario)
        if not self._all:
            return f"no recording: {place} has none"
        if often := sum(asked.equals(each) for each, _ in self._all):
            return f"not recorded: {place} has {often} answers to this request, and it came again"
        nearest = min(self._all, key=lambda each: len(list(asked.differences(each[0]))))
        first, *more = asked.differences(nearest[0])
        rest = f" (and {len(more)} more)" if more else ""
        return f"not recorded: {place} has no such request; nearest is {nearest[1].name}: {first}{rest}"


def recorded(directory: Path, dialect: str) -> Target:
    """Return the target that answers from a folder, at the root of the first recording there.

    Raises:
        BadFile: It isn't a recording.
    """
    first = next(recording.files(directory), None)
    root = recording.read(first).occasion.root if first else "http://recorded/v1beta"
    transport = Replay(directory, dialect, root)
    return Target(name="recorded", root=root, key=KEY, transport=transport, replays=True)


class _Stream(httpx.SyncByteStream):
    """A body in the pieces in which it came."""

    def __init__(self, frames: tuple[Frame, ...]) -> None:
        self._frames = frames

    def __iter__(self) -> Iterator[bytes]:
        yield from (each.data for each in self._frames)


def _response(exchange: Exchange) -> httpx.Response:
    return httpx.Response(
        exchange.status,
        headers=dict(exchange.headers),
        stream=_Stream(exchange.frames),
        extensions={TIMES: [each.at for each in exchange.frames]},
    )


def _exchange(request: httpx.Request) -> Exchange:
    """Return a request without its key, as recordings are written."""
    asked = Exchange(
        source="",
        method=request.method,
        url=str(request.url),
        request_headers={name.lower(): value for name, value in request.headers.items()},
        sent=request.read() or None,
        status=0,
    )
    return redacted(asked, keys=[KEY], other=OTHER)


def _asked(exchange: Exchange, root: str) -> Asked:
    return Asked(
        method=exchange.method,
        path=_below(exchange.path, root),
        query=plain_query(exchange),
        auth=auth(exchange),
        body=_canonical(exchange.sent),
    )


def _below(path: str, root: str) -> str:
    """Return a path as calls have it, whatever is before it: below the root, or else below the host."""
    api = urlsplit(root).path
    return path.removeprefix(api if path.startswith(f"{api}/") else urlsplit(host(root)).path)


def _canonical(sent: Any) -> Any:
    """Return a body so that one that was sent as bytes equals the same as JSON, and no bytes none."""
    if not isinstance(sent, bytes):
        return sent
    if not sent:
        return None
    try:
        return json.loads(sent)
    except ValueError:
        return sent.decode("utf-8", "backslashreplace")


def _apart(theirs: Any, ours: Any, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the places at which two JSON values differ, and what stands there in each."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in [*theirs, *(each for each in ours if each not in theirs)]:
            yield from _apart(theirs.get(key, ...), ours.get(key, ...), f"{pointer}/{key}")
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (this, that) in enumerate(zip(theirs, ours, strict=True)):
            yield from _apart(this, that, f"{pointer}/{index}")
    elif theirs != ours or type(theirs) is not type(ours):
        yield pointer, theirs, ours


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(f"{name}: {each}" for name, each in value) or "none"


def _brief(value: Any) -> str:
    if value is ...:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
