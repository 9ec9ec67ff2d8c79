"""What a server may do with any bytes at all: answer well, in the dialect's words, or close."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from contract_tests import judge
from tests.wire.case import Case

# What a dialect documents, or is observed to say, of 5xx: its codes (cometapi.md 3.3; of chats, inferred).
_TROUBLE: Mapping[str, Mapping[int, frozenset[str]]] = {
    "comet": {
        500: frozenset({"invalid_request", "convert_request_failed"}),
        503: frozenset({"model_not_found"}),
    },
    "google": {},
    "vertex": {},
}
_MARK = re.compile(rb"mk[0-9a-f]{10}z")
_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) [ -~]*")
_OWN_TEXTS = frozenset({b"Method Not Allowed", b"Not Found", b""})


def mark(number: int) -> str:
    """Return what stands in a case, and may stand in no answer to another."""
    return f"mk{number % 16**10:010x}z"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came; *whole* says whether its body came to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool


class NotHttpError(Exception):
    """What came isn't a response; the message says how."""


def answers(data: bytes, *, bodiless: bool) -> Iterator[Answer]:
    """Read responses one after the other; *bodiless* says that any may be to HEAD.

    Raises:
        NotHttpError: It isn't one.
    """
    while data:
        top, found, data = data.partition(b"\r\n\r\n")
        if not found:
            msg = f"half a head: {top[:200]!r}"
            raise NotHttpError(msg)
        status, headers = _head(top)
        if status < 200:
            continue
        body, data, whole = _body(status, headers, data, bodiless=bodiless)
        yield Answer(status, headers, body, whole)


def _head(top: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = top.split(b"\r\n")
    found = _LINE.fullmatch(first)
    if not found:
        msg = f"no status line: {first[:200]!r}"
        raise NotHttpError(msg)
    headers = {}
    for each in lines:
        name, colon, value = each.decode("latin-1").partition(":")
        if not colon or not name.isascii() or not name or any(ord(c) < 32 for c in value):
            msg = f"no header: {each[:200]!r}"
            raise NotHttpError(msg)
        headers[name.lower()] = value.strip()
    return int(found[1]), headers


def _body(
    status: int, headers: dict[str, str], data: bytes, *, bodiless: bool
) -> tuple[bytes, bytes, bool]:
    """Split off a body: what it is, what follows, and whether it came to its end."""
    if status in {204, 304} or (bodiless and (not data or data.startswith(b"HTTP/1.1 "))):
        return b"", data, True
    if headers.get("transfer-encoding") == "chunked":
        return _chunks(data)
    if "content-length" in headers:
        size = int(headers["content-length"])
        return data[:size], data[size:], len(data) >= size
    return data, b"", True


def _chunks(data: bytes) -> tuple[bytes, bytes, bool]:
    body = b""
    while True:
        line, found, rest = data.partition(b"\r\n")
        if not found:
            return body, b"", False
        size = int(line, 16)
        if size == 0:
            return body, rest[2:], rest.startswith(b"\r\n")
        body += rest[:size]
        data = rest[size + 2 :]
        if len(rest) < size + 2:
            return body, b"", False


def complaints(case: Case, own_mark: str, dialect: str, data: bytes) -> Iterator[str]:
    """Yield what is wrong with what came back."""
    known = {own_mark.encode(), *_MARK.findall(case.sent)}  # A bit of it may be another.
    if others := set(_MARK.findall(data)) - known:
        yield f"bytes of another case: {sorted(others)[:3]}"
    got = []
    try:
        for each in answers(data, bodiless=b"HEAD" in case.sent):
            got.append(each)
            yield from _of_answer(each, case, dialect)
    except (NotHttpError, ValueError) as error:
        yield f"not HTTP: {error}"
    if case.ending in {"fin", "wait"}:
        yield from _of_number(got, case)
    yield from _of_outcome(got, case)


def _of_number(got: list[Answer], case: Case) -> Iterator[str]:
    least = 1 if case.answers is None and case.outcome != "any" else case.answers or 0
    if len(got) < least:
        yield f"{len(got)} answers, not {least}"


def _of_outcome(got: list[Answer], case: Case) -> Iterator[str]:
    for each in got:
        good = each.status in {HTTPStatus.OK, HTTPStatus.CREATED}
        if case.outcome == "answered" and not good:
            yield f"{each.status}, though it is a good request: {each.body[:200]!r}"
        if case.outcome == "answered" and each.whole and not (case.own or _is_finished(each.body)):
            yield f"the end of what was said is missing: {each.body[-200:]!r}"
        if case.outcome == "refused" and good:
            yield f"it was answered, and had to be refused: {each.body[:200]!r}"


def _is_finished(body: bytes) -> bool:
    return b'"finishReason"' in body or b'"candidates"' not in body


def _of_answer(answer: Answer, case: Case, dialect: str) -> Iterator[str]:
    if "x-mock-faults" in answer.headers:
        return  # It was asked for: anything goes.
    if not answer.whole and case.ending in {"fin", "wait"}:
        yield f"{answer.status}: the body was cut off"
        return
    if answer.status >= 500:
        yield from _of_trouble(answer, dialect)
    if answer.status >= 400 and answer.body:
        yield from _of_refusal(answer, case, dialect)


def _of_trouble(answer: Answer, dialect: str) -> Iterator[str]:
    expected = _TROUBLE[dialect].get(answer.status)
    try:
        code = json.loads(answer.body)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        code = None
    if expected is None or (answer.body and code not in expected):
        yield f"{answer.status} {answer.body[:300]!r}"


def _of_refusal(answer: Answer, case: Case, dialect: str) -> Iterator[str]:
    """Hold a refusal to the envelope of the dialect, to its HTML, or to the mock's own words."""
    if answer.headers.get("content-type", "").startswith("text/html"):
        found = [] if answer.body.startswith(b"<!DOCTYPE html>") else ["no page"]
    else:
        found = list(_of_json(answer.body, dialect, own=case.own))
    yield from (f"{answer.status}: {each}: {answer.body[:200]!r}" for each in found)


def _of_json(body: bytes, dialect: str, *, own: bool) -> Iterator[str]:
    if own and body in _OWN_TEXTS:
        return
    try:
        document = json.loads(body)
    except ValueError:
        yield "neither JSON nor a page"
        return
    if own and _is_own(document):
        return
    if isinstance(document, list) and len(document) == 1:
        document = document[0]  # as Google sends one in place of a stream
    yield from (
        f"{each.pointer}: {each.message}"
        for each in judge.findings(f"errors/{dialect}.json", document)
    )


def _is_own(document: Any) -> bool:
    """Whether it is an error of the admin API."""
    error = document.get("error") if isinstance(document, dict) else None
    return isinstance(error, dict) and set(error) <= {"message", "where", "expected"}
