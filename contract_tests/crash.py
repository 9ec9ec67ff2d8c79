"""What a command does if it fails itself: it must not end as if the API had broken its contract."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

CRASHED = 70
_TOLD_BY_CLICK = (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError)


@contextmanager
def crash_told() -> Iterator[None]:
    """End with a code of its own, and a traceback, if something in the block fails that nobody foresaw.

    Python's own code would be 1, which says that the contract is broken.
    """
    try:
        yield
    except _TOLD_BY_CLICK:
        raise
    except Exception:  # noqa: BLE001 - whatever it is
        traceback.print_exc()
        sys.exit(CRASHED)
