"""A session as a test: it asks the same in the same order, and expects the same answers.

It uses the fixture ``cometapi_mock`` and httpx. Each value stands on a line of its own with a comma
behind it, as formatters leave it.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from mockserver import environment, own_headers
from mockserver.exports.literals import literal, text
from mockserver.exports.session import Session, target, telling_headers
from mockserver.journal import Entry, told
from mockserver.redaction import KEY

_CUT_KEY = KEY[:8].encode()  # a mark is as long as the key that it stands for

_HEAD = '''\
"""What an app asked a mock, and what it was answered: made from the journal."""

import json
from typing import Any

import httpx
import pytest
'''

_ASKING = '''

def ask(
    url: str,
    method: str,
    *,
    status: int,
    says: str | None,
    **request: Any,
) -> None:
    """Ask a mock; expect the status and the text of its answer, None for any."""
    answer = httpx.request(method, url, timeout=60, **request)

    assert answer.status_code == status, answer.text
    assert says is None or said(answer) == says


def said(answer: httpx.Response) -> str:
    """Return the text of an answer, put together if it is a stream, or of an error."""
    lines = answer.text.replace("\\r", "\\n").split("\\n")
    events = [each[5:].strip() for each in lines if each.startswith("data:")]
    found = [json.loads(each) for each in events if each != "[DONE]"] or answer.json()
    return "".join(map(text_of, found if isinstance(found, list) else [found]))


def text_of(chunk: dict[str, Any]) -> str:
    """Return the text of one object of an answer: of its first candidate, or choice."""
    if "error" in chunk:
        return str(chunk["error"]["message"])
    said = [*chunk.get("candidates", []), *chunk.get("choices", [])]
    first = next((each for each in said if not each.get("index")), {})
    parts = first.get("content", {}).get("parts", [])
    spoken = [each.get("text", "") for each in parts if not each.get("thought")]
    message = first.get("message", first.get("delta", {}))
    return "".join([*spoken, message.get("content") or ""])
'''


def write(session: Session) -> str:
    """Return a module with a test for each namespace."""
    ordered = sorted(session.entries, key=lambda each: each.exchange.call.namespace)
    tests = (
        "".join(_test(name, list(entries), session))
        for name, entries in groupby(ordered, lambda each: each.exchange.call.namespace)
    )
    return "".join([_HEAD, _mark(session), _ASKING, *tests])


def _mark(session: Session) -> str:
    """Ask for a mock like the one that answered."""
    seeds = [each.exchange.seed for each in session.entries]
    given = {"dialect": session.dialect, "seed": seeds[-1] if seeds else 0}
    settings = "".join(f"    {name}={literal(each)},\n" for name, each in given.items())
    return f"\npytestmark = pytest.mark.cometapi(\n{settings})\n"


def _test(namespace: str, entries: list[Entry], session: Session) -> Iterator[str]:
    ending = re.sub(r"\W+", "_", namespace.lower()).strip("_")
    yield f"\n\ndef test_session{'_' if ending else ''}{ending}(cometapi_mock: Any) -> None:\n"
    answering = dict.fromkeys(each.exchange.stub for each in entries if each.exchange.stub)
    for name in [each for each in answering if each in session.stubs]:
        document = {"name": name, **session.stubs[name]}
        yield f"    cometapi_mock.add(\n        {literal(document, 8)},\n    )\n"
    if any(each.exchange.unmatched and not each.exchange.cause for each in entries):
        yield "    cometapi_mock.allow_unmatched()\n"
    for each in entries:
        yield from _request(each, session)


def _request(entry: Entry, session: Session) -> Iterator[str]:
    exchange = entry.exchange
    if entry.shortened and entry.request_bytes != len(exchange.call.body):
        yield f"    # {entry.number}: its body was cut, so it can't be asked again\n"
        yield "    assert cometapi_mock.url\n"
        return
    if queued := _queued(entry, session):
        yield f"    cometapi_mock.fail_next(\n        {text(queued)},\n    )\n"
    if exchange.reply.ending == "complete":
        yield from _asked(entry, "    ")
    else:
        yield "    with pytest.raises(httpx.HTTPError):\n"
        yield from _asked(entry, "        ")


def _asked(entry: Entry, indent: str) -> Iterator[str]:
    exchange = entry.exchange
    yield f"{indent}ask(\n"
    yield f"{indent}    cometapi_mock.url + {text(target(entry).replace(KEY, environment.KEY))},\n"
    yield f"{indent}    {text(exchange.call.method)},\n"
    for name, each in _arguments(entry).items():
        yield f"{indent}    {name}={literal(each, len(indent) + 4)},\n"
    yield f"{indent})\n"


def _arguments(entry: Entry) -> dict[str, Any]:
    headers = {
        name: each.replace(KEY, environment.KEY)
        for name, each in telling_headers(entry).items()
        if name != own_headers.NAMESPACE
    }
    sent = told(entry)["request"]
    body = {"json": sent["json"]} if "json" in sent else {}
    if "text" in sent or "base64" in sent:
        body = {"content": sent.get("text", entry.exchange.call.body)}
    return {
        "headers": headers,
        **body,
        "status": entry.exchange.reply.status,
        "says": entry.answer if _is_told_truly(entry) else None,
    }


def _is_told_truly(entry: Entry) -> bool:
    """Whether an answer came whole, and is the same when no key is in what was asked."""
    told_all = entry.progress == "sent" and not entry.shortened and bool(entry.chunks)
    made = not entry.exchange.recording and _CUT_KEY not in entry.exchange.call.body
    return told_all and made and _is_plain(entry)


def _is_plain(entry: Entry) -> bool:
    """Whether `said` can read an answer: one document, or events of one line each."""
    lines = entry.came.replace(b"\r", b"\n").split(b"\n")
    events = sum(each.startswith(b"data:") and each[5:].strip() != b"[DONE]" for each in lines)
    return events == len(entry.chunks) if events else "json" in told(entry)["response"]


def _queued(entry: Entry, session: Session) -> str:
    """Return the faults that neither the request nor the stub asks for; they happen for sure now."""
    exchange = entry.exchange
    if own_headers.FAULT in exchange.call.headers:
        return ""
    own = str(session.stubs.get(exchange.stub, {}).get("fault", ""))
    known = {each.strip() for each in own.split(",")}
    found = [each for each in exchange.faults if each not in known]
    return ", ".join(re.sub(r";\s*rate\s*=[^;]*", "", each) for each in found)
