"""The pytest plugin: options, fixtures, and what makes a scenario's end an outcome.

It is loaded by name (``-p contract_tests.plugin``): options in a conftest aren't seen when a package
is tested with ``--pyargs``.
"""

import argparse
from collections.abc import Generator, Iterator

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import CouldNotCheck, NoKey
from contract_tests.baselines.baseline import Baseline
from contract_tests.claims import applying
from contract_tests.grouping import Group, grouped
from contract_tests.models import Models
from contract_tests.options import OPTIONS
from contract_tests.outcome import Outcome
from contract_tests.plugin import economy, keeping, reporting
from contract_tests.plugin.connection import Connection
from contract_tests.plugin.endings import SENDER, UNCHECKED, ended, named_claims, source
from contract_tests.plugin.runs import Run
from contract_tests.plugin.unusable import told_by_pytest
from contract_tests.scenario import Sender

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
    run, connection = Run(config), Connection(config)
    with told_by_pytest(config):
        keeping.prepare(config)
        reporting.prepare(config, run)
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
        item.stash[UNCHECKED] = error
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
        _retell(report, outcome, run_of(item.config).baseline)
    return report


def _retell(report: pytest.TestReport, outcome: Outcome, baseline: Baseline | None) -> None:
    """Make pytest tell the outcome as it tells its own."""
    accepted = baseline.findings if baseline else {}
    groups = grouped(outcome.findings)
    told = [_told(each) for each in groups]
    breaking = [each for each in groups if each.first.severity == "breaking"]
    if breaking and all(each.key in accepted for each in breaking):
        report.outcome = "skipped"
        report.wasxfail = f"known: {_first(told)}"
    elif outcome.state == "failed" and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(told)
    elif outcome.state == "to learn":
        report.outcome = "skipped"
        report.wasxfail = f"to learn: {_first(told)}"


def _first(told: list[str]) -> str:
    return told[0] if len(told) == 1 else f"{told[0]}; and {len(told) - 1} more"


def _told(group: Group) -> str:
    each = group.first
    times = f", {group.count} times" if group.count > 1 else ""
    place = each.pointer or "/"
    return f"{each.severity}: {each.claim} ({each.check}) at {place}{times}: {each.message}"
