"""What a test does with a mock: say what it answers, make it fail, see what it was asked.

The pytest plugin, `MockServer` and the routes below ``/__admin/`` all go through here.
"""

from typing import Any

from mockserver import faults, stubs
from mockserver.journal import Entry
from mockserver.mock import Mock
from mockserver.quotas import Limits
from mockserver.state import Namespace
from mockserver.stubs import Stub


class Control:
    """One namespace of a mock, as a test sees it.

    Attributes:
        url: The base URL of the namespace, for the app.
        namespace: Its name; "" is the common one.
    """

    def __init__(self, mock: Mock, base: str, namespace: str = "") -> None:
        self._mock = mock
        self.namespace = namespace
        self.url = f"{base}/__ns/{namespace}" if namespace else base

    def add(self, document: dict[str, Any] | None = None, /, **members: Any) -> Stub:
        """Add a stub, given as a document or by its members: ``add(match=..., text="Oslo.")``.

        Of those that match, the one that was added last answers.

        Raises:
            BadStub: It isn't one.
        """
        given = {**(document or {}), **members}
        name = given.pop("name", None) or f"added-{len(self._state.stubs) + 1}"
        stub = stubs.read(given, name)
        self._state.add(stub)
        return stub

    def fail_next(self, spec: str, times: int = 1) -> None:
        """Let faults happen to the next calls: ``fail_next("429; retry_after=2", times=2)``.

        Raises:
            BadFault: There is no such fault.
        """
        self._state.enqueue(faults.parse(spec), times)

    @property
    def stubs(self) -> tuple[Stub, ...]:
        """The stubs that answer here, in the order in which they are asked: the added ones first."""
        return (*self._state.stubs, *self._mock.state.given)

    def remove(self, name: str) -> bool:
        """Remove a stub that was added here; return whether there was one."""
        return self._state.remove(name)

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
    def unmatched(self) -> tuple[Entry, ...]:
        """The requests that no stub was for, though there were some."""
        return tuple(each for each in self.requests if each.exchange.unmatched)

    @property
    def requests(self) -> tuple[Entry, ...]:
        """What was asked here since the last reset, in the order in which it came."""
        return self._mock.state.journal.entries(self.namespace)

    def reset(self) -> None:
        """Forget everything here: stubs that were added, faults, scenarios, caches, the journal."""
        self._mock.state.reset(self.namespace)

    @property
    def _state(self) -> Namespace:
        return self._mock.state.namespace(self.namespace)
