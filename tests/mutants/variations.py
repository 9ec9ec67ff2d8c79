"""Harmless variations of how answers are written: the same objects in other bytes."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.mutants.spoiling import (
    candidates,
    chunks,
    has_content,
    parts,
)
from tests.mutants.streams import frames, typed, unary
from tests.mutants.turn import Alter, Asked, Row, Told, event

_FREE = frozenset({"args", "details", "response"})
_LONG = 100  # characters; what is longer has to come in pieces
_COMMENT = b": keep-alive"


def after(*alters: Alter) -> Alter:
    """Do one after the other."""

    def alter(asked: Asked, told: Told) -> Told:
        for each in alters:
            told = each(asked, told)
        return told

    return alter


def _cut(told: Told, size: int) -> Told:
    return told.written(*(told.body[at : at + size] for at in range(0, len(told.body), size)))


def pieces_of(size: int) -> Alter:
    """Write every answer in pieces of so many bytes."""
    return lambda _, told: _cut(told, size)


def _letters(objects: list[Any]) -> list[Any]:
    """Say each letter in a chunk of its own."""
    return [small for each in objects for small in _smaller(each)]


def _smaller(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = parts(answer)
    if len(candidates(answer)) == 1 and len(found) == 1 and only_text(found[0]):
        text = found[0]["text"]
        for letter in text[:-1]:
            yield _saying(answer, letter)
        found[0]["text"] = text[-1:]
    yield answer


def only_text(part: dict[str, Any]) -> bool:
    return bool(part.get("text")) and "thoughtSignature" not in part


def _saying(answer: dict[str, Any], letter: str) -> dict[str, Any]:
    """Return a chunk with one letter, and nothing else that is new."""
    small = copy.deepcopy(answer)
    [candidate] = _unfinished(small)["candidates"]
    candidate["content"]["parts"][0]["text"] = letter
    return small


def _unfinished(answer: dict[str, Any]) -> dict[str, Any]:
    """Take away what only the last chunk has: Vertex AI's others have no counts."""
    for candidate in candidates(answer):
        for name in candidate.keys() - {"content", "index"}:
            del candidate[name]
    if "trafficType" in answer["usageMetadata"]:
        answer["usageMetadata"] = {"trafficType": answer["usageMetadata"]["trafficType"]}
    return answer


def _end_alone(objects: list[Any]) -> list[Any]:
    """Let the last chunk hold an empty text and the end alone, as real streams do."""
    last = objects[-1]
    if not (len(candidates(last)) == 1 and all(only_text(each) for each in parts(last))):
        return objects
    before = _unfinished(copy.deepcopy(last))
    candidates(last)[0]["content"] = {"role": "model", "parts": [{"text": ""}]}
    return [*objects[:-1], before, last]


def _with_comments(told: Told) -> Told:
    comment = _COMMENT + told.newline * 2
    return told.written(comment, *(each + comment for each in told.pieces))


def _more_blank_lines(told: Told) -> Told:
    return told.written(*(each + told.newline for each in told.pieces))


def _other_newlines(told: Told) -> Told:
    """Write LF for CRLF, or CRLF for LF."""
    if told.newline == b"\r\n":
        return told.written(*(each.replace(b"\r\n", b"\n") for each in told.pieces))
    return told.written(*(each.replace(b"\n", b"\r\n") for each in told.pieces))


def walked(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Alter:
    """Change each object of an answer at every level, but for those that are free-form."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            below = {key: each if key in _FREE else walk(each) for key, each in value.items()}
            return change(below)
        return value

    def alter(asked: Asked, told: Told) -> Told:
        return (
            told.of([walk(each) for each in told.objects()]) if has_content(asked, told) else told
        )

    return alter


def _compact(told: Told) -> Told:
    return told.written(json.dumps(json.loads(told.body), separators=(",", ":")).encode())


def _compact_events(told: Told) -> Told:
    texts = [json.dumps(each, separators=(",", ":")).encode() for each in told.objects()]
    return told.written(*(event(each, told.newline) for each in texts))


def _indented(told: Told) -> Told:
    return told.written(json.dumps(json.loads(told.body), indent=8).encode() + b"\n\n")


def _in_one_event(told: Told) -> Told:
    """Write an answer as one event; a long one, as a letter and the rest."""
    [answer] = told.objects()
    for each in candidates(answer):
        each.pop("avgLogprobs", None)
    told = told.headed(content_type="text/event-stream")
    answers = [answer]
    if len(candidates(answer)) == len(parts(answer)) == 1 and len(_text(answer)) > _LONG:
        answers = [_saying(answer, _text(answer)[:1]), answer]
        parts(answer)[0]["text"] = _text(answer)[1:]
    return told.written(*(event(json.dumps(each).encode()) for each in answers))


def _text(answer: dict[str, Any]) -> str:
    return "".join(each.get("text", "") for each in parts(answer))


def _as_unary(asked: Asked) -> Asked:
    """Ask the mock for the whole; `_one_event` makes a stream of it."""
    if not asked.events:
        return asked
    path = asked.path.replace("streamGenerateContent", "generateContent")
    return replace(asked, path=path, headers={**asked.headers, "x-was": "a stream"})


def _one_event(asked: Asked, told: Told) -> Told:
    if "x-was" not in asked.headers or not has_content(asked, told):
        return told
    return _in_one_event(told)


def _error_id(_: Asked, told: Told) -> Told:
    return (
        told
        if b"request id: " not in told.body
        else told.written(told.body.replace(b"request id: 2026", b"request id: 2027"))
    )


ROWS = (
    Row(name="in-sevens", says="answers come in pieces of seven bytes", alter=pieces_of(7)),
    Row(name="in-one-piece", says="all events come in one piece", alter=lambda _, told: told.written(told.body)),
    Row(name="in-one-event", says="a stream has one event, or two if it is long", prepare=_as_unary, alter=_one_event, dialects=("comet",)),
    Row(name="in-letters", says="each event says one letter", alter=chunks(_letters)),
    Row(name="end-alone", says="the last event says nothing, and ends", alter=chunks(_end_alone)),
    Row(name="keep-alive", says="comments stand between events", alter=frames(_with_comments)),
    Row(name="blank-lines", says="two blank lines stand between events", alter=frames(_more_blank_lines)),
    Row(name="newlines", says="lines of a stream end with CRLF where it was LF, and the reverse", alter=frames(_other_newlines), dialects=("comet",)),
    Row(name="slower", says="pieces come slowly", alter=lambda _, told: replace(told, pause=0.003)),
    Row(name="compact", says="JSON has no spaces", alter=after(unary(_compact), frames(_compact_events))),
    Row(name="indented", says="JSON is written wide, with lines after it", alter=unary(_indented)),
    Row(name="escaped", says="letters beyond ASCII are escaped", alter=lambda asked, told: told.of(told.objects(), ascii_only=True) if has_content(asked, told) else told),
    Row(name="reordered", says="members come in the reverse order", alter=walked(lambda each: dict(reversed(each.items())))),
    Row(name="charset", says="events have a charset, JSON has one in other letters", alter=after(unary(typed("Application/JSON; charset=utf-8")), frames(typed("text/event-stream;charset=UTF-8")))),
    Row(name="no-charset", says="JSON has no charset", alter=unary(typed("application/json"))),
    Row(name="headers", says="more headers come", alter=lambda _, told: told.headed(server="nginx", x_oneapi_request_id="2026", vary="Origin")),
    Row(name="request-id", says="errors have another request id", alter=_error_id),
)  # fmt: skip
