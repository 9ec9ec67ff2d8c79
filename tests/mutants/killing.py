"""Runs the suite against what the proxy spoils, and says whether it saw it.

A run ends as soon as a claim that its row expects is broken: only survivors and variations cost the
whole suite. What depends on a model's mood is judged at the end, as the suite itself does.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import contract_tests
from contract_tests.check import CHECKS
from contract_tests.findings import Finding
from contract_tests.plugin import run_of
from contract_tests.plugin.endings import named_claims
from contract_tests.result import Result
from tests.mutants.catalogue import ROWS
from tests.mutants.proxy import KEY, target
from tests.mutants.seen import Seen
from tests.mutants.turn import Row

_SUITE = Path(contract_tests.__file__).parent


class _Watch:
    """Brings the scenarios that may see a row to the front, and ends the run once one has."""

    result: Result | None = None

    def __init__(self, row: Row) -> None:
        self._expected = set(row.claims)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Ask nothing twice: a mutation doesn't pass."""
        if hasattr(config.option, "retries"):
            config.option.retries = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda each: not self._expected & named_claims(each))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        outcomes = run_of(item.config).outcomes
        before = len(outcomes)
        result = yield
        if any(self._tells(each) for outcome in outcomes[before:] for each in outcome.findings):
            item.session.shouldstop = "it was seen"
        return result

    def _tells(self, finding: Finding) -> bool:
        moody = finding.check in CHECKS and CHECKS[finding.check].mood
        return finding.claim in self._expected and finding.severity != "additive" and not moody

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self.result = run_of(config).result()


def tried(name: str, proxy: str, dialect: str, arguments: Sequence[str] = ()) -> Seen:
    """Run the suite against the row *name* of a proxy, quietly; *arguments* are pytest's."""
    watch = _Watch(ROWS[name])
    os.environ["COMETAPI_KEY"] = KEY
    with _quiet():
        pytest.main(
            [
                "-c", str(_SUITE / "pytest.ini"), "--rootdir", str(_SUITE.parent),
                "-p", "contract_tests.plugin", "-p", "no:xdist", "-p", "no:cov",
                "-p", "no:unraisableexception", "-p", "no:threadexception",  # each collects garbage
                "--target", target(proxy, name), "--dialect", dialect, "-q", "--tb=no",
                *arguments, str(_SUITE),
            ],
            plugins=[watch],
        )  # fmt: skip
    if watch.result is None:
        return Seen(name=name, by=(), scenarios=0, trouble="the suite didn't run")
    return Seen.of(name, watch.result)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Let nothing that is written reach the terminal."""
    kept = os.dup(1), os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        yield
    finally:
        for number, each in enumerate(kept, start=1):
            os.dup2(each, number)
            os.close(each)
        os.close(null)
