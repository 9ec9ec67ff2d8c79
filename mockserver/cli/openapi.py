"""Prints the description of the API, for programs that make clients, mocks and tests of one."""

import io
import json
from pathlib import Path
from typing import Any

import click

from mockserver import openapi as description
from mockserver.cli import files
from mockserver.dialects import DIALECTS
from mockserver.jsonwriter import pretty
from mockserver.mock import mock
from mockserver.settings import DEFAULT_PORT, Settings


@click.command(
    short_help="Print the API's description as OpenAPI.",
    epilog="Exit codes: 0 it is written, 2 wrong usage, or it can't be written.",
)
@click.option("--dialect", type=click.Choice(list(DIALECTS)), default="comet", show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["json", "yaml"]), default="json", show_default=True
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="File to write, instead of standard output."
)
@click.option(
    "--url",
    help="Base URL of the API.",
    default=f"http://127.0.0.1:{DEFAULT_PORT}",
    show_default=True,
)
@click.option(
    "--admin", is_flag=True, help="Of the mock's own admin API, which no dialect changes."
)
def openapi(form: str, output: Path | None, **options: Any) -> None:
    """Print the description of the API, as a dialect has it: an OpenAPI 3.1 document.

    A mock that runs serves its own at /openapi.json.
    """
    document = _document(options["url"].rstrip("/"), options["dialect"], admin=options["admin"])
    text = pretty(document).decode()
    text = _yaml(text) if form == "yaml" else text
    if output is None:
        click.echo(text, nl=False)
        return
    files.hold_writable(output, "--output")
    files.write(output, text)


def _document(url: str, dialect: str, *, admin: bool) -> dict[str, Any]:
    if admin:
        from mockserver.admin import openapi as of_admin  # noqa: PLC0415 - it needs the web framework

        return of_admin.document(url)
    return description.document(mock(Settings(dialect=dialect)), url)


def _yaml(text: str) -> str:
    from ruamel.yaml import YAML  # noqa: PLC0415 - JSON doesn't need it

    stream = io.StringIO()
    YAML().dump(json.loads(text), stream)  # Read anew, nothing in it is an alias of anything.
    return stream.getvalue()
