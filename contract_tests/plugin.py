"""The pytest plugin: options, fixtures, and what makes a scenario's end an outcome.

It is loaded by name (``-p contract_tests.plugin``): options in a conftest aren't seen when a package
is tested with ``--pyargs``.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from contract_tests.claims import DIALECTS, applying
from contract_tests.client import Client
from contract_tests.endings import SENDER, UNCHECKED, ended, named_claims, source
from contract_tests.models import Models, picked
from contract_tests.outcome import Outcome
from contract_tests.result import Result, assembled
from contract_tests.scenario import Sender
from contract_tests.targets import CouldNotCheck, UsageError, opened

_RUN = pytest.StashKey["Run"]()


class Run:
    """The outcomes of this run, in the process that reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.outcomes: list[Outcome] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test process handed over."""
        if outcome := getattr(report, "contract", None):
            self.outcomes.append(Outcome.from_json(outcome))

    def result(self) -> Result:
        """Put the outcomes together."""
        dialect = self._config.getoption("dialect")
        held, known = assembled(self.outcomes, dialect=dialect)
        return Result(
            target=self._config.getoption("target"),
            dialect=dialect,
            models=tuple(sorted({x.model for each in self.outcomes for x in each.sent if x.model})),
            outcomes=tuple(self.outcomes),
            claims=held,
            known=known,
        )


def run_of(config: pytest.Config) -> Run:
    """Return the outcomes of a run."""
    return config.stash[_RUN]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("contract", "who is held to the contract, and to whose")
    group.addoption("--target", default="mock", help="mock, live, recorded or a URL (mock)")
    group.addoption(
        "--dialect", default="comet", choices=DIALECTS, help="whose claims apply (comet)"
    )
    group.addoption("--model", action="append", default=[], help="ask this one where it suits")


def pytest_configure(config: pytest.Config) -> None:
    """Start to collect outcomes."""
    config.addinivalue_line("markers", "holds(*claims): the claims that a scenario holds")
    config.addinivalue_line("markers", "smoke: one of the cheapest scenarios")
    config.addinivalue_line("markers", "costly: one that costs more than a cent")
    config.stash[_RUN] = Run(config)
    config.pluginmanager.register(config.stash[_RUN], "contract-run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the scenarios that hold nothing which this origin is said to keep."""
    applies = applying(config.getoption("dialect"))
    out = [each for each in items if (held := named_claims(each)) and not held & applies.keys()]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [each for each in items if each not in out]


@pytest.fixture(scope="session")
def contract_client(pytestconfig: pytest.Config) -> Iterator[Client]:
    """Return a client of the target."""
    with ExitStack() as stack:
        try:
            target = stack.enter_context(
                opened(
                    pytestconfig.getoption("target"), pytestconfig.getoption("dialect"), os.environ
                )
            )
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
        client = Client(target)
        stack.callback(client.close)
        yield client


@pytest.fixture
def send(request: pytest.FixtureRequest, contract_client: Client) -> Sender:
    """Return what sends calls for this scenario."""
    sender = Sender(contract_client, source(request.node))
    request.node.stash[SENDER] = sender
    return sender


@pytest.fixture(scope="session")
def models(pytestconfig: pytest.Config) -> Models:
    """Return the models to ask."""
    return picked(pytestconfig.getoption("model"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Skip what can't be checked, and keep the reason."""
    yield from _skipping(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Skip what can't be checked, and keep the reason."""
    yield from _skipping(item)


def _skipping(item: pytest.Item) -> Iterator[None]:
    try:
        yield
    except CouldNotCheck as error:
        item.stash[UNCHECKED] = str(error)
        pytest.skip(f"could not check: {error}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the checks look at what a scenario got, and make its end an outcome."""
    report = yield
    over = call.when == "call" or (call.when == "setup" and not report.passed)
    if over and item.get_closest_marker("holds"):
        outcome = ended(item, call)
        report.contract = outcome.to_json()  # type: ignore[attr-defined]
        _retell(report, outcome)
    return report


def _retell(report: pytest.TestReport, outcome: Outcome) -> None:
    """Make pytest tell the outcome as it tells its own."""
    told = [
        f"{each.severity}: {each.claim} ({each.check}) at {each.pointer or '/'}: {each.message}"
        for each in outcome.findings
    ]
    if outcome.state == "failed" and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(told)
    elif outcome.state == "to learn":
        report.outcome = "skipped"
        report.wasxfail = "to learn: " + "; ".join(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what the run came to, if it was one."""
    run = run_of(config)
    if not run.outcomes:
        return
    result = run.result()
    terminalreporter.section("contract")
    states: dict[str, int] = {}
    for each in result.claims:
        states[each.state] = states.get(each.state, 0) + 1
    counts = ", ".join(f"{count} {state}" for state, count in states.items())
    terminalreporter.write_line(f"{result.target}, {result.dialect}: {counts}: {result.verdict}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that broke the contract only as a whole."""
    run = session.config.stash.get(_RUN, None)
    if run and run.outcomes and exitstatus == 0 and run.result().verdict == "broken":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
