"""The command ``cometapi-contract check``: every check over exchanges that somebody has captured.

Like the rest of the command line it needs nothing but click until it is called.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contract_tests.claims import DIALECTS
from contract_tests.crash import crash_told
from contract_tests.extra import needing_extra
from contract_tests.options import OPTIONS

if TYPE_CHECKING:
    from contract_tests.captures.reading import Capture
    from contract_tests.exchange import Exchange

_SHARED = {"--report", "--baseline", "--update-baseline"}
_EPILOG = """\b
Exit codes:
  0   kept
  1   broken, or relaxed to look kept
  2   wrong usage
  3   a file can't be used; nothing was checked
  4   there was nothing to check
  70  the suite itself failed

\b
Examples:
  cometapi-contract check session.har
  cometapi-contract check recordings/ --report report.html
  cometapi-contract check exchanges.jsonl --dialect google
"""


@click.command(epilog=_EPILOG)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--dialect",
    type=click.Choice(DIALECTS),
    default="comet",
    show_default=True,
    help="Whose claims apply to exchanges that don't say whose they are.",
)
def check(files: tuple[Path, ...], **option: Any) -> None:
    """Check exchanges that were captured: every check looks at each of them.

    A FILE is a HAR file of a browser or a proxy, a file with an exchange on each line as JSON, or a
    recording that `run --record` made; of a folder, all .har, .jsonl and .json files are read.
    """
    with needing_extra():
        from contract_tests.captures import captured  # noqa: F401, PLC0415 - what it needs may be lacking
    with crash_told():
        _check(files, option)


def _check(files: Sequence[Path], option: Mapping[str, Any]) -> None:
    from contract_tests.asking.targets import UsageError  # noqa: PLC0415
    from contract_tests.bad_files import BadFile  # noqa: PLC0415
    from contract_tests.captures import captured  # noqa: PLC0415
    from contract_tests.result import BAD_FILES, EXIT_CODES  # noqa: PLC0415

    try:
        reports = captured.usable(option["report"])
        captures = [captured.read(each) for each in files]
        for each in captures:
            click.echo(_told(each), err=True)
        exchanges = _progress([each for capture in captures for each in capture.exchanges])
        name = ", ".join(map(str, files))
        result = captured.checked(exchanges, target=name, dialect=option["dialect"])
        result = captured.judged(result, option["baseline"], update=option["update_baseline"])
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except BadFile as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(BAD_FILES)
    captured.written(result, reports)
    for line in captured.lines(result):
        click.secho(line.text, fg=line.colour or None, bold=line.bold)
    sys.exit(EXIT_CODES[result.verdict])


check.params += [each.for_click() for each in OPTIONS if each.name in _SHARED]


def _told(capture: "Capture") -> str:
    """Say what a file has."""
    ignored = "".join(f"; ignored {count} {why}" for why, count in capture.ignored.items())
    nothing = "" if capture.exchanges else ": nothing that could be checked"
    return f"{capture.path}: {len(capture.exchanges)} exchanges{ignored}{nothing}"


def _progress(exchanges: Sequence["Exchange"]) -> Iterator["Exchange"]:
    """Yield exchanges, and show on a terminal how far it is."""
    if not sys.stderr.isatty():
        yield from exchanges
        return
    with click.progressbar(exchanges, label="checking", file=sys.stderr) as shown:
        yield from shown
