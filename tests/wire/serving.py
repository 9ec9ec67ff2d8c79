"""The mock as a process of its own, with what it writes into its log, holds in memory, and has open."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# A little, so that what waits for it doesn't take long.
_OPTIONS = ["--port", "0", "--log-level", "warning", "--generator", "echo", "--journal-max", "50"]
_LIMITS = ["--read-timeout", "2", "--idle-timeout", "2"]
_TROUBLE = (
    "Traceback", "ERROR", "CRITICAL", "Error:", "Exception", "never awaited", "raised exception", "Warning:",
)  # fmt: skip
_STOPPING = 40  # seconds; the mock gives answers that are being sent less


@dataclass(frozen=True, slots=True)
class Served:
    """A mock that runs: where, as which process, and its log."""

    base: tuple[str, int]
    pid: int
    log: Path

    def trouble(self, since: int = 0) -> str:
        """Return what the log has of errors behind so many bytes."""
        text = self.log.read_bytes()[since:].decode("utf-8", "replace")
        return text[-6_000:] if any(each in text for each in _TROUBLE) else ""

    @property
    def memory(self) -> int:
        """How many bytes the process has in memory; 0 where the system doesn't tell."""
        return self._status("VmRSS")

    @property
    def peak(self) -> int:
        """How many it had at most."""
        return self._status("VmHWM")

    @property
    def open_files(self) -> int:
        """How many files and sockets the process has open; 0 where the system doesn't tell."""
        there = Path(f"/proc/{self.pid}/fd")
        return len(list(there.iterdir())) if there.is_dir() else 0

    def _status(self, name: str) -> int:
        file = Path(f"/proc/{self.pid}/status")
        lines = file.read_text().splitlines() if file.is_file() else []
        return next((int(each.split()[1]) * 1024 for each in lines if each.startswith(name)), 0)


@contextmanager
def served(dialect: str, folder: Path) -> Iterator[Served]:
    """Serve a mock of a dialect as long as the block lasts, with its log in *folder*."""
    ready, log = folder / f"{dialect}.url", folder / f"{dialect}.log"
    command = [
        sys.executable,
        "-m",
        "mockserver",
        "serve",
        "--dialect",
        dialect,
        *_OPTIONS,
        *_LIMITS,
    ]
    with (
        log.open("wb") as written,
        subprocess.Popen(
            [*command, "--ready-file", str(ready)],
            stdout=subprocess.DEVNULL,
            stderr=written,
            env=os.environ | {"PYTHONASYNCIODEBUG": ""},
        ) as process,
    ):
        try:
            while not (ready.exists() and ready.read_text().endswith("\n")):
                assert process.poll() is None, log.read_text()
                time.sleep(0.01)
            host, _, port = ready.read_text().strip().removeprefix("http://").partition(":")
            yield Served((host, int(port)), process.pid, log)
        finally:
            process.terminate()
            try:
                process.wait(_STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
