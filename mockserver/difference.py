"""How a call falls short of what a stub asks for. A match is no difference."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is asked for and isn't so: *what* in words, what was *wanted*, what was *got*."""

    what: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.what}: wanted {self.wanted}, got {self.got}"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A stub that didn't match, and why; the nearest has the fewest differences."""

    stub: str
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        return f"{self.stub} ({'; '.join(map(str, self.differences))})"


def told(near: Iterable[NearMiss]) -> str:
    """Write the stubs that came nearest, each with its differences, in lines of their own."""
    lines = [
        line
        for each in near
        for line in (f"  {each.stub}", *(f"    {apart}" for apart in each.differences))
    ]
    return "\n".join(["Nearest:", *lines]) if lines else "There is none at all."
