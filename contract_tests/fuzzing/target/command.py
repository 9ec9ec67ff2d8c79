"""``cometapi-contract fuzz --target``: from what click has read to an exit code."""

import os
import secrets
import sys
from typing import Any

import click

from contract_tests.asking.targets import UsageError
from contract_tests.bad_files import BadFile
from contract_tests.fuzzing.target.running import Options
from contract_tests.fuzzing.target.running import run as _run
from contract_tests.result import BAD_FILES


def run(target: str, *, seed: int | None = None, **values: Any) -> int:
    """Fuzz a target, write the report, and return the exit code. Without a seed one is drawn.

    Raises:
        click.UsageError: The options can't be had together, or there is no such target.
    """
    if values["examples"] is not None and values["minutes"] is not None:
        msg = "say how long: --examples or --minutes, and not both"
        raise click.UsageError(msg)
    if target == "recorded":
        msg = "recordings answer no new requests: --target is mock, live or a URL"
        raise click.UsageError(msg)
    seed = secrets.randbelow(2**32) if seed is None else seed
    try:
        options = Options(target=target, seed=seed, **values, out=sys.stdout, err=sys.stderr)
        return _run(options, os.environ)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except BadFile as error:
        click.echo(f"Error: {error}", err=True)
        return BAD_FILES
