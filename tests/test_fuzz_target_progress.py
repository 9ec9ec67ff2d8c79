"""How far a run is: on a terminal, and in a log."""

import io
from collections import Counter
from typing import Any

import pytest

from contract_tests.fuzzing.target.hunting import Found, Hunt, Plan
from contract_tests.fuzzing.target.progress import Progress, told
from tests.fuzzing import cause, failure, valid


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def hunt(clock: Clock, count: int = 0, *found: str, **plan: Any) -> Hunt:
    made = Hunt(lambda _: (), Plan(seed=1, **plan), lambda _: None, clock)
    made.drawn = Counter(valid=count)
    made.found = {cause(x): Found(failure=failure(x), example=valid()) for x in found}
    return made


@pytest.mark.parametrize(
    ("count", "found", "plan", "now", "line"),
    [
        (0, (), {"examples": 100}, 0.0, "0 of 100 examples, 0/s, 0 causes"),
        (50, ("a",), {"examples": 100}, 2.0, "50 of 100 examples, 25/s, 1 cause, 2 s left"),
        (1000, ("a", "b"), {"seconds": 600.0}, 100.0, "1,000 examples, 10/s, 2 causes, 8 min left"),
        (10, (), {"examples": 1000, "seconds": 20.0}, 10.0,
         "10 of 1,000 examples, 1/s, 0 causes, 10 s left"),
        (10, (), {"seconds": 5.0}, 10.0, "10 examples, 1/s, 0 causes, 0 s left"),
    ],
)  # fmt: skip
def test_a_line_says_how_far_it_is(
    count: int, found: tuple[str, ...], plan: dict[str, Any], now: float, line: str
) -> None:
    clock = Clock()
    running = hunt(clock, count, *found, **plan)
    clock.now = now

    assert told(running) == line


def test_a_terminal_shows_one_line_that_changes_and_goes() -> None:
    stream, clock = Terminal(), Clock()
    running, progress = hunt(clock, examples=10), Progress(stream)
    for clock.now in (0.0, 0.1, 0.2, 0.3, 0.5):
        progress(running)
    progress.end()

    assert stream.getvalue().count("\r0 of 10 examples") == 2
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_line_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    running, progress = hunt(clock, examples=10), Progress(stream)
    for clock.now in (0.0, 29.0, 31.0, 40.0, 62.0):
        progress(running)
    progress.end()

    assert stream.getvalue().splitlines() == ["0 of 10 examples, 0/s, 0 causes"] * 2


def test_what_was_over_at_once_leaves_nothing() -> None:
    stream = Terminal()
    Progress(stream).end()

    assert stream.getvalue() == ""
