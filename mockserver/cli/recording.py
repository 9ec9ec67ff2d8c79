"""Records another API, replays what was recorded, and makes stubs of it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from mockserver import admin, log, recorder
from mockserver.cli.options import address, answering, option, settings
from mockserver.cli.serving import EXIT_CODES, until_stopped
from mockserver.dialects import DIALECTS
from mockserver.hosts import is_loopback
from mockserver.mock import mock
from mockserver.recorder import Recordings
from mockserver.recorder.recordings import OnMiss, RecordMode
from mockserver.server import bind
from mockserver.settings import ConfigurationError, Settings
from mockserver.version import __version__
from mockserver.watching import watching

if TYPE_CHECKING:
    from mockserver.recorder.application import Recorder

FINDINGS = 1

_RECORD_EXIT_CODES = """\b
Exit codes: 0 stopped by SIGTERM, 1 findings (with --fail-on-findings), 2 wrong usage or configuration,
130 stopped by Ctrl-C."""
_READY = option("--ready-file", "Holds the URL while it serves.", type=click.Path(path_type=Path))
_UPSTREAM_KEY = option(
    "--upstream-key-env", "Variable that holds the upstream's key, in place of the client's."
)
_PATH = click.Path(path_type=Path)


@click.command(short_help="Pass all on to an API, and record it.", epilog=_RECORD_EXIT_CODES)
@option("--upstream", "Base URL of the API.", required=True)
@option("--out", "Folder of the recordings.", type=_PATH, required=True)
@option("--mode", "When to record.", type=click.Choice(get_args(RecordMode)), default="all")
@option(
    "--dialect",
    "Whose claims its answers are held to; else by the upstream's host.",
    type=click.Choice(list(DIALECTS)),
)
@_UPSTREAM_KEY
@option("--fail-on-findings", "End with 1 if an answer broke the contract.", is_flag=True)
@address()
@_READY
def record(host: str, port: int, ready_file: Path | None, **options: Any) -> None:
    """Pass everything on to an API, and record what it answers, until SIGTERM or Ctrl-C.

    Keys are never written. Each answer is held to the contract as it passes, and a line says how it
    did. Modes are vcrpy's: all records everything, once only what namespaces without recordings ask,
    new_episodes what isn't recorded yet, none nothing.
    """
    recordings = Recordings(
        directory=options["out"],
        record_mode=options["mode"],
        upstream=options["upstream"],
        upstream_key=_key(options["upstream_key_env"]),
    )
    # Who can't be given a token has no admin API for others.
    dialect = options["dialect"] or _dialect(options["upstream"])
    chosen = Settings(dialect=dialect, admin=is_loopback(host))
    log.configure("warning", chosen.log_format)
    made = recorder.create_app(mock(chosen), recordings)
    made.console.say = click.echo
    if not is_loopback(host):
        click.echo(f"Warning: whoever reaches {host} can call {recordings.upstream} here", err=True)

    def banner(base: str) -> str:
        head = f"{_named()} records {recordings.upstream} at {base}"
        return (
            f"{head} (mode {recordings.mode}, dialect {chosen.dialect}) into {recordings.directory}"
        )

    with _summing_up(made, fail=options["fail_on_findings"]):
        until_stopped(made.app(), made.mock, bind(host, port), ready_file, banner=banner)


@click.command(short_help="Answer from recordings.", epilog=EXIT_CODES)
@click.argument("directory", type=_PATH)
@option("--record-mode", "When to record.", type=click.Choice(get_args(RecordMode)))
@option("--on-miss", "What comes of what isn't recorded.", type=click.Choice(get_args(OnMiss)))
@option("--upstream", "Base URL of the API that is asked to record.", default="")
@_UPSTREAM_KEY
@option("--timing", "Waits between frames: none, original or a factor.", default="none")
@option("--volatile", "JSON pointer of what may differ; * is any step; repeatable.", multiple=True)
@option(
    "--playback-repeats/--no-playback-repeats",
    "Whether the last answer to a request comes again.",
    default=True,
)
@address()
@answering
@_READY
def replay(directory: Path, host: str, port: int, ready_file: Path | None, **options: Any) -> None:
    """Answer from the recordings in DIRECTORY, until SIGTERM or Ctrl-C.

    What isn't recorded is refused, and the answer names the nearest recordings and the differences. With
    --on-miss generate the mock answers it, with --on-miss record the upstream.
    """
    recordings = Recordings(
        directory=directory,
        upstream_key=_key(options.pop("upstream_key_env")),
        **{
            name: options.pop(name)
            for name in (
                "record_mode", "on_miss", "upstream", "timing", "volatile", "playback_repeats",
            )
        },
    )  # fmt: skip
    chosen = settings(options)
    admin.hold(host, chosen)
    log.configure(chosen.log_level, chosen.log_format)
    made = recorder.create_app(mock(chosen), recordings)
    made.console.say = click.echo
    for each in made.folder.broken:
        click.echo(f"Warning: {each} was broken off; it isn't replayed", err=True)
    if strange := ", ".join(sorted(made.folder.dialects - {chosen.dialect})):
        click.echo(f"Warning: recorded of dialect {strange}; --dialect says so", err=True)

    def banner(base: str) -> str:
        head = f"{_named()} serves {base} (dialect {chosen.dialect})"
        return f"{head} from {len(made.folder)} recordings in {directory}"

    with watching(made.mock), _summing_up(made, fail=False):
        until_stopped(made.app(), made.mock, bind(host, port), ready_file, banner=banner)


@click.command(short_help="Turn recordings into stubs.")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@option("--out", "Folder of the stubs.", type=_PATH, required=True)
@option("--exact", "Keep token counts, ids and how streams were cut.", is_flag=True)
@option("--force", "Write over files that are there.", is_flag=True)
def promote(source: Path, out: Path, *, exact: bool, force: bool) -> None:
    """Turn recordings, a folder or a file, into stubs that people can read and change."""
    with recorder.needing_extra():
        from mockserver.recorder import promotion  # noqa: PLC0415 - what it needs may be lacking
    for each in promotion.promote(source, out, exact=exact, force=force):
        click.echo(str(each))


@contextmanager
def _summing_up(made: "Recorder", *, fail: bool) -> Iterator[None]:
    """Say at the end what was done; with findings, end with 1 if that is asked."""
    try:
        yield
    finally:
        click.echo(made.console.summary())
        if fail and made.console.findings:
            sys.exit(FINDINGS)


def _key(variable: str | None) -> str:
    """Return the upstream's key.

    Raises:
        ConfigurationError: The variable doesn't hold one.
    """
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        msg = f"--upstream-key-env: {variable} must be set to a key, without blanks"
        raise ConfigurationError(msg)
    return key


def _dialect(url: str) -> str:
    with recorder.needing_extra():
        from contract_tests.captures import har  # noqa: PLC0415 - what it needs may be lacking
    return har.dialect_of(url) or Settings().dialect


def _named() -> str:
    return f"{click.style('cometapi-mock', bold=True)} {__version__}"
