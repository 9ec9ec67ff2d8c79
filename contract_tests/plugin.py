"""The pytest plugin: options, fixtures, and what makes a scenario's end an outcome.

It is loaded by name (``-p contract_tests.plugin``): options in a conftest aren't seen when a package
is tested with ``--pyargs``.
"""

import argparse
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from contract_tests import economy, keeping
from contract_tests.claims import applying
from contract_tests.client import Client
from contract_tests.connection import Connection
from contract_tests.endings import SENDER, UNCHECKED, ended, named_claims, source
from contract_tests.models import Models
from contract_tests.options import OPTIONS
from contract_tests.outcome import Outcome
from contract_tests.runs import Run
from contract_tests.scenario import Sender
from contract_tests.targets import CouldNotCheck, NoKey
from contract_tests.unusable import told_by_pytest

_RUN = pytest.StashKey[Run]()
_CONNECTION = pytest.StashKey[Connection]()


def run_of(config: pytest.Config) -> Run:
    """Return the outcomes of a run."""
    return config.stash[_RUN]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("contract", "who is held to the contract, and to whose")
    for option in OPTIONS:
        group.addoption(option.name, **option.for_pytest())
    group.addoption("--rehearsal", help=argparse.SUPPRESS)


def pytest_configure(config: pytest.Config) -> None:
    """Start to collect outcomes."""
    config.addinivalue_line("markers", "holds(*claims): the claims that a scenario holds")
    config.addinivalue_line("markers", "smoke: one of the cheapest scenarios")
    config.addinivalue_line("markers", "costly: one that costs more than a cent")
    economy.prepare(config)
    with told_by_pytest(config):
        keeping.prepare(config)
    run, connection = Run(config), Connection(config)
    config.stash[_RUN], config.stash[_CONNECTION] = run, connection
    config.pluginmanager.register(run, "contract-run")
    economy.register(config, run, connection)
    config.add_cleanup(connection.close)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the scenarios that hold nothing which this origin is said to keep, or aren't asked for."""
    applies, smoke = applying(config.getoption("dialect")), config.getoption("smoke")
    out = [
        each
        for each in items
        if ((held := named_claims(each)) and not held & applies.keys())
        or (smoke and not each.get_closest_marker("smoke"))
    ]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [each for each in items if each not in out]


@pytest.fixture(scope="session")
def contract_client(pytestconfig: pytest.Config) -> Client:
    """Return a client of the target."""
    return pytestconfig.stash[_CONNECTION].client()


@pytest.fixture
def send(request: pytest.FixtureRequest, contract_client: Client) -> Sender:
    """Return what sends calls for this scenario."""
    sender = Sender(contract_client, source(request.node))
    request.node.stash[SENDER] = sender
    keeping.begin(request.node, contract_client)
    return sender


@pytest.fixture(scope="session")
def models(pytestconfig: pytest.Config) -> Models:
    """Return the models to ask."""
    return pytestconfig.stash[_CONNECTION].models


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
    except NoKey as error:
        pytest.skip(str(error))
    except CouldNotCheck as error:
        item.stash[UNCHECKED] = error
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
        keeping.keep(item, outcome)
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
