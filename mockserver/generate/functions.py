"""Function calls: which of the declared functions the model calls, and with which arguments.

The rules are told to users in ``docs/function-calling.md``. Facts: gemini.md 3.4, 3.5, 4.11, 9.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver import conversation
from mockserver.conversation import Turn
from mockserver.declared import google, json_schema
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.generate.reading import mentions
from mockserver.generate.reading.mentions import Mention
from mockserver.generate.reading.told import told
from mockserver.generate.responses import held
from mockserver.generate.values.instances import instance
from mockserver.request import GenerateRequest

Declaration = Mapping[str, Any]

# What an agent library calls the function with which it wants the end result.
_ENDING = re.compile(r"final|answer|respon[ds]|output|finish|done|submit|complete", re.IGNORECASE)


def apply(draft: Draft) -> Draft:
    """Call functions, where the prompt speaks of them or the mode demands it."""
    wanted = [] if draft.parts else _wanted(draft.request)
    if not wanted:
        return draft
    calls = [{"functionCall": each} for each in _calls(draft, wanted)]
    message = draft.dialect.call_message
    return draft.saying(*calls).having(**({"finishMessage": message} if message else {}))


def schema(declaration: Declaration) -> Any:
    """Return the JSON Schema that the arguments of a function are to keep."""
    if "parametersJsonSchema" in declaration:
        return declaration["parametersJsonSchema"]
    return google.json_schema(declaration.get("parameters", {"type": "OBJECT"}))


def gives_up(request: GenerateRequest) -> bool:
    """Whether a call is demanded, and none is made since all functions were called in this turn."""
    config = request.tool_config.get("functionCallingConfig", {})
    demanded = config.get("mode") == "ANY" and bool(_allowed(request, config))
    return demanded and not _wanted(request)


def _wanted(request: GenerateRequest) -> list[Mention]:
    """Return the functions to call now: those spoken of that haven't been called in this turn.

    One that is to wait for another comes in a later step.
    """
    config = request.tool_config.get("functionCallingConfig", {})
    mode = config.get("mode", "AUTO")
    allowed = _allowed(request, config)
    if mode == "NONE" or not allowed:
        return []
    turn = request.turn
    called = Counter(str(call.get("name")) for call, _ in turn.calls)
    rest: list[Mention] = []
    for each in mentions.mentions(turn.asked, allowed, _earlier(request, turn)):
        if called[each.name]:
            called[each.name] -= 1
        elif not (rest and each.waits):
            rest.append(each)
        else:
            break
    return rest or (list(_compelled(turn, allowed)) if mode == "ANY" else [])


def _allowed(request: GenerateRequest, config: Mapping[str, Any]) -> list[Declaration]:
    names = config.get("allowedFunctionNames")
    declared = (each for _, each in request.declarations)
    return [each for each in declared if not names or each["name"] in names]


def _earlier(request: GenerateRequest, turn: Turn) -> str:
    """Return the function that was called last before this turn."""
    names = [
        str(call.get("name"))
        for run in conversation.runs(request.contents)
        for call in run.members("functionCall")
    ]
    before = names[: len(names) - len(turn.calls)]
    return before[-1] if before else ""


def _compelled(turn: Turn, allowed: Sequence[Declaration]) -> Iterator[Mention]:
    """Yield the function to call where one must be, though the prompt speaks of none.

    After others that is one for the end by its name, else the one declared last: agent libraries
    declare a form, which they want in the end, behind all else (observed).

    Once all have been called in this turn it is none: the real API would go on and on, and an agent
    with it.
    """
    if not turn.calls:
        yield Mention(mentions.best(turn.asked, allowed), turn.asked)
        return
    called = {call.get("name") for call, _ in turn.calls}
    fresh = [str(each["name"]) for each in allowed if each["name"] not in called]
    ending = [name for name in fresh if _ENDING.search(name)]
    yield from (Mention(name, turn.asked) for name in [*ending, *fresh[::-1]][:1])


def _calls(draft: Draft, wanted: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    request = draft.request
    turn = request.turn
    declared = {each["name"]: each for _, each in request.declarations}
    known = [f"{name}: {value}" for _, response in turn.calls for name, value in held(response)]
    for each in wanted:
        # What stands in the clause itself comes first, and what earlier steps gave before all.
        text = "\n".join([*known, each.clause, turn.asked])
        arguments = _arguments(declared[each.name], draft.choice, text)
        call = {"name": each.name, "args": arguments}
        yield {"id": draft.choice.call_id(), **call} if draft.gives_ids else call


def _arguments(declaration: Declaration, choice: Choice, text: str) -> Any:
    """Make arguments up: an object always, even if the schema would take another value."""
    return instance(json_schema.of_objects(schema(declaration)), choice, told(text))
