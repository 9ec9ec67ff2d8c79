"""What a recording is as a stub: what was asked, and what was answered."""

import base64
from collections.abc import Mapping
from typing import Any

from contract_tests.exchange import Exchange as Recorded
from contract_tests.recordings.recording import Recording
from mockserver import operations
from mockserver.dialects import DIALECTS
from mockserver.errors import ApiError
from mockserver.recorder import chatted
from mockserver.recorder.folder import requested
from mockserver.stubs import Asked

_GOOD, _REFUSED = 200, 400
# What a mock makes up anew, as it does for a stub that was written by hand.
_FILLED_IN = frozenset({"createTime", "modelVersion", "responseId", "usageMetadata"})
_BESIDE = frozenset({"avgLogprobs", "safetyRatings"})
_OF_ONE_TIME = frozenset({"id", "thoughtSignature"})
_PLAIN = {"content", "finishReason", "index"}


def usable(made: Recording) -> bool:
    """Whether a stub can be made: all is told, and there is something that a stub could ask for."""
    exchange = made.exchange
    if exchange.lost & {"end", "model", "request"}:
        return False
    if chatted.is_chat(made):
        chat = chatted.asked(made)
        return chat is not None and bool(chat.request.get("contents"))
    return not exchange.generates or bool(exchange.request.get("contents"))


def match(made: Recording, *, exact: bool) -> dict[str, Any]:
    """Return what a stub asks for, so that the recorded request has it; *exact* asks for more."""
    exchange = made.exchange
    if chat := chatted.asked(made):
        asks = _content(chat.request, streams=chat.streams, exact=exact)
        return {"model": chat.model, **_operation(made), **asks}
    found: dict[str, Any] = {"model": exchange.model} if exchange.model else {}
    if not exchange.generates:
        return found | _operation(made)
    return found | _content(exchange.request, streams=exchange.streams, exact=exact)


def answer(made: Recording, *, exact: bool) -> dict[str, Any]:
    """Return what a stub answers: as readable as it can be, or *exact*."""
    exchange = made.exchange
    if exchange.status >= _REFUSED:
        return _error(exchange) if _speaks_plainly(exchange) and not exact else _raw(exchange)
    if exchange.status != _GOOD or not exchange.answers or _fails(exchange):
        return _raw(exchange)
    if chatted.asked(made):
        return _raw(exchange) if exact else _generated(chatted.whole(exchange.answers))
    if not exchange.generates:
        return {"response": exchange.json} if isinstance(exchange.json, dict) else _raw(exchange)
    return _exact(exchange) if exact else _generated(exchange.whole)


def _content(request: Mapping[str, Any], *, streams: bool, exact: bool) -> dict[str, Any]:
    """Return what a stub asks of a request to generate content."""
    found: dict[str, Any] = {}
    asked = Asked(body=request)
    if asked.text:
        found["text"] = asked.text
    if asked.turn > 1:
        found["turn"] = asked.turn
    if asked.function_responses:
        last = asked.function_responses[-1]
        content = {"content": last.get("response", {})} if exact else {}
        found["function_response"] = {"name": last.get("name", ""), **content}
    return found | ({"stream": streams} if exact else {})


def _exact(exchange: Recorded) -> dict[str, Any]:
    return (
        {"chunks": list(exchange.responses)} if exchange.streams else {"response": exchange.whole}
    )


def _operation(made: Recording) -> dict[str, Any]:
    call, _ = requested(made)
    dialect = DIALECTS[made.occasion.dialect]
    try:
        return {"operation": operations.resolve(call, dialect).name}
    except ApiError:
        return {}


def _fails(exchange: Recorded) -> bool:
    return any("error" in each for each in exchange.answers)


def _speaks_plainly(exchange: Recorded) -> bool:
    """Whether a refusal is in an envelope that a mock has itself."""
    told = exchange.json
    return isinstance(told, dict) and isinstance(told.get("error"), dict) and set(told) == {"error"}


def _error(exchange: Recorded) -> dict[str, Any]:
    told = exchange.json["error"]
    error: dict[str, Any] = {"code": exchange.status}
    for name, kind in (("message", str), ("status", str), ("details", list)):
        if isinstance(told.get(name), kind):
            error[name] = told[name]
    return {"error": error}


def _raw(exchange: Recorded) -> dict[str, Any]:
    headers = {"content-type": exchange.headers["content-type"]} if exchange.media_type else {}
    frames = [_text(each.data) for each in exchange.frames]
    if len(frames) > 1:
        body: dict[str, Any] = {"frames": frames}
    else:
        text = frames[0] if frames else ""
        body = {"body": text} if isinstance(text, str) else text
    return {"raw": {"status": exchange.status, "headers": headers, **body}}


def _text(data: bytes) -> Any:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _generated(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was generated: a text, parts, or the response, without what is filled in anyway."""
    kept = {key: each for key, each in whole.items() if key not in _FILLED_IN}
    candidates = _without(kept.get("candidates", []), _BESIDE)
    plain = len(candidates) == 1 and set(kept) == {"candidates"}
    if not plain or not _is_plain(candidates[0]):
        return {"response": kept}
    parts = _without(candidates[0]["content"]["parts"], _OF_ONE_TIME)
    parts = [each for each in parts if each != {"text": ""}]
    if len(parts) == 1 and set(parts[0]) == {"text"}:
        return {"text": parts[0]["text"]}
    return {"parts": parts} if parts else {"response": kept}


def _is_plain(candidate: Mapping[str, Any]) -> bool:
    """Whether a candidate says something, ended well, and has nothing to be told of it."""
    return (
        not candidate.keys() - _PLAIN
        and candidate.get("finishReason", "STOP") == "STOP"
        and bool(candidate.get("content", {}).get("parts"))
    )


def _without(value: Any, names: frozenset[str]) -> Any:
    """Return a value without some members, of messages: what a function is called with stays."""
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: each if key == "args" else _without(each, names)
        for key, each in value.items()
        if key not in names
    }
