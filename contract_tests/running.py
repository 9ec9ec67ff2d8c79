"""Runs the scenarios with pytest, from a checkout or a wheel, in any folder."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from contract_tests.crash import CRASHED
from contract_tests.plugin.unusable import had_bad_file
from contract_tests.result import BAD_FILES, EXIT_CODES, USAGE, Result

_HERE = Path(__file__).parent
_INTERRUPTED = 130
_LAST_LINES = {
    "skipped": "Nothing was checked: {reason}",
    "could not check": "Could not check: {reason}",
    "too dear": "Stopped: {reason}",
}


class _Watch:
    """Keeps the result of a run, which the plugin makes, and whether somebody broke it off."""

    result: Result | None = None
    broken_off = False
    bad_file = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Tell Ctrl-C from pytest's own interruptions, which are of derived classes."""
        self.broken_off = excinfo.type is KeyboardInterrupt

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Take the result."""
        run = config.pluginmanager.get_plugin("contract-run")
        self.result = run.result() if run else None
        self.bad_file = had_bad_file(config)


def run(arguments: Sequence[str]) -> int:
    """Run the scenarios with these arguments of pytest; return the exit code."""
    watch = _Watch()
    ended = pytest.main(
        [
            "-c",
            str(_HERE / "pytest.ini"),
            "--rootdir",
            str(_HERE.parent),
            # Others' plugins have options like ours (--timeout, --retries), or forbid sockets. Who
            # wants one names it with -p.
            "--disable-plugin-autoload",
            *(("-p", "xdist") if find_spec("xdist") else ()),
            "-p",
            "contract_tests.plugin",
            *arguments,
            str(_HERE / "scenarios"),
        ],
        plugins=[watch],
    )
    if watch.bad_file:
        return BAD_FILES
    if watch.broken_off:
        return _INTERRUPTED
    if watch.result is None or watch.result.verdict != "too dear":
        if ended == pytest.ExitCode.NO_TESTS_COLLECTED:
            _say("No scenario is selected: look at -k, -m, --smoke and --dialect.")
        if code := _failed_to_run(ended):
            return code
    return _told(watch.result, ended)


def _failed_to_run(ended: int) -> int:
    """Return the exit code of a run that came to no verdict; 0 if it came to one."""
    if ended in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return USAGE
    broke = {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.INTERRUPTED}
    return CRASHED if ended in broke else 0


def _told(result: Result | None, ended: int) -> int:
    """Say in the last line why nothing is known, if so; return the exit code."""
    if result is None or not (result.outcomes or result.stopped):
        return int(ended)  # it was only to list something
    if result.verdict in _LAST_LINES:
        _say(_sentence(_LAST_LINES[result.verdict].format(reason=_reason(result))))
    return EXIT_CODES[result.verdict]


def _reason(result: Result) -> str:
    reasons = [each.reason for each in result.claims if each.state == "could not check"]
    if result.stopped or not reasons:
        return result.stopped or "no claim was looked at"
    return f"{len(reasons)} claims; of the first: {reasons[0]}"


def _sentence(text: str) -> str:
    """End a text with a full stop, unless it has an end."""
    return text if text.endswith(("?", "!", ".")) else f"{text}."


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
