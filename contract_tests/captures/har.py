"""Captures in the HTTP Archive format (HAR 1.2), as browsers and proxies save them.

What isn't a call of this API is left out: other URLs, chats with other models than Gemini, preflights
of browsers, WebSockets, entries whose answer never came or wasn't saved.
"""

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args
from urllib.parse import SplitResult, urlsplit

from contract_tests.bad_files import refuse
from contract_tests.call import CHAT
from contract_tests.exchange import Exchange, Frame, Lost
from contract_tests.recordings.redaction import redacted

_API = re.compile(r"/v1(alpha|beta)?\d*/(.+/)?(models|tunedModels|cachedContents)(/|:|$)")
_CODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_LOST: tuple[Lost, ...] = get_args(Lost)
_MILLISECONDS = 1_000
_DIALECTS: Mapping[str, str] = {
    "cometapi.com": "comet",
    "generativelanguage.googleapis.com": "google",
    "aiplatform.googleapis.com": "vertex",
}


def exchanges(value: Any, file: str, ignored: Counter[str]) -> Iterator[Exchange]:
    """Yield the exchanges with this API in an archive, without keys; count in *ignored* the rest.

    Raises:
        BadFile: It isn't an archive.
    """
    log = value["log"]
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        refuse(f"{file} at /log/entries", "HAR 1.2: a list of entries", json.dumps(entries))
    for number, entry in enumerate(entries):
        place = f"{file} at /log/entries/{number}"
        if reason := _ignored(entry, place):
            ignored[reason] += 1
        else:
            yield _exchange(entry, place)


def dialect_of(url: str) -> str | None:
    """Return whose answers come from a URL, by its host."""
    host = urlsplit(url).hostname or ""
    return next((each for end, each in _DIALECTS.items() if _is_of(host, end)), None)


def _is_of(host: str, end: str) -> bool:
    """Whether a host is *end* or below it; regions of Vertex AI are ``us-east1-aiplatform...``."""
    return host == end or host.endswith((f".{end}", f"-{end}"))


def _ignored(entry: Any, place: str) -> str:
    """Say why an entry is none of ours, "" if it is one."""
    url = _url(entry, place)
    chats = url.path.endswith(CHAT)
    if not (chats or _API.search(url.path)) or url.scheme not in {"http", "https"}:
        return "not of this API"
    if chats and not _names_gemini(_sent(entry["request"].get("postData"), place)):
        return "a chat with another model than Gemini"
    if _told(entry, place, "request", "method", str) == "OPTIONS":
        return "a browser's preflight"
    if not _told(entry, place, "response", "status", int):
        return "without an answer"
    content = _told(entry, place, "response", "content", dict)
    return "" if isinstance(content.get("text"), str) else "without the body of the answer"


def _names_gemini(sent: Any) -> bool:
    """Whether a chat is with a Gemini; what can't be read is searched for the name."""
    return "gemini" in str(sent.get("model") if isinstance(sent, dict) else sent)


def _url(entry: Any, place: str) -> SplitResult:
    url: str = _told(entry, place, "request", "url", str)
    try:
        return urlsplit(url)
    except ValueError as error:
        refuse(f"{place}/request/url", "a URL", f"{url} ({error})")


def _exchange(entry: Mapping[str, Any], place: str) -> Exchange:
    request, response = entry["request"], entry["response"]
    time = entry.get("time")
    body = _content(response["content"], place)
    headers = _headers(response.get("headers"))
    lost: set[Lost] = set(_lost(entry))
    if not headers:
        lost.add("headers")
    if "content-encoding" in headers:  # the body is saved as it was decoded
        headers = {name: each for name, each in headers.items() if name not in _CODING}
    at = max(time, 0.0) / _MILLISECONDS if isinstance(time, int | float) else 0.0
    sent = _sent(request.get("postData"), place)
    if sent is None and request["method"] == "POST":
        lost.add("request")
    return redacted(
        Exchange(
            source=place,
            method=request["method"],
            url=request["url"],
            request_headers=_headers(request.get("headers")),
            sent=sent,
            status=response["status"],
            headers=headers,
            frames=(Frame(body, at),) if body else (),
            lost=frozenset(lost),
            dialect=dialect_of(request["url"]),
        )
    )


def _lost(entry: Mapping[str, Any]) -> Iterator[Lost]:
    """Yield what the journal of our own mock says that isn't told truly."""
    told = entry.get("_lost")
    yield from (each for each in _LOST if isinstance(told, list) and each in told)


def _told(entry: Any, place: str, half: str, name: str, kind: type) -> Any:
    """Return a member of a request or a response, which HAR requires.

    Raises:
        BadFile: It is missing, or of another type.
    """
    holder = entry.get(half) if isinstance(entry, dict) else None
    value = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(value, kind):
        refuse(f"{place}/{half}/{name}", f"{kind.__name__}, as HAR 1.2 says", json.dumps(value))
    return value


def _headers(pairs: Any) -> dict[str, str]:
    """Return headers by lower-case name; HTTP/2's own (``:path``) are none."""
    found: dict[str, str] = {}
    for each in pairs if isinstance(pairs, list) else []:
        named = each if isinstance(each, dict) else {}
        name, value = str(named.get("name", "")).lower(), str(named.get("value", ""))
        if name and not name.startswith(":"):
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _sent(posted: Any, place: str) -> Any:
    """Return the body of a request, as JSON if it is."""
    if not isinstance(posted, dict) or not isinstance(posted.get("text"), str):
        return None
    data = _decoded(posted, f"{place}/request/postData")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data


def _content(content: Mapping[str, Any], place: str) -> bytes:
    return _decoded(content, f"{place}/response/content")


def _decoded(holder: Mapping[str, Any], place: str) -> bytes:
    text = str(holder["text"])
    if holder.get("encoding") != "base64":
        return text.encode("utf-8", "backslashreplace")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        refuse(f"{place}/text", "base64, as its encoding says", f"{text[:40]} ({error})")
