"""What a namespace was asked, and what a test can assert of that."""

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver import assertions, received, stubs
from mockserver.journal import Entry, Selection
from mockserver.mock import Mock
from mockserver.received import Received
from mockserver.state import Namespace


class Asserting:
    """The requests of one namespace of a mock, and what can be asserted of them.

    Attributes:
        name: The name of the namespace; "" is the common one.
    """

    def __init__(self, mock: Mock, namespace: str = "") -> None:
        """Look at a namespace of *mock*."""
        self._mock = mock
        self.name = namespace

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was asked here since the last reset, in the order in which it came."""
        return self._read(self._entries)

    @property
    def unmatched(self) -> tuple[Received, ...]:
        """The requests that no stub was for, though there were some."""
        return self._read(each for each in self._entries if each.exchange.unmatched)

    def select(self, selection: Selection) -> tuple[Entry, ...]:
        """Return those of the requests here that somebody wants to see."""
        return selection.of(self._entries)

    def assert_called(
        self, times: int | None = None, *, match: Mapping[str, Any] | None = None, **matchers: Any
    ) -> None:
        """Assert that there were requests as a stub could ask for: ``assert_called(text="Hello")``.

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
        """Assert that there was exactly one such request."""
        __tracebackhide__ = True
        self.assert_called(1, match=match, **matchers)

    def assert_not_called(self, *, match: Mapping[str, Any] | None = None, **matchers: Any) -> None:
        """Assert that there was no such request; with nothing asked for, none at all."""
        __tracebackhide__ = True
        self.assert_called(0, match=match, **matchers)

    def assert_no_unmatched(self) -> None:
        """Assert that each request had a stub, where there were any."""
        __tracebackhide__ = True
        assertions.none_unmatched(self.requests)

    def assert_all_used(self) -> None:
        """Assert that each stub that was added here has answered."""
        __tracebackhide__ = True
        assertions.all_used(self._state.stubs, self._state.situation.used)

    def assert_waited(self, seconds: float | None = None) -> None:
        """Assert that the app waited after each failure before it asked the same again.

        The time is that between the arrivals: *seconds*, or what the failure asked for.
        """
        __tracebackhide__ = True
        assertions.waited(self.requests, seconds)

    def assert_tool_called(self, name: str, args: Mapping[str, Any] | None = None) -> None:
        """Assert that an answer called a function, with these *args* among its own."""
        __tracebackhide__ = True
        assertions.tool_called(self.requests, name, args)

    def assert_tool_answered(self, name: str, response: Mapping[str, Any] | None = None) -> None:
        """Assert that the app answered a function call, with these members in its *response*."""
        __tracebackhide__ = True
        assertions.tool_answered(self.requests, name, response)

    @property
    def _state(self) -> Namespace:
        return self._mock.state.namespace(self.name)

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._mock.state.journal.entries(self.name)

    def _read(self, entries: Iterable[Entry]) -> tuple[Received, ...]:
        return tuple(received.read(each, self._mock.dialect) for each in entries)
