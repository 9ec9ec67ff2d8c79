"""A whole run: the outcomes put together, claim by claim, and the verdict."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from typing import Literal

from contract_tests.check import CHECKS
from contract_tests.claims import Claim, applying
from contract_tests.findings import Finding
from contract_tests.grouping import Key, key
from contract_tests.models import price
from contract_tests.outcome import Outcome

State = Literal["kept", "broken", "to learn", "known", "could not check", "not looked at"]
Verdict = Literal[
    "kept", "broken", "relaxed", "could not check", "skipped", "too dear", "interrupted"
]

EXIT_CODES: Mapping[Verdict, int] = {
    "kept": 0, "skipped": 0, "broken": 1, "relaxed": 1, "could not check": 4, "too dear": 5,
    "interrupted": 130,
}  # fmt: skip
_RARE = 0.05  # the chance below which it isn't a mood any more
USAGE = 2
INTERRUPTED = "interrupted"  # why a run stopped that somebody broke off
BAD_FILES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one claim: how often it was looked at, and what was found.

    *moody* are findings that a model's mood explains: too few of the looks to hold against the API.
    """

    claim: Claim
    state: State
    looked: int = 0
    findings: tuple[Finding, ...] = ()
    moody: tuple[Finding, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a run.

    Attributes:
        target, dialect, models: What was asked, by whose claims, with which models.
        outcomes: What came of each scenario or capture.
        claims: What came of each claim that applies.
        known: Findings that the baseline has accepted.
        reasons: Why, by the key of a finding.
        baseline: The baseline's file, "" if there is none.
        relaxed: What was only widened since the baseline, or accepted without a reason.
        dear: Whether the answers cost money.
        started, seconds: When the run began, and how long it took.
        stopped: Why nothing, or not all, was sent; "" if all was.
        too_dear: Whether the cost cap ended it.
    """

    target: str
    dialect: str
    models: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    claims: tuple[Held, ...] = ()
    known: tuple[Finding, ...] = ()
    reasons: Mapping[Key, str] = field(default_factory=dict)
    baseline: str = ""
    relaxed: tuple[str, ...] = ()
    dear: bool = False
    started: str = ""
    seconds: float = 0.0
    stopped: str = ""
    too_dear: bool = False
    skipped: bool = False

    @property
    def verdict(self) -> Verdict:
        """The worst that can be said."""
        states = {each.state for each in self.claims}
        if self.stopped == INTERRUPTED:
            return "interrupted"
        if "broken" in states:
            return "broken"
        if self.too_dear:
            return "too dear"
        if self.relaxed:
            return "relaxed"
        if self.skipped:
            return "skipped"
        nothing = not states - {"not looked at"}
        return "could not check" if nothing or "could not check" in states else "kept"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the verdict rests on."""
        return tuple(each for held in self.claims for each in held.findings)

    @property
    def cost(self) -> float:
        """What the answers cost, in USD, by the prices of ``models.toml``."""
        return sum(
            price(each.model).cost(prompt=each.prompt, output=each.output, pictures=each.pictures)
            for outcome in self.outcomes
            for each in (*outcome.sent, *outcome.aside)
        )


def assembled(
    outcomes: Iterable[Outcome], *, dialect: str, known: Collection[Key] = ()
) -> tuple[tuple[Held, ...], tuple[Finding, ...]]:
    """Put outcomes together; return what came of each claim, and the findings that were known."""
    outcomes = tuple(outcomes)
    looked, bad = _summed(outcomes, "looked"), _summed(outcomes, "bad")
    found = [each for outcome in outcomes for each in outcome.findings]
    held = tuple(
        _held(each, outcomes, [x for x in found if x.claim == each.id], (looked, bad), known)
        for each in applying(dialect).values()
    )  # fmt: skip
    return held, tuple(each for each in found if key(each) in known)


def _summed(outcomes: Iterable[Outcome], what: Literal["looked", "bad"]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in outcomes:
        total.update(getattr(each, what))
    return total


def _held(
    claim: Claim,
    outcomes: Iterable[Outcome],
    found: Iterable[Finding],
    counts: tuple[Counter[str], Counter[str]],
    known: Collection[Key],
) -> Held:
    looked, bad = counts
    accepted = [each for each in found if key(each) in known]
    found = [each for each in found if key(each) not in known]
    mine = [each for each in looked if each.partition(" ")[0] == claim.id]
    moody_checks = {
        each.partition(" ")[2] for each in mine if is_moody(_mood(each), bad[each], looked[each])
    }
    moody = tuple(each for each in found if each.check in moody_checks)
    counted = tuple(each for each in found if each.check not in moody_checks)
    scenarios = [each for each in outcomes if claim.id in each.claims]
    looks = sum(looked[each] for each in mine) + sum(
        each.state in _telling(claim) for each in scenarios
    )
    unchecked = [each for each in scenarios if each.state == "could not check"]
    return Held(
        claim=claim,
        state=_state(counted, accepted, looks, unchecked),
        looked=looks,
        findings=counted,
        moody=moody,
        reason=unchecked[0].reason if unchecked else "",
    )


def _telling(claim: Claim) -> Collection[str]:
    """Return the ends of a scenario that say something of a claim that it holds.

    Where a check holds it too, that a scenario passed says nothing: it only sent something for the
    check to look at.
    """
    checked = any(each.claim == claim.id for each in CHECKS.values())
    return {"failed", "to learn"} if checked else {"passed", "failed", "to learn"}


def is_moody(mood: float, bad: int, looked: int) -> bool:
    """Whether a model of this *mood* explains so many *bad* looks, of those that looked.

    It does if there are no more than its share, and also if they are few for so few looks: if so
    many, or more, would be no rare chance. Where every look is bad, it is no mood.
    """
    if not mood or not 0 < bad < looked:
        return False
    fewer = sum(comb(looked, n) * mood**n * (1 - mood) ** (looked - n) for n in range(bad))
    return bad <= mood * looked or 1 - fewer > _RARE


def _mood(look: str) -> float:
    check = CHECKS.get(look.partition(" ")[2])
    return check.mood if check else 0.0


def _state(
    found: Iterable[Finding],
    accepted: Iterable[Finding],
    looks: int,
    unchecked: list[Outcome],
) -> State:
    severities = {each.severity for each in found}
    if "breaking" in severities:
        return "broken"
    if "to learn" in severities:
        return "to learn"
    if any(each.severity != "additive" for each in accepted):
        return "known"
    if looks:
        return "kept"
    return "could not check" if unchecked else "not looked at"
