"""Looks at stubs without serving them: checks them, lists them, prints the schema of their files."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from mockserver import schemas
from mockserver.models import MODELS
from mockserver.stubs import (
    SCHEMA,
    Doubt,
    Loaded,
    Stub,
    answers_with,
    asks_for,
    doubts,
    survey,
)
from mockserver.stubs.mistakes import place, told

DOUBTFUL = 1
MISTAKEN = 3

_CODES = """\b
Exit codes: 0 all is well, 1 there are doubts, 2 wrong usage, 3 there are mistakes."""

_sources = click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)


@click.group(short_help="Check and list stubs; print their schema.")
def stubs() -> None:
    """Check and list stubs, and print the schema of their files."""


@stubs.command(epilog=_CODES)
@_sources
@_format
@click.option("--allow-doubts", is_flag=True, help="Doubts alone end with 0.")
@click.option("--model", multiple=True, help="Another model that there is; repeatable.")
def check(
    sources: Sequence[Path],
    form: str,
    allow_doubts: bool,  # noqa: FBT001 - an option
    model: Sequence[str],
) -> NoReturn:
    """Check the stubs of folders and files: every mistake, and what is hardly meant as it is."""
    loaded = survey(sources)
    models = [*MODELS, *(each.partition("=")[0] for each in model)]
    doubtful = list(doubts(loaded.stubs, models))
    click.echo(_as_json(loaded, doubtful) if form == "json" else _report(loaded, doubtful))
    if loaded.mistakes:
        sys.exit(MISTAKEN)
    sys.exit(DOUBTFUL if doubtful and not allow_doubts else 0)


@stubs.command("list", epilog=_CODES)
@_sources
@_format
def list_(sources: Sequence[Path], form: str) -> None:
    """List the stubs of folders and files: what each asks for, and what it answers."""
    loaded = survey(sources)
    if loaded.mistakes:
        click.echo(told(loaded.mistakes), err=True)
        sys.exit(MISTAKEN)
    if form == "json":
        click.echo(_dumped([_described(each) for each in loaded.stubs]))
    else:
        click.echo("\n".join(line for each in loaded.stubs for line in _listed(each)))


@stubs.command()
def schema() -> None:
    """Print the JSON Schema of stub files in one piece, for an editor."""
    bundle = schemas.bundled(SCHEMA)
    one = {"$ref": bundle.pop("$ref")}
    head = {
        "$schema": bundle.pop("$schema"),
        "title": "Stubs of cometapi-mock",
        "anyOf": [one, {"type": "array", "items": one}],
    }
    click.echo(_dumped(head | bundle))


def _report(loaded: Loaded, doubtful: Sequence[Doubt]) -> str:
    lines = [str(each) for each in loaded.mistakes]
    lines += [f"{each} (doubt)" for each in doubtful]
    counts = [_count(len(loaded.stubs), "stub"), _count(len(loaded.files), "file")]
    counts += [
        _count(len(each), name)
        for each, name in ((loaded.mistakes, "mistake"), (doubtful, "doubt"))
        if each
    ]
    return "\n".join([*lines, ", ".join(counts)])


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _as_json(loaded: Loaded, doubtful: Sequence[Doubt]) -> str:
    mistakes = [{**asdict(each), "path": place(each.path)} for each in loaded.mistakes]
    told_of = {"stubs": len(loaded.stubs), "files": len(loaded.files), "mistakes": mistakes}
    return _dumped({**told_of, "doubts": [asdict(each) for each in doubtful]})


def _listed(stub: Stub) -> Iterator[str]:
    priority = f", priority {stub.priority}" if stub.priority else ""
    yield f"{stub.name} ({stub.place}{priority})"
    if stub.description:
        yield f"  {stub.description}"
    yield f"  asks for  {'; '.join(asks_for(stub)) or 'nothing: any call'}"
    yield f"  answers   {answers_with(stub)}"


def _described(stub: Stub) -> dict[str, Any]:
    return {
        "name": stub.name,
        "place": stub.place,
        "description": stub.description,
        "priority": stub.priority,
        "asks_for": list(asks_for(stub)),
        "answers": answers_with(stub),
    }


def _dumped(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
