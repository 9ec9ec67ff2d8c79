"""The responses, candidates and parts of an answer with their JSON pointers, as findings name them.

What is malformed is left out: the check of the schemas tells of it, and no other has to mind.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from contract_tests.exchange import Exchange

Placed = tuple[str, dict[str, Any]]


def responses(exchange: Exchange) -> Iterator[Placed]:
    """Yield the responses; those of a stream by the number of their chunk."""
    many = exchange.streams or len(exchange.answers) > 1
    for number, each in enumerate(exchange.answers if exchange.generates else ()):
        if "error" not in each:
            yield f"/{number}" if many else "", each


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
            yield f"{place}/{name}/{number}", each


def mapping(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the object that *holder* has under a name; an empty one if there is none."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def is_count(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; JSON's true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)
