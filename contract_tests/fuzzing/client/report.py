"""What came of all trials of a client: as a table, and as an assertion for a test."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from contract_tests.fuzzing.client.chunkings import CHUNKINGS
from contract_tests.fuzzing.client.shapes import PLAIN, SHAPES
from contract_tests.fuzzing.client.trials import Trial
from contract_tests.report.figures import many
from mockserver.spelling import meant

Form = Literal["text", "markdown"]

_HEADS = ("shape", "a good client", "this one", "")
_NO_MORE = "; nothing else was tried, as it doesn't get the text of an answer that is in order"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the trials of a client, in the order in which shapes and chunkings stand.

    It isn't *complete* where the first trial, an answer in order, went wrong, so that nothing else was tried.
    """

    trials: tuple[Trial, ...]
    complete: bool = True

    @property
    def failures(self) -> tuple[Trial, ...]:
        """The trials in which it didn't do what a good client does."""
        return tuple(each for each in self.trials if not each.right)

    def table(self, form: Form = "text") -> str:
        """Return a table of what it did with each shape, for a terminal or as Markdown."""
        rows = [_HEADS, *(_row(list(trials)) for _, trials in _by_shape(self.trials))]
        if form == "markdown":
            lines = ["| " + " | ".join(each).rstrip() + " |" for each in rows]
            return "\n".join([lines[0], "|---|---|---|---|", *lines[1:]])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(map(str.ljust, each, widths)).rstrip() for each in rows)

    def summary(self) -> str:
        """Return in a sentence how many trials there were, and how many went wrong."""
        met = [each for each in self.trials if each.did != "idle"]
        shapes = {each.shape.name for each in met}
        wrong = {each.shape.name for each in self.failures}
        return (
            f"{many(len(met), 'trial')} of {many(len(shapes), 'shape')}; "
            f"{len(self.failures)} went wrong, of {many(len(wrong), 'shape')}"
            f"{'' if self.complete else _NO_MORE}"
        )

    def hold(self, known: Collection[str] = ()) -> None:
        """Assert that the client does what a good one does, but for what is *known*.

        *known* has shapes (``bom``) or trials (``bom/bytes``) that go wrong. Of those that were tried, one
        that doesn't go wrong any more has to be taken out.

        Raises:
            AssertionError: Something else goes wrong, or something known doesn't; the message says what.
            ValueError: There is no shape or trial of a known name.
        """
        __tracebackhide__ = True
        if faults := self.faults(known):
            raise AssertionError("\n".join([self.summary(), *faults]))

    def faults(self, known: Collection[str] = ()) -> tuple[str, ...]:
        """Return what `hold` has to say, a line for each.

        Raises:
            ValueError: There is no shape or trial of a known name.
        """
        for name in known:
            _hold_known(name)
        news = [each for each in self.failures if not {each.name, each.shape.name} & set(known)]
        return (*map(_told, _grouped(news)), *self._mended(known))

    def contents(self) -> list[Mapping[str, Any]]:
        """Return the trials as plain data, for JSON."""
        return [
            {
                "shape": each.shape.name,
                "chunking": each.chunking,
                "fault": each.shape.spec,
                "client": each.shape.client,
                "did": each.did,
                "right": each.right,
                "said": each.said,
                "requests": each.requests,
            }
            for each in self.trials
        ]

    def _mended(self, known: Collection[str]) -> Iterator[str]:
        met = [each for each in self.trials if each.did != "idle"]
        right = {x for each in met for x in (each.name, each.shape.name)}
        right -= {x for each in self.failures for x in (each.name, each.shape.name)}
        for name in known:
            if name in right:
                yield f"{name}: expected to go wrong, and goes right: take it out of what is known"


def _hold_known(name: str) -> None:
    shape, slash, chunking = name.partition("/")
    if shape not in SHAPES or (slash and chunking not in CHUNKINGS):
        msg = (
            f"there is no shape or trial {name!r}; {meant(shape, SHAPES)}"
            f"write a shape, or one in a chunking such as {PLAIN}/{next(iter(CHUNKINGS))}"
        )
        raise ValueError(msg)


def _by_shape(trials: Iterable[Trial]) -> Iterator[tuple[str, Iterator[Trial]]]:
    return groupby(trials, key=lambda each: each.shape.name)


def _grouped(trials: Iterable[Trial]) -> Iterator[list[Trial]]:
    """Yield trials of one shape that ended alike together."""
    groups: dict[tuple[str, str], list[Trial]] = {}
    for each in trials:
        groups.setdefault((each.shape.name, each.did), []).append(each)
    yield from groups.values()


def _told(trials: list[Trial]) -> str:
    first = trials[0]
    return f"{first.shape.name} ({_names(trials)}): {first.message}"


def _names(trials: Iterable[Trial]) -> str:
    return ", ".join(each.chunking for each in trials)


def _row(trials: list[Trial]) -> tuple[str, ...]:
    shape = trials[0].shape
    return shape.name, shape.client, done(trials), "" if all(x.right for x in trials) else "wrong"


def done(trials: Collection[Trial]) -> str:
    """Say what a client did with a shape: in a word, or in which chunkings it did what."""
    met = [each for each in trials if each.did != "idle"]
    words = list(dict.fromkeys(each.did for each in met))
    if len(words) <= 1:
        return "".join(words) or "-"
    told = (f"{word} ({_names(x for x in met if x.did == word)})" for word in words[1:])
    return ", ".join([words[0], *told])
