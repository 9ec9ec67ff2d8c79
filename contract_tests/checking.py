"""The command ``cometapi-contract check``: every check over exchanges that somebody has captured."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from contract_tests import captures
from contract_tests.captures import Capture
from contract_tests.claims import DIALECTS
from contract_tests.exchange import Exchange
from contract_tests.outcome import Outcome
from contract_tests.result import BAD_FILES, EXIT_CODES, Result, assembled
from contract_tests.targets import BadFile

_EXIT_CODES = """\b
Exit codes:
  0  kept
  1  broken, or RELAXED against the baseline
  2  wrong usage
  3  a file is broken: nothing was checked
  4  there was nothing to check
"""


@click.command(epilog=_EXIT_CODES)
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
def check(files: tuple[Path, ...], dialect: str) -> None:
    """Check exchanges that were captured, by every check.

    A FILE is a HAR file of a browser or a proxy, a file with an exchange on each line as JSON, or a
    recording that `run --record` made; a folder is read for recordings.
    """
    try:
        found = [captures.read(each) for each in files]
    except BadFile as error:
        click.echo(f"bad file: {error}", err=True)
        sys.exit(BAD_FILES)
    for each in found:
        click.echo(_told(each), err=True)
    exchanges = [each for capture in found for each in capture.exchanges]
    result = checked(_progress(exchanges), target=" ".join(map(str, files)), dialect=dialect)
    for line in _summary(result):
        click.echo(line)
    sys.exit(EXIT_CODES[result.verdict])


def checked(exchanges: Iterable[Exchange], *, target: str, dialect: str) -> Result:
    """Let every check look at captured exchanges, and return what came of it.

    The claims are those of all origins that the exchanges name; *dialect* is that of the others.
    """
    outcomes: list[Outcome] = []
    origins: set[str] = set()
    for each in exchanges:
        outcomes.append(outcome := Outcome(source=each.source))
        outcome.take([each], dialect)
        origins.add(each.dialect or dialect)
    whose = "+".join(each for each in DIALECTS if each in origins) or dialect
    held, known = assembled(outcomes, dialect=whose)
    return Result(
        target=target,
        dialect=whose,
        models=tuple(sorted({x.model for each in outcomes for x in each.sent if x.model})),
        outcomes=tuple(outcomes),
        claims=held,
        known=known,
    )


def _told(capture: Capture) -> str:
    """Say what a file has."""
    ignored = "".join(f"; ignored: {count} {why}" for why, count in capture.ignored.items())
    return f"{capture.path}: {len(capture.exchanges)} exchanges{ignored}"


def _progress(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """Yield exchanges, and show on a terminal how far it is."""
    if not sys.stderr.isatty():
        yield from exchanges
        return
    with click.progressbar(exchanges, label="checking", file=sys.stderr) as shown:
        yield from shown


def _summary(result: Result) -> Iterator[str]:
    groups: Counter[tuple[Any, ...]] = Counter(
        (each.severity, each.claim, each.check, each.message[:80]) for each in result.findings
    )
    for key, count in groups.most_common():
        yield f"{count} x {' '.join(key)}"
    states = Counter(each.state for each in result.claims)
    yield f"{result.target}, {result.dialect}: {dict(states)}: {result.verdict}"
