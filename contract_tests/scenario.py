"""What scenarios are written with: which claims they hold, how they send, what they may sample."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from contract_tests.asking.client import Answer, Client
from contract_tests.call import WAYS, Call
from contract_tests.exchange import Exchange, Frame
from contract_tests.outcome import Sent, sent


def holds(*claims: str) -> pytest.MarkDecorator:
    """Say which claims a scenario holds: if it fails, it is they that are violated."""
    return pytest.mark.holds(*claims)


def row(claim: str, name: str, *values: object) -> object:
    """Write a row of a table of scenarios, for ``parametrize``: its claim, what it tries, its values.

    Its id has the words of the claim, and *name* behind them if that says more.
    """
    words = claim.partition(".")[2]
    return pytest.param(*values, marks=holds(claim), id=f"{words}-{name}".removesuffix("-"))


both_ways = pytest.mark.parametrize("way", WAYS)
smoke = pytest.mark.smoke


def got(exchange: Exchange) -> str:
    """Say what came, for the message of an assertion: the status, and how the body begins."""
    return f"got {exchange.status}: {' '.join(exchange.text.split())[:200]}"


def spoken(exchange: Exchange) -> str:
    """Return what was said: nothing, if a model was in no mood to, so that it is for `Sender.sample`."""
    return exchange.said


def needed(found: Collection[str], what: str) -> Collection[str]:
    """Return what answers needn't have; where none has it, skip: the scenario can say nothing."""
    if not found:
        pytest.skip(f"no {what} came")
    return found


class Sender:
    """Sends calls for one scenario, and keeps what came for the checks."""

    def __init__(self, client: Client, source: str) -> None:
        self._client = client
        self._source = source
        self.exchanges: list[Exchange] = []

    def __call__(self, call: Call, *, expecting: Collection[int] = ()) -> Exchange:
        """Send a call. A status that has nothing to do with it ends the scenario, unless expected.

        Raises:
            CouldNotCheck: The target can't be reached, or won't answer now.
        """
        exchange = self._client.send(call, source=self._source, expecting=expecting)
        self.exchanges.append(exchange)
        return exchange

    @contextmanager
    def stream(self, call: Call) -> Iterator[Answer]:
        """Send a call whose answer may be left in the middle; no check looks at it.

        What was read of it is kept, for a recording.

        Raises:
            CouldNotCheck: The target can't be reached.
        """
        read: list[Frame] = []
        with self._client.stream(call) as answer:
            try:
                yield replace(answer, frames=_noting(answer.frames, read))
            finally:
                self.exchanges.append(
                    replace(
                        answer.asked,
                        source=self._source,
                        status=answer.status,
                        headers=answer.headers,
                        frames=tuple(read),
                        lost=frozenset({"end"}),
                    )
                )

    def aside(self) -> list[Sent]:
        """Take over what the client sent for no scenario's sake, in numbers."""
        taken, self._client.aside = self._client.aside, []
        return [sent(each) for each in taken]

    def sample(
        self, call: Call, holds: Callable[[Exchange], object], *, k: int = 1, of: int = 3
    ) -> Exchange:
        """Send a call up to *of* times, until *k* answers hold; return the last of these.

        For what depends on a model's mood. It stops as soon as the outcome is certain.

        Raises:
            AssertionError: Too few did.
            CouldNotCheck: The target can't be reached, or won't answer now.
        """
        held: list[bool] = []
        while held.count(True) + of - len(held) >= k:
            exchange = self(call)
            held.append(bool(holds(exchange)))
            if held.count(True) == k:
                return exchange
        last = got(self.exchanges[-1])
        msg = f"{held.count(True)} of {len(held)} answers did, {k} of {of} were expected to; the last: {last}"
        raise AssertionError(msg)


def _noting(frames: Iterator[Frame], read: list[Frame]) -> Iterator[Frame]:
    for each in frames:
        read.append(each)
        yield each
