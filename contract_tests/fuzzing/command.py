"""The command ``cometapi-contract fuzz``: a target, or a client.

Like the rest of the command line it needs nothing but click until it is called.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from contract_tests.claims import DIALECTS
from contract_tests.crash import crash_told
from contract_tests.extra import needing_extra
from contract_tests.options import Finite, ModelName, TargetName

_EPILOG = """\b
Exit codes:
  0    nothing was found that breaks the contract
  1    something was
  2    wrong usage
  3    a file can't be used: a case that was kept isn't one
  4    could not check: unreachable, no good key, a quota, the server's own trouble
  5    it has cost more than --max-cost
  70   the suite itself failed
  130  Ctrl-C; what was found until then is told and kept

\b
Environment:
  COMETAPI_KEY    the key of live, and of a URL

\b
Examples:
  cometapi-contract fuzz --target mock
  cometapi-contract fuzz --target mock --dialect vertex --minutes 10
  cometapi-contract fuzz --target live --examples 50
  cometapi-contract fuzz --target http://127.0.0.1:8707 --only invalid --seed 7
"""


@click.command(epilog=_EPILOG)
@click.option(
    "--target",
    type=TargetName(),
    metavar="WHO",
    help="Who is fuzzed: mock, live (CometAPI, at the key in COMETAPI_KEY), or the base URL of another API.",
)
@click.option(
    "--dialect",
    type=click.Choice(DIALECTS),
    default="comet",
    show_default=True,
    help="Whose requests are drawn, and whose claims are held against the target.",
)
@click.option(
    "--model",
    type=ModelName(),
    metavar="NAME",
    help="Ask this model only.  [default: all there are; of what costs money, the cheapest]",
)
@click.option("--only", type=click.Choice(["valid", "invalid"]), help="Draw only these requests.")
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    metavar="N",
    help="Draw so many.  [default: 1000; of what costs money, 100]",
)
@click.option(
    "--minutes",
    type=Finite(min=0, min_open=True),
    metavar="M",
    help="Draw for so long; in place of --examples.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="S",
    help="Draw the same again: the last line of a report tells its seed.",
)
@click.option(
    "--cases",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".cometapi-fuzz"),
    show_default=True,
    metavar="DIR",
    help="Where failing requests are kept; those of former runs are sent first.",
)
@click.option(
    "--rate",
    type=Finite(min=0, min_open=True),
    metavar="N",
    help="At most so many requests a minute.  [default: 20; on this machine no limit]",
)
@click.option(
    "--costly",
    is_flag=True,
    help="Send also what costs money: valid requests, with few tokens, and flaws that may be found late.",
)
@click.option(
    "--max-cost",
    type=Finite(min=0),
    default=0.5,
    show_default=True,
    metavar="USD",
    help="What a run may cost, by what the answers say they took.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the report is written, on standard output.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but the report.")
def fuzz(**values: Any) -> None:
    """Fuzz an API: draw requests, send them, and hold what comes to the contract.

    Valid requests have to be answered as the contract says, such with one flaw to be refused as predicted.
    What fails is told once for each cause, with the smallest request that was seen to fail.
    """
    if values["target"] is None:
        msg = "say whom to fuzz: --target mock, live or a URL"
        raise click.UsageError(msg)
    if values["examples"] is not None and values["minutes"] is not None:
        msg = "say how long, --examples or --minutes, and not both"
        raise click.UsageError(msg)
    with needing_extra("fuzz"):
        from contract_tests.fuzzing.target import running  # noqa: F401, PLC0415 - what it needs may be lacking
    with crash_told():
        sys.exit(_target(values))


def _target(values: Mapping[str, Any]) -> int:
    """Fuzz a target; return the exit code."""
    from contract_tests.asking.targets import UsageError  # noqa: PLC0415
    from contract_tests.bad_files import BadFile  # noqa: PLC0415
    from contract_tests.fuzzing.target.running import Options, run  # noqa: PLC0415
    from contract_tests.result import BAD_FILES  # noqa: PLC0415

    seed = secrets.randbelow(2**32) if values["seed"] is None else values["seed"]
    try:
        options = Options(**{**values, "seed": seed}, out=sys.stdout, err=sys.stderr)
        return run(options, os.environ)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except BadFile as error:
        click.echo(f"Error: {error}", err=True)
        return BAD_FILES
