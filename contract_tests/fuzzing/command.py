"""The command ``cometapi-contract fuzz``: a target, or a client."""

import sys
from typing import Any

import click

from contract_tests.crash import crash_told
from contract_tests.extra import needing_extra
from contract_tests.fuzzing.client.options import OPTIONS

_EPILOG = """\b
Exit codes:
  0    nothing went wrong, but for what is known
  1    something did
  2    wrong usage
  3    a file can't be used
  70   the suite itself failed
  130  Ctrl-C

\b
Examples:
  cometapi-contract fuzz --client "node ask.js {base_url}"
  cometapi-contract fuzz --client "python ask.py" --shape "stream_error*" --timeout 5
"""


@click.command(epilog=_EPILOG)
@click.option(
    "--client",
    metavar="COMMAND",
    required=True,
    help="The command that asks: {base_url} in it becomes the URL of the API; BASE_URL and the "
    "variables of the common clients have it, too. It writes the text that it got, and exits with "
    "another code than 0 to report an error.",
)
def fuzz(client: str, **option: Any) -> None:
    """Try a client with every shape of answer and every fault that the mock knows."""
    with needing_extra():
        from contract_tests.fuzzing.client import command  # noqa: PLC0415 - what it needs may be lacking
    with crash_told():
        sys.exit(command.run(client, **option))


fuzz.params += OPTIONS
