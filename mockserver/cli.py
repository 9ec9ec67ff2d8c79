"""The command line: options, then environment, then defaults become `Settings`, and the mock serves."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, get_args

import click

from mockserver import log
from mockserver.app import create_app
from mockserver.dialects import DIALECTS
from mockserver.server import Server, bind, url
from mockserver.settings import (
    DEFAULT_PORT,
    ConfigurationError,
    Generator,
    LogFormat,
    LogLevel,
    Settings,
)
from mockserver.version import __version__

USAGE_ERROR = 2
INTERRUPTED = 130

_DEFAULTS = Settings()

_EXIT_CODES = """\b
Exit codes: 0 stopped by SIGTERM, 2 wrong usage or configuration, 130 stopped by Ctrl-C."""


def option(name: str, help: str, **attributes: Any) -> Callable[..., Any]:  # noqa: A002 - click's word
    """Make an option with its environment variable, both shown in the help."""
    bare = name.partition("/")[0].removeprefix("--")
    variable = "COMETAPI_MOCK_" + bare.replace("-", "_").upper()
    return click.option(
        name, help=help, envvar=variable, show_envvar=True, show_default=True, **attributes
    )


@click.group(epilog=_EXIT_CODES)
@click.version_option(__version__, prog_name="cometapi-mock")
def cli() -> None:
    """An offline stand-in for CometAPI's Gemini-native API."""


@cli.command(epilog=_EXIT_CODES)
@option("--host", "Address to listen on.", default="127.0.0.1")
@option("--port", "Port; 0 is a free one.", type=click.IntRange(0, 65_535), default=DEFAULT_PORT)
@option(
    "--dialect", "Whose ways to have.", type=click.Choice(list(DIALECTS)), default=_DEFAULTS.dialect
)
@option("--api-key", "A good key; repeatable. Without it, any key is.", multiple=True)
@option("--seed", "Varies every answer.", type=int, default=_DEFAULTS.seed)
@option(
    "--generator", "What writes a text.", type=click.Choice(get_args(Generator)), default="prose"
)
@option("--triggers/--no-triggers", "Words that block or end answers.", default=_DEFAULTS.triggers)
@option("--max-body", "Largest body, in bytes.", type=click.IntRange(1), default=_DEFAULTS.max_body)
@option(
    "--latency-ms", "Wait before an answer.", type=click.IntRange(0), default=_DEFAULTS.latency_ms
)
@option("--model", "Another model, NAME=LIKE a known one; repeatable.", multiple=True)
@option("--cached-content", "File of a CachedContent that is there; repeatable.", multiple=True)
@option(
    "--self-check/--no-self-check", "Hold every answer to its schema.", default=_DEFAULTS.self_check
)
@option("--stubs", "Folder or file of stubs; repeatable.", multiple=True)
@option(
    "--strict-stubs/--no-strict-stubs",
    "Refuse what no stub is for.",
    default=_DEFAULTS.strict_stubs,
)
@option("--fault", "What goes wrong for all, such as '503; rate=0.1'; repeatable.", multiple=True)
@option(
    "--journal-max",
    "Exchanges that the journal keeps.",
    type=click.IntRange(0),
    default=_DEFAULTS.journal_max,
)
@option("--marks/--no-marks", "Headers x-mock-* on every answer.", default=_DEFAULTS.marks)
@option("--admin-token", "What /__admin/ asks for.", default=_DEFAULTS.admin_token)
@option("--log-level", "Least severity.", type=click.Choice(get_args(LogLevel)), default="info")
@option(
    "--log-format", "For people or as JSON.", type=click.Choice(get_args(LogFormat)), default="text"
)
@option("--ready-file", "Holds the URL while the mock serves.", type=click.Path(path_type=Path))
def serve(host: str, port: int, ready_file: Path | None, **options: Any) -> None:
    """Serve the mock until SIGTERM or Ctrl-C.

    Every option can be set by its environment variable; of a repeatable one the values stand there
    separated by blanks. The command line wins.
    """
    settings = _settings(options)
    log.configure(settings.log_level, settings.log_format)
    app = create_app(settings)
    listener = bind(host, port)
    if ready_file:
        _clear(ready_file)

    base = url(listener)

    def ready() -> None:
        if ready_file:
            _write(ready_file, base + "\n")
        click.echo(_banner(base, settings))

    signal.signal(signal.SIGTERM, _stopped)
    # A job in the background of a script starts with this one ignored, and would end with 0 then.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        Server(app, ready).run([listener])
    finally:
        if ready_file:
            _remove(ready_file, base + "\n")


def main(prog_name: str = "cometapi-mock") -> NoReturn:
    """Run the command line; a mistake is one line on stderr and exit code 2."""
    try:
        cli.main(prog_name=prog_name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except (click.ClickException, ConfigurationError, OSError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"{prog_name}: {' '.join(message.split())}", err=True)
        sys.exit(USAGE_ERROR)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(0)


def _stopped(_: int, __: FrameType | None) -> NoReturn:
    """End after SIGTERM: by now the server has finished what it was sending."""
    sys.exit(0)


def _settings(options: dict[str, Any]) -> Settings:
    models = dict(_model(each) for each in options.pop("model"))
    return Settings(
        api_keys=tuple(options.pop("api_key")),
        models=models,
        cached_contents=tuple(options.pop("cached_content")),
        stubs=tuple(options.pop("stubs")),
        faults=tuple(options.pop("fault")),
        **options,
    )


def _model(text: str) -> tuple[str, str]:
    name, equals, like = text.partition("=")
    if not (name and equals and like):
        msg = f"--model takes NAME=LIKE, such as gemini-4-pro=gemini-3.8-flash, not {text!r}"
        raise ConfigurationError(msg)
    return name, like


def _banner(base: str, settings: Settings) -> str:
    # With keys of its own it doesn't print one: the reader has it.
    key, quoted = (
        ("$COMETAPI_KEY", 'os.environ["COMETAPI_KEY"]')
        if settings.api_keys
        else ("any-key", '"any-key"')
    )
    return f"""\
{click.style("cometapi-mock", bold=True)} {__version__} serves {base} (dialect {settings.dialect})

Try it:
  curl "{base}/v1beta/models/gemini-2.5-flash:generateContent" \\
    -H "Content-Type: application/json" -H "x-goog-api-key: {key}" \\
    -d '{{"contents": [{{"role": "user", "parts": [{{"text": "Explain how AI works in a few words"}}]}}]}}'

In Python, with google-genai:
  client = genai.Client(api_key={quoted}, http_options={{"api_version": "v1beta", "base_url": "{base}"}})
"""


def _clear(path: Path) -> None:
    """Remove what an earlier run left, so that nobody takes it for this one's."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        msg = f"can't write --ready-file {path}: there is something else than a file"
        raise ConfigurationError(msg)
    if not os.access(path.parent, os.W_OK):
        msg = f"can't write --ready-file {path}: its folder must be there, and writable"
        raise ConfigurationError(msg)
    path.unlink(missing_ok=True)


def _remove(path: Path, text: str) -> None:
    """Remove the file, unless another run has made it its own meanwhile."""
    if path.is_file() and path.read_text("utf-8") == text:
        path.unlink()


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    whole = path.with_name(f".{path.name}.{os.getpid()}")
    whole.write_text(text, "utf-8")
    whole.replace(path)
