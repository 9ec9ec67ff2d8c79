"""A tape: answers that were recorded, and are given before any is made up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mockserver.difference import NearMiss
from mockserver.exchange import Call, Reply


@dataclass(frozen=True, slots=True)
class Taped:
    """What a tape has for a call: the reply, and the name of its recording; or none, and what came nearest."""

    recording: str = ""
    reply: Reply | None = None
    near: tuple[NearMiss, ...] = ()


class Tape(Protocol):
    """What a mock that replays has besides itself."""

    @property
    def required(self) -> bool:
        """Whether a call that there is no recording of is an error."""
        ...

    def find(self, call: Call, played: Callable[[str], int]) -> Taped:
        """Find the recording for a call; *played* tells how often something was played before."""
        ...
