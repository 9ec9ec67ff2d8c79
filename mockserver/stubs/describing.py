"""What a stub asks for and answers, in a few words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.stubs.conditions import value_shown, words
from mockserver.stubs.stub import Stub


def asks_for(stub: Stub) -> Iterator[str]:
    """Yield what a stub asks for: ``text contains 'Norway'``."""
    for name, wanted in stub.match.items():
        yield from _ASKED.get(name, _named)(name, wanted)
    if stub.times is not None:
        yield f"at most {stub.times} times"
    if stub.scenario and stub.scenario.state is not None:
        yield f"scenario {stub.scenario.name} in state {stub.scenario.state!r}"


def answers_with(stub: Stub) -> str:
    """Say what a stub answers: ``text 'Oslo.'``, and with which faults."""
    more = [each.spec for each in stub.faults]
    more += [f"after {stub.delay:g} s"] if stub.delay else []
    return ", ".join([_answer(stub.answer), *more])


def _answer(answer: Mapping[str, Any]) -> str:
    kind, value = next(iter(answer.items()))
    return f"{kind} {_ANSWERED.get(kind, value_shown)(value)}"


def _in_turn(responses: list[Mapping[str, Any]]) -> str:
    return f"in turn: {'; '.join(_answer(_bare(each)) for each in responses)}"


def _bare(response: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: each for key, each in response.items() if key not in {"fault", "delay", "template"}
    }


def _raw(raw: Mapping[str, Any]) -> str:
    return str(raw.get("status", 200))


_ANSWERED: Mapping[str, Callable[[Any], str]] = {
    "responses": _in_turn,
    "raw": _raw,
}


def _named(name: str, wanted: Any) -> Iterator[str]:
    """Say what stands in a list, or alone."""
    names = wanted if isinstance(wanted, list) else [wanted]
    yield f"{name} {', '.join(str(each) for each in names)}"


def _text(name: str, wanted: Any) -> Iterator[str]:
    yield f"{name} {words(wanted)}"


def _truth(name: str, wanted: bool) -> Iterator[str]:  # noqa: FBT001 - what a stub says
    yield f"{name} {'yes' if wanted else 'no'}"


def _members(name: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    lead = "header " if name == "headers" else ""
    yield from (f"{lead}{key} {words(each)}" for key, each in wanted.items())


def _response(name: str, wanted: Any) -> Iterator[str]:
    if isinstance(wanted, bool):
        yield from _truth(name, wanted)
        return
    for key in ("name", "content"):
        if key in wanted:
            yield f"{name}.{key} {words(wanted[key])}"
    for path, each in wanted.get("json", {}).items():
        yield f"{name} {path} {words(each)}"


_ASKED: Mapping[str, Callable[[str, Any], Iterator[str]]] = {
    "text": _text,
    "system": _text,
    "json": _members,
    "headers": _members,
    "function_response": _response,
    "stream": _truth,
}
