"""The part of the plugin that minds the money: an estimate before a dear run, and a tally after any."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.spending import Estimate, dollars, rehearsed, write_tally
from contract_tests.asking.targets import CouldNotCheck
from contract_tests.plugin.connection import LIVE_RATE, Connection, is_worker
from contract_tests.plugin.runs import Run

_ELSEWHERE: Mapping[str, Any] = {
    "report": [],
    "baseline": None,
    "update_baseline": False,
    "record": None,
    "xmlpath": None,
}


class Economy:
    """Hooks of the process that reports."""

    def __init__(self, run: Run, connection: Connection) -> None:
        self._run = run
        self._connection = connection

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Estimate what the run will cost; if that is too much, end before anything is sent."""
        config = session.config
        if config.option.collectonly or not self._connection.dear or not self._reachable():
            return None
        estimate = rehearsed(config.invocation_params.args, config.option.model)
        cap = config.option.max_cost
        reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"this run: {_told(estimate, config)} (cap {dollars(cap)})")
        if estimate and estimate.usd > cap:
            self._run.stop(f"it would cost {estimate}; the cap is {dollars(cap)} (--max-cost)")
            return True
        return None

    def _reachable(self) -> bool:
        try:
            self._connection.client()
        except CouldNotCheck:
            return False  # as each scenario will say
        return True

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the tally."""
        if file := session.config.option.tally:
            write_tally((x for each in self._run.outcomes for x in each.sent), Path(file))


def _told(estimate: Estimate | None, config: pytest.Config) -> str:
    if estimate is None:
        return "no estimate could be made"
    minutes = math.ceil(estimate.tally.requests / (config.option.rate or LIVE_RATE))
    return f"{estimate}, in at least {minutes} min"


def prepare(config: pytest.Config) -> None:
    """If this is a rehearsal, play it on the mock, and leave every file but the tally alone."""
    option = config.option
    if option.rehearsal:
        option.target, option.model, option.tally = "mock", [], option.rehearsal
        for name, nothing in _ELSEWHERE.items():
            setattr(option, name, nothing)


def register(config: pytest.Config, run: Run, connection: Connection) -> None:
    """Mind the money of this run, unless another process does."""
    if not is_worker(config):
        config.pluginmanager.register(Economy(run, connection), "contract-economy")
