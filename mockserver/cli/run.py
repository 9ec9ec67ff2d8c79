"""Runs a command whose clients are led to a mock, which serves as long as the command runs."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any, Self

import click

from mockserver import environment, log
from mockserver.assertions import told_unmatched
from mockserver.cli.files import hold_writable, write
from mockserver.cli.options import address, answering, option, settings
from mockserver.exports import FORMS, Session
from mockserver.server import MockServer
from mockserver.settings import Settings

CANNOT_START = 126
NOT_FOUND = 127
UNMATCHED = 1
_OF_SIGNALS = 128  # 128 and the number of a signal, as a shell says it
_FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")

Child = subprocess.Popen[bytes]

EXIT_CODES = """\b
Exit codes: that of the command; 128+N if signal N ended it; 1 with --fail-on-unmatched;
2 wrong usage or configuration; 126 the command can't be started, 127 there is no such command."""


@click.command(
    short_help="Run a command with the mock: run -- npm test.",
    epilog=EXIT_CODES,
    context_settings={
        "allow_interspersed_args": False,  # What follows the command is the command's.
        "default_map": {"log_level": "error"},
    },
)
@address(0)
@answering
@option(
    "--fail-on-unmatched/--no-fail-on-unmatched",
    "End with 1 if a request had no stub, though there are some.",
    default=False,
)
@option(
    "--journal",
    "Write what was asked into this file, as an HTTP archive.",
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(host: str, port: int, command: Sequence[str], **options: Any) -> None:
    """Run COMMAND with the mock: ``cometapi-mock run --stubs stubs -- npm test``.

    The mock takes a free port, and the environment of the command leads the usual clients there, with
    a key that it takes. COMETAPI_MOCK_URL is where the mock itself is asked, below /__admin/.
    """
    fail_on_unmatched, journal = options.pop("fail_on_unmatched"), options.pop("journal")
    if journal:
        hold_writable(journal, "--journal")
    chosen = settings(options)
    log.configure(chosen.log_level, chosen.log_format)
    with _mock(chosen, host, port) as mock:
        key = chosen.api_keys[0] if chosen.api_keys else environment.KEY
        changes = environment.changes(os.environ, mock.url, key=key)
        code = ended(command, environment.changed(os.environ, changes))
        asked = mock.all_requests
    lost = [each for each in asked if each.unmatched] if fail_on_unmatched else []
    if journal:
        write(journal, FORMS["har"].write(Session(entries=asked, dialect=chosen.dialect)))
    if lost:
        click.echo(f"cometapi-mock: {told_unmatched(lost)}", err=True)
    sys.exit(code or (UNMATCHED if lost else 0))


def _mock(settings: Settings, host: str, port: int) -> MockServer:
    given = {
        each.name: getattr(settings, each.name)
        for each in fields(settings)
        if not each.name.startswith("log_")
    }
    return MockServer(host=host, port=port, **given)


def ended(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command to its end; return its exit code, as a shell would have it."""
    with Forwarding() as forwarding:
        try:
            # On Windows a command such as npm is a script, which only a look at the path finds.
            found = shutil.which(command[0], path=env.get("PATH")) or command[0]
            child = subprocess.Popen([found, *command[1:]], env=env)  # noqa: S603 - what the user wants to run
        except FileNotFoundError:
            return _cannot(command, "there is no such command", NOT_FOUND)
        except OSError as error:
            return _cannot(command, error.strerror or str(error), CANNOT_START)
        forwarding.started(child)
        code = child.wait()
    return code if code >= 0 else _OF_SIGNALS - code


def _cannot(command: Sequence[str], why: str, code: int) -> int:
    click.echo(f"cometapi-mock: can't run {command[0]}: {why}", err=True)
    return code


class Forwarding:
    """Passes on the signals that would end this process, as long as the ``with`` block lasts."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._early: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        there = [getattr(signal, each) for each in _FORWARDED if hasattr(signal, each)]
        # What is ignored here, as under nohup, is so in the child too.
        heeded = [each for each in there if signal.getsignal(each) != signal.SIG_IGN]
        self._before = {each: signal.signal(each, self._forward) for each in heeded}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def started(self, child: Child) -> None:
        """Pass them on to a child, those that came before it too."""
        self._child = child
        for each in self._early:
            child.send_signal(each)

    def _forward(self, number: int, _: FrameType | None) -> None:
        if self._child is None:
            self._early.append(number)
        elif number == signal.SIGINT and _in_foreground():
            return  # The terminal has told the child as well.
        else:
            self._child.send_signal(number)


def _in_foreground() -> bool:
    """Whether a terminal tells this process and its children of Ctrl-C."""
    with suppress(OSError), Path("/dev/tty").open("rb") as terminal:
        return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    return False
