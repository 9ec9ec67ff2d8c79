"""Tries many rows, some at once: each process has a proxy and a mock of its own."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

from tests.mutants import killing
from tests.mutants.catalogue import ROWS, means_something
from tests.mutants.proxy import serving
from tests.mutants.seen import Seen

_AT_ONCE = 2
_HERE = ExitStack()  # what lives as long as this process
_URL: list[str] = []


def tried(names: Iterable[str], dialect: str, arguments: Sequence[str] = ()) -> Iterator[Seen]:
    """Yield what came of the rows that mean anything in this dialect, in their order."""
    names = [each for each in names if means_something(ROWS[each], dialect)]
    with ProcessPoolExecutor(
        _AT_ONCE, multiprocessing.get_context("spawn"), _serve, (dialect,)
    ) as pool:
        running = [pool.submit(_try, each, dialect, arguments) for each in names]
        yield from (each.result() for each in running)


def _serve(dialect: str) -> None:
    _URL.append(_HERE.enter_context(serving(ROWS, dialect)))


def _try(name: str, dialect: str, arguments: Sequence[str]) -> Seen:
    return killing.tried(name, _URL[0], dialect, arguments)
