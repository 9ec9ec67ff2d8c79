"""Says what has to stand in the environment of an app that is to ask a mock."""

import json
import os
import shlex
from collections.abc import Mapping

import click

from mockserver import environment, namespaced
from mockserver.settings import DEFAULT_PORT


@click.command(short_help="Print the environment that leads an app to a mock.")
@click.option(
    "--url",
    help="Base URL of the mock.",
    default=f"http://127.0.0.1:{DEFAULT_PORT}",
    show_default=True,
    envvar="COMETAPI_MOCK_URL",
    show_envvar=True,
)
@click.option("--namespace", help="Namespace for the app.", default="")
@click.option("--key", help="A key that the mock takes.", default=environment.KEY)
@click.option(
    "--format",
    "form",
    help="For a shell's eval, for a file of NAME=VALUE lines, or JSON.",
    type=click.Choice(["sh", "dotenv", "json"]),
    default="sh",
    show_default=True,
)
def env(url: str, namespace: str, key: str, form: str) -> None:
    """Print the environment that leads an app to a mock: ``eval "$(cometapi-mock env)"``."""
    try:
        namespaced.hold(namespace)
    except ValueError as error:
        msg = f"--namespace: {error}"
        raise click.UsageError(msg) from error
    changes = environment.changes(os.environ, url.rstrip("/"), namespace, key)
    click.echo(_WRITERS[form](changes))


def _sh(changes: Mapping[str, str | None]) -> str:
    return "\n".join(
        f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}"
        for name, value in changes.items()
    )


def _dotenv(changes: Mapping[str, str | None]) -> str:
    # What is to be removed can't be said; empty, it leads nowhere else either.
    return "\n".join(f"{name}={value or ''}" for name, value in changes.items())


def _json(changes: Mapping[str, str | None]) -> str:
    return json.dumps(changes, indent=2)


_WRITERS = {"sh": _sh, "dotenv": _dotenv, "json": _json}
