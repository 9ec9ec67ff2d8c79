"""Keeps what a target answers, as recordings: the option ``--record``."""

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from contract_tests.asking.targets import Target
from contract_tests.exchange import Exchange
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion

_MOCK = "mock"  # its own address has another port each time


class Recorder:
    """Writes the exchanges of scenarios below a folder."""

    def __init__(self, directory: Path, target: Target, dialect: str) -> None:
        self._directory = directory
        self._target = target
        self._netloc = urlsplit(target.root).netloc
        self._dialect = dialect

    def keep(self, exchanges: Iterable[Exchange]) -> None:
        """Keep all exchanges of a scenario that has ended, in place of what was kept of it."""
        occasion = Occasion(
            target=self._target.name,
            root=self._told(self._target.root),
            dialect=self._dialect,
            when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        )
        told = [replace(each, url=self._told(each.url)) for each in exchanges]
        recording.write(self._directory, told, occasion, keys=[self._target.key])

    def _told(self, url: str) -> str:
        parts = urlsplit(url)
        hidden = self._target.name == "mock" and parts.netloc == self._netloc
        return urlunsplit(parts._replace(netloc=_MOCK)) if hidden else url
