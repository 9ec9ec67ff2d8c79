"""Runs the command line."""

import os
import subprocess
import sys
from unittest.mock import patch

import pytest
from click.testing import CliRunner

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
    ):
        with pytest.raises(SystemExit) as ended:
            main(prog_name="python -m mockserver")
        told, errors = (each.getvalue().decode() for each in (out, err))
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(command, ended.value.code, told, errors)


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
