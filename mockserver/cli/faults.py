"""Lists the faults: what can go wrong on purpose."""

import json
from typing import Any

import click

from mockserver.faults import FAULTS, KINDS, Fault, shown, taken


@click.command(short_help="List what can go wrong on purpose.")
@click.option(
    "--format",
    "style",
    help="For people or as JSON.",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def faults(style: str) -> None:
    """List what can go wrong on purpose, and what a client should make of it."""
    if style == "json":
        click.echo(json.dumps([_described(each) for each in FAULTS.values()], indent=2))
        return
    for kind in KINDS:
        click.echo(f"{click.style(kind, bold=True)}\n")
        for each in FAULTS.values():
            if each.kind == kind:
                click.echo(_told(each))


def _described(fault: Fault) -> dict[str, Any]:
    return {
        "name": fault.name,
        "kind": fault.kind,
        "does": fault.doc,
        "client": fault.client,
        "advice": fault.advice,
        "needs": fault.needs,
        "parameters": {
            name: {"takes": taken(each), "default": each.default}
            for name, each in fault.parameters.items()
        },
    }


def _told(fault: Fault) -> str:
    taken = "".join(f"\n      {shown(each)}" for each in fault.parameters.values())
    needs = f"\n      needs {fault.needs}" if fault.needs else ""
    return f"  {fault.name}\n      {fault.doc}\n      {fault.advice}{needs}{taken}\n"
