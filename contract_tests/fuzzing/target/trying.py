"""Sends an example to a target, as often as it takes to know what is wrong with the answers."""

from collections.abc import Iterator
from dataclasses import replace

from contract_tests.asking.client import Client
from contract_tests.asking.manners import Manners
from contract_tests.asking.targets import CouldNotCheck, Target, Unreachable
from contract_tests.call import Call, prompt
from contract_tests.exchange import Exchange
from contract_tests.fuzzing.target.cause import Cause, Failure
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.judging import (
    answer_failures,
    repetition_failures,
    stream_failures,
)
from contract_tests.models import picked
from contract_tests.recordings.redaction import redacted

TIMEOUT = 30.0  # seconds without a byte
RATE = 20.0  # requests a minute to a dear target
_ANY = frozenset(range(400, 600))
_QUOTA = 429
_FROM_NEAR = Manners(
    retries=1, backoff=0.0, timeout=TIMEOUT
)  # a kept connection may just be closing
_FROM_FAR = Manners(retries=4, timeout=TIMEOUT)


class WentDown(CouldNotCheck):
    """The target answered no more after an example; *failure* says so of it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"the target can't be reached any more: {failure.came}")
        self.failure = failure


def manners(target: Target, rate: float | None) -> Manners:
    """Return how a target is asked: a dear one with patience and seldom, one on this machine fast."""
    if target.dear:
        return replace(_FROM_FAR, rate=rate or RATE)
    return replace(_FROM_NEAR, rate=rate)


class Trying:
    """Tries examples at one target.

    The mock's own answers are compared too: with those to the same request sent again, or sent another way.

    Attributes:
        requests: How many were sent.
    """

    def __init__(self, client: Client, dialect: str) -> None:
        self.target = client.target
        self.requests = 0
        self._client = client
        self._dialect = dialect

    def __call__(self, example: Example) -> tuple[Failure, ...]:
        """Send an example; return what is wrong with the answers.

        Raises:
            CouldNotCheck: The target won't answer now, or has cost enough.
            WentDown: It can't be reached any more.
        """
        try:
            return tuple(self._failures(example))
        except Unreachable as error:
            if self.target.dear:
                raise
            return (self._unanswered(example, error),)

    def _failures(self, example: Example) -> Iterator[Failure]:
        exchange = self._send(example.sent, example.status)
        yield from answer_failures(example, exchange, self._dialect, ours=self.target.ours)
        if not self.target.ours:
            return
        at_once = example.at_once
        if at_once is None:
            yield from repetition_failures(exchange, self._send(example.sent, example.status))
        elif example.invalid is None:
            unary = self._send(at_once, example.status)
            yield from stream_failures(exchange, unary, self._dialect)

    def _send(self, call: Call, predicted: int) -> Exchange:
        self.requests += 1
        expecting = {predicted} if self.target.dear else {predicted, *_ANY - {_QUOTA}}
        exchange = self._client.send(call, source="fuzz", expecting=expecting)
        return redacted(exchange, keys=(self.target.key,))

    def _unanswered(self, example: Example, error: Unreachable) -> Failure:
        """Say that no answer came, if the target still lives.

        Raises:
            WentDown: It doesn't.
        """
        failure = Failure(
            cause=Cause("no answer", example.flaw, "", 0),
            expected=f"an answer with status {example.status}",
            came=self._client.shown(str(error)),
            exchange=self._client.asked(example.sent),
        )
        try:
            self._send(prompt("Say hi", example.call.model or picked().text), predicted=200)
        except Unreachable as gone:
            raise WentDown(failure) from gone
        return failure
