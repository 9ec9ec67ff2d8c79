"""Exchanges made by hand, for tests of checks: healthy ones, and any that a test writes itself."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from contract_tests import checks as _checks  # noqa: F401 - registers them
from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange, Frame, Lost
from contract_tests.findings import Finding

MODEL = "gemini-2.5-flash"

HEALTHY: dict[str, Any] = {
    "candidates": [
        {
            "content": {"role": "model", "parts": [{"text": "2+2 is 4."}]},
            "finishReason": "STOP",
            "avgLogprobs": -0.0023,
        }
    ],
    "usageMetadata": {
        "promptTokenCount": 5,
        "candidatesTokenCount": 1,
        "totalTokenCount": 30,
        "trafficType": "ON_DEMAND",
        "thoughtsTokenCount": 24,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}],
        "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
    },
    "modelVersion": MODEL,
    "createTime": "2026-03-25T04:21:43.756483Z",
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}

BLOCKED: dict[str, Any] = {
    "promptFeedback": {"blockReason": "SAFETY"},
    "usageMetadata": {"trafficType": "ON_DEMAND"},
    "modelVersion": MODEL,
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}


def response(**members: Any) -> dict[str, Any]:
    """A healthy response, with other *members*; what is None is left out."""
    whole = copy.deepcopy(HEALTHY) | members
    return {key: value for key, value in whole.items() if value is not None}


def saying(*parts: Any, **members: Any) -> dict[str, Any]:
    """A healthy response with these parts, and other *members* of its candidate."""
    content = {"role": "model", "parts": list(parts)}
    candidate: dict[str, Any] = {"content": content, "finishReason": "STOP", **members}
    kept = {key: value for key, value in candidate.items() if value is not None}
    return response(candidates=[kept])


def counting(**counts: Any) -> dict[str, Any]:
    """A healthy response with these members in its usage metadata, and no others."""
    return response(usageMetadata=counts)


def chunks(*texts: str, **last: Any) -> list[dict[str, Any]]:
    """The chunks of a healthy stream, one for each text, as Vertex AI cuts them."""
    early = [
        saying({"text": each}, finishReason=None) | {"usageMetadata": {"trafficType": "ON_DEMAND"}}
        for each in texts[:-1]
    ]
    return [*early, saying({"text": texts[-1]}) | last]


def told(  # noqa: PLR0913 - a test says by name what differs
    body: str | bytes,
    *,
    operator: str = "generateContent",
    model: str = MODEL,
    query: str = "",
    sent: Any = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    lost: tuple[Lost, ...] = (),
) -> Exchange:
    """An exchange with this body of an answer."""
    return Exchange(
        source="by hand",
        url=f"https://api.cometapi.com/v1beta/models/{model}:{operator}{query}",
        sent=sent or {"contents": [{"parts": [{"text": "What is 2+2?"}]}]},
        status=status,
        headers={"content-type": "application/json"} if headers is None else headers,
        frames=(Frame(body if isinstance(body, bytes) else body.encode()),),
        lost=frozenset(lost),
    )


def unary(value: Any = HEALTHY, **options: Any) -> Exchange:
    """An exchange answered in one piece."""
    return told(json.dumps(value), **options)


def events(*values: Any, end: str = "\n", **options: Any) -> Exchange:
    """An exchange answered with an event for each value."""
    body = "".join(f"data: {json.dumps(each)}{end}{end}" for each in values)
    return raw(body, **options)


def raw(body: str | bytes, **options: Any) -> Exchange:
    """An exchange in which events were asked for, and this came."""
    options.setdefault(
        "headers", {"content-type": "text/event-stream", "cache-control": "no-cache"}
    )
    return told(body, operator="streamGenerateContent", query="?alt=sse", **options)


def array(*values: Any, **options: Any) -> Exchange:
    """An exchange in which a stream was asked for without saying how."""
    return told(json.dumps(values), operator="streamGenerateContent", **options)


CHAT: dict[str, Any] = {
    "id": "chatcmpl-CeynaY3LDtvG4",
    "object": "chat.completion",
    "created": 1774412503,
    "model": MODEL,
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "2+2 is 4.", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 5,
        "completion_tokens": 25,
        "total_tokens": 30,
        "completion_tokens_details": {"reasoning_tokens": 24},
    },
}


def completion(message: Any = None, **choice: Any) -> dict[str, Any]:
    """A healthy completion, with other members of its message and of its choice."""
    whole = copy.deepcopy(CHAT)
    whole["choices"][0] |= choice
    whole["choices"][0]["message"] |= message or {}
    return whole


def tool_call(arguments: str, name: str = "get_weather", **members: Any) -> dict[str, Any]:
    """A call of a function, as a completion has it."""
    function = {"name": name, "arguments": arguments}
    return {"id": "call_1", "type": "function", "function": function, **members}


def deltas(*texts: str) -> list[dict[str, Any]]:
    """The chunks of a healthy chat: the role, the texts, the end."""
    return [chunk(each) for each in ({"role": "assistant", "content": ""}, *({"content": x} for x in texts))] + [
        chunk({}, finish_reason="stop")
    ]  # fmt: skip


def chunk(delta: Any, **choice: Any) -> dict[str, Any]:
    """A chunk of a chat."""
    head = {key: CHAT[key] for key in ("id", "created", "model")}
    one = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None, **choice}
    return {**head, "object": "chat.completion.chunk", "choices": [one]}


def chat(answer: Any = CHAT, sent: Any = None, **options: Any) -> Exchange:
    """A chat answered in one piece; *sent* are members of its request."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    options.setdefault("headers", {"content-type": "application/json"})
    return _chat(body, {"stream": False, **(sent or {})}, options)


def chat_events(*values: Any, sent: Any = None, end: str = "data: [DONE]\n\n", **options: Any) -> Exchange:  # fmt: skip
    """A chat answered with an event for each value, and that *end*."""
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in values) + end
    options.setdefault("headers", {"content-type": "text/event-stream"})
    return _chat(body, {"stream": True, **(sent or {})}, options)


def _chat(body: str, sent: dict[str, Any], options: dict[str, Any]) -> Exchange:
    messages = [{"role": "user", "content": "What is 2+2?"}]
    return Exchange(
        source="by hand",
        url="https://api.cometapi.com/v1/chat/completions",
        sent={"model": MODEL, "messages": messages, **sent},
        status=options.pop("status", 200),
        frames=(Frame(body.encode()),),
        **options,
    )


def findings(name: str, exchange: Exchange) -> list[Finding] | None:
    """What a check finds; None if it doesn't apply."""
    each = CHECKS[name]
    return list(each.rule(exchange)) if each.applies(exchange) else None


def places(name: str, exchange: Exchange) -> list[str] | None:
    """Where a check finds something; None if it doesn't apply."""
    found = findings(name, exchange)
    return None if found is None else [each.pointer for each in found]


def message(name: str, exchange: Exchange) -> str:
    """What a check says of the one thing that it finds."""
    found = findings(name, exchange)
    assert found is not None, f"{name} doesn't apply"
    assert len(found) == 1, found
    return found[0].message


_JUNK: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", "x", [], ["x"], [None], [[]], {}, {"x": None})


def spoilt(value: Any) -> Iterator[Any]:
    """Copies of a payload, with junk in each place of it in turn."""
    yield from _JUNK
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {other: each for other, each in value.items() if other != key}
            yield from ({**value, key: each} for each in spoilt(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ([*value[:number], each, *value[number + 1 :]] for each in spoilt(inner))
