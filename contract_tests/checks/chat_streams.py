"""Checks of chats that are streamed: their events, what agrees in all chunks, and how they end."""

from collections.abc import Callable, Iterator
from typing import Any

from contract_tests.check import check
from contract_tests.checks.framing import blocks, data_of
from contract_tests.exchange import Exchange, as_json
from contract_tests.findings import Finding
from contract_tests.reading import chat
from contract_tests.reading.members import mapping, text, whole_number
from contract_tests.reading.places import Placed, below

_DONE = "[DONE]"
_SHOWN = 60


def _typed(exchange: Exchange) -> bool:
    return chat.is_stream(exchange) and "headers" not in exchange.lost


@check("chat.sse-content-type", applies=_typed)
def a_streamed_chat_is_typed_as_events(exchange: Exchange) -> Iterator[Finding]:
    """The content type of a streamed chat is that of server-sent events."""
    if exchange.media_type != "text/event-stream":
        came = exchange.media_type or "none"
        yield Finding(pointer="", message=f"expected text/event-stream, got {came}")


def _raw(exchange: Exchange) -> bool:
    return chat.is_stream(exchange) and bool(exchange.body) and "raw" not in exchange.lost


@check("chat.events", applies=_raw)
def events_of_a_chat_are_lines_of_data(exchange: Exchange) -> Iterator[Finding]:
    """Each event of a chat is one line of data: a JSON object, or [DONE]."""
    for number, lines in blocks(exchange):
        told = [data_of(each) for each in lines if each.startswith("data:")]
        good = told == [_DONE] or (len(told) == 1 and isinstance(as_json(told[0]), dict))
        if not good or len(told) != len(lines):
            yield Finding(
                pointer=f"/{number}",
                message=f"expected one data: line, got {' / '.join(lines)[:_SHOWN]!r}",
            )


def _failed(exchange: Exchange) -> bool:
    return any("error" in each for each in exchange.answers)


@check("chat.done", applies=lambda exchange: _raw(exchange) and not _failed(exchange))
def done_ends_a_chat(exchange: Exchange) -> Iterator[Finding]:
    """[DONE] is the last event of a chat, and comes once."""
    events = exchange.events
    if events[-1:] != (_DONE,):
        yield Finding(pointer="", message=f"expected [DONE] last, got {_last(events)}")
    if events.count(_DONE) > 1:
        yield Finding(
            pointer="", message=f"expected [DONE] once, got it {events.count(_DONE)} times"
        )


def _last(events: tuple[str, ...]) -> str:
    return repr(events[-1][:_SHOWN]) if events else "no event"


# What agrees in all chunks.


def _chunked(name: str) -> Callable[[Exchange], bool]:
    return lambda exchange: (
        chat.is_stream(exchange) and sum(bool(each.get(name)) for each in exchange.completions) > 1
    )


def _one(exchange: Exchange, name: str) -> Iterator[Finding]:
    # Azure's first chunk tells nothing of these, only what its filters say of the prompt.
    told = [(place, each[name]) for place, each in chat.answers(exchange) if each.get(name)]
    other = next(((place, each) for place, each in told if each != told[0][1]), None)
    if other:
        yield Finding(
            pointer=f"{other[0]}/{name}",
            message=f"expected {told[0][1]!r} in every chunk, got {other[1]!r}",
        )


