"""How log lines look: for people, in colour on a terminal, or as JSON."""

import logging
import os
import sys

from mockserver.settings import LogFormat, LogLevel


def configure(level: LogLevel, form: LogFormat) -> None:
    """Send the mock's log lines, and the server's complaints, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(form))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("mockserver").setLevel(level.upper())


def _formatter(form: LogFormat) -> logging.Formatter:
    # Imported here since only one of them is needed, and starting should be fast.
    if form == "json":
        from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415

        return JsonFormatter(
            "{asctime}{levelname}{message}",
            style="{",
            timestamp=True,
            rename_fields={"levelname": "level"},
        )
    from uvicorn.logging import DefaultFormatter  # noqa: PLC0415

    colours = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    return DefaultFormatter("{asctime} {levelprefix} {message}", style="{", use_colors=colours)
