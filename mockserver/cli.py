"""The command line: options, then environment, then defaults become `Settings`, and the mock serves."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, get_args

import click

from mockserver import log
from mockserver.dialects import DIALECTS
from mockserver.errors import ConfigurationError
from mockserver.server import bind, server, url
from mockserver.settings import DEFAULT_PORT, LogFormat, LogLevel, Settings
from mockserver.version import __version__

USAGE_ERROR = 2
INTERRUPTED = 130

_DEFAULTS = Settings()

_EXIT_CODES = """\b
Exit codes: 0 stopped by SIGTERM, 2 wrong usage or configuration, 130 stopped by Ctrl-C."""


def option(name: str, help: str, **attributes: Any) -> Callable[..., Any]:  # noqa: A002 - click's word
    """Make an option with its environment variable, both shown in the help."""
    variable = "COMETAPI_MOCK_" + name.removeprefix("--").replace("-", "_").upper()
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
@option("--dialect", "Whose ways to have.", type=click.Choice(list(DIALECTS)), default="comet")
@option("--api-key", "A good key; repeatable. Without it, any key is.", multiple=True)
@option("--seed", "Varies every answer.", type=int, default=_DEFAULTS.seed)
@option("--max-body", "Largest body, in bytes.", type=click.IntRange(1), default=_DEFAULTS.max_body)
@option("--latency-ms", "Wait before an answer.", type=click.IntRange(0), default=0)
@option("--model", "Another model, NAME=LIKE a known one; repeatable.", multiple=True)
@option("--self-check/--no-self-check", "Hold every answer to its schema.", default=False)
@option("--log-level", "Least severity.", type=click.Choice(get_args(LogLevel)), default="info")
@option(
    "--log-format", "For people or as JSON.", type=click.Choice(get_args(LogFormat)), default="text"
)
@option(
    "--ready-file", "Written with the URL when the mock serves.", type=click.Path(path_type=Path)
)
def serve(host: str, port: int, ready_file: Path | None, **options: Any) -> None:
    """Serve the mock until SIGTERM or Ctrl-C.

    Every option can be set by its environment variable; of a repeatable one the values stand there
    separated by blanks. The command line wins.
    """
    settings = _settings(options)
    if ready_file:
        _check_writable(ready_file)
    log.configure(settings.log_level, settings.log_format)
    listener = bind(host, port)

    def ready() -> None:
        if ready_file:
            _write(ready_file, url(listener) + "\n")
        click.echo(_banner(url(listener), settings))

    running = server(settings, ready)
    signal.signal(signal.SIGTERM, _stopped)
    running.run([listener])


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
    keys = tuple(each for each in options.pop("api_key") if each)
    return Settings(api_keys=keys, models=models, **options)


def _model(text: str) -> tuple[str, str]:
    name, equals, like = text.partition("=")
    if not (name and equals and like):
        msg = f"--model takes NAME=LIKE, such as gemini-4-pro=gemini-3.8-flash, not {text!r}"
        raise ConfigurationError(msg)
    return name, like


def _banner(base: str, settings: Settings) -> str:
    key = "COMETAPI_KEY" if settings.api_keys else "any-key"
    return f"""\
{click.style("cometapi-mock", bold=True)} {__version__} serves {base} (dialect {settings.dialect})

Try it:
  curl "{base}/v1beta/models/gemini-2.5-flash:generateContent" \\
    -H "Content-Type: application/json" -H "x-goog-api-key: {key}" \\
    -d '{{"contents": [{{"parts": [{{"text": "Explain how AI works in a few words"}}]}}]}}'

In Python, with google-genai:
  client = genai.Client(api_key="{key}", http_options={{"api_version": "v1beta", "base_url": "{base}"}})
"""


def _check_writable(path: Path) -> None:
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        msg = f"can't write --ready-file {path}: its folder must be there, and writable"
        raise ConfigurationError(msg)


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
