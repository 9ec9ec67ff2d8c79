"""Tries a client with every shape in every chunking."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from contract_tests.fuzzing.client.chunkings import CHUNKINGS
from contract_tests.fuzzing.client.ending import Client, Ending, Errors, called
from contract_tests.fuzzing.client.report import Report
from contract_tests.fuzzing.client.shapes import client_shapes, matching
from contract_tests.fuzzing.client.trials import TEXT, Ask, Tester, Trial, plan, serving, tried

Progress = Callable[[Iterator[Trial], int], Iterator[Trial]]  # (what comes, how many)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a client is tried with.

    Attributes:
        timeout: Seconds within which it is to return.
        shapes, skip: Patterns of the names of shapes (``stream_error*``): only these, and not those.
        chunkings: Patterns of the names of chunkings: only these; none is all.
        dialect: Whose answers.
        errors: The types of errors by which it reports. Without any, all that aren't Python's own; of those
            `OSError`, `TimeoutError` and the like, and `http.client`'s, report too.
        text: What the answer says.
        streams: Whether shapes are tried that only streams have; None if the client asks for streams.
        workers: How many trials at a time.
    """

    timeout: float = 10.0
    shapes: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    chunkings: tuple[str, ...] = ()
    dialect: str = "comet"
    errors: Errors = ()
    text: str = TEXT
    streams: bool | None = None
    workers: int = 2

    def __post_init__(self) -> None:
        """Refuse what can't be.

        Raises:
            ValueError: An option isn't what it has to be.
        """
        several = ("shapes", "skip", "chunkings")
        words = [name for name in several if isinstance(getattr(self, name), str)]
        wrong = {
            "timeout": (0 < self.timeout < math.inf, "seconds, more than 0"),
            "workers": (self.workers > 0, "how many calls at a time, 1 or more"),
            "text": (self.text.strip() == self.text != "", "a text without blanks around it"),
            "errors": (_are_types(self.errors), "types of errors, in a tuple"),
            **dict.fromkeys(words, (False, "patterns, in a tuple")),
        }
        for name, (right, expected) in wrong.items():
            if not right:
                msg = f"{name} is {expected}, not {getattr(self, name)!r}"
                raise ValueError(msg)


def fuzz_client(call: Client, **extent: Any) -> Report:
    """Try an app's function with every shape of answer and every fault that the mock knows.

    *call* takes the base URL of an API, asks it anything with any model, streaming or not, and returns the
    text that it got; it may be a coroutine function. It is called some hundred times, each time for an answer
    of the same text in another shape, in threads that aren't the caller's. What else it takes is what
    `Extent` has::

        report = fuzz_client(ask, timeout=5, skip=("hang*",), errors=(AppError,))
        report.hold()

    If it doesn't get the text of an answer that is in order, nothing else is tried.

    Raises:
        ConfigurationError: There is no such dialect.
        TypeError: There is no such option.
        ValueError: There is no such shape or chunking, or an option can't have that value.
    """
    wanted = Extent(**extent)
    return fuzzed(partial(_called, call, wanted), wanted)


def try_shape(call: Client, shape: str, **extent: Any) -> Report:
    """Try an app's function with one shape, in every chunking.

    As a test of its own for each shape::

        @pytest.mark.parametrize("shape", client_shapes())
        def test_my_client(shape):
            try_shape(ask, shape).hold()

    Raises:
        ValueError: There is no such shape.
    """
    return fuzz_client(call, shapes=(shape,), **extent)


def fuzzed(ask: Ask, wanted: Extent, progress: Progress = lambda each, _: each) -> Report:
    """Try what asks in whatever way; *progress* is handed the trials as they come, and hands them on.

    Raises:
        ConfigurationError: There is no such dialect.
        ValueError: There is no such shape or chunking.
    """
    shapes = client_shapes(*wanted.shapes, skip=wanted.skip)
    chunkings = matching(wanted.chunkings or ("*",), tuple(CHUNKINGS), "chunking")
    with serving(wanted.dialect) as server:
        tester = Tester(server, ask, wanted.text)
        first, streams = tester.first()
        if not first.right:
            return Report((first,), complete=False)
        streams = streams if wanted.streams is None else wanted.streams
        pairs = list(plan(shapes, chunkings, streams=streams))
        return Report(tuple(progress(tried(tester, pairs, wanted.workers), len(pairs))))


def _are_types(errors: object) -> bool:
    return isinstance(errors, tuple) and all(isinstance(each, type) for each in errors)


def _called(call: Client, wanted: Extent, base_url: str) -> Ending:
    return called(call, base_url, wanted.errors, wanted.timeout)
