"""The mocks of a run: one for each set of settings, from when a test first needs it until the end."""

from contextlib import ExitStack
from typing import Any, Self

import pytest

from mockserver.server import MockServer
from mockserver.settings import ConfigurationError

_KEPT = 10_000  # exchanges in the journal: a test may count many


def failure(text: str) -> BaseException:
    """Return what fails a test by a text alone: where it was raised says nothing to its author."""
    return pytest.fail.Exception(text, pytrace=False)


class Servers:
    """All mocks that serve; leaving the ``with`` block stops them."""

    def __init__(self) -> None:
        self._running: dict[str, MockServer] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start with none."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them all."""
        self._stack.close()

    def get(self, settings: dict[str, Any]) -> MockServer:
        """Return the mock with these settings; it is started when it is first asked for.

        A setting that can't be fails the test.
        """
        key = repr(sorted(settings.items(), key=lambda each: each[0]))
        if key not in self._running:
            try:
                server = MockServer(**{"journal_max": _KEPT, **settings})
            except ConfigurationError as error:
                msg = f"cometapi-mock: {error}"
                raise failure(msg) from None
            self._running[key] = self._stack.enter_context(server)
        return self._running[key]
