"""Checks of function calls: which may be made, with what, and how they come."""

from collections.abc import Iterator
from typing import Any

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked, places
from contract_tests.reading.declared import breaches, of_google, of_json
from contract_tests.reading.members import endings, mapping, parts, rows, text
from contract_tests.reading.places import Placed

# Tools whose functions no request declares.
_BRINGS_FUNCTIONS = frozenset({"computerUse", "mcpServers"})
# How a candidate may end beside calls, if something cut it short.
_CUT_SHORT = frozenset({
    "MAX_TOKENS", "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR",
    "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE",
    "MISSING_THOUGHT_SIGNATURE",
})  # fmt: skip
# Recorded calls have members that aren't declared, whatever the schema says of them (15 of 100).
_NOT_BINDING = frozenset({"additionalProperties"})
_CALL_FINISH = "Model generated function call(s)."


def _calls(exchange: Exchange) -> list[Placed]:
    return [
        Placed(f"{each.pointer}/functionCall", each.value["functionCall"])
        for each in places.parts(exchange)
        if isinstance(each.value.get("functionCall"), dict)
    ]


def _has_calls(exchange: Exchange) -> bool:
    return bool(_calls(exchange))


def _calls_what_is_declared(exchange: Exchange) -> bool:
    known = asked.is_told(exchange) and not asked.tools(exchange) & _BRINGS_FUNCTIONS
    return known and _has_calls(exchange) and "UNEXPECTED_TOOL_CALL" not in endings(exchange)


@check("functions.declared", applies=_calls_what_is_declared, mood=0.05)
def only_declared_functions_are_called(exchange: Exchange) -> Iterator[Finding]:
    """A call names a function that the request declares."""
    declared = asked.functions(exchange)
    for each in _calls(exchange):
        name = text(each.value, "name")
        if name and name not in declared:
            yield Finding(
                pointer=f"{each.pointer}/name",
                message=f"expected one of {texts(declared)}, got {name!r}",
            )


def _is_confined(exchange: Exchange) -> bool:
    confined = asked.calling_mode(exchange) in {"ANY", "VALIDATED"}
    return confined and bool(asked.allowed_functions(exchange)) and _has_calls(exchange)


@check("functions.allowed", applies=_is_confined)
def only_allowed_functions_are_called(exchange: Exchange) -> Iterator[Finding]:
    """With allowedFunctionNames no other function is called."""
    allowed = asked.allowed_functions(exchange)
    for each in _calls(exchange):
        name = text(each.value, "name")
        if name and name not in allowed:
            yield Finding(
                pointer=f"{each.pointer}/name",
                message=f"expected one of {texts(allowed)}, got {name!r}",
            )


def _may_not_call(exchange: Exchange) -> bool:
    return asked.calling_mode(exchange) == "NONE" and bool(exchange.candidates)


@check("functions.mode-none", applies=_may_not_call)
def mode_none_calls_nothing(exchange: Exchange) -> Iterator[Finding]:
    """In mode NONE no function is called."""
    for each in _calls(exchange):
        yield Finding(pointer=each.pointer, message="a function call, in mode NONE")


def _must_call(exchange: Exchange) -> bool:
    """Whether a call is due: the first of a turn, and nothing cut the answer short."""
    contents = rows(exchange.request, "contents")
    answers = (
        any("functionResponse" in each for each in rows(contents[-1], "parts"))
        if contents
        else True
    )
    due = asked.calling_mode(exchange) == "ANY" and bool(asked.functions(exchange))
    return due and not answers and endings(exchange) == {"STOP"}


@check("functions.mode-any", applies=_must_call, mood=0.1)
def mode_any_calls_something(exchange: Exchange) -> Iterator[Finding]:
    """In mode ANY a function is called."""
    if not _has_calls(exchange):
        yield Finding(
            pointer="/candidates/0/content/parts",
            message="expected a function call in mode ANY, got none",
        )


def _schema(function: dict[str, Any]) -> Any:
    """Return the schema of a function's arguments; True, which all keep, if there is none."""
    if "parameters" in function:
        return of_google(function["parameters"])
    return of_json(function.get("parametersJsonSchema", True))


def _has_whole_calls(exchange: Exchange) -> bool:
    declared = asked.functions(exchange)
    return not asked.streams_arguments(exchange) and any(
        text(each.value, "name") in declared for each in _calls(exchange)
    )


