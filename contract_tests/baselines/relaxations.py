"""What of the contract became weaker: claims, checks, schemas.

The contract as it stands is a sorted list of lines: ``claim ID ORIGIN GRADE``, ``check NAME CLAIM
MOOD``, and the lines of `constraints`. Two such lists are compared, and only what is weaker now is
told: a suite that was loosened to get green must not look as if it had been mended.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from contract_tests import checks as _checks  # noqa: F401 - registers them
from contract_tests.baselines import constraints
from contract_tests.check import CHECKS
from contract_tests.claims import claims
from mockserver.schemas import documents

_GRADES = ("inferred", "observed", "documented")  # a later one binds more
_LOWEST = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
_HIGHEST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
_JUDGED = ("comet/", "errors/", "gemini/", "openai/")


class Relaxation(NamedTuple):
    """Something that is weaker now: the line that was, and the one that is; "" for none."""

    was: str
    now: str

    def __str__(self) -> str:
        if self == EDITED:
            return "the baseline was edited by hand, and not only its reasons"
        if not self.was:
            return f"new: {self.now}"
        return f"{self.was}: now {self.now}" if self.now else f"gone: {self.was}"


EDITED = Relaxation("seal", "broken")


def contract() -> tuple[str, ...]:
    """Return the lines of the contract as it stands."""
    return (
        *sorted(f"check {each.name} {each.claim} {each.mood}" for each in CHECKS.values()),
        *sorted(
            f"claim {claim.id} {origin} {grade}"
            for claim in claims().values()
            for origin, grade in claim.grades.items()
        ),
        *_judged(),
    )


@cache
def _judged() -> tuple[str, ...]:
    judged = {path: each for path, each in documents().items() if path.startswith(_JUDGED)}
    return tuple(constraints.lines(judged))


def relaxations(was: Iterable[str], now: Iterable[str]) -> list[Relaxation]:
    """Return what is weaker in *now* than it was, sorted.

    Something narrowed beside it excuses nothing.
    """
    return sorted(_compared(_Contract.read(was), _Contract.read(now)))


def in_force(former: Iterable[Relaxation]) -> set[Relaxation]:
    """Return those of some relaxations as which the contract is still as weak."""
    lines = frozenset(contract())
    now = _Contract.read(lines)
    return {each for each in former if each == EDITED or _lasts(each, lines, now)}


def _lasts(relaxation: Relaxation, lines: Collection[str], now: "_Contract") -> bool:
    if not relaxation.was:
        return relaxation.now in lines
    weaker = _compared(_Contract.read([relaxation.was]), now)
    return relaxation.was in {each.was for each in weaker}


def _compared(was: "_Contract", now: "_Contract") -> set[Relaxation]:
    return {*_claims(was, now), *_rules(was, now), *_demanded(was, now), *_permitted(was, now)}


@dataclass(slots=True)
class _Contract:
    """The lines of a contract, parsed: claims by id and origin, checks by name, rules by place."""

    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    checks: dict[str, tuple[str, float]] = field(default_factory=dict)
    must: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    may: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, lines: Iterable[str]) -> "_Contract":
        """Parse lines.

        Raises:
            LookupError, ValueError: One of them isn't such a line.
        """
        found = cls()
        for line in lines:
            kind, name, one, *rest = line.split(" ", 4)
            if kind == "claim":
                found.claims[name, one] = _GRADES[_GRADES.index(rest[0])]
            elif kind == "check":
                found.checks[name] = (one, float(rest[0]))
            else:
                json.loads(rest[1])
                side = {"must": found.must, "may": found.may}[one]
                side.setdefault(name, {}).setdefault(rest[0], set()).add(rest[1])
        return found


def _claims(was: _Contract, now: _Contract) -> Iterator[Relaxation]:
    for (claim, origin), grade in was.claims.items():
        present = now.claims.get((claim, origin), "")
        if not present or _GRADES.index(present) < _GRADES.index(grade):
            yield Relaxation(
                f"claim {claim} {origin} {grade}",
                f"claim {claim} {origin} {present}" if present else "",
            )


def _rules(was: _Contract, now: _Contract) -> Iterator[Relaxation]:
    for name, (claim, mood) in was.checks.items():
        other, present = now.checks.get(name, ("", 1.0))
        if other != claim or present > mood:
            after = f"check {name} {other} {present}" if other else ""
            yield Relaxation(f"check {name} {claim} {mood}", after)


def _demanded(was: _Contract, now: _Contract) -> Iterator[Relaxation]:
    for place, rules in was.must.items():
        after = now.must.get(place, {})
        if after:  # else it went with the member that it was about
            for keyword, values in rules.items():
                yield from _lost(place, keyword, values, after)


def _permitted(was: _Contract, now: _Contract) -> Iterator[Relaxation]:
    for place, permissions in now.may.items():
        for keyword, values in permissions.items():
            if keyword in was.must.get(place, {}):  # else all was allowed, and this narrows it
                new = values - was.may.get(place, {}).get(keyword, set())
                yield from (Relaxation("", f"schema {place} may {keyword} {x}") for x in new)


def _lost(
    place: str, keyword: str, values: Collection[str], now: dict[str, set[str]]
) -> Iterator[Relaxation]:
    present = now.get(keyword, set())
    for value in sorted(set(values) - present):
        if not any(_as_strict(keyword, json.loads(value), json.loads(x)) for x in present):
            after = ""
            if keyword != "required" and present:
                after = f"schema {place} must {keyword} {min(present)}"
            yield Relaxation(f"schema {place} must {keyword} {value}", after)


def _as_strict(keyword: str, was: Any, now: Any) -> bool:
    if keyword in _LOWEST:
        return bool(now >= was)
    return bool(now <= was) if keyword in _HIGHEST else False
