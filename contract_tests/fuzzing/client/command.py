"""``cometapi-contract fuzz --client``: a program is tried with every shape in every chunking."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from contract_tests.bad_files import BadFile, refuse
from contract_tests.fuzzing.client.chunkings import CHUNKINGS
from contract_tests.fuzzing.client.fuzzed import Extent, fuzzed
from contract_tests.fuzzing.client.program import NotAProgram, program
from contract_tests.fuzzing.client.report import Report
from contract_tests.fuzzing.client.shapes import SHAPES
from contract_tests.fuzzing.client.trials import Trial
from contract_tests.result import BAD_FILES

RIGHT, WRONG, INTERRUPTED = 0, 1, 130
WRITERS: Mapping[str, Callable[[Report], str]] = {
    "text": lambda report: report.table(),
    "markdown": lambda report: report.table("markdown"),
    "json": lambda report: json.dumps(report.contents(), ensure_ascii=False, indent=2),
}


def run(client: str, known: Path | None = None, *, form: str = "text", **extent: Any) -> int:
    """Try a program; write the table, and what is wrong; return the exit code: 0 right, 1 wrong.

    Raises:
        click.UsageError: The command can't be run, or no shape or chunking matches.
    """
    try:
        wanted = Extent(**extent)
        ask = program(client, wanted.timeout)
        names = _names(known) if known else ()
        report = fuzzed(ask, wanted, _progress)
    except KeyboardInterrupt:
        click.echo("Stopped: there is no table.", err=True)
        return INTERRUPTED
    except BadFile as error:
        click.echo(f"Error: {error}", err=True)
        return BAD_FILES
    except (NotAProgram, ValueError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(WRITERS[form](report))
    return _told(report, report.faults(names))


def _told(report: Report, faults: Sequence[str]) -> int:
    """Say on standard error what is wrong."""
    for each in faults:
        click.secho(each, fg="red", err=True)
    click.secho(report.summary(), fg=None if faults else "green", bold=True, err=True)
    return WRONG if faults else RIGHT


def _names(file: Path) -> tuple[str, ...]:
    """Read the names of a file, one on a line; what follows ``#`` is a comment.

    Raises:
        BadFile: A line is no name.
    """
    names = []
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        name = line.partition("#")[0].strip()
        shape, slash, chunking = name.partition("/")
        if name and (shape not in SHAPES or (slash and chunking not in CHUNKINGS)):
            refuse(f"{file}:{number}", "a shape, or one in a chunking such as bom/bytes", name)
        names.append(name)
    return tuple(filter(None, names))


def _progress(trials: Iterator[Trial], count: int) -> Iterator[Trial]:
    """Hand trials on, and show on a terminal how far it is."""
    if not sys.stderr.isatty():
        yield from trials
        return
    with click.progressbar(trials, count, label="trying", file=sys.stderr) as shown:
        yield from shown
