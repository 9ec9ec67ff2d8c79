"""Bodies of chat completions, made in place, and what a mock without a server says to them."""

import json
from typing import Any

from mockserver import Settings
from mockserver.chat.translating import translate
from mockserver.dialects import COMET
from mockserver.exchange import Call, Exchange
from mockserver.mock import mock
from mockserver.pipeline import respond
from tests.chats import MODEL, PATH

HI = {"role": "user", "content": "Hi"}
MOCK = mock(Settings())

WEATHER = {
    "name": "weather",
    "description": "The weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


def chat(*messages: Any, **members: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": list(messages or [HI]), **members}


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(parts)}


def tool(**function: Any) -> dict[str, Any]:
    return {"type": "function", "function": function}


def warnings(*messages: Any, **members: Any) -> tuple[str, ...]:
    return translate(chat(*messages, **members), COMET).warnings


def call(body: Any, **headers: str) -> Call:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    given_headers = headers or {"authorization": "Bearer any"}
    return Call("POST", PATH, {}, given_headers, sent)


def post(body: Any, **headers: str) -> Exchange:
    return respond(call(body, **headers), MOCK)


def refused(body: Any) -> tuple[int, str, str | int, str]:
    """Return the status, the type and code of an error, and its text without the id of the request."""
    reply = post(body).reply
    error = json.loads(reply.body)["error"]
    return (
        reply.status,
        error["type"],
        error["code"],
        error["message"].partition(" (request id")[0],
    )
