"""The command ``cometapi-contract``."""

import json
import sys
from difflib import get_close_matches
from typing import Any

import click

from contract_tests.captures.checking import check
from contract_tests.claims import DIALECTS, applying
from contract_tests.crash import crash_told
from contract_tests.extra import needing_extra
from contract_tests.fuzzing.command import fuzz
from contract_tests.options import OPTIONS, arguments
from mockserver.version import __version__

_ALIKE = 0.85  # of 1; --reportlog, which is pytest's, is less like --report
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_EPILOG = """\b
All other arguments go to pytest, such as
  -k EXPR         only scenarios whose names match
  -m EXPR         only scenarios with a mark: smoke, costly
  -n 2            two processes (with pytest-xdist installed)
  -x, -q, -v      stop at the first failure; say less; say more
  --collect-only  list the scenarios, send nothing

\b
Exit codes:
  0    the contract is kept; or all was skipped, because there is no key
  1    it is broken, or was relaxed to look kept
  2    wrong usage, or no scenario is selected
  3    a file can't be used
  4    could not check: unreachable, no good key, a quota, the server's own trouble
  5    it would cost, or has cost, more than --max-cost
  70   the suite itself failed
  130  Ctrl-C

\b
Environment:
  COMETAPI_KEY    the key of live, and of a URL

\b
Examples:
  cometapi-contract run
  cometapi-contract run --target live --smoke
  cometapi-contract run --target live -k stream --max-cost 0.10 --rate 20
  cometapi-contract run --target https://gateway.example --dialect google -q
"""


@click.group(context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="cometapi-contract")
def main() -> None:
    """Say whether an API still keeps the documented contract."""


@main.command(
    context_settings={**_SETTINGS, "ignore_unknown_options": True, "allow_interspersed_args": True},
    epilog=_EPILOG,
)
@click.argument("to_pytest", metavar="[ARGUMENTS OF PYTEST]...", nargs=-1, type=click.UNPROCESSED)
def run(to_pytest: tuple[str, ...], **values: Any) -> None:
    """Run the scenarios against a target, and hold what it answers to the contract."""
    with needing_extra():
        from contract_tests import plugin, running  # noqa: F401, PLC0415 - what they need may be lacking
    _no_typo(to_pytest)
    with crash_told():
        sys.exit(running.run([*arguments(values), *to_pytest]))


def _no_typo(to_pytest: tuple[str, ...]) -> None:
    """Refuse what looks like one of our options and isn't; pytest would tell of it in its own words."""
    ours = [each.name for each in OPTIONS]
    for word in to_pytest:
        name = word.partition("=")[0]
        if name.startswith("--") and (like := get_close_matches(name, ours, cutoff=_ALIKE)):
            raise click.NoSuchOption(name, possibilities=like)


@main.command()
@click.option(
    "--dialect",
    type=click.Choice(DIALECTS),
    default="comet",
    show_default=True,
    help="Whose claims.",
)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def claims(dialect: str, *, as_json: bool) -> None:
    """List the claims: what an origin is said to keep, how sure that is, and where it stands."""
    rows = [
        {
            "id": each.id,
            "grade": each.grades[dialect],
            "places": each.places,
            "says": each.says,
            "fields": each.fields,
        }
        for each in applying(dialect).values()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['grade']}  ({', '.join(row['places'])})\n    {row['says']}")


run.params[:0] = [each.for_click() for each in OPTIONS]
main.add_command(check)
main.add_command(fuzz)

if __name__ == "__main__":
    main()
