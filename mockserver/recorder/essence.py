"""What a request asks, however it is spelled: what recordings are found by."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver import jsontext, operations, protojson
from mockserver.dialects import Dialect
from mockserver.difference import Difference
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.jsonwriter import canonical
from mockserver.redaction import is_key

# What differs from run to run though the same is meant: ids of calls, and what a model signs.
VOLATILE = (
    "/contents/*/parts/*/functionCall/id",
    "/contents/*/parts/*/functionResponse/id",
    "/contents/*/parts/*/thoughtSignature",
    "/messages/*/tool_calls/*/id",
    "/messages/*/tool_call_id",
)

_DOUBLED = re.compile(r"/(?:models/)+")
_SHOWN = 80  # characters of a value
_BEFORE = 20  # of them before the first that differs
_LARGEST = 1 << 30  # bytes
_NOTHING = object()


@dataclass(frozen=True, kw_only=True)
class Essence:
    """A request in canonical form, without keys and without what is volatile.

    *path* is that of the API, without what stands before its version. *body* is JSON, or text that
    isn't JSON.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Any

    @cached_property
    def key(self) -> str:
        """The same for the same request."""
        told = [self.method, self.path, dict(self.query), self.body]
        return hashlib.sha256(canonical(told)).hexdigest()

    def differences(self, recorded: "Essence") -> Iterator[Difference]:
        """Yield in what this falls short of what was recorded."""
        for name in ("method", "path"):
            if getattr(self, name) != getattr(recorded, name):
                yield Difference(name, getattr(recorded, name), getattr(self, name))
        yield from _apart(dict(recorded.query), dict(self.query), "query ")
        yield from _apart(recorded.body, self.body, "body ")


def essence(call: Call, dialect: Dialect, volatile: Sequence[str] = VOLATILE) -> Essence:
    """Return what a call asks; *volatile* are the JSON pointers of what is left out."""
    return of_document(call, document(call.body, call.headers), dialect, volatile)


def of_document(call: Call, body: Any, dialect: Dialect, volatile: Sequence[str]) -> Essence:
    """Return what a call asks whose body is read already."""
    read = _plain(_canonical(call, body, dialect))
    for each in volatile:
        steps = [x.replace("~1", "/").replace("~0", "~") for x in each.split("/")[1:]]
        read = _without(read, steps)
    return Essence(
        method=call.method,
        path=_DOUBLED.sub("/models/", call.path),
        query={
            "alt" if name == "$alt" else name: value
            for name, value in call.query.items()
            if not is_key(name)
        },
        body=read,
    )


def document(body: bytes, headers: Mapping[str, str]) -> Any:
    """Read a body: as JSON, else as text; None if there is none."""
    body = inflated(body, headers)
    try:
        return jsontext.decode(body) if body else None
    except ApiError:
        return body.decode("utf-8", "backslashreplace")


def inflated(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Undo the coding of a body; one that can't be undone stays."""
    encoding = headers.get("content-encoding", "").strip().lower()
    try:
        return jsontext.inflate(body, encoding, _LARGEST)
    except ApiError:
        return body


def _canonical(call: Call, body: Any, dialect: Dialect) -> Any:
    """Return a body as the API's front end reads it, if it can; whichever the origin, so that all are alike."""
    try:
        operation = operations.resolve(call, dialect).operation
    except ApiError:
        return body
    if not operation.request or not isinstance(body, dict):
        return body
    if operation.face:  # Another face has one spelling for all; what is null isn't there.
        return {key: each for key, each in body.items() if each is not None}
    parsed = protojson.parse(body, operation.request)
    return body if parsed.faults else parsed.value


def _plain(value: Any) -> Any:
    """Write numbers in one form: 1.0 is 1."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without(value: Any, steps: Sequence[str]) -> Any:
    """Return a value without what stands where the steps lead."""
    first, rest = steps[0], steps[1:]
    if isinstance(value, list):
        pairs = ((str(at), each) for at, each in enumerate(value))
        return [new for _, new in _members(pairs, first, rest)]
    if isinstance(value, dict):
        return dict(_members(value.items(), first, rest))
    return value


def _members(pairs: Any, first: str, rest: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for name, each in pairs:
        if first not in {"*", name}:
            yield name, each
        elif rest:
            yield name, _without(each, rest)


def _apart(theirs: Any, ours: Any, pointer: str) -> Iterator[Difference]:
    """Yield the places at which two JSON values differ, and what stands there in each."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in [*theirs, *(each for each in ours if each not in theirs)]:
            step = key.replace("~", "~0").replace("/", "~1")
            pair = theirs.get(key, _NOTHING), ours.get(key, _NOTHING)
            yield from _apart(*pair, f"{pointer}/{step}")
    elif isinstance(theirs, list) and isinstance(ours, list):
        for at in range(max(len(theirs), len(ours))):
            pair = _at(theirs, at), _at(ours, at)
            yield from _apart(*pair, f"{pointer}/{at}")
    elif theirs != ours or isinstance(theirs, bool) != isinstance(ours, bool):
        start = _same(theirs, ours) if isinstance(theirs, str) and isinstance(ours, str) else 0
        yield Difference(pointer.strip(), _brief(theirs, start), _brief(ours, start))


def _at(values: Sequence[Any], at: int) -> Any:
    return values[at] if at < len(values) else _NOTHING


def _same(one: str, other: str) -> int:
    """Return how far two texts need not be shown, since they begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    apart = next((at for at, (this, that) in pairs if this != that), min(len(one), len(other)))
    return max(0, apart - _BEFORE)


def _brief(value: Any, start: int = 0) -> str:
    if value is _NOTHING:
        return "nothing"
    text = json.dumps(value[start:] if start else value, ensure_ascii=False)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return f"...{shown}" if start else shown
