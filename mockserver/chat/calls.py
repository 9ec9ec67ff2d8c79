"""The calls of functions that an answer makes, in the words of chat completions."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

Call = Mapping[str, Any]


def whole(call: Call, name: str) -> dict[str, Any]:
    """Write a call as a tool call, by the id *name*."""
    return {"id": name, "type": "function", "function": _function(call)}


def pieces(call: Call, name: str, index: int) -> Iterator[dict[str, Any]]:
    """Yield a call as it comes in a stream: its id and name, then its arguments (inferred)."""
    told = _function(call)
    yield {"index": index, **whole(call, name), "function": {**told, "arguments": ""}}
    yield {"index": index, "function": {"arguments": told["arguments"]}}


def identify(response: Mapping[str, Any], choice: int, number: int) -> str:
    """Return an id for a call, made from that of the answer: the gateway makes its own (inferred)."""
    told = f"{response.get('responseId', '')} {choice} {number}"
    return f"call_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _function(call: Call) -> dict[str, str]:
    args = json.dumps(call.get("args", {}), ensure_ascii=False, separators=(",", ":"))
    return {"name": call.get("name", ""), "arguments": args}