@check("functions.arguments", applies=_has_whole_calls, mood=0.05)
def arguments_keep_their_schema(exchange: Exchange) -> Iterator[Finding]:
    """The arguments of a call are valid under what the function declares."""
    declared = asked.functions(exchange)
    for each in _calls(exchange):
        if function := declared.get(text(each.value, "name")):
            args = each.value.get("args", {})
            for breach in breaches(args, _schema(function), ignoring=_NOT_BINDING):
                yield Finding(
                    pointer=f"{each.pointer}/args", message=f"{function['name']}: {breach}"
                )


def _has_ids(exchange: Exchange) -> bool:
    return any("id" in each.value for each in _calls(exchange))


@check("functions.ids-unique", applies=_has_ids)
def ids_of_calls_differ(exchange: Exchange) -> Iterator[Finding]:
    """No two calls of an answer have the same id."""
    seen: set[str] = set()
    for each in _calls(exchange):
        name = text(each.value, "id")
        if name and name in seen:
            yield Finding(pointer=f"{each.pointer}/id", message=f"{name!r} came before")
        seen.add(name)


def _calls_and_ends(exchange: Exchange) -> bool:
    return _has_calls(exchange) and bool(endings(exchange))


@check("functions.finish", applies=_calls_and_ends)
def calls_end_with_stop(exchange: Exchange) -> Iterator[Finding]:
    """A candidate that calls functions ends with STOP, unless something cut it short."""
    calling = [
        each for each in exchange.candidates if any("functionCall" in part for part in parts(each))
    ]
    for each in calling:
        reason = text(each, "finishReason")
        if reason and reason != "STOP" and reason not in _CUT_SHORT:
            yield Finding(
                pointer="/candidates/0/finishReason",
                message=f"expected STOP beside function calls, got {reason}",
            )


def _stops_with_a_message(exchange: Exchange) -> bool:
    return any(
        text(each, "finishReason") == "STOP" and "finishMessage" in each
        for each in exchange.candidates
    )


@check("functions.finish-message", applies=_stops_with_a_message)
def finish_message_beside_stop_tells_of_calls(exchange: Exchange) -> Iterator[Finding]:
    """Beside STOP a finishMessage says that functions were called, and they were."""
    for each in places.candidates(exchange):
        message = text(each.value, "finishMessage")
        if message and text(each.value, "finishReason") == "STOP" and (
            message != _CALL_FINISH or not _has_calls(exchange)
        ):  # fmt: skip
            yield Finding(
                pointer=f"{each.pointer}/finishMessage",
                message=f"expected {_CALL_FINISH!r} beside calls only, got {message!r}",
            )


@check("functions.no-finish-message", applies=lambda exchange: "STOP" in endings(exchange))
def no_finish_message_comes_beside_stop(exchange: Exchange) -> Iterator[Finding]:
    """Beside STOP there is no finishMessage at all."""
    for each in places.candidates(exchange):
        if "finishMessage" in each.value and text(each.value, "finishReason") == "STOP":
            yield Finding(
                pointer=f"{each.pointer}/finishMessage",
                message=f"expected none beside STOP, got {each.value['finishMessage']!r}",
            )


def _calls_in_one_piece(exchange: Exchange) -> bool:
    return _has_calls(exchange) and not asked.streams_arguments(exchange)


@check("functions.whole", applies=_calls_in_one_piece)
def a_call_comes_in_one_piece(exchange: Exchange) -> Iterator[Finding]:
    """A call comes in one piece, with its name, unless its arguments may be streamed."""
    for each in _calls(exchange):
        pieces = sorted({"partialArgs", "willContinue"} & each.value.keys())
        if pieces or not text(each.value, "name"):
            yield Finding(
                pointer=each.pointer,
                message=f"expected a whole call, got {texts(pieces or ['one without a name'])}",
            )


def _invocations(exchange: Exchange) -> list[Placed]:
    return [x for x in places.parts(exchange) if {"toolCall", "toolResponse"} & x.value.keys()]


def _invokes(exchange: Exchange) -> bool:
    return bool(_invocations(exchange))


@check("invocations.ids-match", applies=_invokes)
def responses_of_tools_follow_their_calls(exchange: Exchange) -> Iterator[Finding]:
    """A toolResponse has the id and the type of a toolCall before it."""
    called: set[tuple[str, str]] = set()
    for each in _invocations(exchange):
        call, response = (mapping(each.value, name) for name in ("toolCall", "toolResponse"))
        if call:
            called.add((text(call, "id"), text(call, "toolType")))
        elif (text(response, "id"), text(response, "toolType")) not in called:
            yield Finding(
                pointer=f"{each.pointer}/toolResponse",
                message=f"no toolCall before it has the id {text(response, 'id')!r} and this type",
            )
