"""Draws from a strategy as Hypothesis does in a test, and counts what is told by `hypothesis.event`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.statistics import collector

T = TypeVar("T")

RUNS, EXAMPLES = 4, 200  # what takes fewer to show says so


@dataclass(frozen=True)
class Drawn:
    """Examples, and in what share of them each event was told."""

    examples: tuple[Any, ...]
    shares: Mapping[str, float]

    def rare(self, kind: str, names: Any, least: float = 0.002) -> dict[str, float]:
        """The names of a kind that fewer examples than that have, with the share that has them.

        Of 800 draws two are enough, of 400 one, since they come in clumps: `make strategies` draws more.
        """
        found = {each: self.shares.get(f"{kind}: {each}", 0.0) for each in names}
        return {each: share for each, share in found.items() if share < least}

    def told(self, kind: str) -> set[str]:
        """The names of a kind that were told."""
        return {
            each.removeprefix(f"{kind}: ") for each in self.shares if each.startswith(f"{kind}: ")
        }


def drawn(
    strategy: st.SearchStrategy[Any], count: int = EXAMPLES, *, runs: int = RUNS, first: int = 0
) -> Drawn:
    """Draw in several runs, from the seed *first* on: within one Hypothesis varies what it had.

    The same examples come each time, as long as the same modules are loaded: it draws their constants, too.
    """
    examples: list[Any] = []
    statistics: list[Any] = []
    for number in range(first, first + runs):
        with collector.with_value(statistics.append):  # type: ignore[arg-type]
            _run(strategy, examples, count, number)
    cases = [
        case
        for each in statistics
        for case in each["generate-phase"]["test-cases"]
        if case["status"] == "valid"
    ]
    # Hypothesis tells of its own, without a kind.
    told = Counter(event for each in cases for event in each["events"] if ": " in event)
    return Drawn(tuple(examples), {each: told[each] / len(cases) for each in sorted(told)})


def _run(strategy: st.SearchStrategy[Any], examples: list[Any], count: int, number: int) -> None:
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @seed(number)
    @given(strategy)
    def draw(example: Any) -> None:
        examples.append(example)

    draw()


@cache
def of(make: Callable[..., st.SearchStrategy[Any]], dialect: str, runs: int = RUNS) -> Drawn:
    """Draw from a strategy of a dialect, once for all tests of a file."""
    return drawn(make(dialect=dialect), runs=runs)


def minimal(strategy: st.SearchStrategy[T], fits: Callable[[T], bool]) -> T:
    """The example that a failing test would show, if it failed for those that fit; the same each time."""
    # Explaining tries others behind the smallest, and `find` keeps the last that fits.
    phases = [Phase.generate, Phase.shrink]
    wanted = settings(database=None, derandomize=True, phases=phases, max_examples=5_000)
    return find(strategy, fits, settings=wanted)
