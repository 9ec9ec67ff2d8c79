"""The command ``cometapi-contract``."""

import sys

import click

from contract_tests.checking import check

_PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Say whether an API still keeps the documented contract."""


@main.command(context_settings={**_PASS_ON, "help_option_names": ["-h", "--help"]})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(arguments: tuple[str, ...]) -> None:
    """Run the scenarios against a target."""
    from contract_tests.running import run as run_scenarios  # noqa: PLC0415 - pytest is slow to come

    sys.exit(run_scenarios(arguments))


main.add_command(check)
