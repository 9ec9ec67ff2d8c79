"""A plugin of pytest that says how many examples Hypothesis ran, of how many properties."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis.statistics import collector

_PHASES = ("reuse-phase", "generate-phase", "shrink-phase")
_EXAMPLES = "hypothesis examples"


def _ran(statistics: Any) -> int:
    """How many examples ran to their end, or failed; those that were given up don't count."""
    cases = [case for phase in _PHASES for case in statistics.get(phase, {}).get("test-cases", ())]
    return sum(case["status"] in {"valid", "interesting"} for case in cases)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Look at what Hypothesis tells its own plugin, whose hook stands around this one."""
    theirs: Any = collector.value

    def note(statistics: Any) -> None:
        # pytest-xdist carries properties of a test to where they are summed up.
        item.user_properties.append((_EXAMPLES, _ran(statistics)))
        if theirs is not None:
            theirs(statistics)

    with collector.with_value(note):  # type: ignore[arg-type]
        yield


@pytest.hookimpl(trylast=True)  # behind the statistics
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for found in terminalreporter.stats.values() for each in found]
    counts = [
        count
        for each in reports
        if isinstance(each, pytest.TestReport) and each.when == "call"
        for name, count in each.user_properties
        if name == _EXAMPLES and isinstance(count, int)
    ]
    if counts:
        terminalreporter.write_line(f"{sum(counts):,} examples of {len(counts)} properties")
