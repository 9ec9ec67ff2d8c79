"""``python -m benchmarks.strategies [NAME...]``: how fast the public strategies draw, and what.

Exit code 0, or 2 if a name is that of no strategy.
"""

import argparse
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from hypothesis import strategies as st

from contract_tests import strategies
from tests.drawing import Drawn, drawn

BEGIN = "<!-- begin: make strategies -->\n"
END = "<!-- end: make strategies -->\n"
_ROUND = 200  # examples that are timed together
_RUN = 500  # examples that are drawn in one run, to count

Make = Callable[[], st.SearchStrategy[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of a strategy.

    Attributes:
        name: Its name.
        rate: Examples a second of processor time: the median of the rounds.
        ratio: Its rate as a share of the floor's, measured in turn with it.
        drawn: What it told while it drew.
    """

    name: str
    rate: float
    ratio: float
    drawn: Drawn


def public() -> Mapping[str, Make]:
    """Return every public strategy that can be made without being given anything."""
    found = {name: getattr(strategies, name) for name in strategies.__all__}
    return {name: each for name, each in found.items() if _is_made_of_nothing(each)}


def _is_made_of_nothing(value: object) -> bool:
    if not inspect.isfunction(value):
        return False
    parameters = inspect.signature(value).parameters.values()
    return all(each.default is not inspect.Parameter.empty for each in parameters)


def measured(name: str, make: Make, *, examples: int, rounds: int) -> Measured:
    """Measure a strategy beside the floor, `st.text`, round by round; then count what it draws."""
    floor, rates = [], []
    for _ in range(rounds):
        floor.append(_rate(st.text()))
        rates.append(_rate(make()))
    told = drawn(make(), min(examples, _RUN), runs=max(1, examples // _RUN))
    pairs = zip(rates, floor, strict=True)
    return Measured(
        name=name, rate=median(rates), ratio=median(one / other for one, other in pairs), drawn=told
    )


def _rate(strategy: st.SearchStrategy[Any]) -> float:
    begun = process_time()
    drawn(strategy, _ROUND, runs=1)
    return _ROUND / (process_time() - begun)


def written(results: Iterable[Measured]) -> str:
    """Write the section, in Markdown: how fast each is, and each event with its share."""
    found = list(results)
    examples = min(len(each.drawn.examples) for each in found)
    return "\n".join([
        BEGIN,
        f"Of {examples:,} examples each; `st.text()` of Hypothesis is the floor, measured in turn.",
        "",
        "| strategy | examples a second of one core | of the floor |",
        "|---|---|---|",
        *(f"| `{each.name}` | {each.rate:.0f} | {each.ratio:.0%} |" for each in found),
        *(line for each in found for line in _shares(each)),
        "",
        END,
    ])  # fmt: skip


def _shares(result: Measured) -> Iterator[str]:
    kinds: dict[str, list[tuple[str, float]]] = {}
    for event, share in result.drawn.shares.items():
        kind, _, name = event.partition(": ")
        kinds.setdefault(kind, []).append((name, share))
    if kinds:
        yield from ("", f"### {result.name}, by what is told", "", "| kind | in so many examples |")
        yield "|---|---|"
    for kind, shares in kinds.items():
        listed = sorted(shares, key=lambda each: (-each[1], each[0]))
        yield f"| {kind} | {', '.join(f'{name} {share:.1%}' for name, share in listed)} |"


def replaced(page: str, section: str) -> str:
    """Return a page with its section between the marks replaced.

    Raises:
        ValueError: The page hasn't both marks.
    """
    before, begun, rest = page.partition(BEGIN)
    _, ended, behind = rest.partition(END)
    if not (begun and ended):
        msg = f"expected a page with {BEGIN.strip()} and {END.strip()}, got one without"
        raise ValueError(msg)
    return before + section + behind


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line says, everything if nothing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strategies")
    parser.add_argument("names", nargs="*", help="strategies (all)")
    parser.add_argument("--examples", type=int, default=10_000, help="examples to count in (10000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds to time (5)")
    parser.add_argument("--write", type=Path, help="the page whose section is to be replaced")
    options = parser.parse_args(arguments)
    table = public()
    if unknown := sorted(set(options.names) - table.keys()):
        parser.error(f"expected some of {', '.join(table)}; got {', '.join(unknown)}")
    section = written(
        measured(name, table[name], examples=options.examples, rounds=options.rounds)
        for name in options.names or table
    )
    if options.write:
        page = replaced(options.write.read_text("utf-8"), section)
        options.write.write_text(page, "utf-8")
    print(section)  # noqa: T201 - it is a command
    return 0


if __name__ == "__main__":
    sys.exit(main())
