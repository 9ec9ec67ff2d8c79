"""An entry as JSON, in the shape of ``schemas/mock/journal_entry.json``."""

import base64
from typing import Any

from mockserver.journal.entry import Entry
from mockserver.journal.objects import document


def told(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON. Times are in ISO 8601 and UTC, *seconds* from the call to the end."""
    exchange = entry.exchange
    return {
        "number": entry.number,
        "namespace": exchange.call.namespace,
        "at": exchange.call.at.isoformat(),
        "ended": entry.ended.isoformat() if entry.ended else None,
        "seconds": entry.seconds,
        "progress": entry.progress,
        "operation": exchange.operation,
        "model": exchange.model,
        "seed": exchange.seed,
        "stub": exchange.stub,
        "recording": exchange.recording,
        "faults": list(exchange.faults),
        "unmatched": exchange.unmatched,
        "near": [
            {
                "stub": near.stub,
                "differences": [
                    {"what": each.what, "wanted": each.wanted, "got": each.got}
                    for each in near.differences
                ],
            }
            for near in exchange.near
        ],
        "warnings": list(exchange.warnings),
        "shortened": entry.shortened,
        "prompt": entry.prompt,
        "answer": entry.answer,
        "request": _request(entry),
        "response": _response(entry),
    }


def _request(entry: Entry) -> dict[str, Any]:
    call = entry.exchange.call
    return {
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "headers": dict(call.headers),
        "encoding": entry.coding,
        "bytes": entry.request_bytes,
        **_body(call.body),
    }


def _response(entry: Entry) -> dict[str, Any]:
    reply = entry.exchange.reply
    return {
        "status": reply.status,
        "headers": reply_headers(entry),
        "bytes": entry.response_bytes,
        "frames": {"planned": len(reply.frames), "sent": entry.frames},
        "delay": reply.delay,
        "delays": [each.delay for each in reply.frames],
        "ending": reply.ending,
        **_body(entry.came),
    }


def reply_headers(entry: Entry) -> dict[str, str]:
    """Return the headers of an answer by lower-case name."""
    reply = entry.exchange.reply
    return {"content-type": reply.media_type} | {
        name.lower(): each for name, each in reply.headers.items()
    }


def _body(data: bytes) -> dict[str, Any]:
    """Return a body as ``json``, else as ``text``, else as ``base64``; of none, nothing."""
    if not data:
        return {}
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
    try:
        return {"json": document(text)}
    except ValueError:
        return {"text": text}
