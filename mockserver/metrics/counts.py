"""What is counted: cheaply, and put into words only when somebody asks (`exposition`).

Labels have few values: models and operations that there are, faults by their name, and of stubs the
first thousand.
"""

import bisect
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mockserver.exchange import Exchange
from mockserver.journal import Progress

OTHERS = "(others)"
_MOST = 1_000  # stubs that have a count of their own
BUCKETS = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
    60.0,
)
_KINDS: Mapping[str, str] = {
    "promptTokenCount": "prompt",
    "candidatesTokenCount": "candidates",
    "thoughtsTokenCount": "thoughts",
    "toolUsePromptTokenCount": "tool_use",
    "cachedContentTokenCount": "cached",
}

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A count as Prometheus has it."""

    name: str
    doc: str
    labels: tuple[str, ...]


_REQUESTS = Named("requests", "Answers that ended.", ("operation", "dialect", "status", "outcome"))
_FAULTS = Named("faults", "Faults that happened.", ("fault",))
_STUBS = Named("stub_answers", "Answers by stubs.", ("stub",))
_UNMATCHED = Named(
    "unmatched_requests", "Requests that no stub was for, though there were some.", ()
)
_TOKENS = Named("tokens", "Tokens, as the usage metadata of answers has them.", ("model", "kind"))
_RECEIVED = Named("request_bytes", "Bytes of bodies that came.", ())
_SENT = Named("response_bytes", "Bytes of bodies that were sent.", ())
_COUNTS = (_REQUESTS, _FAULTS, _STUBS, _UNMATCHED, _TOKENS, _RECEIVED, _SENT)


@dataclass(slots=True)
class Durations:
    """How many answers took so long, by `BUCKETS` and one for those that took longer; and all seconds."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """All counts at one moment: by what they are of and its labels; answers being sent; durations."""

    counts: Mapping[Named, Mapping[Key, int]]
    open: int
    durations: Mapping[str, Durations]


class Metrics:
    """What a mock has counted since it started; safe to use from threads."""

    def __init__(self, dialect: str = "", models: Collection[str] = ()) -> None:
        """Count answers in a *dialect*; *models* are those that have counts of their own."""
        self._dialect = dialect
        self._models = models
        self._counts: dict[Named, Counter[Key]] = {each: Counter() for each in _COUNTS}
        self._durations: dict[str, Durations] = {}
        self._open = 0
        self._lock = threading.Lock()

    @property
    def counted(self) -> Counted:
        """What there is now."""
        with self._lock:
            durations = {
                operation: Durations(list(each.buckets), each.seconds)
                for operation, each in self._durations.items()
            }
            counts = {named: dict(each) for named, each in self._counts.items()}
            return Counted(counts, self._open, durations)

    def begin(self) -> None:
        """Count an answer that begins to be sent."""
        with self._lock:
            self._open += 1

    def end(self, exchange: Exchange, progress: Progress, frames: int, seconds: float) -> None:
        """Count an answer that ended: how, after how many frames, how long after its call came."""
        sent = sum(len(each.data) for each in exchange.reply.frames[:frames])
        operation = exchange.operation or "none"
        with self._lock:
            self._open -= 1
            status = str(exchange.reply.status)
            self._counts[_REQUESTS][operation, self._dialect, status, progress] += 1
            self._counts[_RECEIVED][()] += len(exchange.call.body)
            self._counts[_SENT][()] += sent
            self._counts[_UNMATCHED][()] += exchange.unmatched
            self._count_causes(exchange)
            self._count_tokens(exchange)
            durations = self._durations.setdefault(operation, Durations())
            durations.buckets[bisect.bisect_left(BUCKETS, seconds)] += 1
            durations.seconds += seconds

    def _count_causes(self, exchange: Exchange) -> None:
        for each in exchange.faults:
            self._counts[_FAULTS][(each.partition(";")[0].strip(),)] += 1
        if exchange.stub:
            counted = self._counts[_STUBS]
            known = (exchange.stub,) in counted or len(counted) < _MOST
            counted[(exchange.stub if known else OTHERS,)] += 1

    def _count_tokens(self, exchange: Exchange) -> None:
        model = exchange.model if exchange.model in self._models else OTHERS
        for member, kind in _KINDS.items():
            if number := exchange.usage.get(member):
                self._counts[_TOKENS][model, kind] += number
