"""The decorator for checks, and how an exchange goes through them.

A check is a generator: it takes an `Exchange` and yields a `Finding` for each thing that violates its
claim. ``applies`` says which exchanges it can say anything about: a claim that no exchange touched
isn't kept, it wasn't looked at. ``mood`` is the share of exchanges in which a model, whose mood
differs from day to day, may violate it: only more than that is held against the API.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from contract_tests.exchange import Exchange
from contract_tests.findings import Finding

Rule = Callable[[Exchange], Iterator[Finding]]

CHECKS: dict[str, "Check"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule over exchanges: its name, the claim it holds, and what its docstring says."""

    name: str
    claim: str
    says: str
    rule: Rule
    applies: Callable[[Exchange], bool]
    mood: float = 0.0


def check(
    claim: str, *, applies: Callable[[Exchange], bool], mood: float = 0.0
) -> Callable[[Rule], Rule]:
    """Make a generator a check that holds *claim*; its name is the function's."""

    def register(rule: Rule) -> Rule:
        name = rule.__name__
        if name in CHECKS:
            msg = f"two checks are called {name}"
            raise ValueError(msg)
        says = (rule.__doc__ or "").strip().partition("\n")[0]
        CHECKS[name] = Check(
            name=name, claim=claim, says=says, rule=rule, applies=applies, mood=mood
        )
        return rule

    return register


def texts(values: Iterable[object]) -> str:
    """Write values for a message: ``1, 2 and 3``."""
    *most, last = [str(each) for each in values] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last
