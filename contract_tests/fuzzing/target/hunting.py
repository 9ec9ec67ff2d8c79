"""Draws examples until there were enough, and keeps what was found: of each cause the smallest example."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import NoReturn

from hypothesis import strategies as st

from contract_tests.asking.spending import TooDear
from contract_tests.asking.targets import CouldNotCheck
from contract_tests.fuzzing.target.cause import Cause, Failure
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.rounds import play
from contract_tests.fuzzing.target.trying import WentDown
from contract_tests.result import INTERRUPTED

Try = Callable[[Example], tuple[Failure, ...]]
_MOST_OF_A_ROUND = 500  # examples
_LEAST_OF_A_ROUND = 20
_MOST = 50  # causes: who has so many needs no more
_SHARED = 6  # times that of one cause, for all in a round
_IN_VAIN = 3  # examples in a row without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to draw, and how.

    Attributes:
        seed: What the sequence is drawn from.
        examples: How many, at most; None for no limit.
        seconds: How long, at most; None for no limit.
        shrinking: Seconds for each cause, and six times as many for all in a round of 500 examples; 0 where each request may cost money.
        avoids: Whether a flaw that was accepted once isn't sent again.
    """

    seed: int
    examples: int | None = None
    seconds: float | None = None
    shrinking: float = 10.0
    avoids: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of one cause.

    Attributes:
        failure, example: The smallest that was seen.
        count: How many of the examples that were drawn failed for it; shrinking, and cases of former runs, don't count.
        known: Whether a former run found it.
        steady: Whether it failed again when it was tried again.
    """

    failure: Failure
    example: Example
    count: int = 0
    known: bool = False
    steady: bool = True


class _Over(BaseException):
    """There is no use in going on. It isn't an `Exception`, which Hypothesis would take for a failing example."""


class _Shrunk(BaseException):
    """What was found in this round was shrunk long enough."""


class Hunt:
    """A run: what was drawn, what was found, and why it ended.

    Attributes:
        found: What was found, by cause.
        drawn: How many examples were tried, by what they are: valid or invalid; shrinking left out.
        unanswered: How many examples got no answer that says anything of them, by reason.
        stopped: Why it ended before its time; "" if it didn't.
        too_dear: Whether what it cost ended it.
    """

    def __init__(
        self,
        attempt: Try,
        plan: Plan,
        watch: Callable[["Hunt"], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.plan = plan
        self.found: dict[Cause, Found] = {}
        self.drawn: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.stopped = ""
        self.too_dear = False
        self._attempt = attempt
        self._watch = watch
        self._clock = clock
        self._started = clock()
        self._settled: set[Cause] = set()
        self._shrinking: set[Cause] = set()
        self._until = self._latest = 0.0
        self._in_vain = 0

    @property
    def seconds(self) -> float:
        """How long it has taken until now."""
        return self._clock() - self._started

    @property
    def is_shrinking(self) -> bool:
        """Whether this round has found something, and makes it smaller."""
        return bool(self._shrinking)

    def interrupt(self) -> None:
        """Have it end before the next example, as somebody broke it off."""
        self.stopped = INTERRUPTED

    def replay(self, kept: Mapping[Path, Example]) -> tuple[Path, ...]:
        """Try what former runs have kept, and note what fails as known; return the files of what is right now."""
        right = []
        for file, example in kept.items():
            try:
                failures = self._failures(example)
            except _Over:
                break
            self._note(failures, example, known=True)
            if not failures and not self._in_vain:
                right.append(file)
        self._settled |= self.found.keys()
        return tuple(right)

    def run(self, strategy: st.SearchStrategy[Example]) -> None:
        """Draw from *strategy* until there was enough."""
        number = self.plan.seed
        try:
            while not self.stopped and not self._enough():
                before = self.drawn.total()
                self._round(strategy, self._size(), number)
                number += 1
                if self.drawn.total() == before and not self._shrinking:
                    self.stopped = "nothing is left that may be sent"
        except _Over:
            return

    def _enough(self) -> bool:
        """Whether there were so many examples, or so much time, as the plan has."""
        examples, seconds = self.plan.examples, self.plan.seconds
        drawn = examples is not None and self.drawn.total() >= examples and not self._shrinking
        return drawn or (seconds is not None and self.seconds >= seconds)

    def _size(self) -> int:
        """Return how many to draw in a round: enough to get past those that aren't sent."""
        examples = self.plan.examples
        left = _MOST_OF_A_ROUND if examples is None else examples - self.drawn.total()
        return min(_MOST_OF_A_ROUND, max(_LEAST_OF_A_ROUND, left))

    def _round(self, strategy: st.SearchStrategy[Example], size: int, number: int) -> None:
        self._shrinking = set()
        with suppress(_Shrunk):
            play(strategy, self._judge, size=size, number=number)
        for each in self._shrinking:
            example = self.found[each].example
            again = {failure.cause for failure in self._failures(example)}
            self.found[each] = replace(self.found[each], steady=each in again)
        self._settled |= self._shrinking

    def _judge(self, example: Example) -> Cause | None:
        """Try an example; return the cause for which it is to be shrunk.

        Raises:
            _Over: There was enough of all.
            _Shrunk: There was enough of shrinking.
        """
        self._mind_the_time()
        if self._avoided(example):
            return None
        failures = self._failures(example)
        if not self._shrinking:
            self.drawn["invalid" if example.invalid else "valid"] += 1
        self._note(failures, example)
        self._watch(self)
        fresh = sorted({each.cause for each in failures} - self._settled)
        if not fresh or not self.plan.shrinking:
            return None
        if fresh[0] not in self._shrinking:
            self._give_time(fresh[0])
        return fresh[0]

    def _give_time(self, cause: Cause) -> None:
        """Begin to shrink for a cause; many in one round have to share."""
        now = self._clock()
        if not self._shrinking:
            self._until, self._latest = now, now + _SHARED * self.plan.shrinking
        self._until = min(self._until + self.plan.shrinking, self._latest)
        self._shrinking.add(cause)

    def _mind_the_time(self) -> None:
        if self.stopped or self._enough():
            raise _Over
        many = len(self.found) >= _MOST
        if self._shrinking and (many or self._clock() >= self._until):
            raise _Shrunk
        if many:
            self._stop(f"{len(self.found)} causes were found, which is enough")

    def _avoided(self, example: Example) -> bool:
        accepted = {each.what for each in self.found if each.kind == "accepted"}
        return self.plan.avoids and example.flaw in accepted

    def _failures(self, example: Example) -> tuple[Failure, ...]:
        """Try an example.

        Raises:
            _Over: There is no use in trying others.
        """
        try:
            failures = self._attempt(example)
        except WentDown as down:
            self._note((down.failure,), example)
            self._stop(str(down))
        except TooDear as dear:
            self.too_dear = True
            self._stop(str(dear))
        except CouldNotCheck as vain:
            self.unanswered[str(vain)] += 1
            self._in_vain += 1
            if self._in_vain == _IN_VAIN:
                self._stop(str(vain))
            return ()
        self._in_vain = 0
        return failures

    def _stop(self, reason: str) -> NoReturn:
        self.stopped = reason
        raise _Over

    def _note(
        self, failures: tuple[Failure, ...], example: Example, *, known: bool = False
    ) -> None:
        for each in failures:
            found = self.found.get(each.cause) or Found(failure=each, example=example, known=known)
            if example.size < found.example.size:
                found = replace(found, failure=each, example=example)
            counts = not (known or self._shrinking)
            self.found[each.cause] = replace(found, count=found.count + counts)
