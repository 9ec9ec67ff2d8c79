"""The outcomes of a run, in the process that reports."""

from collections import Counter

import pytest

from contract_tests.asking.targets import costs
from contract_tests.baselines.baseline import Baseline
from contract_tests.outcome import Outcome
from contract_tests.result import Result, assembled


class Run:
    """The outcomes of this run, as test processes hand them over."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._too_dear = ""
        self.outcomes: list[Outcome] = []
        self.baseline: Baseline | None = None

    def stop(self, reason: str) -> None:
        """Say that nothing is sent, because it would cost too much."""
        self._too_dear = reason

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test process handed over."""
        if outcome := getattr(report, "contract", None):
            self.outcomes.append(Outcome.from_json(outcome))

    def result(self) -> Result:
        """Put the outcomes together."""
        dialect = self._config.getoption("dialect")
        held, known = assembled(self.outcomes, dialect=dialect)
        too_dear = self._too_dear or next((x.reason for x in self.outcomes if x.too_dear), "")
        result = Result(
            target=self._config.getoption("target"),
            dialect=dialect,
            models=tuple(sorted({x.model for each in self.outcomes for x in each.sent if x.model})),
            outcomes=tuple(self.outcomes),
            claims=held,
            known=known,
            stopped=too_dear or self._common_reason(),
            too_dear=bool(too_dear),
            skipped={each.state for each in self.outcomes} == {"no key"},
            dear=costs(self._config.getoption("target")),
        )
        return self.baseline.judged(result) if self.baseline else result

    def _common_reason(self) -> str:
        """Return why nothing was sent; "" if something was."""
        if not self.outcomes or any(each.sent for each in self.outcomes):
            return ""
        return Counter(each.reason for each in self.outcomes).most_common(1)[0][0]
