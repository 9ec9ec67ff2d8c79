"""A trial: a client meets one shape in one chunking, in a namespace of its own."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from contract_tests.fuzzing.client.behaviour import EXPECTED, GOT, Behaviour, behaviour, is_right
from contract_tests.fuzzing.client.chunkings import CHUNKINGS, Chunking
from contract_tests.fuzzing.client.ending import Ending
from contract_tests.fuzzing.client.shapes import PLAIN, SHAPES, Shape
from contract_tests.reproducing import shortened
from mockserver import MockServer
from mockserver.control import Control
from mockserver.received import Received

# Letters of one to four bytes, what joins them, what JSON escapes, and what looks like a stream; long enough for
# several chunks.
TEXT = (
    "Smørrebrød på Ærø: 漢字かな, עברית, 🇳🇴👩‍🚀 e\u0301 "
    '"quoted" \\ <b>&amp; [DONE]\n\ndata: {}\n'
    "and then some more words, so that it takes several chunks to say all this."
)
_IDLE = "the fault {} changed nothing"
_JOURNAL = 10_000  # exchanges; each trial reads its own soon after

Ask = Callable[[str], Ending]  # asks the API at a base URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a client made of a shape in a chunking.

    Attributes:
        said: The text that it returned, or what it said of the error.
        requests: How often it asked.
    """

    shape: Shape
    chunking: str
    did: Behaviour
    said: str
    requests: int

    @property
    def name(self) -> str:
        """The shape and the chunking, as `Report.hold` takes them: ``bom/bytes``."""
        return f"{self.shape.name}/{self.chunking}"

    @property
    def right(self) -> bool:
        """Whether a good client does so."""
        return is_right(self.shape.client, self.did)

    @property
    def message(self) -> str:
        """What was expected, what came, and what to do."""
        came = f"{GOT[self.did]}: {shortened(self.said)!r}"
        came += "" if self.requests else "; it asked nothing at the base URL that it was given"
        again = f" To meet it again: x-mock-fault: {self.shape.spec}" if self.shape.spec else ""
        return f"expected {EXPECTED[self.shape.client]}, got {came}. {self.shape.advice}{again}"


@dataclass(frozen=True, slots=True)
class Tester:
    """Tries a client against a mock that runs."""

    server: MockServer
    ask: Ask
    text: str = TEXT

    def first(self) -> tuple[Trial, bool]:
        """Try it without any fault; return what came, and whether it asks for streams."""
        trial, requests = self._asked(SHAPES[PLAIN], CHUNKINGS["frames"], "first")
        return trial, any(each.streamed for each in requests)

    def tried(self, pair: tuple[Shape, Chunking]) -> Trial:
        """Try it with a shape in a chunking."""
        shape, chunking = pair
        return self._asked(shape, chunking, f"{shape.name}.{chunking.name}")[0]

    def _asked(
        self, shape: Shape, chunking: Chunking, namespace: str
    ) -> tuple[Trial, Sequence[Received]]:
        text = f"{self.text} {shape.extra}".strip()
        control = self.server.namespace(namespace)
        control.add(text=text)
        _let_fail(control, shape, chunking.beside(shape))
        ending = self.ask(control.url)
        requests = control.requests
        did = "idle" if _is_idle(requests, shape, chunking) else behaviour(ending, text)
        trial = Trial(
            shape=shape, chunking=chunking.name, did=did, said=ending.said, requests=len(requests)
        )
        return trial, requests


def plan(
    shapes: Sequence[str], chunkings: Sequence[str], *, streams: bool
) -> Iterator[tuple[Shape, Chunking]]:
    """Yield what a client is to be tried with that asks for streams, or doesn't."""
    for shape in map(SHAPES.__getitem__, shapes):
        if shape.fits(streams=streams):
            suiting = (CHUNKINGS[name] for name in chunkings)
            yield from ((shape, each) for each in suiting if each.suits(shape, streams=streams))


def tried(tester: Tester, pairs: Sequence[tuple[Shape, Chunking]], workers: int) -> Iterator[Trial]:
    """Yield what came of each, in their order; so many are tried at a time."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield from pool.map(tester.tried, pairs)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who is still trying ends with the mock


@contextmanager
def serving(dialect: str) -> Iterator[MockServer]:
    """Run a mock for trials, which doesn't log that it fails: it is to.

    Raises:
        ConfigurationError: There is no such dialect.
    """
    logger = logging.getLogger("mockserver")
    logger.addFilter(_is_grave)
    try:
        with MockServer(dialect=dialect, journal_max=_JOURNAL) as server:
            yield server
    finally:
        logger.removeFilter(_is_grave)


def _is_grave(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


def _let_fail(control: Control, shape: Shape, specs: Sequence[str]) -> None:
    if shape.once and specs:
        control.fail_next(", ".join(specs))
    else:
        control.always(*specs)


def _is_idle(requests: Sequence[Received], shape: Shape, chunking: Chunking) -> bool:
    """Whether the first request, which meets the faults for sure, met one that changed nothing."""
    warnings = [text for each in requests[:1] for text in each.exchange.warnings]
    faults = [*shape.planned, *chunking.planned]
    starts = tuple(_IDLE.format(each.fault.name) for each in faults)
    return any(text.startswith(starts) for text in warnings) if starts else False
