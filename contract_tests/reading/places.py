"""The responses, candidates and parts of an answer with their JSON pointers, as findings name them.

What is malformed is left out: the check of the schemas tells of it, and no other has to mind.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contract_tests.exchange import Exchange
from contract_tests.reading.members import mapping


class Placed(NamedTuple):
    """An object in an answer, and the JSON pointer to it; in a stream from the chunk on."""

    pointer: str
    value: dict[str, Any]


def responses(exchange: Exchange) -> Iterator[Placed]:
    """Yield the responses; those of a stream by the number of their chunk."""
    many = exchange.streams or len(exchange.answers) > 1
    for number, each in enumerate(exchange.answers if exchange.generates else ()):
        if "error" not in each:
            yield Placed(f"/{number}" if many else "", each)


def candidates(exchange: Exchange) -> Iterator[Placed]:
    """Yield the candidates of each response."""
    for place, each in responses(exchange):
        yield from below(place, each, "candidates")


def parts(exchange: Exchange) -> Iterator[Placed]:
    """Yield the parts of each candidate of each response."""
    for place, each in candidates(exchange):
        yield from below(f"{place}/content", mapping(each, "content"), "parts")


def below(place: str, holder: Mapping[str, Any], name: str) -> Iterator[Placed]:
    """Yield the objects of a list that *holder*, at *place*, has under a name."""
    value = holder.get(name)
    for number, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            yield Placed(f"{place}/{name}/{number}", each)
