"""What chat completions were asked, and what they were answered, with JSON pointers."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.exchange import Exchange
from contract_tests.reading.members import is_count, mapping, rows, text, whole_number
from contract_tests.reading.places import Placed, below

_GOOD = 200


def is_stream(exchange: Exchange) -> bool:
    """Whether it is a chat that was to be answered in pieces, and was answered."""
    return exchange.chats and exchange.in_pieces and exchange.status == _GOOD


def answers(exchange: Exchange) -> Iterator[Placed]:
    """Yield the completion, or the chunks by their number; errors in mid-stream are left out."""
    for number, each in enumerate(exchange.answers if exchange.chats else ()):
        if "error" not in each:
            yield Placed(f"/{number}" if exchange.in_pieces else "", each)


def choices(exchange: Exchange) -> Iterator[Placed]:
    """Yield the choices of each completion or chunk."""
    for place, each in answers(exchange):
        yield from below(place, each, "choices")


def usages(exchange: Exchange) -> Iterator[Placed]:
    """Yield each usage that is told."""
    for place, each in answers(exchange):
        if usage := mapping(each, "usage"):
            yield Placed(f"{place}/usage", usage)


def pieces(exchange: Exchange) -> Mapping[int, list[Placed]]:
    """Return what came of each choice of a stream, by its index."""
    found: dict[int, list[Placed]] = {}
    for each in choices(exchange):
        index = whole_number(each.value, "index")
        if index is not None:
            found.setdefault(index, []).append(each)
    return found


def calls(exchange: Exchange) -> list[Placed]:
    """Return the calls of all choices, whole; in a stream each is told where that ends."""
    return [
        Placed(f"{end(exchange)}/choices/{choice['index']}/message/tool_calls/{number}", each)
        for choice in exchange.choices
        for number, each in enumerate(choice["message"]["tool_calls"])
    ]


def end(exchange: Exchange) -> str:
    """Return the pointer to the completion, or to the last chunk."""
    return f"/{max(len(exchange.answers) - 1, 0)}" if exchange.in_pieces else ""


def functions(exchange: Exchange) -> Mapping[str, dict[str, Any]]:
    """Return the functions that are declared, by name."""
    declared = [mapping(each, "function") for each in rows(exchange.chat, "tools")]
    return {text(each, "name"): each for each in declared}


def most_tokens(exchange: Exchange) -> int:
    """Return how many tokens a choice may have; 0 if nothing limits them, as 0 itself does."""
    told = map(exchange.chat.get, ("max_tokens", "max_completion_tokens"))
    return max((each for each in told if is_count(each)), default=0)


def stops(exchange: Exchange) -> list[str]:
    """Return the sequences to stop at."""
    told = exchange.chat.get("stop")
    found = told if isinstance(told, list) else [told]
    return [each for each in found if isinstance(each, str) and each]
