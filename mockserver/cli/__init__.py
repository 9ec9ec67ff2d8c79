"""The command line: options, then environment, then defaults become `Settings`.

To add a command, write a module here with it, and its place in `_COMMANDS`.
"""

import sys
from typing import NoReturn

import click

from mockserver.cli.env import env
from mockserver.cli.explain import explain
from mockserver.cli.faults import faults
from mockserver.cli.journal import journal
from mockserver.cli.recording import promote, record, replay
from mockserver.cli.run import run
from mockserver.cli.serving import serve
from mockserver.cli.stubs import stubs
from mockserver.settings import ConfigurationError
from mockserver.version import __version__

USAGE_ERROR = 2
INTERRUPTED = 130

_COMMANDS = (serve, run, env, stubs, explain, faults, journal, record, replay, promote)


@click.group(epilog="COMMAND --help tells its options and exit codes; 2 is wrong usage everywhere.")
@click.version_option(__version__, prog_name="cometapi-mock")
def cli() -> None:
    """An offline stand-in for CometAPI's Gemini-native API."""


for _command in _COMMANDS:
    cli.add_command(_command)


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
