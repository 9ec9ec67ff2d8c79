"""The command line: options, then environment, then defaults become `Settings`.

To add a command, write a module here with it, and its place in `_COMMANDS`.
"""

import sys
from importlib import import_module
from typing import NoReturn

import click

from mockserver.settings import ConfigurationError
from mockserver.version import __version__

USAGE_ERROR = 2
INTERRUPTED = 130

# Each with its module, which is loaded when it is called: most need little of the mock.
_COMMANDS = {
    "serve": "serving",
    "run": "run",
    "env": "env",
    "openapi": "openapi",
    "stubs": "stubs",
    "explain": "explain",
    "faults": "faults",
    "journal": "journal",
    "record": "recording",
    "replay": "recording",
    "promote": "recording",
}


class _Commands(click.Group):
    """A group that loads a command when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"mockserver.cli.{_COMMANDS[cmd_name]}"), cmd_name
        )
        return command


@click.group(
    cls=_Commands,
    epilog="COMMAND --help tells its options and exit codes; 2 is wrong usage everywhere.",
)
@click.version_option(__version__, prog_name="cometapi-mock")
def cli() -> None:
    """An offline stand-in for CometAPI's Gemini-native API, and for its chat completions."""


def main(prog_name: str = "cometapi-mock") -> NoReturn:
    """Run the command line; a mistake is told on stderr, with exit code 2."""
    try:
        cli.main(prog_name=prog_name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except (click.ClickException, ConfigurationError, OSError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        lines = [" ".join(each.split()) for each in message.splitlines()]
        click.echo(f"{prog_name}: " + "\n".join(filter(None, lines)), err=True)
        sys.exit(USAGE_ERROR)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(0)
