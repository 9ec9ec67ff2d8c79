"""What a command says if the packages that it needs aren't installed."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

_OURS = ("contract_tests", "mockserver")


@contextmanager
def needing_extra(extra: str = "contract") -> Iterator[None]:
    """Import in the block what needs an extra.

    Raises:
        click.UsageError: It isn't installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(_OURS):
            raise
        msg = f"{error.name} isn't installed: pip install 'cometapi-mockserver[{extra}]'"
        raise click.UsageError(msg) from error
