"""Which stub answers a call, or which came nearest."""

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mockserver.difference import Difference, NearMiss
from mockserver.stubs.asked import Asked
from mockserver.stubs.matching import GENERATING, differences, operations
from mockserver.stubs.stub import Stub

_SHOWN = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Situation:
    """What happened before: how often each stub answered, and in which state each scenario is."""

    used: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The stub for a call, and how often it answered before; or none, and those that came nearest.

    *concerned* is False of an operation that no stub is about, and that stubs needn't be about: what
    only generates nothing, such as a list of models.
    """

    stub: Stub | None = None
    turn: int = 0
    near: tuple[NearMiss, ...] = ()
    concerned: bool = True


def find(stubs: Iterable[Stub], asked: Asked, situation: Situation) -> Found:
    """Find the stub that answers a call: the first without a difference, of the highest priority."""
    missed: list[NearMiss] = []
    concerned = asked.operation in GENERATING
    for each in sorted(stubs, key=lambda each: -each.priority):
        apart = (*differences(each.match, asked), *_not_now(each, situation))
        if not apart:
            return Found(each, situation.used.get(each.name, 0))
        concerned = concerned or asked.operation in operations(each.match)
        missed.append(NearMiss(each.name, apart))
    if not concerned:
        return Found(concerned=False)
    return Found(near=tuple(heapq.nsmallest(_SHOWN, missed, key=_distance)))


def _distance(miss: NearMiss) -> tuple[bool, int, float]:
    """Return how far a stub is from a call: by the number of differences, then by how great they are.

    One for another operation is farther than any for this one.
    """
    alike = sum(_alike(each) for each in miss.differences)
    return miss.differences[0].what == "operation", len(miss.differences), -alike


def _alike(difference: Difference) -> float:
    """Return the share of what was wanted, in words, that came."""
    wanted, got = (set(_WORD.findall(x.casefold())) for x in (difference.wanted, difference.got))
    return len(wanted & got) / len(wanted) if wanted else 0.0


def _not_now(stub: Stub, situation: Situation) -> Iterator[Difference]:
    """Yield why a stub doesn't answer now, whatever the call."""
    used = situation.used.get(stub.name, 0)
    if stub.times is not None and used >= stub.times:
        yield Difference("times", f"at most {stub.times}", f"it has answered {used}")
    scenario = stub.scenario
    if scenario and scenario.state is not None:
        state = situation.states.get(scenario.name, "")
        if state != scenario.state:
            yield Difference(f"scenario {scenario.name}", repr(scenario.state), repr(state))
