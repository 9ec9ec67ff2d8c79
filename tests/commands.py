"""Runs the command line, as a process of its own."""

import os
import subprocess
import sys

COMMAND = [sys.executable, "-m", "mockserver"]


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, whatever its exit code, with more in its environment."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, **environment},
    )
