"""What a scenario sends: a value, written without a target in mind.

`prompt` makes the usual one, `chat` the same by the other face; ``replace(call, ...)`` and `Call.over`
make others of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Auth = Literal["header", "bearer", "query", "bare", "wrong", "none"]
Way = Literal["unary", "sse", "array"]
Below = Literal["root", "host"]

WAYS: tuple[Way, ...] = ("unary", "sse")  # that the page documents
WRONG_KEY = "sk-not-a-key-0000000000"
CHAT = "/v1/chat/completions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request, but for the base URL and the key.

    Attributes:
        model, operator: What the path names.
        body: JSON, or bytes that are to be sent as they are; None for no body.
        query, headers: What is sent beside it.
        auth: How the key is given: in ``x-goog-api-key``, as Bearer, in the query, bare in
            ``Authorization``; or a wrong one, or none.
        method: HTTP's.
        path: Another path in place of the model's.
        below: What the path is below: the API's root, or the host, which may have other APIs too.
    """

    model: str = ""
    operator: str = "generateContent"
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth = "header"
    method: str = "POST"
    path: str = ""
    below: Below = "root"

    def over(self, way: Way) -> "Call":
        """Return the same call, answered at once, as events or as an array of chunks."""
        if way == "unary":
            return self
        if self.path == CHAT:
            return replace(self, body={**self.body, "stream": True})
        query = {"alt": "sse"} if way == "sse" else {}
        return replace(self, operator="streamGenerateContent", query={**self.query, **query})

    def target(self) -> str:
        """Return the path, below the API's root or the host."""
        return self.path or f"/models/{self.model}:{self.operator}"

    def headers_with(self, key: str) -> dict[str, str]:
        """Return the headers, with the key where it belongs."""
        return {**_KEYS[self.auth](key), **self.headers}

    def query_with(self, key: str) -> dict[str, str]:
        """Return the query, with the key if it belongs there."""
        return {**self.query, **({"key": key} if self.auth == "query" else {})}


_KEYS: Mapping[Auth, Any] = {
    "header": lambda key: {"x-goog-api-key": key},
    "bearer": lambda key: {"authorization": f"Bearer {key}"},
    "bare": lambda key: {"authorization": key},
    "wrong": lambda _: {"x-goog-api-key": WRONG_KEY},
    "query": lambda _: {},
    "none": lambda _: {},
}


def prompt(text: str, model: str, **fields: Any) -> Call:
    """Return a call of one user turn, and *fields* of the request beside it."""
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return Call(model=model, body={"contents": contents, **fields})


def chat(text: str, model: str, **fields: Any) -> Call:
    """Return a call of chat completions, of one user message, and *fields* of the request beside it."""
    messages = [{"role": "user", "content": text}]
    body = {"model": model, "messages": messages, **fields}
    return Call(model=model, body=body, auth="bearer", path=CHAT, below="host")


def brief(model: str, **fields: Any) -> Call:
    """Return a call that costs next to nothing, and *fields* of the request beside the prompt."""
    config = {"maxOutputTokens": 32} | (fields.pop("generationConfig", None) or {})
    return prompt("Say hi", model, **{"generationConfig": config, **fields})
