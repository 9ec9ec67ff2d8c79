"""Why an example failed: what makes two failures the same thing to mend."""

import re
from dataclasses import dataclass
from typing import Literal

from contract_tests.exchange import Exchange
from contract_tests.findings import Severity

Kind = Literal[
    "refused",  # a valid request was
    "accepted",  # an invalid one was
    "status",  # it was refused with another status than predicted
    "error",  # it was refused with other words than predicted
    "server error",
    "no answer",  # the connection was lost, time after time, and the target lives
    "claim",  # a check, or the schema, found what the contract doesn't allow
    "stream",  # put together it isn't the unary answer
    "repetition",  # the same request was answered otherwise
]

_REQUEST_ID = re.compile(r"\(request id: [^)]*\)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\d+")
_LONGEST = 100  # characters of a message that tells one failure from another
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """What two failures have in common if one mending mends both.

    Attributes:
        kind: The kind of failure.
        what: The claim and check that are violated, the flaw that was drawn, or the message of a refusal.
        place: The JSON pointer or field, with ``*`` for each index; "" where there is none.
        status: HTTP's, of the answer; 0 if there was none.
    """

    kind: Kind
    what: str
    place: str
    status: int

    def __str__(self) -> str:
        at = f" at {self.place}" if self.place else ""
        status = f" ({self.status})" if self.status else ""
        return f"{self.kind}: {self.what}{at}{status}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One way in which an example failed: what was expected, what came, and in which exchange.

    Where no answer came, *exchange* has only what was asked.
    """

    cause: Cause
    expected: str
    came: str
    exchange: Exchange
    severity: Severity = "breaking"


def general_message(message: str) -> str:
    """Write a message of a refusal without what differs from request to request: names, numbers, ids."""
    text = " ".join(_QUOTED.sub("*", _REQUEST_ID.sub("", message)).split())
    return text[:_LONGEST]


def general_field(field: str) -> str:
    """Write a path of the front end with ``*`` for each index of a list."""
    return _INDEX.sub("[*]", field)
