"""Our own recordings: ``DIR/test_streams/test_order-sse/001.json``, a file for each exchange.

They are made to be kept in Git: no keys, members always in the same order, the body line by line,
only headers that say something of the API. ``docs/contract-recordings.md`` describes them.

What no scenario asked has the name ``recorded::NAME`` in its place, and lies in ``DIR/NAME/``.
"""

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from contract_tests import judge
from contract_tests.bad_files import refuse
from contract_tests.exchange import Exchange, Frame
from contract_tests.recordings.redaction import OTHER, redacted

VERSION = 1
SCHEMA = "contract/recording.json"
NO_SCENARIO = "recorded"  # stands for the file of a scenario, where an app's own traffic was kept

_PLAIN = re.compile(r"[a-z0-9_]+(-[a-z0-9_.-]*[a-z0-9_])?")
_LONGEST = 100  # characters of a folder's name: Windows allows 260 for the whole path
_SENT = (
    "accept", "access-control-*", "api-key", "authorization", "content-type", "origin", "x-*",
)  # fmt: skip
_CAME = (
    "access-control-*", "allow", "cache-control", "content-*", "location", "retry-after", "server", "transfer-encoding",
    "vary", "www-authenticate", "x-*",
)  # fmt: skip
_OF_A_CODING = ("content-encoding", "content-length")  # the body is kept as it was decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When exchanges were recorded: of which target, at which root, in whose dialect, and the time."""

    target: str
    root: str
    dialect: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file: the exchange that it holds, without keys, and on which occasion it was made."""

    name: str
    exchange: Exchange
    occasion: Occasion


def folder(directory: Path, scenario: str) -> Path:
    """Return where the exchanges of a scenario are kept: names that every file system takes."""
    file, _, name = scenario.partition("::")
    plain = name.replace("[", "-").removesuffix("]")
    if not _PLAIN.fullmatch(plain) or len(plain) > _LONGEST:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        plain = f"{re.sub(r'[^a-z0-9_-]+', '-', plain.lower())[:_LONGEST]}-{digest}"
    return (directory if file == NO_SCENARIO else directory / file.removesuffix(".py")) / plain


def write(
    directory: Path, exchanges: Iterable[Exchange], occasion: Occasion, *, keys: Iterable[str] = ()
) -> None:
    """Write all exchanges of a scenario in place of those that were kept of it; none keep them.

    The folder is made beside its place, and changes places with the old one.
    """
    found = [redacted(each, keys=keys, other=OTHER) for each in exchanges]
    if not found:
        return
    place = folder(directory, found[0].source)
    place.parent.mkdir(parents=True, exist_ok=True)
    new, old = (place.with_name(f".{each}-{os.getpid()}-{place.name}") for each in ("new", "old"))
    new.mkdir()
    try:
        for number, each in enumerate(found, start=1):
            (new / f"{number:03}.json").write_bytes(_written(each, occasion))
        if place.exists():
            place.replace(old)
        new.replace(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def add(
    directory: Path,
    exchange: Exchange,
    occasion: Occasion,
    *,
    number: int,
    keys: Iterable[str] = (),
) -> Path:
    """Write one exchange beside those that are kept, as *number*, or the next that nobody has taken.

    The file is there as a whole or not at all, whatever happens meanwhile. All keys become `KEY`.
    """
    data = _written(redacted(exchange, keys=keys), occasion)
    place = folder(directory, exchange.source)
    place.mkdir(parents=True, exist_ok=True)
    whole = place / f".{number:03}-{os.getpid()}.json"
    try:
        with whole.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        while True:
            path = place / f"{number:03}.json"
            try:
                path.hardlink_to(whole)  # unlike a renaming, it never takes the place of another
            except FileExistsError:
                number += 1
            else:
                return path
    finally:
        whole.unlink(missing_ok=True)


def read(file: Path) -> Recording:
    """Read a file.

    Raises:
        BadFile: It isn't a recording.
        OSError: It can't be read.
    """
    try:
        value = json.loads(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        refuse(str(file), "UTF-8", error)
    except json.JSONDecodeError as error:
        refuse(f"{file}:{error.lineno}", "a recording in JSON", error.msg)
    except (ValueError, RecursionError) as error:  # numbers too long, nested too deep
        refuse(str(file), "a recording in JSON", error)
    return of_json(value, str(file))


def of_json(value: Any, file: str) -> Recording:
    """Return the recording that a file's JSON holds.

    Raises:
        BadFile: It isn't one.
    """
    for each in judge.findings(SCHEMA, value):
        refuse(f"{file} at {each.pointer or '/'}", f"a recording as {SCHEMA} says", each.message)
    request, response = value["request"], value["response"]
    exchange = Exchange(
        source=value["scenario"],
        method=request["method"],
        url=request["url"],
        request_headers=request["headers"],
        sent=request["json"] if "json" in request else body_bytes(request),
        status=response["status"],
        headers=response["headers"],
        frames=tuple(_frames(response, file)),
        lost=frozenset(value["lost"]),
        dialect=value["dialect"],
    )
    occasion = Occasion(**{each: value[each] for each in ("target", "root", "dialect", "when")})
    return Recording(name=Path(file).name, exchange=exchange, occasion=occasion)


def of_scenario(directory: Path, scenario: str) -> tuple[Recording, ...]:
    """Return what is kept of a scenario, in the order in which it was asked; empty if nothing is.

    Raises:
        BadFile: A file isn't a recording.
    """
    return tuple(read(each) for each in sorted(folder(directory, scenario).glob("*.json")))


def files(directory: Path, endings: Collection[str] = (".json",)) -> Iterator[Path]:
    """Yield all files of a folder that may be recordings, or have other *endings*, wherever they lie."""
    for each in sorted(x for x in directory.rglob("*") if x.suffix in endings):
        if not any(part.startswith(".") for part in each.relative_to(directory).parts):
            yield each


def _written(exchange: Exchange, occasion: Occasion) -> bytes:
    text = json.dumps(_told(exchange, occasion), ensure_ascii=False, indent=2)
    return _utf8(text) + b"\n"


def _told(exchange: Exchange, occasion: Occasion) -> dict[str, Any]:
    coded = {*_OF_A_CODING} if "content-encoding" in exchange.headers else set()
    came = {name: each for name, each in exchange.headers.items() if name not in coded}
    return {
        "version": VERSION,
        "scenario": exchange.source,
        "target": occasion.target,
        "root": occasion.root,
        "dialect": occasion.dialect,
        "when": occasion.when,
        "lost": sorted(exchange.lost),
        "request": {
            "method": exchange.method,
            "url": exchange.url,
            "headers": _kept(exchange.request_headers, _SENT),
            **_asked(exchange.sent),
        },
        "response": {
            "status": exchange.status,
            "headers": _kept(came, _CAME),
            **body_members(exchange.body),
            "frames": {
                "bytes": [len(each.data) for each in exchange.frames],
                "seconds": [round(each.at, 3) for each in exchange.frames],
            },
        },
    }


def _kept(headers: Mapping[str, str], patterns: Iterable[str]) -> dict[str, str]:
    return {
        name: headers[name]
        for name in sorted(headers)
        if any(fnmatch(name, each) for each in patterns)
    }


def _asked(sent: Any) -> dict[str, Any]:
    if sent is None:
        return {}
    return body_members(sent) if isinstance(sent, bytes) else {"json": sent}


def body_members(data: bytes) -> dict[str, Any]:
    """Write bytes as lines of text, each with its end; or in base64, if they aren't UTF-8."""
    try:
        return {"text": data.decode().splitlines(keepends=True)}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def body_bytes(holder: Mapping[str, Any]) -> bytes | None:
    """Return the bytes that `body_members` wrote; None if there were none."""
    if "text" in holder:
        return "".join(holder["text"]).encode()
    return base64.b64decode(holder["base64"]) if "base64" in holder else None


def _frames(response: Mapping[str, Any], file: str) -> Iterator[Frame]:
    body = body_bytes(response) or b""
    sizes, times = response["frames"]["bytes"], response["frames"]["seconds"]
    if sum(sizes) != len(body) or len(sizes) != len(times):
        refuse(
            f"{file} at /response/frames",
            f"a time for each frame, and {len(body)} bytes in all",
            f"{len(sizes)} frames of {sum(sizes)} bytes, {len(times)} times",
        )
    start = 0
    for size, at in zip(sizes, times, strict=True):
        yield Frame(body[start : start + size], at)
        start += size


def _utf8(text: str) -> bytes:
    """Encode a JSON text; half of a surrogate pair, which a scenario may send, is escaped."""
    return text.encode("utf-8", "backslashreplace")
