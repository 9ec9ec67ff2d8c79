"""What calls change, by namespace: the only memory of a mock besides its journal.

Everything here is in memory, and safe to use from threads.
"""

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mockserver import stubs
from mockserver.caches import Caches
from mockserver.faults import Planned
from mockserver.journal import Journal
from mockserver.metrics import Metrics
from mockserver.quotas import UNLIMITED, Limits, Spending
from mockserver.stubs import Asked, Found, Situation, Stub

LONGEST_NAMESPACE = 200  # characters of a name
_MOST_NAMESPACES = 10_000
_MOST_COUNTED = 10_000  # different things that are counted in a namespace


@dataclass(slots=True)
class Queued:
    """Faults for the next calls, and for how many more."""

    faults: tuple[Planned, ...]
    times: int


class Namespace:
    """What the calls of one namespace share.

    Attributes:
        caches: The cached contents.
        strict: Whether a call that no stub is for is an error; None leaves that to the settings.
        standing: Faults for every call, each at its own rate.
        spending: How much was asked in the last minute, and how much may be.
    """

    def __init__(self, caches: Caches, limits: Limits = UNLIMITED) -> None:
        self.caches = caches
        self.strict: bool | None = None
        self.standing: tuple[Planned, ...] = ()
        self.spending = Spending(limits)
        self._stubs: dict[str, Stub] = {}
        self._queue: deque[Queued] = deque()
        self._used: Counter[str] = Counter()
        self._states: dict[str, str] = {}
        self._counted: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def stubs(self) -> tuple[Stub, ...]:
        """The stubs that were added, the newest first."""
        with self._lock:
            return tuple(reversed(self._stubs.values()))

    @property
    def situation(self) -> Situation:
        """What happened here so far."""
        with self._lock:
            return Situation(dict(self._used), dict(self._states))

    def add(self, *added: Stub) -> None:
        """Add stubs in their order, all at once, which have not answered yet.

        One of the same name is replaced.
        """
        with self._lock:
            for each in added:
                self._forget(each.name)
                self._stubs[each.name] = each

    def remove(self, name: str) -> bool:
        """Remove a stub that was added; return whether there was one."""
        with self._lock:
            return self._forget(name)

    def clear_stubs(self) -> None:
        """Remove all stubs that were added."""
        with self._lock:
            for name in list(self._stubs):
                self._forget(name)

    def _forget(self, name: str) -> bool:
        """Forget a stub that was added, and how often it answered; return whether there was one."""
        found = self._stubs.pop(name, None) is not None
        if found:
            self._used.pop(name, None)
        return found

    def choose(self, given: Iterable[Stub], asked: Asked) -> Found:
        """Find the stub for a call, among those added here and those *given*, and count it."""
        with self._lock:
            here = [*reversed(self._stubs.values()), *given]
            found = stubs.find(here, asked, Situation(self._used, self._states))
            if found.stub:
                self._used[found.stub.name] += 1
                scenario = found.stub.scenario
                if scenario and scenario.becomes is not None:
                    self._states[scenario.name] = scenario.becomes
            return found

    def enqueue(self, faults: tuple[Planned, ...], times: int) -> None:
        """Let faults happen to the next calls, behind those that are queued already."""
        with self._lock:
            self._queue.append(Queued(faults, times))

    def next_faults(self) -> tuple[Planned, ...]:
        """Take what is queued for this call."""
        with self._lock:
            if not self._queue:
                return ()
            first = self._queue[0]
            first.times -= 1
            if first.times <= 0:
                self._queue.popleft()
            return first.faults

    @property
    def queue(self) -> tuple[Queued, ...]:
        """What is queued for the next calls, in its order."""
        with self._lock:
            return tuple(Queued(each.faults, each.times) for each in self._queue)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more: neither what is queued nor what stands."""
        with self._lock:
            self._queue.clear()
            self.standing = ()

    def set_states(self, states: Mapping[str, str]) -> None:
        """Put scenarios into states, and leave all others where they are."""
        with self._lock:
            self._states.update(states)

    def clear_states(self) -> None:
        """Put all scenarios where they start."""
        with self._lock:
            self._states.clear()

    def count(self, what: str) -> int:
        """Count something; return how often it came before.

        Of very many different things, those that came last are known.
        """
        with self._lock:
            before = self._counted.pop(what, 0)
            self._counted[what] = before + 1
            if len(self._counted) > _MOST_COUNTED:
                self._counted.popitem(last=False)
            return before

    def counted(self, what: str) -> int:
        """Return how often something was counted."""
        with self._lock:
            return self._counted.get(what, 0)


class State:
    """All namespaces, the stubs that all of them have, the journal, and what is counted."""

    def __init__(
        self, caches: Callable[[], Caches], journal: Journal, limits: Limits = UNLIMITED
    ) -> None:
        """Start empty; *caches* makes the cached contents that a new namespace has, *limits* are its quotas."""
        self.given: tuple[Stub, ...] = ()
        self.journal = journal
        self.metrics = Metrics()
        self._caches = caches
        self._limits = limits
        self._namespaces: dict[str, Namespace] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            return iter(list(self._namespaces))

    def namespace(self, name: str) -> Namespace:
        """Return a namespace; it is made when somebody first asks for it.

        Of very many, the one that wasn't asked for the longest is forgotten, but for the common one.
        """
        with self._lock:
            found = self._namespaces.pop(name, None) or Namespace(self._caches(), self._limits)
            self._namespaces[name] = found
            if len(self._namespaces) > _MOST_NAMESPACES:
                del self._namespaces[next(filter(None, self._namespaces))]
            return found

    def reset(self, name: str | None = None) -> None:
        """Forget all of a namespace, its journal too; None is all namespaces."""
        with self._lock:
            if name is None:
                self._namespaces.clear()
            else:
                self._namespaces.pop(name, None)
        self.journal.clear(name)
