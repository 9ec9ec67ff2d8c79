"""From a document to a stub: what was written, held to the format."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import faults, schemas
from mockserver.stubs import raw as replies
from mockserver.stubs import templates, wording
from mockserver.stubs.conditions import finder, is_condition, pattern
from mockserver.stubs.documents import strange
from mockserver.stubs.matching import GENERATING, operations
from mockserver.stubs.mistakes import Mistake, Path, told
from mockserver.stubs.stub import BadStub, Scenario, Stub
from mockserver.stubs.templates import BadTemplateError

SCHEMA = "mock/stub.json"
ANSWERS = ("text", "parts", "response", "responses", "chunks", "error", "raw")
_GENERATED = ("text", "parts", "chunks")  # what only operations that generate can answer

Found = Iterator[tuple[str, Path]]  # texts to look at, each with its place


def read(document: Mapping[str, Any], name: str) -> Stub:
    """Read a document as a stub.

    Raises:
        BadStub: It isn't one; the message has all that is wrong with it.
    """
    if found := list(mistakes(document)):
        raise BadStub(told(Mistake(each.text, each.path, file=name) for each in found))
    return stub(document, name)


def stub(document: Mapping[str, Any], name: str, place: str = "") -> Stub:
    """Make a stub of a document without mistakes; *place* is its file and line."""
    return Stub(
        name=name,
        match=document.get("match", {}),
        answer={key: each for key, each in document.items() if key in ANSWERS},
        priority=document.get("priority", 0),
        times=document.get("times"),
        scenario=Scenario(**document["scenario"]) if "scenario" in document else None,
        faults=faults.parse(document["fault"]) if "fault" in document else (),
        delay=document.get("delay", 0.0),
        description=document.get("description", ""),
        source=document,
        place=place,
    )


def mistakes(document: Any) -> Iterator[Mistake]:
    """Yield what is wrong with a document: first by its schema, then what no schema can say."""
    if found := list(strange(document)):
        yield from found
        return
    found = list(wording.mistakes(schemas.violations(SCHEMA, document)))
    yield from found
    if any(not each.path for each in found):
        return
    sound = _without(document, {each.path[:2] for each in found})
    for check in _CHECKS:
        yield from check(sound)


def _without(document: Mapping[str, Any], wrong: set[Path]) -> dict[str, Any]:
    """Return a document without the members that are wrong; of a match, only these are left out."""
    tops = {path[0] for path in wrong if path[0] != "match" or len(path) == 1}
    sound = {key: each for key, each in document.items() if key not in tops}
    if "match" in sound:
        kept = {key: x for key, x in sound["match"].items() if ("match", key) not in wrong}
        sound["match"] = kept
    return sound


def _patterns(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the regular expressions that can't be compiled."""
    for text, path in _expressions(document.get("match", {}), ("match",)):
        try:
            pattern(text)
        except re.error as error:
            place = f" at character {error.pos + 1}" if error.pos is not None else ""
            yield Mistake(f"{text!r} isn't a regular expression: {error.msg}{place}", path)


def _expressions(match: Mapping[str, Any], path: Path) -> Found:
    """Yield the regular expressions among the conditions of a match."""
    for key, each in match.items():
        if key == "regex" and isinstance(each, str):
            yield each, (*path, key)
        elif isinstance(each, Mapping) and _looks(key, each):
            yield from _expressions(each, (*path, key))


def _looks(key: str, value: Mapping[str, Any]) -> bool:
    """Whether an object says what to look for, and isn't itself a value to be equal to."""
    inner = key in {"json", "headers", "function_response"}
    return inner or is_condition(value)


def _paths(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the JSON paths that aren't any."""
    match = document.get("match", {})
    response = match.get("function_response")
    inner = response.get("json", {}) if isinstance(response, Mapping) else {}
    here = [(each, ("match", "json", each)) for each in match.get("json", {})]
    there = [(each, ("match", "function_response", "json", each)) for each in inner]
    for text, path in [*here, *there]:
        if reason := _why_no_path(text):
            yield Mistake(f"isn't a JSON path: {reason}", path)


def _why_no_path(text: str) -> str:
    if not text.startswith("$"):
        return f"it begins with $, such as $.{text.lstrip('./')}"
    from jsonpath import JSONPathError  # noqa: PLC0415 - see `conditions.finder`

    try:
        finder(text)
    except JSONPathError as error:
        return str(error).partition("\n")[0]
    return ""


def _faults(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what isn't a fault."""
    for each, path in _answers(document):
        if "fault" in each:
            try:
                faults.parse(each["fault"])
            except faults.BadFault as error:
                yield Mistake(str(error), (*path, "fault"))


def _raw(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with replies to the byte: two bodies, and what isn't base64."""
    for answer, path in _answers(document):
        raw = answer.get("raw", {})
        bodies = [each for each in ("body", "base64", "frames") if each in raw]
        if len(bodies) > 1:
            yield Mistake(
                f"takes one of body, base64, frames; here is {' and '.join(bodies)}", (*path, "raw")
            )
        coded = [(raw, (*path, "raw"))]
        coded += [
            (each, (*path, "raw", "frames", i)) for i, each in enumerate(raw.get("frames", ()))
        ]
        for each, inner in coded:
            if isinstance(each, Mapping) and not _is_base64(each.get("base64", "")):
                yield Mistake("isn't base64", (*inner, "base64"))


def _heads(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what HTTP can't send: headers that can't be, and a body where there is none."""
    for answer, path in _answers(document):
        raw = answer.get("raw", {})
        for name, each in raw.get("headers", {}).items():
            if not templates.is_template(each) and not replies.is_header(name, each):
                yield Mistake(
                    f"there can be no header {name}: {each!r}", (*path, "raw", "headers", name)
                )
        if raw.get("status") in replies.BODILESS:
            for each in sorted(raw.keys() & {"body", "base64", "frames"}):
                yield Mistake(
                    f"an answer with status {raw['status']} has no body", (*path, "raw", each)
                )


def _is_base64(text: str) -> bool:
    if "{{" in text:
        return True  # Its template isn't filled in yet.
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _kinds(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield answers that the operations of a stub can't give."""
    others = [each for each in operations(document.get("match", {})) if each not in GENERATING]
    if not others:
        return
    for answer, path in _answers(document):
        for kind in _GENERATED:
            if kind in answer:
                text = (
                    f"{others[0]} answers by response, error or raw; {kind} is for generateContent"
                )
                yield Mistake(text, (*path, kind))


def _answers(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """Yield the document, and each of its answers in turn."""
    yield document, ()
    for index, each in enumerate(document.get("responses", ())):
        yield each, ("responses", index)


def _templates(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the templates that can't be read, or speak of what there isn't."""
    on = document.get("template", True)
    for answer, path in _answers(document):
        said = {key: each for key, each in answer.items() if key in ANSWERS and key != "responses"}
        for inner, text in templates.strings(said) if answer.get("template", on) else ():
            try:
                templates.check(text)
            except BadTemplateError as error:
                yield Mistake(str(error), (*path, *inner))


_CHECKS = (_patterns, _paths, _faults, _raw, _heads, _templates, _kinds)
