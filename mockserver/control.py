"""What a test does with a mock: say what it answers, make it fail, see what it was asked.

The pytest plugin, `MockServer` and the routes below ``/__admin/`` all go through here.
"""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mockserver import assertions, faults, received, stubs
from mockserver.administration import Administration
from mockserver.faults import BadFault
from mockserver.journal import Entry
from mockserver.mock import Mock
from mockserver.quotas import Limits
from mockserver.received import Received
from mockserver.stubs import Stub

_MOST_QUEUED = 1_000


class Control(Administration):
    """One namespace of a mock, as a test sees it.

    Attributes:
        url: The base URL of the namespace, for the app, without a slash at its end.
        name: The name of the namespace; "" is the common one.
    """

    def __init__(self, mock: Mock, base: str, namespace: str = "") -> None:
        super().__init__(mock, namespace)
        self._base = base
        self.name = namespace
        self.url = f"{base}/__ns/{quote(namespace)}" if namespace else base

    def namespace(self, name: str) -> "Control":
        """Return another namespace of the same mock: nothing that happens in one shows in another."""
        return Control(self._mock, self._base, name)

    def add(self, document: Mapping[str, Any] | None = None, /, **members: Any) -> Stub:
        """Add a stub, given as a document or by its members: ``add(match=..., text="Oslo.")``.

        Of those that match, the one that was added last answers. *name* is what it is called in
        messages, and one that is there by that name is replaced.

        Raises:
            BadStub: It isn't one.
        """
        given = {**(document or {}), **members}
        name = given.pop("name", None) or self._free_name()
        stub = stubs.read(given, name)
        self._state.add(stub)
        return stub

    def load(self, *paths: str | Path) -> tuple[Stub, ...]:
        """Add the stubs of files and folders; of those that match, the first one answers.

        Raises:
            BadStub: One isn't, or there is no such folder or file; then none is added.
        """
        loaded = stubs.load(paths)
        for each in reversed(loaded):
            self._state.add(each)
        return loaded

    @property
    def stubs(self) -> tuple[Stub, ...]:
        """The stubs that answer here, in the order in which they are asked: the added ones first."""
        return (*self._state.stubs, *self._mock.state.given)

    def remove(self, name: str) -> bool:
        """Remove a stub that was added here; return whether there was one."""
        return self._state.remove(name)

    def fail_next(
        self, fault: str = "", /, times: int = 1, *, status: int | None = None, **parameters: Any
    ) -> None:
        """Let a fault happen to the next calls: by name, or by the *status* that it answers with.

        ::

            mock.fail_next("429", retry_after=2)
            mock.fail_next(status=503, times=2)
            mock.fail_next("disconnect; after=2")

        What has been queued before comes first.

        Raises:
            BadFault: There is no such fault, or it doesn't take that.
        """
        if times < 1:
            msg = f"times is how many calls fail, 1 or more, not {times}"
            raise BadFault(msg)
        if len(self._state.queue) >= _MOST_QUEUED:
            msg = f"{_MOST_QUEUED} are queued already: let calls come, or clear the faults"
            raise BadFault(msg)
        self._state.enqueue(faults.parse(_spec(fault, status, parameters)), times)

    def always(self, *specs: str) -> None:
        """Let faults happen to every call from now on, in place of those that did; none is none.

        Raises:
            BadFault: There is no such fault.
        """
        self._state.standing = tuple(each for spec in specs for each in faults.parse(spec))

    def quota(self, requests: int = 0, tokens: int = 0) -> None:
        """Hold what is generated here to so much a minute, in place of the settings; 0 is any number."""
        self._state.limits = Limits(requests, tokens)

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was asked here since the last reset, in the order in which it came."""
        return self._read(self._entries)

    @property
    def unmatched(self) -> tuple[Received, ...]:
        """The requests that no stub was for, though there were some."""
        return self._read(each for each in self._entries if each.exchange.unmatched)

    def reset(self) -> None:
        """Forget everything here: stubs that were added, faults, scenarios, caches, the journal."""
        self._mock.state.reset(self.name)

    def assert_called(
        self, times: int | None = None, *, match: Mapping[str, Any] | None = None, **matchers: Any
    ) -> None:
        """Claim that there were requests as a stub could ask for: ``assert_called(text="Hello")``.

        *times* is how many exactly; None is at least one. What is asked for is given as in a stub,
        in *match* or each matcher by its name. With nothing asked for, every request counts, of
        whichever operation.

        Raises:
            AssertionError: There weren't; the message has those that came nearest.
            BadStub: A stub can't ask for that.
        """
        __tracebackhide__ = True
        asked_for = {**(match or {}), **matchers}
        read = stubs.read({"match": asked_for, "error": 500}, "what is asserted").match
        assertions.called(self.requests, read, times)

    def assert_called_once(
        self, *, match: Mapping[str, Any] | None = None, **matchers: Any
    ) -> None:
        """Claim that there was exactly one such request."""
        __tracebackhide__ = True
        self.assert_called(1, match=match, **matchers)

    def assert_not_called(self, *, match: Mapping[str, Any] | None = None, **matchers: Any) -> None:
        """Claim that there was no such request; with nothing asked for, none at all."""
        __tracebackhide__ = True
        self.assert_called(0, match=match, **matchers)

    def assert_no_unmatched(self) -> None:
        """Claim that each request had a stub, where there were any."""
        __tracebackhide__ = True
        assertions.none_unmatched(self.requests)

    def assert_all_used(self) -> None:
        """Claim that each stub that was added here has answered."""
        __tracebackhide__ = True
        assertions.all_used(self._state.stubs, self._state.situation.used)

    def assert_waited(self, seconds: float | None = None) -> None:
        """Claim that the app waited after each failure before it asked the same again.

        The time is that between the arrivals: *seconds*, or what the failure asked for.
        """
        __tracebackhide__ = True
        assertions.waited(self.requests, seconds)

    def assert_tool_called(self, name: str, args: Mapping[str, Any] | None = None) -> None:
        """Claim that an answer called a function, with these *args* among its own."""
        __tracebackhide__ = True
        assertions.tool_called(self.requests, name, args)

    def assert_tool_answered(self, name: str, response: Mapping[str, Any] | None = None) -> None:
        """Claim that the app answered a function call, with these members in its *response*."""
        __tracebackhide__ = True
        assertions.tool_answered(self.requests, name, response)

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._mock.state.journal.entries(self.name)

    def _read(self, entries: Iterable[Entry]) -> tuple[Received, ...]:
        return tuple(received.read(each, self._mock.dialect) for each in entries)

    def _free_name(self) -> str:
        """Return a name that no stub here has had."""
        taken = {each.name for each in self.stubs}
        names = (f"added-{self._state.count('stubs added') + 1}" for _ in itertools.count())
        return next(each for each in names if each not in taken)


def _spec(fault: str, status: int | None, parameters: Mapping[str, Any]) -> str:
    """Write a fault as it is written in a header."""
    if bool(fault) == (status is not None):
        msg = 'name the fault, or give its status: fail_next("disconnect") or fail_next(status=429)'
        raise BadFault(msg)
    given = (
        f"{name}={_value(name, each)}" for name, each in parameters.items() if each is not None
    )
    return "; ".join([fault or str(status), *given])


def _value(name: str, value: object) -> str:
    text = str(value)
    if set(text) & set(",;"):
        msg = f"{name} can't have a comma or a semicolon: {text!r}"
        raise BadFault(msg)
    return text
