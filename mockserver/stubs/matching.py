"""Matchers: what a stub can ask of a call, each a generator of differences. A match is no difference."""

import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mockserver import redaction
from mockserver.difference import Difference
from mockserver.stubs.asked import Asked
from mockserver.stubs.conditions import NOTHING, at, is_condition, of_text, of_values

Matcher = Callable[[Any, Asked], Iterator[Difference]]

MATCHERS: dict[str, Matcher] = {}

GENERATING = ("generateContent", "streamGenerateContent", "chat.completions")

# What isn't told of a call, not even in a difference: it is a key, or holds one.
_SECRET = redaction.HEADERS | redaction.COOKIES


def matcher(name: str = "") -> Callable[[Matcher], Matcher]:
    """Register a function as the matcher of its own name, or of *name*."""

    def register(function: Matcher) -> Matcher:
        MATCHERS[name or function.__name__] = function
        return function

    return register


def differences(match: Mapping[str, Any], asked: Asked) -> Iterator[Difference]:
    """Yield in what a call falls short of what is asked for."""
    for name, wanted in whole(match).items():
        yield from MATCHERS[name](wanted, asked)


def whole(match: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a stub asks for, with what goes without saying.

    A stub is for generating, unless it names operations. One that asks for a text is for what the
    user says, not for a function's response to it, unless it asks for that too: else a stub that
    calls a function would be asked again with the response, and call it forever.
    """
    found = {"operation": list(GENERATING), **match}
    if "text" in match and "function_response" not in match:
        found["function_response"] = None
    return found


def operations(match: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the operations that a stub is for."""
    named = match.get("operation", GENERATING)
    return (named,) if isinstance(named, str) else tuple(named)


@matcher()
def operation(wanted: str | list[str], asked: Asked) -> Iterator[Difference]:
    """Ask for an operation, or one of several."""
    names = [wanted] if isinstance(wanted, str) else wanted
    if not {asked.operation, asked.called} & {*names}:
        yield Difference("operation", " or ".join(names), asked.operation)


@matcher()
def model(wanted: str, asked: Asked) -> Iterator[Difference]:
    """Ask for a model, by a pattern as of a shell: ``gemini-2.5-*``."""
    if not fnmatchcase(asked.model, wanted):
        yield Difference("model", wanted, asked.model or "none")


@matcher()
def text(wanted: str | Mapping[str, str], asked: Asked) -> Iterator[Difference]:
    """Ask for what the user said last."""
    return of_text("text", wanted, asked.text)


@matcher()
def system(wanted: str | Mapping[str, str], asked: Asked) -> Iterator[Difference]:
    """Ask for what the system instruction says."""
    return of_text("system", wanted, asked.system or None)


@matcher("json")
def body(wanted: Mapping[str, Any], asked: Asked) -> Iterator[Difference]:
    """Ask for what stands in the canonical body, by JSON path."""
    for where, each in wanted.items():
        yield from of_values(where, each, asked.at(where))


@matcher()
def headers(wanted: Mapping[str, Any], asked: Asked) -> Iterator[Difference]:
    """Ask for headers, whose names are in any letter case."""
    for name, each in wanted.items():
        for found in of_text(f"header {name}", each, asked.headers.get(name.lower())):
            secret = name.lower() in _SECRET
            yield _masked(found) if secret else found


def _masked(difference: Difference) -> Difference:
    """Return a difference of keys without them: a key that is there, or isn't, is no secret."""
    if difference.got == NOTHING:
        return Difference(difference.what, "a key", NOTHING)
    wanted = NOTHING if difference.wanted == NOTHING else "another key"
    return Difference(difference.what, wanted, "a key")


@matcher()
def tools(wanted: list[str], asked: Asked) -> Iterator[Difference]:
    """Ask for functions that are declared, and for other tools, all of them."""
    if missing := [each for each in wanted if each not in asked.tools]:
        yield Difference("tools", ", ".join(missing), ", ".join(sorted(asked.tools)) or "none")


@matcher()
def function_response(
    wanted: bool | Mapping[str, Any] | None,  # noqa: FBT001 - what a stub says
    asked: Asked,
) -> Iterator[Difference]:
    """Ask whether a function responds now, or for one response, by name and content.

    None, which nobody writes, is that the user speaks.
    """
    if wanted is None:
        if asked.goes_on:
            yield Difference(
                "function_response", "none (the stub asks for a text alone)", _named(asked)
            )
    elif isinstance(wanted, bool):
        if bool(asked.function_responses) is not wanted:
            yield Difference("function_response", "some" if wanted else "none", _named(asked))
    else:
        yield from _of_responses(wanted, asked)


@matcher()
def turn(wanted: int, asked: Asked) -> Iterator[Difference]:
    """Ask for how often the user has said something, this time included."""
    if asked.turn != wanted:
        yield Difference("turn", str(wanted), str(asked.turn))


@matcher()
def modality(wanted: str | list[str], asked: Asked) -> Iterator[Difference]:
    """Ask for what the user's turn is made of: one of these, or all of a list."""
    names = [wanted] if isinstance(wanted, str) else wanted
    if missing := [each for each in names if each not in asked.modalities]:
        got = ", ".join(sorted(asked.modalities)) or "nothing"
        yield Difference("modality", ", ".join(missing), got)


@matcher()
def stream(wanted: bool, asked: Asked) -> Iterator[Difference]:  # noqa: FBT001 - what a stub says
    """Ask whether the answer is to come in pieces."""
    if asked.stream is not wanted:
        yield Difference("stream", *(("yes", "no") if wanted else ("no", "yes")))


def _of_responses(wanted: Mapping[str, Any], asked: Asked) -> Iterator[Difference]:
    """Yield in what the response that comes nearest falls short."""
    missed = [list(_of_response(wanted, each)) for each in asked.function_responses]
    if missed:
        yield from min(missed, key=len)
    else:
        yield Difference("function_response", str(wanted.get("name", "some")), "none")


def _of_response(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield in what the response of a function falls short."""
    if "name" in wanted:
        yield from of_text("function_response.name", wanted["name"], str(got.get("name", "")))
    content = got.get("response", {})
    if "content" in wanted:
        yield from _of_content("function_response.content", wanted["content"], content)
    for where, each in wanted.get("json", {}).items():
        yield from of_values(f"function_response {where}", each, at(where, content))


def _of_content(what: str, wanted: Any, content: Any) -> Iterator[Difference]:
    """Yield in what a content falls short: as JSON text, or else as the value that it is."""
    by_text = isinstance(wanted, str) or (is_condition(wanted) and _is_of_text(wanted))
    if by_text:
        yield from of_text(what, wanted, json.dumps(content, ensure_ascii=False))
    else:
        yield from of_values(what, wanted, [content])


def _is_of_text(condition: Mapping[str, Any]) -> bool:
    """Whether a condition is about pieces of a text."""
    pieces = condition.keys() <= {"contains", "regex"}
    return pieces and all(isinstance(each, str) for each in condition.values())


def _named(asked: Asked) -> str:
    return ", ".join(str(each.get("name", "?")) for each in asked.function_responses) or "none"
