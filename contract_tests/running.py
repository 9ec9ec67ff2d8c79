"""Runs the scenarios with pytest, from a checkout or a wheel, in any folder."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from contract_tests import reporting
from contract_tests.result import BAD_FILES, EXIT_CODES, USAGE, Result

_HERE = Path(__file__).parent
_INTERRUPTED = 130
_CRASHED = 70


class _Watch:
    """Keeps the result of a run, which the plugin makes."""

    result: Result | None = None
    bad_file = False

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Take the result."""
        run = config.pluginmanager.get_plugin("contract-run")
        self.result = run.result() if run else None
        self.bad_file = reporting.had_bad_file(config)


def run(arguments: Sequence[str]) -> int:
    """Run the scenarios with these arguments of pytest; return the exit code."""
    watch = _Watch()
    ended = pytest.main(
        [
            "-c",
            str(_HERE / "pytest.ini"),
            "--rootdir",
            str(_HERE.parent),
            "-p",
            "contract_tests.plugin",
            *arguments,
            str(_HERE),
        ],
        plugins=[watch],
    )
    if watch.bad_file:
        return BAD_FILES
    if ended == pytest.ExitCode.INTERRUPTED:
        return _INTERRUPTED
    if ended in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return USAGE
    if ended == pytest.ExitCode.INTERNAL_ERROR or watch.result is None:
        return _CRASHED
    return EXIT_CODES[watch.result.verdict]
