"""What a test does with a mock: say what it answers, make it fail, see what it was asked.

The pytest plugin, `MockServer` and the routes below ``/__admin/`` all go through here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver import faults, namespaced, stubs
from mockserver.asserting import Asserting
from mockserver.faults import BadFault
from mockserver.mock import Mock
from mockserver.quotas import Limits
from mockserver.state import Queued
from mockserver.stubs import Stub

_MOST_QUEUED = 1_000


class Control(Asserting):
    """One namespace of a mock: what it answers, what goes wrong, and what it was asked.

    Attributes:
        url: The base URL of the namespace, for the app, without a slash at its end.
    """

    def __init__(self, mock: Mock, base: str, namespace: str = "") -> None:
        super().__init__(mock, namespace)
        self._base = base
        self.url = namespaced.url(base, namespace)

    def namespace(self, name: str) -> "Control":
        """Return another namespace of the same mock: nothing that happens in one shows in another.

        Raises:
            ValueError: It can't have that name.
        """
        namespaced.hold(name)
        return Control(self._mock, self._base, name)

    def add(self, document: Mapping[str, Any] | None = None, /, **members: Any) -> Stub:
        """Add a stub, given as a document or by its members: ``add(match=..., text="Oslo.")``.

        Of those that match, the one that was added last answers. *name* is what it is called in
        messages, and one that is there by that name is replaced.

        Raises:
            BadStub: It isn't one.
        """
        return self.add_all([{**(document or {}), **members}])[0]

    def add_all(self, documents: Iterable[Mapping[str, Any]]) -> tuple[Stub, ...]:
        """Add stubs, all of them or, if one isn't a stub, none. One may have its ``name`` in it.

        Raises:
            BadStub: One isn't.
        """
        documents = list(documents)
        names = self._free_names({each.get("name") for each in documents})
        read = tuple(_read(each, each.get("name") or next(names)) for each in documents)
        self._state.add(*read)
        return read

    def load(self, *paths: str | Path) -> tuple[Stub, ...]:
        """Add the stubs of files and folders; of those that match, the first one answers.

        Raises:
            BadStub: One isn't, or there is no such folder or file; then none is added.
        """
        loaded = stubs.load(paths)
        self._state.add(*reversed(loaded))
        return loaded

    @property
    def stubs(self) -> tuple[Stub, ...]:
        """The stubs that answer here, in the order in which they are asked: the added ones first."""
        return (*self._state.stubs, *self._mock.state.given)

    @property
    def added(self) -> tuple[Stub, ...]:
        """The stubs that were added here, the newest first."""
        return self._state.stubs

    @property
    def used(self) -> Mapping[str, int]:
        """How often each stub answered here, by its name."""
        return self._state.situation.used

    def remove(self, name: str) -> bool:
        """Remove a stub that was added here; return whether there was one."""
        return self._state.remove(name)

    def remove_all(self) -> None:
        """Remove all stubs that were added here."""
        self._state.clear_stubs()

    @property
    def strict(self) -> bool | None:
        """Whether a call that no stub is for is an error here; None leaves that to the settings."""
        return self._state.strict

    @strict.setter
    def strict(self, strict: bool | None) -> None:
        self._state.strict = strict

    @property
    def scenarios(self) -> Mapping[str, str]:
        """The state of each scenario that a stub is part of, or that was put into one."""
        states = self._state.situation.states
        known = [each.scenario.name for each in self.stubs if each.scenario]
        return {name: states.get(name, "") for name in [*known, *states]}

    def set_scenarios(self, states: Mapping[str, str]) -> None:
        """Put scenarios into states, and leave all others where they are."""
        self._state.set_states(states)

    def reset_scenarios(self) -> None:
        """Put all scenarios where they start."""
        self._state.clear_states()

    def fail_next(
        self,
        fault: str | int = "",
        /,
        times: int = 1,
        *,
        status: int | None = None,
        **parameters: Any,
    ) -> None:
        """Let a fault happen to the next calls: by name, or by the *status* that it answers with.

        ::

            mock.fail_next(429, retry_after=2)
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

    def quota(self, requests: int = 0, tokens: int = 0) -> None:
        """Hold what is generated here to so much a minute, in place of the settings; 0 is any number.

        Raises:
            ValueError: One is no such number.
        """
        self._state.spending.limits = Limits(requests, tokens)

    def reset(self) -> None:
        """Forget everything here: stubs that were added, faults, scenarios, caches, the journal."""
        self._mock.state.reset(self.name)

    def _free_names(self, taken: Collection[str | None]) -> Iterator[str]:
        """Yield names that no stub here has had, and that are not *taken*."""
        taken = {*taken, *(each.name for each in self.stubs)}
        while True:
            name = f"added-{self._state.count('stubs added') + 1}"
            if name not in taken:
                yield name


def _read(document: Mapping[str, Any], name: str) -> Stub:
    return stubs.read({key: each for key, each in document.items() if key != "name"}, name)


def _spec(fault: str | int, status: int | None, parameters: Mapping[str, Any]) -> str:
    """Write a fault as it is written in a header."""
    if bool(fault) == (status is not None):
        msg = 'name the fault, or give its status: fail_next("disconnect") or fail_next(status=429)'
        raise BadFault(msg)
    given = (
        f"{name}={_value(name, each)}" for name, each in parameters.items() if each is not None
    )
    return "; ".join([str(fault or status), *given])


def _value(name: str, value: object) -> str:
    text = str(value)
    if set(text) & set(",;"):
        msg = f"{name} can't have a comma or a semicolon: {text!r}"
        raise BadFault(msg)
    return text
