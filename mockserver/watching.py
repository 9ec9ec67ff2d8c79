"""Watches the stubs of a mock, and reads them again when they change."""

import contextlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from mockserver.mock import Mock, reload
from mockserver.settings import ConfigurationError
from mockserver.stubs import listed

logger = logging.getLogger("mockserver")

_LOOKS = 1_000  # milliseconds after which it looks for itself, should the system have told nothing
_QUIET = 200  # milliseconds that changes which come together may take

Stamps = tuple[tuple[str, int, int], ...]


@contextlib.contextmanager
def watching(mock: Mock) -> Iterator[None]:
    """Watch as long as the ``with`` block lasts, if the settings say so."""
    if not mock.settings.watch:
        yield
        return
    stop = threading.Event()
    before = stamps(mock)
    arguments = (mock, before, stop)
    thread = threading.Thread(
        target=_watch, args=arguments, name="cometapi-mock-stubs", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def stamps(mock: Mock) -> Stamps:
    """Return what changes when a stub does: the files, their sizes and when they were written."""
    found = []
    for file, _ in (each for source in mock.settings.stubs for each in listed(Path(source))):
        with contextlib.suppress(FileNotFoundError):  # It went meanwhile.
            told = file.stat()
            found.append((str(file), told.st_mtime_ns, told.st_size))
    return tuple(found)


def look(mock: Mock, before: Stamps) -> Stamps:
    """Read the stubs again if they have changed since *before*; return the stamps of now."""
    now = stamps(mock)
    if now != before:
        try:
            reload(mock)
        except ConfigurationError as error:
            _tell("the stubs are wrong, so those of before stay:\n%s", error)
    return now


def _watch(mock: Mock, before: Stamps, stop: threading.Event) -> None:
    # Imported here since few mocks watch, and starting should be fast.
    from watchfiles import watch  # noqa: PLC0415

    # A file may be replaced by another of its name: its folder sees that.
    sources = [Path(each) for each in mock.settings.stubs]
    folders = {each if each.is_dir() else each.parent for each in sources}
    changes = watch(
        *folders,
        stop_event=stop,
        rust_timeout=_LOOKS,
        yield_on_timeout=True,
        raise_interrupt=False,
        recursive=any(each.is_dir() for each in sources),
        debounce=_QUIET,
    )
    try:
        for _ in changes:
            before = look(mock, before)
    except OSError as error:
        _tell("the stubs can't be watched, so they stay as they are: %s", error)


def _tell(text: str, error: Exception) -> None:
    logger.error(text, error)
