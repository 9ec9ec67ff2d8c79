"""Doubts about stubs: those that can be read, and yet never answer, or answer what can't be."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from mockserver import schemas
from mockserver.spelling import respelt
from mockserver.stubs.implying import contradiction, implies
from mockserver.stubs.matching import GENERATING, operations
from mockserver.stubs.stub import Stub
from mockserver.stubs.wording import meant

_FIRST = re.compile(r"""\$(?:\.|\[['"])(\w+)""")  # the first name in a JSON path


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a stub is hardly meant as it is; *place* is its file and line, where it is of a file."""

    stub: str
    text: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place or self.stub}: {self.text}"


def doubts(stubs: Sequence[Stub], models: Iterable[str]) -> Iterator[Doubt]:
    """Yield what is doubtful about stubs that stand together; *models* are the ids that there are."""
    known = list(models)
    led = {(x.name, x.becomes) for each in stubs if (x := each.scenario)}
    for each in stubs:
        found = [*_never(each, known), *_misspelt(each), *_unled(each, led), *_undeclared(each)]
        yield from (Doubt(each.name, text, each.place) for text in found)
    for stub, first in _shadowed(stubs):
        text = f"never answers, since {first.name} always comes before it, and asks for no more"
        yield Doubt(stub.name, text, stub.place)


def _never(stub: Stub, models: Sequence[str]) -> Iterator[str]:
    """Yield why a stub can't match anything."""
    match = stub.match
    model = match.get("model")
    if model is not None and not any(fnmatchcase(each, model) for each in models):
        hint = meant(model, models) or "; --model NAME=LIKE adds one"
        yield f"match.model: no model is {model!r}{hint}"
    if match.get("turn", 1) < 1:
        yield f"match.turn: turns count from 1, and this is {match['turn']}"
    if stub.times == 0:
        yield "times: it answers 0 times"
    yield from _at_odds(match)


def _at_odds(match: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a match contradicts itself."""
    conditions = [
        *((name, match.get(name)) for name in ("text", "system")),
        *((f"headers.{name}", each) for name, each in match.get("headers", {}).items()),
        *((f'json["{path}"]', each) for path, each in match.get("json", {}).items()),
    ]
    for name, each in conditions:
        if reason := contradiction(each):
            yield f"match.{name}: {reason}"
    streams = {each.startswith("stream") for each in operations(match)}
    either = "chat.completions" in operations(match)  # its body says whether it streams
    if "stream" in match and not either and match["stream"] not in streams:
        named = " or ".join(operations(match))
        yield f"match.stream: {named} {'never streams' if match['stream'] else 'always streams'}"


def _misspelt(stub: Stub) -> Iterator[str]:
    """Yield names of the API that are spelt as it doesn't spell them, so that nothing is called so."""
    known = schemas.documents()["gemini/tool.json"]["$defs"]["Tool"]["properties"]
    for name in stub.match.get("tools", ()):
        if name not in known and (like := respelt(name, known)):
            yield f"match.tools: no tool is {name!r}, unless a function is called so; the API has {like!r}"
    if set(operations(stub.match)) <= set(GENERATING):
        members = schemas.documents()["gemini/generate_content_request.json"]["properties"]
        for path in stub.match.get("json", {}):
            first = _FIRST.match(path)
            if first and first[1] not in members:
                hint = meant(first[1], members)
                yield f'match.json["{path}"]: no body has {first[1]!r}{hint}'


def _unled(stub: Stub, led: set[tuple[str, str | None]]) -> Iterator[str]:
    """Yield that nothing leads to the state that a stub answers in; all scenarios begin in ``""``."""
    scenario = stub.scenario
    if scenario and scenario.state and (scenario.name, scenario.state) not in led:
        yield f"scenario.state: no stub of {scenario.name!r} becomes {scenario.state!r}"


def _undeclared(stub: Stub) -> Iterator[str]:
    """Yield the functions that a stub calls, though it asks for tools without them."""
    declared = stub.match.get("tools")
    if declared is None:
        return
    for name in dict.fromkeys(called(stub.answer)):
        if name not in declared:
            yield f"calls {name!r}, which its match.tools doesn't name"


def called(answer: Any) -> Iterator[str]:
    """Yield the names of the functions that an answer calls."""
    if isinstance(answer, list):
        for each in answer:
            yield from called(each)
    elif isinstance(answer, Mapping):
        call = answer.get("functionCall")
        if isinstance(call, Mapping) and "name" in call:
            yield str(call["name"])
        else:
            for each in answer.values():
                yield from called(each)


def _shadowed(stubs: Sequence[Stub]) -> Iterator[tuple[Stub, Stub]]:
    """Yield the stubs that it never comes to, each with the one that answers in its place."""
    ordered = sorted(stubs, key=lambda each: -each.priority)
    always: list[Stub] = []
    for stub in ordered:
        first = next((each for each in always if implies(stub.match, each.match)), None)
        if first:
            yield stub, first
        elif stub.times is None and not (stub.scenario and stub.scenario.state is not None):
            always.append(stub)
