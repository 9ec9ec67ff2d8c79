"""The command ``cometapi-contract fuzz``: a target, or a client.

Like the rest of the command line it needs nothing but click until it is called.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.core import ParameterSource

from contract_tests.crash import crash_told
from contract_tests.extra import needing_extra
from contract_tests.fuzzing.client.options import OPTIONS as OF_CLIENTS
from contract_tests.fuzzing.target.options import OPTIONS as OF_TARGETS
from contract_tests.options import TargetName

_SHARED = {"dialect", "form"}  # of both, though they stand with the client's
Run = Callable[..., int]

_EPILOG = """\b
Exit codes:
  0    nothing went wrong, but for what is known of a client
  1    something did
  2    wrong usage
  3    a file can't be used
  4    could not check a target: unreachable, no good key, a quota, the server's own trouble
  5    a target has cost more than --max-cost
  70   the suite itself failed
  130  Ctrl-C, or SIGTERM; what was found of a target until then is told and kept

\b
Environment:
  COMETAPI_KEY    the key of live, and of a URL

\b
Examples:
  cometapi-contract fuzz --target mock
  cometapi-contract fuzz --target mock --dialect vertex --minutes 10
  cometapi-contract fuzz --target live --examples 50
  cometapi-contract fuzz --target http://127.0.0.1:8707 --only invalid --seed 7
  cometapi-contract fuzz --client "node ask.js {base_url}"
  cometapi-contract fuzz --client "python ask.py" --shape "stream_error*" --timeout 5
"""


@click.command(epilog=_EPILOG)
@click.option(
    "--target",
    type=TargetName(),
    metavar="WHO",
    help="Fuzz an API: mock, live (CometAPI, at the key in COMETAPI_KEY), or the base URL of another.",
)
@click.option(
    "--client",
    metavar="COMMAND",
    help="Fuzz a client, by the command that asks: {base_url} in it becomes the URL of the API; BASE_URL and the "
    "variables of the common clients have it, too. It writes the text that it got, and exits with "
    "another code than 0 to report an error.",
)
@click.pass_context
def fuzz(context: click.Context, /, target: str | None, client: str | None, **option: Any) -> None:
    """Fuzz an API, or a client of one.

    With --target, requests are drawn and sent: valid ones have to be answered as the contract says, such with one
    flaw to be refused as predicted. What fails is told once for each cause, with the smallest request that
    was seen to fail.

    With --client, a client is tried with every shape of answer and every fault that the mock knows.
    """
    if (target is None) == (client is None):
        msg = "say whom to fuzz: --target (mock, live or a URL) or --client (a command)"
        raise click.UsageError(msg)
    mine, others, whom = OF_TARGETS, OF_CLIENTS, "--client"
    if target is None:
        mine, others, whom = OF_CLIENTS, OF_TARGETS, "--target"
    _refuse_others(context, others, whom)
    names = {each.name for each in mine} | _SHARED
    values = {name: value for name, value in option.items() if name in names}
    with needing_extra("contract" if target is None else "fuzz"):
        run = _of_client() if target is None else _of_target()
    with crash_told():
        sys.exit(run(client if target is None else target, **values))


def _refuse_others(context: click.Context, options: Iterable[click.Option], whom: str) -> None:
    """Refuse what was given and is only for *whom*."""
    for each in options:
        given = context.get_parameter_source(str(each.name)) is not ParameterSource.DEFAULT
        if given and each.name not in _SHARED:
            msg = f"{each.opts[0]} goes with {whom}"
            raise click.UsageError(msg)


def _of_client() -> Run:
    from contract_tests.fuzzing.client.command import run  # noqa: PLC0415 - what it needs may be lacking

    return run


def _of_target() -> Run:
    from contract_tests.fuzzing.target.command import run  # noqa: PLC0415 - what it needs may be lacking

    return run


fuzz.params += [*OF_TARGETS, *OF_CLIENTS]
