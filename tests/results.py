"""Results of runs, built by hand: what tests of reports and baselines begin with."""

from typing import Any

from contract_tests.claims import claims
from contract_tests.findings import Finding
from contract_tests.outcome import Outcome, Sent
from contract_tests.result import Result, assembled

CLAIM = "usage.total"  # documented of comet
INFERRED = next(each.id for each in claims().values() if each.grades.get("comet") == "inferred")
CHECK = "total_is_the_sum"


def finding(**rest: Any) -> Finding:
    told: dict[str, Any] = {
        "pointer": "/usageMetadata/totalTokenCount",
        "message": "expected 3, got 4",
        "claim": CLAIM,
        "check": CHECK,
        "source": "test_x.py::test_y",
        "example": "4",
        "curl": "curl http://x",
    }
    return Finding(**told | rest)


def outcome(*findings: Finding, **rest: Any) -> Outcome:
    return Outcome(
        **{"source": "test_x.py::test_y", "looked": {f"{CLAIM} {CHECK}": 2}} | rest,
        findings=list(findings),
    )


def sent(**rest: Any) -> Sent:
    told: dict[str, Any] = {
        "model": "gemini-2.5-flash", "operator": "generateContent", "status": 200,
        "first": 0.1, "last": 0.2, "prompt": 10, "output": 20, "pictures": 0,
    }  # fmt: skip
    return Sent(**told | rest)


def result(*outcomes: Outcome, **rest: Any) -> Result:
    dialect = rest.pop("dialect", "comet")
    claims, _ = assembled(outcomes, dialect=dialect)
    return Result(
        **{"target": "mock"} | rest, dialect=dialect, outcomes=tuple(outcomes), claims=claims
    )
