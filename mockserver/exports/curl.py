"""Requests as commands of curl, for a shell that has the key in ``COMETAPI_KEY``."""

import base64
import shlex
from collections.abc import Iterator

from mockserver.exports.session import Session, telling_headers, url
from mockserver.journal import Entry
from mockserver.redaction import KEY

_SPECIAL = str.maketrans({each: f"\\{each}" for each in '\\"`$'})


def write(session: Session) -> str:
    """Return a script that asks the same, one command for each entry."""
    return "#!/bin/sh\n" + "".join(f"\n{_command(each)}" for each in session.entries)


def _command(entry: Entry) -> str:
    exchange = entry.exchange
    note = "; a body was cut, so this isn't the same request" if entry.shortened else ""
    stub = f", by the stub {exchange.stub!r}" if exchange.stub else ""
    head = f"# {entry.number}: {exchange.reply.status}{stub}{note}\n"
    before, options = _body(exchange.call.body)
    method = [] if exchange.call.method == "GET" else [f"-X {shlex.quote(exchange.call.method)}"]
    headers = [f"-H {_quoted(f'{name}: {each}')}" for name, each in telling_headers(entry).items()]
    lines = [f"{before}curl -sS {_quoted(url(entry))}", *method, *headers, *options]
    return head + " \\\n  ".join(lines) + "\n"


def _body(body: bytes) -> tuple[str, Iterator[str]]:
    """Return what stands before curl, and its options, for a body."""
    if not body:
        return "", iter(())
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # can't stand in a command
        return f"echo {base64.b64encode(body).decode()} | base64 -d | ", iter(["--data-binary @-"])
    return "", iter([f"--data-raw {shlex.quote(text)}"])


def _quoted(text: str) -> str:
    """Quote a text for a shell; only the key is still a variable."""
    if KEY not in text:
        return shlex.quote(text)
    return '"' + KEY.join(each.translate(_SPECIAL) for each in text.split(KEY)) + '"'
