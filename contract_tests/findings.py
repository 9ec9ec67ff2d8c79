"""What a check finds, and how bad it is.

A documented or observed claim that is violated is *breaking*, an inferred one is *to learn*. A new
field or enum value is *additive*, whatever it violates.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["breaking", "to learn", "additive"]
Grade = Literal["documented", "observed", "inferred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A violation of a claim.

    Checks give *pointer*, *message*, and *additive* if it is; the rest is filled in by who runs them.

    Attributes:
        pointer: JSON pointer into the answer; in a stream its first step is the chunk's number.
        message: What was expected, and what came.
        additive: Whether it is only a field or an enum value that nobody knows yet.
        claim: Which claim it violates.
        check: Which check, or scenario, found it.
        severity: How bad it is.
        source: Where the exchange came from.
        example: What stands there, shortened.
        curl: A command that asks again.
    """

    pointer: str
    message: str
    additive: bool = False
    claim: str = ""
    check: str = ""
    severity: Severity = "breaking"
    source: str = ""
    example: str = ""
    curl: str = ""


def severity(grade: Grade, *, additive: bool = False) -> Severity:
    """Say how bad the violation of a claim of this grade is."""
    if additive:
        return "additive"
    return "to learn" if grade == "inferred" else "breaking"
