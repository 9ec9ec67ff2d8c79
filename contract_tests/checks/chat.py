"""Checks of chat completions: what an answer says of itself, and what it counts."""

import re
from collections.abc import Callable, Iterator

from contract_tests.check import check
from contract_tests.checks.identity import is_version_of
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import chat
from contract_tests.reading.members import is_count, mapping, whole_number

_ID = re.compile(r"chatcmpl-.+")
_GOOD = 200
_ENVELOPED = frozenset({400, 401, 404, 429, 500, 503})  # others may come from the edge, as HTML


def _whole(exchange: Exchange) -> bool:
    return exchange.chats and exchange.status == _GOOD and not exchange.in_pieces


# What it says of itself.


def _has(name: str) -> Callable[[Exchange], bool]:
    return lambda exchange: any(isinstance(each.get(name), str) for each in exchange.completions)


@check("chat.id-form", applies=_has("id"))
def chat_ids_begin_alike(exchange: Exchange) -> Iterator[Finding]:
    """An id of a chat begins with chatcmpl-, and has more behind it."""
    for place, each in chat.answers(exchange):
        told = each.get("id")
        if isinstance(told, str) and not _ID.fullmatch(told):
            yield Finding(pointer=f"{place}/id", message=f"expected chatcmpl-..., got {told!r}")


def _names_a_model(exchange: Exchange) -> bool:
    return bool(exchange.model) and "latest" not in exchange.model and _has("model")(exchange)


@check("chat.model-asked", applies=_names_a_model)
def a_chat_is_with_the_model_asked(exchange: Exchange) -> Iterator[Finding]:
    """The model of a chat is the one that was asked, with a prefix, a version or a stage of it."""
    for place, each in chat.answers(exchange):
        told = each.get("model")
        if isinstance(told, str) and not is_version_of(told, exchange.model):
            yield Finding(
                pointer=f"{place}/model",
                message=f"expected {exchange.model!r} or a version of it, got {told!r}",
            )


def _typed(exchange: Exchange) -> bool:
    return _whole(exchange) and "headers" not in exchange.lost


@check("chat.content-type", applies=_typed)
def a_completion_is_typed_as_json(exchange: Exchange) -> Iterator[Finding]:
    """The content type of a completion is that of JSON."""
    if exchange.media_type != "application/json":
        came = exchange.media_type or "none"
        yield Finding(pointer="", message=f"expected application/json, got {came}")


def _refused(exchange: Exchange) -> bool:
    return exchange.chats and exchange.method == "POST" and exchange.status in _ENVELOPED


@check("chat.envelope", applies=_refused)
def what_refuses_a_chat_has_an_error(exchange: Exchange) -> Iterator[Finding]:
    """What refuses a chat is a JSON object with an error in it."""
    if not mapping(exchange.json, "error"):
        came = exchange.media_type or "no content type"
        yield Finding(pointer="", message=f"expected an error as JSON, got {came} without one")


# What it counts.


@check("chat.usage-present", applies=_whole)
def a_completion_tells_its_usage(exchange: Exchange) -> Iterator[Finding]:
    """A completion in one piece has counts of tokens."""
    if not any(is_count(each) for each in exchange.chat_usage.values()):
        told = exchange.chat_usage or "nothing"
        yield Finding(pointer="/usage", message=f"expected token counts, got {told}")


def _counted(exchange: Exchange) -> bool:
    return any("total_tokens" in each.value for each in chat.usages(exchange))


@check("chat.usage-total", applies=_counted)
def the_total_of_a_chat_is_the_sum(exchange: Exchange) -> Iterator[Finding]:
    """The total is the prompt and the completion together."""
    for place, usage in chat.usages(exchange):
        summands = [usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)]
        total = usage.get("total_tokens")
        if is_count(total) and all(map(is_count, summands)) and total != sum(summands):
            yield Finding(
                pointer=f"{place}/total_tokens",
                message=f"expected the sum of {summands}, {sum(summands)}; got {total}",
            )


_WITHIN = (
    ("prompt_tokens", "prompt_tokens_details", "cached_tokens"),
    ("completion_tokens", "completion_tokens_details", "reasoning_tokens"),
)


def _shares(exchange: Exchange) -> Iterator[tuple[str, int, int]]:
    """Yield what is within a count: its pointer, how many tokens it is, and how many that has."""
    for place, usage in chat.usages(exchange):
        for name, details, part in _WITHIN:
            whole, some = whole_number(usage, name), whole_number(usage.get(details), part)
            if whole is not None and some is not None:
                yield f"{place}/{details}/{part}", some, whole


@check("chat.usage-within", applies=lambda exchange: any(_shares(exchange)))
def details_of_a_chat_are_within_their_counts(exchange: Exchange) -> Iterator[Finding]:
    """Cached tokens are among those of the prompt, thoughts among those of the completion."""
    for pointer, some, whole in _shares(exchange):
        if some > whole:
            yield Finding(pointer=pointer, message=f"expected at most {whole}, got {some}")
