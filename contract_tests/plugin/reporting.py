"""The part of the plugin that reports: its options, the files it writes, and the end of the output.

It works in the process that reports, not in those of pytest-xdist that run the scenarios.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest

from contract_tests import report
from contract_tests.baselines import baseline
from contract_tests.baselines.baseline import Baseline
from contract_tests.report.contents import contents
from contract_tests.report.terminal import lines
from contract_tests.result import EXIT_CODES, INTERRUPTED, Result


class Judged(Protocol):
    """What has the result of a run, by a baseline or without one."""

    baseline: Baseline | None

    def result(self) -> Result:
        """Return the result."""


def prepare(config: pytest.Config, run: Judged) -> None:
    """Look whether the files can be used, before anything is sent, and get ready to report.

    Raises:
        BadFile: The baseline can't.
        UsageError: A report can't be written.
    """
    option = config.option
    paths = report.usable(option.report)
    run.baseline = baseline.accepted(option.baseline, option.dialect, update=option.update_baseline)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporting(run, paths), "contract-reporting")


class Reporting:
    """Hooks of the process that reports."""

    def __init__(self, run: Judged, paths: Sequence[Path]) -> None:
        self._run = run
        self._paths = paths
        self._started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._start = time.monotonic()
        self._result: Result | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Bring the baseline up to date if that is asked for, and write the reports."""
        if session.config.option.collectonly:
            return
        stopped = _stopped(session, exitstatus)
        if session.config.option.update_baseline and not stopped:
            self._update()
        result = self._run.result()
        self._result = replace(
            result,
            stopped=result.stopped or stopped,
            started=self._started,
            seconds=time.monotonic() - self._start,
        )
        report.written(self._result, self._paths)
        if exitstatus == 0 and EXIT_CODES[result.verdict] == 1:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _update(self) -> None:
        """Write the baseline anew, and go by that: nothing is accepted before it has a reason."""
        result = self._run.result()
        if self._run.baseline and result.outcomes:
            self._run.baseline = self._run.baseline.updated(result)
            self._run.baseline.write()

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what the run came to, if it was one."""
        if self._result is None or not (self._result.outcomes or self._result.stopped):
            return
        terminalreporter.section("contract")
        for line in lines(contents(self._result)):
            markup = {line.colour: True} if line.colour else {}
            terminalreporter.write_line(line.text, bold=line.bold, **markup)
        for path in self._paths:
            terminalreporter.write_line(f"report: {path}")


def _stopped(session: pytest.Session, exitstatus: int) -> str:
    """Say why not all scenarios ran, if so."""
    if exitstatus == pytest.ExitCode.INTERRUPTED:
        return INTERRUPTED
    if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
        return "the suite itself failed"
    return str(session.shouldfail or session.shouldstop or "")
