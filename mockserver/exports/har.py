"""Exchanges as an HTTP Archive, HAR 1.2: for browsers, proxies and ``cometapi-contract check``.

What the format has no place for stands in members that begin with ``_``, as it asks for.
"""

import base64
import http
import json
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.exports.session import Session, url
from mockserver.journal import Entry, reply_headers
from mockserver.version import __version__

_MILLISECONDS = 1_000
_PROTOCOL = "HTTP/1.1"


def write(session: Session) -> str:
    """Return an archive as JSON."""
    return json.dumps(archive(session), ensure_ascii=False, indent=2) + "\n"


def archive(session: Session) -> dict[str, Any]:
    """Return an archive: one entry for each exchange, without pages."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "cometapi-mock", "version": __version__},
            "entries": [_entry(each) for each in session.entries],
        }
    }


def _entry(entry: Entry) -> dict[str, Any]:
    exchange = entry.exchange
    time = (entry.seconds or 0.0) * _MILLISECONDS
    frames = exchange.reply.frames
    planned = exchange.reply.delay + (frames[0].delay if frames else 0.0)
    wait = min(time, planned * _MILLISECONDS) or time
    return {
        "startedDateTime": exchange.call.at.isoformat(),
        "time": time,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": time - wait},
        "_number": entry.number,
        "_namespace": exchange.call.namespace,
        "_progress": entry.progress,
        "_stub": exchange.stub,
        "_recording": exchange.recording,
        "_faults": list(exchange.faults),
        "_lost": _lost(entry),
    }


def _lost(entry: Entry) -> list[str]:
    """Say what isn't told truly, in the words of the contract suite."""
    cut = ["base64"] if entry.shortened else []
    return [*cut, *([] if entry.progress == "sent" else ["end"])]


def _request(entry: Entry) -> dict[str, Any]:
    call = entry.exchange.call
    posted = {"postData": _posted(call.body, call.headers)} if call.body else {}
    return {
        "method": call.method,
        "url": url(entry),
        "httpVersion": _PROTOCOL,
        "cookies": [],
        "headers": _pairs(call.headers.items()),
        "queryString": _pairs(call.query.items()),
        **posted,
        "headersSize": -1,
        "bodySize": entry.request_bytes,
    }


def _posted(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"mimeType": headers.get("content-type", ""), "params": [], **_text(body)}


def _response(entry: Entry) -> dict[str, Any]:
    reply = entry.exchange.reply
    body = entry.came
    return {
        "status": reply.status,
        "statusText": http.HTTPStatus(reply.status).phrase if reply.status in _KNOWN else "",
        "httpVersion": _PROTOCOL,
        "cookies": [],
        "headers": _pairs(reply_headers(entry).items()),
        "content": {"size": len(body), "mimeType": reply.media_type, **_text(body)},
        "redirectURL": reply.headers.get("location", ""),
        "headersSize": -1,
        "bodySize": entry.response_bytes,
    }


_KNOWN = frozenset(http.HTTPStatus)


def _pairs(headers: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}
