"""Checks of what chats say: how much, in which form, and how likely."""

import json
import re
from collections.abc import Iterator
from typing import Any

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import chat
from contract_tests.reading.declared import breaches, of_json
from contract_tests.reading.members import is_count, items, mapping, rows, text, whole_number

_SLACK = 8  # tokens, as in `limits`
_JSON = frozenset({"json_object", "json_schema"})
_HEEDED = 4  # sequences to stop at that OpenAI takes; of more, nobody says which count
# In the text of a token that has only some bytes of a character; OpenAI writes those out.
_BROKEN = re.compile(r"\ufffd|\\x[0-9a-f]{2}")


# What limits it.


def _said(exchange: Exchange) -> int:
    return whole_number(exchange.chat_usage, "completion_tokens") or 0


@check(
    "chat.max-tokens",
    applies=lambda exchange: chat.most_tokens(exchange) > 0 and _said(exchange) > 0,
    mood=0.02,
)
def a_completion_keeps_its_limit(exchange: Exchange) -> Iterator[Finding]:
    """A completion has no more tokens than its choices may have together."""
    most = chat.most_tokens(exchange) * max(1, len(exchange.choices))
    if _said(exchange) > most + _SLACK:
        yield Finding(
            pointer=f"{chat.end(exchange)}/usage/completion_tokens",
            message=f"expected at most {most}, got {_said(exchange)}",
        )


def _unlimited(exchange: Exchange) -> bool:
    ended = any("finish_reason" in each for each in exchange.choices)
    return ended and bool(exchange.chat) and not chat.most_tokens(exchange)


@check("chat.length", applies=_unlimited, mood=0.05)
def no_choice_ends_for_a_limit_unasked(exchange: Exchange) -> Iterator[Finding]:
    """Length is why a choice ends only if the request set a limit, or it got very long."""
    for each in exchange.choices:
        if each.get("finish_reason") == "length":
            yield Finding(
                pointer=f"{chat.end(exchange)}/choices/{each['index']}/finish_reason",
                message="expected another reason where max_tokens isn't set, got length",
            )


def _texts(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the text of each choice that says something, with its pointer."""
    return [
        (f"{chat.end(exchange)}/choices/{each['index']}/message/content", said)
        for each in exchange.choices
        if (said := text(each["message"], "content"))
    ]


@check("chat.stop", applies=lambda each: bool(chat.stops(each)) and bool(_texts(each)))
def a_choice_ends_before_a_stop_sequence(exchange: Exchange) -> Iterator[Finding]:
    """No choice says one of the first four sequences that it is to stop at."""
    for pointer, said in _texts(exchange):
        for each in chat.stops(exchange)[:_HEEDED]:
            if each in said:
                yield Finding(pointer=pointer, message=f"expected it to end before {each!r}")


@check("chat.n", applies=lambda exchange: bool(exchange.chat) and bool(exchange.choices))
def no_more_choices_than_asked(exchange: Exchange) -> Iterator[Finding]:
    """There are no more choices than n, and no two of one answer have the same index."""
    most = whole_number(exchange.chat, "n") or 1
    for place, each in chat.answers(exchange):
        indexes = [one.get("index") for one in rows(each, "choices")]
        if len(indexes) != len({*map(repr, indexes)}) or any(_beyond(one, most) for one in indexes):
            yield Finding(
                pointer=f"{place}/choices",
                message=f"expected indexes below {most}, each once; got {indexes}",
            )


def _beyond(index: object, most: int) -> bool:
    return is_count(index) and not 0 <= index < most


# JSON.


def _format(exchange: Exchange) -> dict[str, Any]:
    return mapping(exchange.chat, "response_format")


def _whole_texts(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the texts of an answer of which nothing was cut off, nor called."""
    reasons = {each.get("finish_reason") for each in exchange.choices}
    return _texts(exchange) if reasons == {"stop"} and not chat.stops(exchange) else []


def _is_json(exchange: Exchange) -> bool:
    return text(_format(exchange), "type") in _JSON and bool(_whole_texts(exchange))


@check("chat.json", applies=_is_json, mood=0.02)
def a_chat_of_json_parses(exchange: Exchange) -> Iterator[Finding]:
    """With a response_format of JSON the whole text is one JSON value."""
    for pointer, said in _whole_texts(exchange):
        try:
            json.loads(said)
        except (ValueError, RecursionError) as error:
            yield Finding(pointer=pointer, message=f"expected JSON: {error}, got {said[:80]!r}")


def _schema(exchange: Exchange) -> Any:
    return of_json(mapping(_format(exchange), "json_schema", "schema"))


def _values(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    for pointer, said in _whole_texts(exchange):
        try:
            yield pointer, json.loads(said)
        except (ValueError, RecursionError):
            continue  # `chat.json` tells of it


def _has_schema(exchange: Exchange) -> bool:
    return _is_json(exchange) and bool(_schema(exchange)) and any(_values(exchange))


@check("chat.json-schema", applies=_has_schema, mood=0.05)
def a_chat_keeps_its_schema(exchange: Exchange) -> Iterator[Finding]:
    """With a json_schema the JSON is valid under it."""
    for pointer, value in _values(exchange):
        for breach in breaches(value, _schema(exchange)):
            yield Finding(pointer=pointer, message=breach)


# Log probabilities.


def _tokens(exchange: Exchange) -> list[dict[str, Any]]:
    return [one for each in exchange.choices for one in rows(each, "logprobs")]


def _not_asked(exchange: Exchange) -> bool:
    return bool(exchange.chat) and not exchange.chat.get("logprobs") and bool(exchange.choices)


@check("chat.logprobs-asked", applies=_not_asked)
def no_log_probabilities_come_unasked(exchange: Exchange) -> Iterator[Finding]:
    """Log probabilities come only where they were asked for."""
    if found := _tokens(exchange):
        yield Finding(
            pointer=f"{chat.end(exchange)}/choices/0/logprobs",
            message=f"expected none unasked, got {len(found)}",
        )


def _spelt(token: dict[str, Any]) -> bool:
    told = text(token, "token")
    return bool(told) and not _BROKEN.search(told) and isinstance(token.get("bytes"), list)


@check("chat.token-bytes", applies=lambda exchange: any(map(_spelt, _tokens(exchange))))
def bytes_are_those_of_the_token(exchange: Exchange) -> Iterator[Finding]:
    """The bytes of a token are its text in UTF-8."""
    for each in filter(_spelt, _tokens(exchange)):
        expected = list(each["token"].encode("utf-8", "surrogatepass"))
        if each["bytes"] != expected:
            yield Finding(
                pointer=f"{chat.end(exchange)}/choices/0/logprobs",
                message=f"expected {expected} for {each['token']!r}, got {each['bytes']}",
            )


def _counts_alternatives(exchange: Exchange) -> bool:
    return whole_number(exchange.chat, "top_logprobs") is not None and bool(_tokens(exchange))


@check("chat.top-logprobs", applies=_counts_alternatives)
def no_more_alternatives_than_asked(exchange: Exchange) -> Iterator[Finding]:
    """A token has no more alternatives than top_logprobs."""
    most = whole_number(exchange.chat, "top_logprobs") or 0
    for each in _tokens(exchange):
        if (count := len(items(each, "top_logprobs"))) > most:
            yield Finding(
                pointer=f"{chat.end(exchange)}/choices/0/logprobs",
                message=f"expected at most {most} alternatives for {each.get('token')!r}, got {count}",
            )
            return
