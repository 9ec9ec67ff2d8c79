"""Which stub answers a call, or which came nearest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mockserver.difference import Difference, NearMiss
from mockserver.stubs.asked import Asked
from mockserver.stubs.matching import differences
from mockserver.stubs.stub import Stub

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Situation:
    """What happened before: how often each stub answered, and in which state each scenario is."""

    used: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The stub for a call, and how often it answered before; or none, and those that came nearest."""

    stub: Stub | None = None
    turn: int = 0
    near: tuple[NearMiss, ...] = ()


def find(stubs: Iterable[Stub], asked: Asked, situation: Situation) -> Found:
    """Find the stub that answers a call: the first without a difference, of the highest priority."""
    missed: list[NearMiss] = []
    for each in sorted(stubs, key=lambda each: -each.priority):
        apart = (*differences(each.match, asked), *_not_now(each, situation))
        if not apart:
            return Found(each, situation.used.get(each.name, 0))
        missed.append(NearMiss(each.name, apart))
    return Found(near=tuple(sorted(missed, key=lambda each: len(each.differences))[:_SHOWN]))


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
