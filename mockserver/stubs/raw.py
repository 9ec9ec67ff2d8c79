"""An answer byte by byte, whatever the API would say."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.errors import JSON
from mockserver.exchange import Frame, Reply

_EVENTS = "text/event-stream"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
BODILESS = frozenset({204, 304})  # statuses
_OF_THE_SERVER = frozenset({"content-length", "transfer-encoding", "connection"})


def reply(told: Mapping[str, Any]) -> Reply:
    """Return the reply that a stub spells out: its body whole, or in frames, each its own write.

    Without a content type it is JSON, or events if it comes in frames. How a body is delimited is the
    server's business, so the headers that say so are left out.

    Raises:
        ValueError: A header can't be sent, or what should be base64 isn't.
    """
    headers = dict(_sendable(*each) for each in told.get("headers", {}).items())
    kind = headers.pop("content-type", _EVENTS if "frames" in told else JSON)
    kept = {key: each for key, each in headers.items() if key not in _OF_THE_SERVER}
    return Reply(told.get("status", 200), kind, tuple(Frame(each) for each in _frames(told)), kept)


def is_header(name: str, text: str) -> bool:
    """Whether there can be such a header."""
    return bool(_NAME.fullmatch(name) and _VALUE.fullmatch(text))


def _sendable(name: str, value: object) -> tuple[str, str]:
    """Return a header as it is sent; a template may have made of it what no header can hold."""
    text = str(value)
    if not is_header(name, text):
        msg = f"there can be no header {name}: {text!r}"
        raise ValueError(msg)
    return name.lower(), text


def _frames(told: Mapping[str, Any]) -> Iterator[bytes]:
    yield from map(_bytes, told.get("frames", [told]))


def _bytes(told: str | Mapping[str, Any]) -> bytes:
    if isinstance(told, str):
        return told.encode()
    if "base64" in told:
        return base64.b64decode(told["base64"])
    body = told.get("body", "")
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
