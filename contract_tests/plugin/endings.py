"""How a scenario ended, as an outcome: what it asserted, and what the checks saw of its exchanges."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests import asking
from contract_tests.asking.spending import TooDear
from contract_tests.asking.targets import CouldNotCheck, NoKey
from contract_tests.check import CHECKS
from contract_tests.claims import applying, claims
from contract_tests.findings import Finding, severity
from contract_tests.outcome import Outcome, State
from contract_tests.reproducing import curl, shortened
from contract_tests.scenario import Sender

_ASKING = Path(asking.__file__).parent
SENDER = pytest.StashKey[Sender]()
UNCHECKED = pytest.StashKey[CouldNotCheck]()  # why a scenario couldn't be checked


def source(item: pytest.Item) -> str:
    """Name a scenario the same from a checkout and from a wheel."""
    return f"{item.path.name}::{item.nodeid.rpartition('::')[2]}"


def named_claims(item: pytest.Item) -> set[str]:
    """Return the claims that a scenario names; none if it isn't one.

    Raises:
        UsageError: There is no such claim.
    """
    named = {str(each) for mark in item.iter_markers("holds") for each in mark.args}
    if unknown := named - claims().keys():
        msg = f"{item.nodeid} holds claims that there aren't: {', '.join(sorted(unknown))}"
        raise pytest.UsageError(msg)
    return named


def ended(item: pytest.Item, call: pytest.CallInfo[None]) -> Outcome:
    """Return the outcome of a scenario that has ended, in its setup or in its own code."""
    dialect = item.config.getoption("dialect")
    outcome = Outcome(
        source=source(item), claims=sorted(named_claims(item) & applying(dialect).keys())
    )
    sender = item.stash.get(SENDER, None)
    outcome.state, outcome.reason = _end(item, call)
    outcome.too_dear = isinstance(item.stash.get(UNCHECKED, None), TooDear)
    if outcome.state == "failed" and call.excinfo:
        outcome.findings.extend(_broken(outcome, call.excinfo, sender, dialect))
    if sender:
        outcome.take(sender.exchanges, dialect)
        outcome.aside = sender.aside()
    if outcome.state in {"passed", "failed"}:
        outcome.state = _worst(outcome)
    return outcome


def _end(item: pytest.Item, call: pytest.CallInfo[None]) -> tuple[State, str]:
    """Say how it ended, checks aside, and why."""
    if unchecked := item.stash.get(UNCHECKED, None):
        return "no key" if isinstance(unchecked, NoKey) else "could not check", str(unchecked)
    if call.excinfo is None:
        return "passed", ""
    if call.excinfo.errisinstance(pytest.skip.Exception):
        return "skipped", str(call.excinfo.value)
    if call.when == "setup" or _while_asking(call.excinfo):
        return "could not check", f"the suite failed: {call.excinfo.exconly()}"
    return "failed", call.excinfo.exconly()


def _while_asking(error: pytest.ExceptionInfo[BaseException]) -> bool:
    """Whether it was not what came that went wrong, but sending and receiving it."""
    return any(_ASKING in Path(each.path).parents for each in error.traceback)


def _worst(outcome: Outcome) -> State:
    """Return how a scenario ended, by what was found; a mood is only told from the whole run."""
    severities = {
        each.severity
        for each in outcome.findings
        if each.check not in CHECKS or not CHECKS[each.check].mood
    }
    if "breaking" in severities:
        return "failed"
    return "to learn" if "to learn" in severities else "passed"


def _broken(
    outcome: Outcome,
    error: pytest.ExceptionInfo[BaseException],
    sender: Sender | None,
    dialect: str,
) -> Iterator[Finding]:
    """Yield what a scenario that failed says of its claims."""
    last = sender.exchanges[-1] if sender and sender.exchanges else None
    text = str(error.value).partition("\n")[0] or error.exconly()
    name = "" if error.errisinstance(AssertionError) else f"{error.typename}: "
    for claim in outcome.claims:
        yield Finding(
            pointer="",
            message=f"{name}{text}",
            claim=claim,
            check=outcome.source,
            severity=severity(applying(dialect)[claim].grades[dialect]),
            source=outcome.source,
            example=shortened(last.text) if last else "",
            curl=curl(last) if last else "",
        )
