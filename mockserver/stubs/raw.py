"""An answer byte by byte, whatever the API would say."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.errors import JSON
from mockserver.exchange import Frame, Reply

_EVENTS = "text/event-stream"
_OF_THE_SERVER = frozenset({"content-length", "transfer-encoding", "connection"})


def reply(told: Mapping[str, Any]) -> Reply:
    """Return the reply that a stub spells out: its body whole, or in frames, each its own write.

    Without a content type it is JSON, or events if it comes in frames. How a body is delimited is the
    server's business, so the headers that say so are left out.
    """
    headers = {key.lower(): str(each) for key, each in told.get("headers", {}).items()}
    kind = headers.pop("content-type", _EVENTS if "frames" in told else JSON)
    kept = {key: each for key, each in headers.items() if key not in _OF_THE_SERVER}
    return Reply(told.get("status", 200), kind, tuple(Frame(each) for each in _frames(told)), kept)


def _frames(told: Mapping[str, Any]) -> Iterator[bytes]:
    yield from map(_bytes, told.get("frames", [told]))


def _bytes(told: str | Mapping[str, Any]) -> bytes:
    if isinstance(told, str):
        return told.encode()
    if "base64" in told:
        return base64.b64decode(told["base64"])
    body = told.get("body", "")
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