@check("chat.one-id", applies=_chunked("id"))
def a_streamed_chat_has_one_id(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a chat have the same id."""
    yield from _one(exchange, "id")


@check("chat.one-time", applies=_chunked("created"))
def a_streamed_chat_has_one_time(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a chat have the same time."""
    yield from _one(exchange, "created")


@check("chat.one-model", applies=_chunked("model"))
def a_streamed_chat_has_one_model(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a chat name the same model."""
    yield from _one(exchange, "model")


# How choices begin and end.


def _has_pieces(exchange: Exchange) -> bool:
    return chat.is_stream(exchange) and bool(chat.pieces(exchange))


@check("chat.role-first", applies=_has_pieces)
def the_first_delta_says_the_role(exchange: Exchange) -> Iterator[Finding]:
    """The first delta of each choice has the role."""
    for pieces in chat.pieces(exchange).values():
        place, first = pieces[0]
        if not text(mapping(first, "delta"), "role"):
            told = first.get("delta")
            yield Finding(pointer=f"{place}/delta/role", message=f"expected a role, got {told}")


@check("chat.finish-once", applies=lambda each: _has_pieces(each) and not _failed(each))
def a_choice_ends_once_and_last(exchange: Exchange) -> Iterator[Finding]:
    """Each choice that says something has one finish reason, in the last chunk that is about it."""
    for pieces in chat.pieces(exchange).values():
        if len(pieces) == 1 and not _says(pieces[0]):
            continue  # a prompt that was blocked: nothing is said, nor why (inferred)
        ends = [place for place, each in pieces if each.get("finish_reason") is not None]
        if ends != [pieces[-1].pointer]:
            yield Finding(
                pointer=f"{(ends or [pieces[-1].pointer])[0]}/finish_reason",
                message=f"expected one finish_reason, in the last chunk; got {len(ends)}"
                f"{', the first before it' if ends and ends[0] != pieces[-1].pointer else ''}",
            )


def _says(piece: Placed) -> bool:
    delta = mapping(piece.value, "delta")
    return bool(text(delta, "content") or delta.get("tool_calls"))


def _call_pieces(exchange: Exchange) -> dict[tuple[int, int], list[Placed]]:
    """Return the pieces of each call, by the indexes of its choice and its own."""
    found: dict[tuple[int, int], list[Placed]] = {}
    for choice, pieces in chat.pieces(exchange).items():
        for place, each in pieces:
            for piece in below(f"{place}/delta", mapping(each, "delta"), "tool_calls"):
                index = whole_number(piece.value, "index")
                found.setdefault((choice, -1 if index is None else index), []).append(piece)
    return found


def _calls_in_pieces(exchange: Exchange) -> bool:
    return chat.is_stream(exchange) and bool(_call_pieces(exchange))


@check("chat.call-pieces", applies=_calls_in_pieces)
def a_call_begins_with_its_id(exchange: Exchange) -> Iterator[Finding]:
    """The first piece of a call has its id and name, no later one does; calls are counted from 0."""
    for (_, index), (first, *later) in _call_pieces(exchange).items():
        if not (_told(first)["id"] and _told(first)["name"]):
            yield Finding(pointer=first.pointer, message="expected an id and a name at first")
        for each in later:
            if any(_told(each).values()):
                yield Finding(
                    pointer=each.pointer, message=f"expected only arguments, got {_told(each)}"
                )
        if index < 0:
            yield Finding(pointer=f"{first.pointer}/index", message="expected an index, got none")


def _told(piece: Placed) -> dict[str, Any]:
    name = text(mapping(piece.value, "function"), "name")
    return {"id": text(piece.value, "id"), "name": name}


# Usage.


def _includes_usage(exchange: Exchange) -> bool:
    return mapping(exchange.chat, "stream_options").get("include_usage") is True


def _ended(exchange: Exchange) -> bool:
    return _raw(exchange) and _DONE in exchange.events and bool(exchange.completions)


@check("chat.usage-told", applies=lambda each: _ended(each) and _includes_usage(each))
def a_streamed_chat_tells_usage_if_asked(exchange: Exchange) -> Iterator[Finding]:
    """With include_usage some chunk has the usage."""
    if not exchange.chat_usage:
        yield Finding(pointer="/0/usage", message="expected a usage with include_usage, got none")


def _asks_no_usage(exchange: Exchange) -> bool:
    told = bool(exchange.chat) and bool(exchange.completions)
    return chat.is_stream(exchange) and told and not _includes_usage(exchange)


@check("chat.usage-asked", applies=_asks_no_usage)
def a_streamed_chat_tells_no_usage_unasked(exchange: Exchange) -> Iterator[Finding]:
    """Without include_usage no chunk has a usage."""
    for place, _ in chat.usages(exchange):
        yield Finding(pointer=place, message="expected none without include_usage")


def _tells_usage(exchange: Exchange) -> bool:
    return chat.is_stream(exchange) and any(chat.usages(exchange))


@check("chat.usage-last", applies=_tells_usage)
def the_usage_of_a_chat_comes_last(exchange: Exchange) -> Iterator[Finding]:
    """The usage stands in the last chunk, and in no other."""
    *_, (last, _) = chat.answers(exchange)
    for place, _ in chat.usages(exchange):
        if place != f"{last}/usage":
            yield Finding(pointer=place, message=f"expected it in the last chunk, {last}")


@check("chat.usage-apart", applies=_tells_usage)
def the_usage_of_a_chat_stands_alone(exchange: Exchange) -> Iterator[Finding]:
    """The choices of a chunk with a usage are an empty list."""
    for place, each in chat.answers(exchange):
        if mapping(each, "usage") and each.get("choices") != []:
            yield Finding(
                pointer=f"{place}/choices", message="expected no choices beside the usage"
            )
