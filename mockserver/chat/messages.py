"""The messages of a chat as contents: who said what, which functions were called, what they gave."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from mockserver.chat.reading import Document
from mockserver.errors import ApiError

_INSTRUCTING = frozenset({"system", "developer"})
_RESPONDING = frozenset({"tool", "function"})
_KNOWN_PARTS = frozenset({"text", "image_url"})
_DATA_URL = re.compile(r"data:(?P<kind>[^;,]*)(?:;[^;,]*)*;base64,(?P<data>.*)", re.DOTALL)

# What the gateway puts in place of the signature that this face can't carry (inferred).
SIGNATURE = "context_engineering_is_the_way_to_go"

Part = dict[str, Any]


def contents(asked: Document) -> dict[str, Any]:
    """Return ``contents``, and a ``systemInstruction`` if there is one.

    Instructions become one text, responses of functions one content, as the gateway does it (inferred).

    Raises:
        ApiError: ``bad_arguments``: those of a call are no JSON object.
    """
    instructions: list[str] = []
    found: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for each in asked["messages"]:
        role = each["role"]
        if role in _INSTRUCTING:
            instructions += filter(None, [_text(each).strip()])
        elif role in _RESPONDING:
            if not found or found[-1]["role"] == "model":
                found.append({"role": "user", "parts": []})
            found[-1]["parts"].append(_response(each, names))
        elif parts := list(_said(each, names)):
            found.append({"role": "model" if role == "assistant" else role, "parts": parts})
    system = {"parts": [{"text": "\n".join(instructions)}]}
    return {"contents": found, **({"systemInstruction": system} if instructions else {})}


def doubts(asked: Document) -> Iterator[str]:
    """Say what of the messages isn't translated."""
    kinds = {each["type"] for message in asked["messages"] for each in _parts(message)}
    yield from (f"a part of type {each!r} is dropped" for each in sorted(kinds - _KNOWN_PARTS))


def _said(message: Mapping[str, Any], names: dict[str, str]) -> Iterator[Part]:
    """Yield the parts of a message, its calls first, and take down the names of the calls."""
    for number, each in enumerate(message.get("tool_calls", ())):
        function = each["function"]
        names[each.get("id", "")] = function["name"]
        call = {"functionCall": {"name": function["name"], "args": _arguments(function)}}
        yield call | ({"thoughtSignature": SIGNATURE} if number == 0 else {})
    for each in _parts(message):
        if each["type"] == "text" and each.get("text"):
            yield {"text": each["text"]}
        elif each["type"] == "image_url" and "image_url" in each:
            yield _image(each["image_url"])


def _parts(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    content = message.get("content", "")
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _text(message: Mapping[str, Any]) -> str:
    return "".join(each.get("text", "") for each in _parts(message) if each["type"] == "text")


def _arguments(function: Mapping[str, Any]) -> dict[str, Any]:
    text = function.get("arguments", "")
    found: Any = {}
    if text:
        with suppress(ValueError, RecursionError):
            found = json.loads(text)
    if not isinstance(found, dict) or (text and not found and text.strip() != "{}"):
        raise ApiError("bad_arguments", name=function["name"], args=text)
    return found


def _image(told: str | Mapping[str, Any]) -> Part:
    url = told if isinstance(told, str) else told["url"]
    if found := _DATA_URL.fullmatch(url):
        return {"inlineData": {"mimeType": found["kind"], "data": found["data"]}}
    return {"fileData": {"fileUri": url, "mimeType": "image/png"}}


def _response(message: Mapping[str, Any], names: Mapping[str, str]) -> Part:
    name = message.get("name") or names.get(message.get("tool_call_id", ""), "")
    return {"functionResponse": {"name": name, "response": _given(_text(message))}}


def _given(text: str) -> dict[str, Any]:
    """Return what a function gave: an object as it is, anything else inside of one (inferred)."""
    found: Any = None
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
    if isinstance(found, dict):
        return found
    return {"result": found} if isinstance(found, list) else {"content": text}
