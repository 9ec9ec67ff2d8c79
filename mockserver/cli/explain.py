"""Explains how a request would be answered: refused or not, by which stub and why, or why by none."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import click

from mockserver.dialects import DIALECTS
from mockserver.exchange import Call, Exchange
from mockserver.mock import Mock, mock
from mockserver.operations import OPERATIONS
from mockserver.pipeline import respond
from mockserver.settings import Settings
from mockserver.stubs import Stub, answers_with, asks_for

_LINES, _WIDTH = 20, 160  # of an answer that are printed
_ENVELOPE = frozenset({"method", "path", "query", "headers", "body"})
_KEYS = {"x-goog-api-key": "any", "authorization": "Bearer any"}


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command line says of the call, besides the body."""

    model: str
    operation: str | None
    headers: Mapping[str, str]


@click.command(short_help="Explain how a request would be answered, and why.")
@click.argument("request", type=click.File("rb"))
@click.option(
    "--stubs",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    envvar="COMETAPI_MOCK_STUBS",
    help="Folder or file of stubs; repeatable.",
)
@click.option("--strict-stubs", is_flag=True, help="As `serve --strict-stubs` would.")
@click.option("--dialect", type=click.Choice(list(DIALECTS)), default="comet", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--model",
    default="gemini-2.5-flash",
    show_default=True,
    help="The model in the path, which a body with messages names itself; NAME=LIKE of one that behaves like another.",
)
@click.option(
    "--operation",
    type=click.Choice(list(OPERATIONS)),
    help="What is called; generateContent if nothing is said, chat.completions for a body with messages.",
)
@click.option("--header", multiple=True, help="NAME:VALUE; repeatable.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def explain(request: Any, form: str, **options: Any) -> None:
    """Explain how REQUEST would be answered: a file of a body, or - for standard input.

    It may also hold more of the call: {"path": ..., "headers": {...}, "body": {...}}.
    """
    name, _, like = options["model"].partition("=")
    settings = Settings(
        dialect=options["dialect"],
        seed=options["seed"],
        stubs=options["stubs"],
        strict_stubs=options["strict_stubs"],
        models={name: like} if like else {},
    )
    headers = dict(_header(each) for each in options["header"])
    said = _Options(name, options["operation"], {**_KEYS, **headers})
    made = mock(settings)
    exchange = respond(_call(request.read(), said), made)
    told = explanation(exchange, made)
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(told)))


def explanation(exchange: Exchange, mock: Mock) -> dict[str, Any]:
    """Return all that there is to say of how a call was answered, as JSON."""
    by_name = {each.name: each for each in mock.state.given}
    stub = by_name.get(exchange.stub)
    call, reply = exchange.call, exchange.reply
    return {
        "method": call.method,
        "path": call.path,
        "dialect": mock.dialect.name,
        "operation": exchange.operation,
        "model": exchange.model,
        "refused": exchange.cause,
        "stub": _stub(stub) if stub else None,
        "stubs": len(by_name),
        "unmatched": exchange.unmatched,
        "near": [
            {
                "stub": each.stub,
                "place": by_name[each.stub].place,
                "differences": [asdict(difference) for difference in each.differences],
            }
            for each in exchange.near
        ],
        "faults": list(exchange.faults),
        "warnings": list(exchange.warnings),
        "answer": {
            "status": reply.status,
            "media_type": reply.media_type,
            "body": reply.body.decode(errors="replace"),
        },
    }


def _stub(stub: Stub) -> dict[str, Any]:
    return {
        "name": stub.name,
        "place": stub.place,
        "asks_for": list(asks_for(stub)),
        "answers": answers_with(stub),
    }


def _call(content: bytes, options: _Options) -> Call:
    """Make a call of what a file holds: a body, or more of a call."""
    found = _object(content)
    whole = found if found and found.keys() <= _ENVELOPE else {}
    body = whole.get("body", {}) if whole else found
    operation = OPERATIONS[options.operation or _meant(body)]
    path = operation.full_path().format(model=options.model, id="any")
    path = str(whole.get("path", path + ("?alt=sse" if operation.streams else "")))
    headers = {**_lowered(whole.get("headers", {})), **options.headers}
    if whole:
        content = (
            body.encode("utf-8", "surrogatepass")
            if isinstance(body, str)
            else json.dumps(body).encode()
        )
    plain, _, query = path.partition("?")
    method = str(whole.get("method", operation.method))
    return Call(method, plain, dict(parse_qsl(query)), headers, content)


def _meant(body: Any) -> str:
    """Return the operation that a body is for, as far as it shows."""
    chat = isinstance(body, dict) and "messages" in body
    return "chat.completions" if chat else "generateContent"


def _object(content: bytes) -> dict[str, Any]:
    """Read an object; of what is none, nothing. What is wrong is the mock's to say."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lowered(headers: Any) -> dict[str, str]:
    if not isinstance(headers, Mapping):
        msg = f"the headers of a request are an object of names and texts, not {headers!r}"
        raise click.UsageError(msg)
    return {name.lower(): str(each) for name, each in headers.items()}


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (colon and name.strip()):
        msg = f"--header takes NAME:VALUE, such as x-user:ann, not {text!r}"
        raise click.UsageError(msg)
    return name.strip().lower(), value.strip()


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    what = f" ({told['operation']})" if told["operation"] else ""
    yield f"request   {told['method']} {told['path']}{what}, dialect {told['dialect']}"
    yield f"verdict   {'refused: ' + told['refused'] if told['refused'] else 'good'}"
    yield from _of_stub(told)
    yield from (f"fault     {each}" for each in told["faults"])
    yield from (f"warning   {each}" for each in told["warnings"])
    answer = told["answer"]
    yield f"answer    {answer['status']} {answer['media_type']}"
    yield from (f"  {each}" for each in _shortened(answer["body"]))


def _of_stub(told: Mapping[str, Any]) -> Iterator[str]:
    if stub := told["stub"]:
        yield f"stub      {stub['name']} ({stub['place']})"
        yield from (f"  ✓ {each}" for each in stub["asks_for"] or ["asks for nothing"])
        yield f"  answers {stub['answers']}"
        return
    count = told["stubs"]
    reason = f"none of {count} is for this" if told["unmatched"] and count else "none"
    yield f"stub      {reason}{'' if told['refused'] else '; the answer is generated'}"
    for each in told["near"]:
        yield f"nearest   {each['stub']} ({each['place']})"
        for x in each["differences"]:
            yield f"  ✗ {x['what']}: wanted {x['wanted']}, got {x['got']}"


def _shortened(body: str) -> Sequence[str]:
    try:
        lines = json.dumps(json.loads(body), indent=2, ensure_ascii=False).splitlines()
    except ValueError:
        lines = body.splitlines()
    shown = [each if len(each) <= _WIDTH else f"{each[:_WIDTH]}..." for each in lines[:_LINES]]
    return [*shown, "..."] if len(lines) > _LINES else shown
