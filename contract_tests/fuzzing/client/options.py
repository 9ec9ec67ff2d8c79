"""The options of ``cometapi-contract fuzz --client``. They need nothing but click."""

from pathlib import Path

import click

from contract_tests.claims import DIALECTS
from contract_tests.options import Finite

FORMATS = ("text", "markdown", "json")

OPTIONS: tuple[click.Option, ...] = (
    click.Option(
        ["--shape", "shapes"],
        multiple=True,
        metavar="PATTERN",
        help="Only the shapes whose names match, such as 'stream_error*'; repeatable.",
    ),
    click.Option(
        ["--skip"], multiple=True, metavar="PATTERN", help="Not the shapes that match; repeatable."
    ),
    click.Option(
        ["--chunking", "chunkings"],
        multiple=True,
        metavar="PATTERN",
        help="Only cut in the ways whose names match, such as bytes; repeatable.",
    ),
    click.Option(
        ["--timeout"],
        type=Finite(min=0, min_open=True),
        default=10.0,
        show_default=True,
        metavar="S",
        help="Seconds within which the command is to end.",
    ),
    click.Option(
        ["--workers"],
        type=click.IntRange(min=1),
        default=2,
        show_default=True,
        metavar="N",
        help="How many commands run at a time.",
    ),
    click.Option(
        ["--dialect"],
        type=click.Choice(DIALECTS),
        default="comet",
        show_default=True,
        help="Whose answers, or whose requests and claims.",
    ),
    click.Option(
        ["--format", "form"],
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="How the table, or the report, is written.",
    ),
    click.Option(
        ["--known"],
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="What goes wrong and is known: a shape, or one in a chunking such as bom/bytes, on each line.",
    ),
)
