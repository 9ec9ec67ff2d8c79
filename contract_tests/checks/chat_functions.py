"""Checks of the functions that chats call: which may be, with what, and how the choice ends."""

import json
from collections.abc import Iterator
from typing import Any

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import chat
from contract_tests.reading.declared import breaches, of_json
from contract_tests.reading.members import mapping, rows, text

# As in `functions`: members that aren't declared come all the same.
_NOT_BINDING = frozenset({"additionalProperties"})
_CUT_SHORT = frozenset({"length", "content_filter"})
_NO_JSON = object()


def _calls(exchange: Exchange) -> bool:
    return bool(exchange.chat) and bool(chat.calls(exchange))


@check("chat.calls-declared", applies=_calls, mood=0.05)
def a_chat_calls_what_is_declared(exchange: Exchange) -> Iterator[Finding]:
    """A call of a chat names a function that the request declares."""
    declared = chat.functions(exchange)
    for place, each in chat.calls(exchange):
        if each["name"] not in declared:
            yield Finding(
                pointer=f"{place}/function/name",
                message=f"expected one of {texts(declared)}, got {each['name']!r}",
            )


def _has_whole_calls(exchange: Exchange) -> bool:
    cut = {each.get("finish_reason") for each in exchange.choices} & _CUT_SHORT
    return _calls(exchange) and not cut


def _read(arguments: str) -> Any:
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return _NO_JSON


@check("chat.arguments", applies=_has_whole_calls, mood=0.05)
def arguments_of_a_chat_keep_their_schema(exchange: Exchange) -> Iterator[Finding]:
    """The arguments of a call are a JSON object, valid under what the function declares."""
    declared = chat.functions(exchange)
    for place, each in chat.calls(exchange):
        value = _read(each["arguments"])
        if not isinstance(value, dict):
            yield Finding(
                pointer=f"{place}/function/arguments",
                message=f"expected a JSON object, got {each['arguments'][:80]!r}",
            )
            continue
        schema = of_json(mapping(declared.get(each["name"]), "parameters"))
        for breach in breaches(value, schema, ignoring=_NOT_BINDING):
            yield Finding(
                pointer=f"{place}/function/arguments", message=f"{each['name']}: {breach}"
            )


def _ended(exchange: Exchange) -> bool:
    return any("finish_reason" in each for each in exchange.choices)


@check("chat.calls-finish", applies=_ended)
def calls_of_a_chat_end_with_their_reason(exchange: Exchange) -> Iterator[Finding]:
    """A choice ends with tool_calls if it calls functions, unless it was cut short, and only then."""
    for each in exchange.choices:
        calls, reason = bool(each["message"]["tool_calls"]), each.get("finish_reason")
        if reason and reason not in _CUT_SHORT and calls != (reason == "tool_calls"):
            beside = "beside calls" if calls else "without calls"
            yield Finding(
                pointer=f"{chat.end(exchange)}/choices/{each['index']}/finish_reason",
                message=f"{reason} {beside}",
            )


@check("chat.call-ids", applies=lambda exchange: bool(chat.calls(exchange)))
def calls_of_a_chat_have_ids(exchange: Exchange) -> Iterator[Finding]:
    """Each call of a chat has an id, and no two the same."""
    seen: set[str] = {""}
    for place, each in chat.calls(exchange):
        name = each.get("id", "")
        if name in seen:
            why = f"{name!r} came before" if name else "expected an id, got none"
            yield Finding(pointer=f"{place}/id", message=why)
        seen.add(name)


def _may_not_call(exchange: Exchange) -> bool:
    return exchange.chat.get("tool_choice") == "none" and bool(exchange.choices)


@check("chat.choice-none", applies=_may_not_call)
def a_chat_calls_nothing_if_it_may_not(exchange: Exchange) -> Iterator[Finding]:
    """With tool_choice none no function is called."""
    for place, _ in chat.calls(exchange):
        yield Finding(pointer=place, message="a function call, with tool_choice none")


_INSTRUCTING = frozenset({"system", "developer"})  # said to it wherever they stand
_ANSWERING = frozenset({"tool", "function"})


def _must_call(exchange: Exchange) -> bool:
    """Whether a call is due: no answer to one was given now, and nothing cut the choices short."""
    due = exchange.chat.get("tool_choice") == "required" and bool(chat.functions(exchange))
    roles = [text(each, "role") for each in rows(exchange.chat, "messages")]
    said = [each for each in roles if each not in _INSTRUCTING]
    answered = not said or said[-1] in _ANSWERING
    reasons = {each.get("finish_reason") for each in exchange.choices}
    return due and not answered and bool(reasons) and reasons <= {"stop", "tool_calls"}


@check("chat.choice-required", applies=_must_call, mood=0.1)
def a_chat_calls_if_it_must(exchange: Exchange) -> Iterator[Finding]:
    """With tool_choice required a function is called."""
    if not chat.calls(exchange):
        yield Finding(
            pointer=f"{chat.end(exchange)}/choices/0/message/tool_calls",
            message="expected a call with tool_choice required, got none",
        )


def _named(exchange: Exchange) -> str:
    return text(mapping(exchange.chat, "tool_choice", "function"), "name")


@check("chat.choice-named", applies=lambda each: bool(_named(each)) and bool(chat.calls(each)))
def a_chat_calls_what_it_was_told_to(exchange: Exchange) -> Iterator[Finding]:
    """With a named tool_choice no other function is called."""
    for place, each in chat.calls(exchange):
        if each["name"] != _named(exchange):
            yield Finding(
                pointer=f"{place}/function/name",
                message=f"expected {_named(exchange)!r}, got {each['name']!r}",
            )
