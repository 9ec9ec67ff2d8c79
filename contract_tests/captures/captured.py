"""What the checks say of exchanges that were captured, put together as of a run."""

import time
from collections.abc import Iterable, Iterator

from contract_tests.baselines import baseline
from contract_tests.captures.reading import read
from contract_tests.claims import DIALECTS
from contract_tests.exchange import Exchange
from contract_tests.outcome import Outcome
from contract_tests.report import terminal, usable, written
from contract_tests.report.contents import contents
from contract_tests.report.terminal import Line
from contract_tests.result import Result, assembled

__all__ = ["checked", "judged", "lines", "read", "usable", "written"]


def checked(exchanges: Iterable[Exchange], *, target: str, dialect: str) -> Result:
    """Let every check look at captured exchanges, and return what came of it.

    The claims are those of all origins that the exchanges name; *dialect* is that of the others.
    """
    started, start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), time.monotonic()
    outcomes: list[Outcome] = []
    origins: set[str] = set()
    for each in exchanges:
        outcomes.append(outcome := Outcome(source=each.source))
        outcome.take([each], dialect)
        origins.add(each.dialect or dialect)
    whose = "+".join(each for each in DIALECTS if each in origins) or dialect
    held, known = assembled(outcomes, dialect=whose)
    return Result(
        target=target,
        dialect=whose,
        models=tuple(sorted({x.model for each in outcomes for x in each.sent if x.model})),
        outcomes=tuple(outcomes),
        claims=held,
        known=known,
        started=started,
        seconds=time.monotonic() - start,
    )


def judged(result: Result, name: str | None, *, update: bool) -> Result:
    """Return a result by the baseline of that name, which is brought up to date if that is asked.

    Raises:
        BadFile: It isn't a baseline, or one for other origins.
        UsageError: It can't be written.
    """
    found = baseline.accepted(name, result.dialect, update=update)
    if found is None:
        return result
    if update and result.outcomes:
        found = found.updated(result)
        found.write()
    return found.judged(result)


def lines(result: Result) -> Iterator[Line]:
    """Yield what a terminal is told of it."""
    yield from terminal.lines(contents(result))
