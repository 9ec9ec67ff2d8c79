"""The options of ``cometapi-contract fuzz --target``. They need nothing but click."""

from pathlib import Path

import click

from contract_tests.options import Finite, ModelName

OPTIONS: tuple[click.Option, ...] = (
    click.Option(
        ["--model"],
        type=ModelName(),
        metavar="NAME",
        help="Ask this model only.  [default: all there are; of what costs money, the cheapest]",
    ),
    click.Option(
        ["--only"], type=click.Choice(["valid", "invalid"]), help="Draw only these requests."
    ),
    click.Option(
        ["--examples"],
        type=click.IntRange(min=1),
        metavar="N",
        help="Draw so many.  [default: 1000; of what costs money, 100]",
    ),
    click.Option(
        ["--minutes"],
        type=Finite(min=0, min_open=True),
        metavar="M",
        help="Draw for so long; in place of --examples.",
    ),
    click.Option(
        ["--seed"],
        type=click.IntRange(min=0),
        metavar="S",
        help="Draw the same again: the last line of a report tells its seed.",
    ),
    click.Option(
        ["--cases"],
        type=click.Path(path_type=Path),
        default=Path(".cometapi-fuzz"),
        show_default=True,
        metavar="DIR",
        help="Where failing requests are kept; those of former runs are sent first.",
    ),
    click.Option(
        ["--rate"],
        type=Finite(min=0, min_open=True),
        metavar="N",
        help="At most so many requests a minute.  [default: 20; on this machine no limit]",
    ),
    click.Option(
        ["--costly"],
        is_flag=True,
        help="Send also what costs money: valid requests, with few tokens, and flaws that may be found late.",
    ),
    click.Option(
        ["--max-cost"],
        type=Finite(min=0, min_open=True),
        default=0.5,
        show_default=True,
        metavar="USD",
        help="What a run may cost, by what the answers say they took.",
    ),
    click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but the report."),
)
