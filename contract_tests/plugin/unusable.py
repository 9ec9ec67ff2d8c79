"""What ends a run before it starts: an option that is wrong, a file that can't be used."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contract_tests.asking.targets import UsageError
from contract_tests.bad_files import BadFile

_BAD_FILE = pytest.StashKey[bool]()


@contextmanager
def told_by_pytest(config: pytest.Config) -> Iterator[None]:
    """Let pytest tell what ends a run in the block.

    Raises:
        pytest.UsageError: Something does.
    """
    try:
        yield
    except (BadFile, UsageError) as error:
        config.stash[_BAD_FILE] = isinstance(error, BadFile)
        raise pytest.UsageError(str(error)) from error


def had_bad_file(config: pytest.Config) -> bool:
    """Whether a run didn't start because of a file that can't be used."""
    return config.stash.get(_BAD_FILE, False)
