"""The namespace of one test: it knows whether a request that no stub was for is the test's failure."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mockserver.assertions import told_unmatched
from mockserver.control import Control
from mockserver.environment import KEY
from mockserver.pytest_plugin.options import Options, marked
from mockserver.pytest_plugin.servers import Servers, failure
from mockserver.server import MockServer
from mockserver.stubs import BadStub, Stub

_SHOWN = 10  # requests in the report of a failure: the last
_LONGEST = 60  # characters of a test's name in its namespace


class Watched(Control):
    """A control that holds its test to the stubs there are.

    Attributes:
        base: The base URL of the whole mock, below which ``/__admin/`` is.
        key: A key that the mock takes.
    """

    def __init__(self, server: MockServer, namespace: str, options: Options) -> None:
        super().__init__(server._mock, server.url, namespace)  # noqa: SLF001 - one of its kind
        self.base = server.url
        self.key = server.settings.api_keys[0] if server.settings.api_keys else KEY
        self._options = options
        self._told = 0  # the number of the last request that the test was told of
        self._last = ""
        self.reset()

    def add(self, document: Mapping[str, Any] | None = None, /, **members: Any) -> Stub:
        """Add a stub; from now on a request that none is for is an error, unless that is allowed."""
        stub = super().add(document, **members)
        self._begin()
        return stub

    def load(self, *paths: str | Path) -> tuple[Stub, ...]:
        """Add the stubs of files and folders; what holds for one holds for them."""
        loaded = super().load(*paths)
        self._begin()
        return loaded

    def reset(self) -> None:
        """Forget everything here; what follows is a new beginning."""
        super().reset()
        self._told = 0
        self.strict = {"always": True, "never": False}.get(self._options.strict)
        if self.stubs or (self._mock.tape and self._mock.tape.required):
            self._begin()

    def allow_unmatched(self) -> None:
        """Let what no stub is for be answered as without stubs, and be no failure of the test."""
        self.strict = False

    def hold(self) -> None:
        """Fail the test, if one of its requests should have had a stub, or a stub a request."""
        __tracebackhide__ = True
        new = [each for each in self.unmatched if each.number > self._told]
        self.tell()
        if new and self.strict:
            msg = f"{told_unmatched(new)}\nAdd a stub, or cometapi_mock.allow_unmatched()."
            raise failure(msg)

    def hold_used(self) -> None:
        """Fail the test, if each stub that it added has to be used, and one wasn't."""
        __tracebackhide__ = True
        if not self._options.all_used:
            return
        try:
            self.assert_all_used()
        except AssertionError as error:
            raise failure(str(error)) from None

    def tell(self) -> None:
        """Take the requests so far for told."""
        self._told = max((each.number for each in self._entries), default=0)

    def end(self) -> None:
        """Forget everything, but for what the report of a failure tells."""
        self._last = self.told()
        super().reset()

    def told(self) -> str:
        """Tell of the last requests."""
        entries = self._entries
        if not entries:
            return self._last or "no requests"
        more = len(entries) - _SHOWN
        before = [f"{more} before these"] if more > 0 else []
        return "\n".join([*before, *map(str, self._read(entries[-_SHOWN:]))])

    def _begin(self) -> None:
        """Be strict from now on, where that goes by whether there are stubs."""
        if self._options.strict == "auto" and self.strict is None:
            self.strict = True


def start(item: pytest.Item, servers: Servers, options: Options) -> Watched:
    """Return the namespace of a test, with the stubs of its markers; those nearest to it come first."""
    try:
        chosen = marked(options, item)
    except pytest.UsageError as error:
        raise failure(str(error)) from None
    watched = Watched(servers.get(chosen.settings), name(item.nodeid), chosen)
    try:
        for mark in reversed(list(item.iter_markers("cometapi_stub"))):
            if mark.args:
                watched.load(*(item.path.parent / each for each in mark.args))
            if mark.kwargs:
                watched.add(mark.kwargs)
    except BadStub as error:
        msg = f"cometapi_stub: {error}"
        raise failure(msg) from None
    return watched


def name(node_id: str) -> str:
    """Make a name of a test's id that is its own, and can stand in a URL."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", node_id)[-_LONGEST:].strip("-")
    return f"{plain}-{hashlib.sha256(node_id.encode()).hexdigest()[:8]}"
