"""Says how far a run is: a line that changes on a terminal, else a line now and then."""

from typing import TextIO

from contract_tests.fuzzing.target.hunting import Hunt
from contract_tests.report.figures import many

_OFTEN = 0.2  # seconds between two lines on a terminal
_SELDOM = 30.0  # and elsewhere
_MINUTE = 60


class Progress:
    """Writes to a stream how far a run is, and not too often."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._changes = stream.isatty()
        self._gap = _OFTEN if self._changes else _SELDOM
        self._next = self._gap
        self._written = False

    def __call__(self, hunt: Hunt) -> None:
        """Say how far it is, if it is time to."""
        if hunt.seconds < self._next:
            return
        self._next = hunt.seconds + self._gap
        self._written = True
        line = told(hunt)
        self._stream.write(f"\r{line}\x1b[K" if self._changes else f"{line}\n")
        self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._changes and self._written:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def told(hunt: Hunt) -> str:
    """Say how far a run is."""
    count, causes = hunt.drawn.total(), len(hunt.found)
    of = "" if hunt.plan.examples is None else f" of {hunt.plan.examples:,}"
    shrinking = ", shrinking" if hunt.is_shrinking else ""
    rate = count / hunt.seconds if hunt.seconds else 0.0
    return (
        f"{count:,}{of} examples, {rate:.0f}/s, {many(causes, 'cause')}"
        f"{shrinking}{_left(hunt, rate)}"
    )


def _left(hunt: Hunt, rate: float) -> str:
    left = []
    if hunt.plan.examples is not None and rate:
        left.append((hunt.plan.examples - hunt.drawn.total()) / rate)
    if hunt.plan.seconds is not None:
        left.append(hunt.plan.seconds - hunt.seconds)
    if not left:
        return ""
    seconds = max(0.0, min(left))
    return f", {seconds:.0f} s left" if seconds < _MINUTE else f", {seconds / _MINUTE:.0f} min left"
