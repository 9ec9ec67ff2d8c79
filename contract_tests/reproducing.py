"""What a person needs to see a finding again: the place it is about, and a curl command."""

import json
import re
import shlex
from typing import Any

from contract_tests.exchange import KEY, Exchange

_SHOWN = 200  # characters of an example
_SPECIAL = re.compile(r'[\\"`$]')  # to a shell, between double quotes
_ESCAPED = r"\\\g<0>"
_LONG = 4_000  # characters of a body that fits into a command


def curl(exchange: Exchange) -> str:
    """Write a command that asks again; the shell puts the key in, from ``$COMETAPI_KEY``.

    It is "" if a capture doesn't tell what was asked.
    """
    if exchange.lost & {"model", "request"}:
        return ""
    words = ["curl", "--no-buffer"] if exchange.in_pieces else ["curl"]
    if exchange.method != "POST":
        words += ["-X", exchange.method]
    words.append(_quoted(exchange.url))
    for name, value in exchange.request_headers.items():
        words += ["-H", _quoted(f"{name}: {value}")]
    if exchange.sent is not None:
        words += ["-d", shlex.quote(_body(exchange.sent))]
    return " ".join(words)


def _quoted(text: str) -> str:
    """Quote a word for the shell, such that it puts in the key, and nothing else."""
    if KEY not in text:
        return shlex.quote(text)
    return f'"{_SPECIAL.sub(_ESCAPED, text).replace(f"{chr(92)}{KEY}", KEY)}"'


def _body(sent: Any) -> str:
    text = sent.decode("utf-8", "replace") if isinstance(sent, bytes) else json.dumps(sent)
    return text if len(text) <= _LONG else f"{text[:_LONG]}... ({len(text)} characters)"


def excerpt(exchange: Exchange, pointer: str) -> str:
    """Return what stands at a JSON pointer into an answer, shortened; else the start of the body."""
    steps = [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
    value: Any = exchange.json
    if exchange.in_pieces:
        value = list(exchange.answers)
    for each in steps:
        value = _step(value, each)
    return shortened(exchange.text if value is None else json.dumps(value, ensure_ascii=False))


def _step(value: Any, step: str) -> Any:
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return value.get(step) if isinstance(value, dict) else None


def shortened(text: str) -> str:
    """Return the start of a text."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
