"""How what is sent is cut into writes: a shape is tried in several ways."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract_tests.fuzzing.client.shapes import Shape
from mockserver.faults import Planned, parse

_KINDS = {"content", "events", "body"}


@dataclass(frozen=True, slots=True)
class Chunking:
    """A way to cut what is sent: a fault, "" to send frame by frame."""

    name: str
    spec: str

    def suits(self, shape: Shape, *, streams: bool) -> bool:
        """Whether it makes a difference to a shape, for a client that asks for streams, or doesn't.

        What a good client bears is tried in every way. What it reports is broken however it is cut, so that
        it is tried frame by frame and byte by byte, and what never comes, or in place of a body, at once.
        """
        if not self.planned:
            return True
        fault = self.planned[0].fault
        if shape.fault is fault or ("a stream" in fault.needs and not streams):
            return False
        if shape.client == "bears" or shape.fault is None:
            return True
        return self.name == "bytes" and shape.fault.kind in _KINDS

    def beside(self, shape: Shape) -> tuple[str, ...]:
        """Return the faults of a shape and its own, in the order in which none undoes another."""
        # What cuts in time makes new frames, without the waits of the old ones.
        first = any(each.fault.kind == "time" for each in self.planned)
        specs = (self.spec, shape.spec) if first else (shape.spec, self.spec)
        return tuple(filter(None, specs))

    @property
    def planned(self) -> tuple[Planned, ...]:
        """Its faults, read."""
        return parse(self.spec) if self.spec else ()


CHUNKINGS: Mapping[str, Chunking] = {
    name: Chunking(name, spec)
    for name, spec in {
        "frames": "",
        "bytes": "dribble; size=1",
        "threes": "dribble; size=3",
        "sevens": "dribble; size=7",
        "joined": "joined",
        "in_character": "split_character",
        "in_data": "split_data",
    }.items()
}
