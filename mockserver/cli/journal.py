"""Shows the journal of a mock that runs, or writes it into a file."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from mockserver.cli.files import write
from mockserver.cli.options import option
from mockserver.exports import FORMS
from mockserver.settings import DEFAULT_PORT

_TIMEOUT = 30  # seconds
_TABLE, _JSON = "table", "json"
_COLUMNS = ("number", "at", "seconds", "status", "progress", "operation", "model", "beside")
_LONGEST = 60  # characters of a prompt


@click.command(short_help="Show what a running mock was asked.")
@option(
    "--url", "Base URL of the mock, or of a namespace.", default=f"http://127.0.0.1:{DEFAULT_PORT}"
)
@option("--admin-token", "What the mock's admin API asks for.", default="")
@click.option("--namespace", help="Only of this one; without it, of all.")
@click.option("--operation", help="Only this, such as streamGenerateContent.")
@click.option("--model", help="Only of this one, or of a pattern such as gemini-2.5-*.")
@click.option("--status", type=int, help="Only answers with this one.")
@click.option("--stub", help="Only answers by this one.")
@click.option("--fault", help="Only where this one happened.")
@click.option("--text", help="Only where this stands in a string of the request's body.")
@click.option("--unmatched", is_flag=True, default=None, help="Only what no stub was for.")
@click.option("--since", type=click.IntRange(0), help="Only after the entry of this number.")
@click.option(
    "--limit", type=click.IntRange(0), help="The next so many after --since, or the newest."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([_TABLE, _JSON, *FORMS]),
    default=_TABLE,
    show_default=True,
    help="As a table, as JSON, as an HTTP archive, as curl lines, as a test.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write into this file.")
def journal(url: str, admin_token: str, form: str, output: Path | None, **filters: Any) -> None:
    """Show what a running mock was asked, and what it answered."""
    given = {name: each for name, each in filters.items() if each is not None}
    export = {"format": form} if form in FORMS else {}
    path = "/__admin/journal/export" if export else "/__admin/journal"
    text = _asked(url.rstrip("/") + path, {**given, **export}, admin_token)
    if form == _TABLE:
        text = _table(json.loads(text)["entries"])
    if output:
        write(output, text)
    else:
        click.echo(text, nl=False)


def _asked(url: str, query: Mapping[str, Any], token: str) -> str:
    """Ask a mock.

    Raises:
        ClickException: It isn't there, or it refuses.
    """
    words = {name: str(each).lower() if each is True else each for name, each in query.items()}
    if not url.startswith(("http://", "https://")):
        msg = f"--url takes a base URL such as http://127.0.0.1:{DEFAULT_PORT}, not {url!r}"
        raise click.ClickException(msg)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        request = urllib.request.Request(f"{url}?{urllib.parse.urlencode(words)}", headers=headers)  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            data: bytes = answer.read()
    except urllib.error.HTTPError as error:
        with error:
            msg = f"{url} answered {error.code}: {_reason(error.read())}"
        raise click.ClickException(msg) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        msg = f"no mock answers at {url}: {reason}; start one with 'cometapi-mock serve', or give its --url"
        raise click.ClickException(msg) from error
    return data.decode()


def _reason(data: bytes) -> str:
    """Return what an error of the admin API says; of anything else, that it is none."""
    try:
        error = json.loads(data)["error"]
        return "; ".join(
            str(each) for each in (error["message"], *map(error.get, ("where", "expected"))) if each
        )
    except (ValueError, KeyError, TypeError):
        return "this isn't the admin API of a mock; is the --url right?"


def _table(entries: list[dict[str, Any]]) -> str:
    if not entries:
        return "no requests\n"
    rows = [_COLUMNS, *(tuple(_row(each)) for each in entries)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(_COLUMNS))]
    return "".join(
        "  ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in rows
    )


def _row(entry: Mapping[str, Any]) -> Iterator[str]:
    seconds = entry["seconds"]
    yield str(entry["number"])
    yield entry["at"][11:23]
    yield "" if seconds is None else f"{seconds:.3f}"
    yield str(entry["response"]["status"])
    yield entry["progress"]
    yield entry["operation"] or f"{entry['request']['method']} {entry['request']['path']}"
    yield entry["model"]
    yield "; ".join(_beside(entry))


def _beside(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["namespace"]:
        yield f"in {entry['namespace']}"
    if entry["stub"]:
        yield f"stub {entry['stub']}"
    if entry["unmatched"]:
        yield "unmatched"
    yield from entry["faults"]
    prompt = " ".join(entry["prompt"].split())
    if prompt:
        yield prompt if len(prompt) <= _LONGEST else f"{prompt[:_LONGEST]}..."
