"""What the suite saw of a row of the catalogue, and whether that is right."""

from dataclasses import dataclass
from typing import Self

from contract_tests.findings import Finding
from contract_tests.result import Result
from tests.mutants.catalogue import MUTANTS, ROWS

_SHOWN = 160  # characters of a message


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the suite saw of one row.

    Attributes:
        name: The row's.
        by: What it found: ``claim check``, each once.
        messages: What it said of each.
        scenarios: How many it played.
        trouble: What it couldn't check, and why.
    """

    name: str
    by: tuple[str, ...]
    messages: tuple[str, ...] = ()
    scenarios: int
    trouble: str = ""

    @classmethod
    def of(cls, name: str, result: Result) -> Self:
        """Say what a run saw of a row; of a variation, what is only to learn doesn't count."""
        counts = {"breaking", "to learn"} if name in MUTANTS else {"breaking"}
        found: dict[str, Finding] = {}
        for each in result.findings:
            if each.severity in counts:
                found.setdefault(f"{each.claim} {each.check}", each)
        unchecked = [each for each in result.outcomes if each.state == "could not check"]
        return cls(
            name=name,
            by=tuple(found),
            messages=tuple(_message(each) for each in found.values()),
            scenarios=len(result.outcomes),
            trouble="; ".join(dict.fromkeys(each.reason for each in unchecked)),
        )

    @property
    def hits(self) -> tuple[str, ...]:
        """What names the mutation: it is about a claim that the row expects."""
        expected = ROWS[self.name].claims
        return tuple(each for each in self.by if each.partition(" ")[0] in expected)

    @property
    def right(self) -> bool:
        """Whether a mutation was caught by name, or a variation left in peace."""
        if self.name in MUTANTS:
            return bool(self.hits)
        return bool(self.scenarios) and not self.by and not self.trouble


def _message(finding: Finding) -> str:
    said = " ".join(f"{finding.message[:_SHOWN]}; there: {finding.example[:_SHOWN]}".split())
    return f"{finding.claim} ({finding.check}): {said} [{finding.source}]"
