"""The connection of a test process to its target: opened at the first need, tried out once."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.manners import Manners
from contract_tests.asking.preflight import preflight
from contract_tests.asking.spending import Purse
from contract_tests.asking.targets import CouldNotCheck, NoKey, Target, UsageError, costs, opened
from contract_tests.models import Models, picked
from contract_tests.recordings.replaying import recorded

LIVE_RATE = 60.0


class Connection:
    """Makes a client when it is first asked for, and remembers if that failed."""

    def __init__(self, config: pytest.Config) -> None:
        self._option: Any = config.option
        self._share = 1.0 / workers(config)
        self._stack = ExitStack()
        self._client: Client | None = None
        self._failure: type[CouldNotCheck] | None = None
        self._reason = ""

    @property
    def dear(self) -> bool:
        """Whether the target's answers cost money."""
        return costs(self._option.target)

    @property
    def models(self) -> Models:
        """The models to ask."""
        return picked(self._option.model)

    def client(self) -> Client:
        """Return the client.

        Raises:
            NoKey: There is no key for it, and none is required.
            CouldNotCheck: The target can't be asked, or nothing may be spent.
            UsageError: There is no such target.
        """
        if self._failure:
            raise self._failure(self._reason)
        if self._client is None:
            try:
                self._client = self._opened()
            except CouldNotCheck as error:
                self._reason = str(error)
                required = isinstance(error, NoKey) and self._option.require_live
                self._failure = CouldNotCheck if required else type(error)
                raise self._failure(self._reason) from error
            except UsageError as error:
                raise pytest.UsageError(str(error)) from error
        return self._client

    def _opened(self) -> Client:
        target = self._stack.enter_context(self._target())
        client = Client(target, self.manners(target), self.purse(target))
        self._stack.callback(client.close)
        if not (target.ours or target.replays):
            preflight(client, self.models.text)
        return client

    def _target(self) -> AbstractContextManager[Target]:
        name, dialect = self._option.target, self._option.dialect
        if name == "recorded":
            return nullcontext(recorded(Path(self._option.recordings), dialect))
        return opened(name, dialect, os.environ)

    def manners(self, target: Target) -> Manners:
        """Return how this process is to ask *target*."""
        rate = self._option.rate or (LIVE_RATE if target.dear else None)
        return Manners(
            retries=self._option.retries,
            backoff=self._option.backoff,
            timeout=self._option.timeout,
            rate=rate and rate * self._share,
        )

    def purse(self, target: Target) -> Purse:
        """Return what this process may spend on *target*."""
        return Purse(self._option.max_cost * self._share) if target.dear else Purse()

    def close(self) -> None:
        """Close what is open."""
        self._stack.close()


def workers(config: pytest.Config) -> int:
    """Return how many processes run the tests (pytest-xdist)."""
    told: Mapping[str, Any] = getattr(config, "workerinput", {})
    return int(told.get("workercount", 1))


def is_worker(config: pytest.Config) -> bool:
    """Whether this process only runs tests for another, which reports (pytest-xdist)."""
    return hasattr(config, "workerinput")
