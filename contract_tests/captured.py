"""What the checks say of exchanges that were captured, put together as of a run."""

from collections.abc import Iterable

from contract_tests.claims import DIALECTS
from contract_tests.exchange import Exchange
from contract_tests.outcome import Outcome
from contract_tests.result import Result, assembled


def checked(exchanges: Iterable[Exchange], *, target: str, dialect: str) -> Result:
    """Let every check look at captured exchanges, and return what came of it.

    The claims are those of all origins that the exchanges name; *dialect* is that of the others.
    """
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
    )
