"""Records what another API answers, replays it, and turns it into stubs.

What this package needs besides the mock is installed with the extra ``contract``: its recordings are
those of the contract suite, which also checks what is recorded. So it is imported only when it is used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mockserver.mock import Mock
from mockserver.recorder.recordings import Recordings
from mockserver.settings import ConfigurationError

if TYPE_CHECKING:
    from mockserver.recorder.application import Recorder

__all__ = ["Recordings", "create_app", "needing_extra"]

_OURS = ("contract_tests", "mockserver")


def create_app(mock: Mock, recordings: Recordings) -> "Recorder":
    """Make the ASGI application that replays, and records what it may, and is the mock in all else.

    Raises:
        ConfigurationError: A file isn't a recording, or the extra isn't installed.
    """
    with needing_extra():
        from mockserver.recorder.application import application  # noqa: PLC0415 - see above
    return application(mock, recordings)


@contextmanager
def needing_extra() -> Iterator[None]:
    """Import in the block what needs the extra.

    Raises:
        ConfigurationError: It isn't installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(_OURS):
            raise
        msg = f"{error.name} isn't installed: pip install 'cometapi-mockserver[contract]'"
        raise ConfigurationError(msg) from error
