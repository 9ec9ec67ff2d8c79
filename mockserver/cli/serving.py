"""Serves a mock in the foreground, until it is stopped."""

import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from starlette.types import ASGIApp

from mockserver import admin, log
from mockserver.app import serving
from mockserver.cli.files import hold_writable, write
from mockserver.cli.options import address, answering, option, settings
from mockserver.dialects import DIALECTS
from mockserver.mock import Mock, mock
from mockserver.server import Server, bind, url
from mockserver.settings import Settings
from mockserver.version import __version__
from mockserver.watching import watching

EXIT_CODES = """\b
Exit codes: 0 stopped by SIGTERM, 2 wrong usage or configuration, 130 stopped by Ctrl-C."""


@click.command(short_help="Serve the mock.", epilog=EXIT_CODES)
@address()
@answering
@option("--ready-file", "Holds the URL while the mock serves.", type=click.Path(path_type=Path))
def serve(host: str, port: int, ready_file: Path | None, **options: Any) -> None:
    """Serve the mock until SIGTERM or Ctrl-C.

    Every option can be set by its environment variable; of a repeatable one the values stand there
    separated by blanks. The command line wins.
    """
    chosen = settings(options)
    admin.hold(host, chosen)
    log.configure(chosen.log_level, chosen.log_format)
    made = mock(chosen)
    with watching(made):
        until_stopped(
            serving(made),
            made,
            bind(host, port),
            ready_file,
            banner=lambda base: _banner(base, chosen),
        )


def until_stopped(
    app: ASGIApp,
    mock: Mock,
    listener: socket.socket,
    ready_file: Path | None,
    *,
    banner: Callable[[str], str],
) -> None:
    """Serve the application of a mock; once it serves, say so by *banner*, which is given the base URL.

    Raises:
        ConfigurationError: The file can't be written.
    """
    if ready_file:
        _clear(ready_file)
    base = url(listener)

    def ready() -> None:
        if ready_file:
            write(ready_file, base + "\n")
        click.echo(banner(base))

    signal.signal(signal.SIGTERM, _stopped)
    # A job in the background of a script starts with this one ignored, and would end with 0 then.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        Server(app, ready, mock).run([listener])
    finally:
        if ready_file:
            _remove(ready_file, base + "\n")


def _stopped(_: int, __: FrameType | None) -> NoReturn:
    """End after SIGTERM: by now the server has finished what it was sending."""
    sys.exit(0)


def _banner(base: str, settings: Settings) -> str:
    # With keys of its own it doesn't print one: the reader has it.
    key, quoted = (
        ("$COMETAPI_KEY", 'os.environ["COMETAPI_KEY"]')
        if settings.api_keys
        else ("any-key", '"any-key"')
    )
    chats = "chat.completions" not in DIALECTS[settings.dialect].lacks_operations
    openai = f"""
By way of chat completions, with openai:
  client = OpenAI(api_key={quoted}, base_url="{base}/v1")
"""
    return f"""\
{click.style("cometapi-mock", bold=True)} {__version__} serves {base} (dialect {settings.dialect})

Try it:
  curl "{base}/v1beta/models/gemini-2.5-flash:generateContent" \\
    -H "Content-Type: application/json" -H "x-goog-api-key: {key}" \\
    -d '{{"contents": [{{"role": "user", "parts": [{{"text": "Explain how AI works in a few words"}}]}}]}}'

In Python, with google-genai:
  client = genai.Client(api_key={quoted}, http_options={{"api_version": "v1beta", "base_url": "{base}"}})
{openai if chats else ""}"""


def _clear(path: Path) -> None:
    """Remove what an earlier run left, so that nobody takes it for this one's."""
    hold_writable(path, "--ready-file")
    path.unlink(missing_ok=True)


def _remove(path: Path, text: str) -> None:
    """Remove the file, unless another run has made it its own meanwhile."""
    if path.is_file() and path.read_text("utf-8") == text:
        path.unlink()
