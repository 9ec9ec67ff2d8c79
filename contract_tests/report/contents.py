"""What a report says, as JSON: every format shows this, so that they can't disagree.

``schemas/contract/report.json`` describes it. A member may be added; one that is taken away or means
something else needs a new `VERSION`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from contract_tests.claims import grade
from contract_tests.grouping import Group, grouped
from contract_tests.report import figures
from contract_tests.report.ledger import ledger
from contract_tests.result import EXIT_CODES, Held, Result, State
from mockserver.version import __version__

VERSION = 1
Contents = dict[str, Any]


def contents(result: Result) -> Contents:
    """Return what a report says of a run."""
    sent = [each for outcome in result.outcomes for each in outcome.sent]
    states = Counter(each.state for each in result.claims)
    return {
        "version": VERSION,
        "suite": __version__,
        "verdict": result.verdict,
        "exit_code": EXIT_CODES[result.verdict],
        "target": result.target,
        "dialect": result.dialect,
        "models": list(result.models),
        "started": result.started,
        "seconds": round(result.seconds, 3),
        "stopped": result.stopped,
        "counts": {state: states[state] for state in get_args(State)},
        "claims": [_claim(each, result) for each in result.claims],
        "findings": list(_findings(result)),
        "could_not_check": _unchecked(result),
        "baseline": result.baseline,
        "relaxed": list(result.relaxed),
        "ledger": ledger(result.outcomes),
        "scenarios": dict(sorted(Counter(each.state for each in result.outcomes).items())),
        "exchanges": len(sent),
        "statuses": figures.statuses(sent),
        "latency": figures.latency(sent),
        "tokens": figures.tokens(sent),
        "cost": figures.cost(result),
    }


def _claim(held: Held, result: Result) -> dict[str, Any]:
    return {
        "id": held.claim.id,
        "says": held.claim.says,
        "places": list(held.claim.places),
        "grade": grade(held.claim, result.dialect),
        "state": held.state,
        "looked": held.looked,
        "findings": len(held.findings),
        "moody": len(held.moody),
        "known": sum(each.claim == held.claim.id for each in result.known),
        "reason": held.reason,
    }


def _findings(result: Result) -> Iterator[dict[str, Any]]:
    """Yield the groups: what counts, what was accepted before, and what a model's mood explains."""
    for each in grouped(result.findings):
        yield _group(each, "new" if result.baseline else "counts", "")
    for each in grouped(result.known):
        yield _group(each, "known", result.reasons.get(each.key, ""))
    for each in grouped(x for held in result.claims for x in held.moody):
        yield _group(each, "moody", "")


def _group(group: Group, standing: str, reason: str) -> dict[str, Any]:
    first = group.first
    return {
        "severity": first.severity,
        "standing": standing,
        "claim": first.claim,
        "check": first.check,
        "pointer": group.pointer,
        "count": group.count,
        "sources": group.sources,
        "reason": reason,
        "message": first.message,
        "source": first.source,
        "at": first.pointer,
        "example": first.example,
        "curl": first.curl,
    }


def _unchecked(result: Result) -> list[dict[str, Any]]:
    by_reason: Mapping[str, list[str]] = defaultdict(list)
    for each in result.outcomes:
        if each.state in {"could not check", "no key"}:
            by_reason[each.reason].append(each.source)
    return [{"reason": reason, "scenarios": some} for reason, some in by_reason.items()]
