"""Captures with an exchange on each line, as JSON: ``source``, ``endpoint``, ``status``, and more.

The endpoint is an operator, a resource, or ``chat.completions``. Beside these, a line may tell
``backend`` (gemini-api, vertex), ``api_version``, ``alt``, ``method`` (as ``POST :generateContent``),
``model``, ``request``, ``content_type``, and of the answer either ``raw_stream``, ``response`` or
``chunks``. ``truncated`` says that long base64 is cut, ``scrubbed`` that ids are replaced.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from contract_tests.bad_files import refuse
from contract_tests.call import CHAT
from contract_tests.exchange import Exchange, Frame, Lost
from contract_tests.recordings.redaction import redacted

EXPECTED = "an exchange: a JSON object with source, endpoint and status"

_ROOTS: Mapping[str, str] = {
    "gemini-api": "https://generativelanguage.googleapis.com/{version}",
    "vertex": "https://aiplatform.googleapis.com/{version}/projects/p/locations/l/publishers/google",
}
_UNTOLD_HOST = "https://captured.invalid"
_UNTOLD = f"{_UNTOLD_HOST}/{{version}}"
_DIALECTS: Mapping[str, str] = {"gemini-api": "google", "vertex": "vertex"}
_VERSIONS: Mapping[str, str] = {"vertex": "v1beta1"}
_GOOD = 200
_RESOURCES = frozenset({"models", "cachedContents"})  # endpoints that aren't operators
_TYPES: Mapping[str, type] = {"source": str, "endpoint": str, "status": int}


def rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the lines of a file, with their numbers; empty ones are left out.

    Raises:
        BadFile: A line isn't an exchange.
        OSError: The file can't be read.
    """
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _row(line, f"{file}:{number}")


def exchange(row: Mapping[str, Any], place: str) -> Exchange:
    """Return the exchange on a line, without keys; *place* is where that stands."""
    content_type = row.get("content_type")
    method = str(row.get("method") or "POST :").partition(" ")[0]
    return redacted(
        Exchange(
            source=f"{place}: {row['source']}",
            method=method,
            url=_url(row),
            sent=row.get("request"),
            status=row["status"],
            headers={"content-type": content_type} if content_type else {},
            frames=_frames(row),
            lost=frozenset(_lost(row, method)),
            dialect=_DIALECTS.get(row.get("backend") or ""),
        )
    )


def _row(line: bytes, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        refuse(place, EXPECTED, f"{line[:80].decode('utf-8', 'replace')} ({error})")
    if not isinstance(row, dict):
        refuse(place, EXPECTED, line.decode())
    for name, kind in _TYPES.items():
        if not isinstance(row.get(name), kind):
            refuse(place, EXPECTED, f"{name}: {json.dumps(row.get(name))}")
    return row


def _url(row: Mapping[str, Any]) -> str:
    if _chats(row):
        return f"{_UNTOLD_HOST}{CHAT}"
    backend = row.get("backend") or ""
    version = row.get("api_version") or _VERSIONS.get(backend, "v1beta")
    root = _ROOTS.get(backend, _UNTOLD).format(version=version)
    return f"{root}/{_resource(row)}{_query(row)}"


def _chats(row: Mapping[str, Any]) -> bool:
    return bool(row["endpoint"] == "chat.completions")


def _resource(row: Mapping[str, Any]) -> str:
    if row["endpoint"] in _RESOURCES:
        return str(row["endpoint"])
    _, colon, operator = str(row.get("method") or "").partition(":")
    model = str(row.get("model") or "untold").removeprefix("models/")
    return f"models/{model}:{operator if colon else row['endpoint']}"


def _query(row: Mapping[str, Any]) -> str:
    """Return the query: that it asked for events shows in what came, if in nothing else."""
    events = str(row.get("raw_stream") or "").startswith("data:")
    alt = row.get("alt") or ("sse" if events else "")
    return f"?alt={alt}" if alt else ""


def _raw(row: Mapping[str, Any]) -> str | None:
    """Return the bytes of a stream as they came; None if they weren't kept, or not to their end.

    Captures may keep only the start of a long stream, beside all of its chunks.
    """
    raw, chunks = row.get("raw_stream"), row.get("chunks")
    if not isinstance(raw, str):
        return None
    kept = Exchange(source="", url=_url(row), status=_GOOD, frames=_frame(raw)).answers
    return None if isinstance(chunks, list) and len(kept) < len(chunks) else raw


def _frames(row: Mapping[str, Any]) -> tuple[Frame, ...]:
    if (raw := _raw(row)) is not None:
        return _frame(raw)
    chunks, response = row.get("chunks"), row.get("response")
    if isinstance(chunks, list) and (_chats(row) or _query(row)):
        return _frame("".join(f"data: {json.dumps(each)}\r\n\r\n" for each in chunks))
    answer = response if chunks is None else chunks
    if answer is None:
        return ()
    return _frame(answer if isinstance(answer, str) else json.dumps(answer))


def _frame(text: str) -> tuple[Frame, ...]:
    return (Frame(text.encode("utf-8", "backslashreplace")),)


def _lost(row: Mapping[str, Any], method: str) -> Iterator[Lost]:
    yield "headers"  # but for the content type, where it is told
    if _raw(row) is None:
        yield "raw"
    if row.get("truncated"):
        yield "base64"
    if row.get("scrubbed"):
        yield "ids"
    if not row.get("model"):
        yield "model"
    if row.get("request") is None and method == "POST":
        yield "request"
