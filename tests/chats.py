"""Chats with a mock without a server, and what comes of them."""

import json
from typing import Any

from mockserver.exchange import Call, Exchange, Reply
from mockserver.mock import Mock
from mockserver.pipeline import respond

DONE = b"data: [DONE]\n\n"
PATH = "/v1/chat/completions"
MODEL = "gemini-2.5-flash"
USAGE = {"include_usage": True}
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tells the weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def body(text: str = "What is the capital?", **members: Any) -> dict[str, Any]:
    """Return the body of a chat, with further members."""
    said = [{"role": "user", "content": text}]
    return {"model": MODEL, "messages": said, **members}


def chat(
    mock: Mock,
    text: str = "What is the capital?",
    *,
    headers: dict[str, str] | None = None,
    namespace: str = "",
    query: dict[str, str] | None = None,
    **members: Any,
) -> Exchange:
    """Send a chat."""
    sent = json.dumps(body(text, **members)).encode()
    key = {"authorization": "Bearer any", **(headers or {})}
    return respond(Call("POST", PATH, query or {}, key, sent, namespace=namespace), mock)


def completion(exchange: Exchange) -> dict[str, Any]:
    """Return a whole answer."""
    assert exchange.reply.status == 200, exchange.reply.body
    found: dict[str, Any] = json.loads(exchange.reply.body)
    return found


def message(exchange: Exchange) -> dict[str, Any]:
    """Return the only message of a whole answer."""
    (choice,) = completion(exchange)["choices"]
    return dict(choice["message"])


def chunks(reply: Reply) -> list[dict[str, Any]]:
    """Return the chunks of a stream, which ends as all do."""
    *events, done, rest = reply.body.split(b"\n\n")

    assert (done, rest) == (b"data: [DONE]", b"")
    return [json.loads(each.removeprefix(b"data: ")) for each in events]


def joined(exchange: Exchange, index: int = 0) -> dict[str, Any]:
    """Return a choice of a stream as the one of a whole answer that it comes to."""
    choices = [
        each for one in chunks(exchange.reply) for each in one["choices"] if each["index"] == index
    ]
    reasons = [each["finish_reason"] for each in choices if each["finish_reason"]]
    tokens = [x for each in choices if each["logprobs"] for x in each["logprobs"]["content"]]
    made: dict[str, Any] = {
        "role": choices[0]["delta"]["role"],
        "content": "".join(each["delta"].get("content", "") for each in choices),
    }
    if calls := _calls(each["delta"] for each in choices):
        made["tool_calls"] = calls
    return {"message": made, "finish_reason": reasons, "tokens": tokens}


def refused(exchange: Exchange) -> tuple[int, dict[str, Any]]:
    """Return the status and the error of a refusal."""
    return exchange.reply.status, json.loads(exchange.reply.body)["error"]


def _calls(deltas: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in (call for delta in deltas for call in delta.get("tool_calls", ())):
        if each["index"] == len(found):
            found.append({"id": each["id"], "type": each["type"], "function": each["function"]})
        else:
            found[each["index"]]["function"]["arguments"] += each["function"]["arguments"]
    return found
