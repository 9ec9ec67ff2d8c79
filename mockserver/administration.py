"""What the admin API does with one namespace of a mock; `Control` can do it too."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver import stubs
from mockserver.journal import Entry, Selection
from mockserver.mock import Mock
from mockserver.state import Namespace, Queued
from mockserver.stubs import Stub


class Administration:
    """The stubs, faults, scenarios and requests of one namespace, to be seen and changed."""

    def __init__(self, mock: Mock, namespace: str = "") -> None:
        """Look after a namespace of *mock*; "" is the common one."""
        self._mock = mock
        self._namespace = namespace

    def add_all(self, documents: Iterable[Mapping[str, Any]]) -> tuple[Stub, ...]:
        """Add stubs, all of them or, if one isn't a stub, none. One may have its ``name`` in it.

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

    @property
    def added(self) -> tuple[Stub, ...]:
        """The stubs that were added here, the newest first."""
        return self._state.stubs

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
        """The state of each scenario that a stub is part of, or that was put into one."""
        states = self._state.situation.states
        here = (*self._state.stubs, *self._mock.state.given)
        known = [each.scenario.name for each in here if each.scenario]
        return {name: states.get(name, "") for name in [*known, *states]}

    def set_scenarios(self, states: Mapping[str, str]) -> None:
        """Put scenarios into states, and leave all others where they are."""
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
        """Return those of the requests here that somebody wants to see."""
        return selection.of(self._mock.state.journal.entries(self._namespace))

    @property
    def _state(self) -> Namespace:
        return self._mock.state.namespace(self._namespace)
