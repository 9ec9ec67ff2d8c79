"""A mock with one stub, or more, and calls that it answers."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from mockserver import stubs
from mockserver.exchange import Call, Exchange
from mockserver.mock import Mock, mock
from mockserver.pipeline import respond
from mockserver.settings import Settings

Way = Literal["unary", "sse", "array"]

WEATHER = {
    "functionDeclarations": [
        {
            "name": "get_weather",
            "description": "Tells the weather",
            "parameters": {
                "type": "OBJECT",
                "properties": {"city": {"type": "STRING"}},
                "required": ["city"],
            },
        }
    ]
}
CALL = {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}}


def stubbed(*documents: dict[str, Any], **settings: Any) -> Mock:
    """Make a mock with stubs; the first comes first."""
    made = mock(Settings(self_check=True, **settings))
    made.state.given = tuple(
        stubs.read(each, f"stub-{number}") for number, each in enumerate(documents, start=1)
    )
    return made


@dataclass(frozen=True)
class Asking:
    """How a mock is asked."""

    way: Way = "unary"
    model: str = "gemini-2.5-flash"
    headers: dict[str, str] = field(default_factory=dict)
    namespace: str = ""


def ask(
    mock: Mock, text: str = "What is the capital?", asking: Asking | None = None, **members: Any
) -> Exchange:
    """Ask for content, with further members of the request."""
    asking = asking or Asking()
    stream = asking.way != "unary"
    contents = members.pop("contents", [{"role": "user", "parts": [{"text": text}]}])
    operator = "streamGenerateContent" if stream else "generateContent"
    call = Call(
        "POST",
        f"/v1beta/models/{asking.model}:{operator}",
        {"alt": "sse"} if asking.way == "sse" else {},
        {"x-goog-api-key": "any", **asking.headers},
        json.dumps({"contents": contents, **members}).encode(),
        namespace=asking.namespace,
    )
    return respond(call, mock)


def answer(mock: Mock, *args: Any, **members: Any) -> dict[str, Any]:
    """Ask for content that is answered; return the answer."""
    exchange = ask(mock, *args, **members)

    assert exchange.reply.status == 200, exchange.reply.body
    found: dict[str, Any] = json.loads(exchange.reply.body)
    return found


def events(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the chunks of a stream of events, one for each frame."""
    return [json.loads(each.data.removeprefix(b"data: ")) for each in exchange.reply.frames]


def candidate(response: dict[str, Any]) -> dict[str, Any]:
    """Return the only candidate."""
    (found,) = response["candidates"]
    return dict(found)


def parts(response: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the only candidate says."""
    return list(candidate(response)["content"]["parts"])


def message(exchange: Exchange) -> str:
    """Return the text of a refusal."""
    return str(json.loads(exchange.reply.body)["error"]["message"])
