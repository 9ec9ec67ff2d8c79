"""Runs the command lines: of the mock, and of the contract suite."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from contract_tests.cli import main as contract
from mockserver.cli import main

COMMAND = [sys.executable, "-m", "mockserver"]


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in this process, with more in its environment.

    A process of its own takes half a second to load the mock, which is here already.
    """
    command = ["-m", *arguments]
    with (
        CliRunner().isolation(env=environment) as (out, err, _),
        patch.object(sys, "argv", command),
        _logging_kept(),
    ):
        with pytest.raises(SystemExit) as ended:
            main(prog_name="python -m mockserver")
        told, errors = (each.getvalue().decode() for each in (out, err))
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(command, ended.value.code, told, errors)


@contextmanager
def _logging_kept() -> Iterator[None]:
    """A command configures logging for its whole process, which goes on here."""
    root, ours = logging.getLogger(), logging.getLogger("mockserver")
    handlers, levels = root.handlers, (root.level, ours.level)
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


def run_apart(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end as a process of its own, whatever its exit code."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, **environment},
    )


def run_suite(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run scenarios to their end in this process, as ``cometapi-contract run`` does."""
    # A worker of pytest-xdist leaves reports to others: the run in it is none.
    alone: dict[str, str | None] = {each: None for each in os.environ if "XDIST" in each}
    command = ["run", *arguments]
    ended = CliRunner().invoke(contract, command, env=alone | environment)
    return subprocess.CompletedProcess(command, ended.exit_code, ended.stdout, ended.stderr)
