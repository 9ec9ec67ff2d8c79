"""A client that is a program: its output is the text, its exit code says whether it reports."""

import builtins
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from contract_tests.fuzzing.client.ending import Ending, hung, is_pythons_own
from mockserver import environment

PLACE = "{base_url}"

_SIGNALS = 128  # a shell says the signal that ended a program as 128 and its number
_DEADLY = frozenset({signal.SIGILL, signal.SIGABRT, signal.SIGFPE, signal.SIGSEGV})
_PYTHONS = re.compile(r"^(?P<module>(?:\w+\.)*)(?P<name>\w+)(?::|$)", re.MULTILINE)
_TELLING = frozenset(
    {"http.client", "socket", "ssl", "urllib.error"}
)  # their errors say what happened
_TRACEBACK = "Traceback (most recent call last):"
# Node's fetch has a TypeError for a network that fails, too.
_NODES = re.compile(
    r"^(?:Uncaught )?(?:TypeError(?!: (?:fetch failed|terminated))|SyntaxError|RangeError|ReferenceError)"
    r"\b.*\n(?:.*\n)*? {4}at ",
    re.MULTILINE,
)
# An error that nobody caught: behind it stands where, and the version of Node.
_THROWN = re.compile(r"^(?P<error>(?:Uncaught )?\w*Error\b.*\n(?: {4}at .*)?)", re.MULTILINE)


class NotAProgram(ValueError):  # noqa: N818 - it says what it is
    """A command can't be run; the message says why."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command that asks the API at a base URL, and writes the text that it gets to its standard output.

    It exits with 0, or another code if it reports an error. What it is told of the base URL stands in place
    of ``{base_url}``, and in the environment: ``BASE_URL``, ``GEMINI_BASE_URL``, and all variables by
    which clients are led to a mock.
    """

    words: tuple[str, ...]
    timeout: float

    def __call__(self, base_url: str) -> Ending:
        """Run it, and end it and what it has started if it takes longer than the time-out."""
        with subprocess.Popen(  # noqa: S603 - the user's own command
            [each.replace(PLACE, base_url) for each in self.words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(base_url),
            start_new_session=True,
        ) as process:
            try:
                written, told = process.communicate(timeout=self.timeout)
            except subprocess.TimeoutExpired:
                return hung(self.timeout)
            finally:
                _end(process)
        said = told.decode("utf-8", "replace")
        if process.returncode == 0:
            return Ending("returned", written.decode("utf-8", "replace"))
        return Ending(_how(process.returncode, said), _last(process.returncode, said))


def program(command: str, timeout: float) -> Program:
    """Read a command as a shell would, though none runs it.

    Raises:
        NotAProgram: It can't be read, or there is no such program.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        msg = f"{command!r} can't be read as a command: {error}"
        raise NotAProgram(msg) from error
    if not words or shutil.which(words[0]) is None:
        msg = f"there is no program {words[0] if words else ''!r} that can be run; write a command such as 'node ask.js {PLACE}'"
        raise NotAProgram(msg)
    return Program(tuple(words), timeout)


def _environment(base_url: str) -> Mapping[str, str]:
    base, _, namespace = base_url.partition("/__ns/")
    changes = environment.changes(os.environ, base, namespace)
    own = {"BASE_URL": base_url, "GEMINI_BASE_URL": base_url}
    return {**environment.changed(os.environ, changes), **own}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, and what it has started, if that still runs."""
    end = getattr(os, "killpg", os.kill)  # Windows has no groups of processes
    with suppress(ProcessLookupError, PermissionError):
        end(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _how(code: int, told: str) -> Literal["reported", "crashed"]:
    killed = code < 0 or code - _SIGNALS in _DEADLY
    return "crashed" if killed or _is_fault_of_python(told) or _NODES.search(told) else "reported"


def _is_fault_of_python(told: str) -> bool:
    """Whether what was told ends in a traceback of one of Python's own errors."""
    _, traceback, rest = told.rpartition(_TRACEBACK)
    found = _PYTHONS.search(rest) if traceback else None
    if found is None:
        return False
    module = found["module"].rstrip(".")
    if module:
        return module not in _TELLING and is_pythons_own(module, None)
    kind = getattr(builtins, found["name"], None)  # a program's own are without a module, too
    return isinstance(kind, type) and is_pythons_own("builtins", kind)


def _last(code: int, told: str) -> str:
    """Return the line that says most of what was told, behind the exit code: Node's error, or the last."""
    lines = [each.strip() for each in told.splitlines() if each.strip()]
    if found := _THROWN.search(told):
        lines.append(" ".join(found["error"].split()))
    return f"exit code {code}: {lines[-1]}" if lines else f"exit code {code}"
