"""What a test does with a mock: say what it answers, make it fail, see what it was asked.

The pytest plugin, `MockServer` and the routes below ``/__admin/`` all go through here.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver import faults, stubs
from mockserver.journal import Entry, Selection
from mockserver.mock import Mock
from mockserver.state import Namespace, Queued
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

    def add_all(self, documents: Iterable[Mapping[str, Any]]) -> tuple[Stub, ...]:
        """Add stubs, all of them or, if one isn't a stub, none.

        Raises:
            BadStub: One isn't.
        """
        taken = {each.name for each in self._state.stubs}
        names = (f"added-{number}" for number in itertools.count(len(taken) + 1))
        free = (each for each in names if each not in taken)
        read = tuple(
            stubs.read(
                {key: x for key, x in each.items() if key != "name"}, each.get("name") or next(free)
            )
            for each in documents
        )
        self._state.add_all(read)
        return read

    def remove_all(self) -> None:
        """Remove all stubs that were added here."""
        self._state.clear_stubs()

    @property
    def used(self) -> Mapping[str, int]:
        """How often each stub answered here, by its name."""
        return self._state.situation.used

    @property
    def queued(self) -> tuple[Queued, ...]:
        """The faults that wait for the next calls."""
        return self._state.queue

    @property
    def standing(self) -> tuple[str, ...]:
        """The faults that happen to every call here, as they were written."""
        return tuple(each.spec for each in self._state.standing)

    def clear_faults(self) -> None:
        """Let nothing go wrong here any more: neither what is queued nor what stands."""
        self._state.clear_faults()

    @property
    def scenarios(self) -> Mapping[str, str]:
        """The state of each scenario that a stub is part of."""
        states = self._state.situation.states
        known = [each.scenario.name for each in self.stubs if each.scenario]
        return {name: states.get(name, "") for name in [*known, *states]}

    def set_scenarios(self, states: Mapping[str, str]) -> None:
        """Put scenarios into states, and leave all others where they are.

        Raises:
            KeyError: No stub is part of such a scenario.
        """
        known = self.scenarios
        for name in states:
            known[name]
        self._state.set_states(states)

    def reset_scenarios(self) -> None:
        """Put all scenarios where they start."""
        self._state.clear_states()

    @property
    def strict(self) -> bool | None:
        """Whether a call that no stub is for is an error here; None leaves that to the settings."""
        return self._state.strict

    @strict.setter
    def strict(self, strict: bool | None) -> None:
        self._state.strict = strict

    def select(self, selection: Selection) -> tuple[Entry, ...]:
        """Return those of the requests that somebody wants to see."""
        return selection.of(self.requests)

    def forget_requests(self) -> None:
        """Empty the journal here, and leave all else."""
        self._mock.state.journal.clear(self.namespace)

    def always(self, *specs: str) -> None:
        """Let faults happen to every call from now on, in place of those that did; none is none.

        Raises:
            BadFault: There is no such fault.
        """
        self._state.standing = tuple(each for spec in specs for each in faults.parse(spec))

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
