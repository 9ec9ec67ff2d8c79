"""What the model says to the responses of functions: what they hold, so that the agent is done."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from mockserver import conversation
from mockserver.generate.draft import Draft

_MOST = 2_000  # characters of a response that are told
_BARE = {"result", "results", "output", "content", "response", "return_value", "value"}


def apply(draft: Draft) -> Draft:
    """Tell what the functions gave, if they were called for what the user asked."""
    turn = conversation.turn(draft.request.contents)
    if draft.parts or not turn.responses:
        return draft
    lines = [_line(call, response) for call, response in turn.calls]
    return draft.saying({"text": "\n".join(lines)})


def held(response: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a function response holds: each value as text, with the name it has there.

    What SDKs put around a function's result, a lone ``result`` or ``output`` and JSON as a string, is
    looked through.
    """
    value = response.get("response", {})
    if len(value) == 1 and value.keys() <= _BARE:
        (wrapped,) = value.values()
        inner = _read(wrapped)
        value = inner if isinstance(inner, dict | list) else value
    yield from _leaves("", value)


def _read(value: Any) -> Any:
    """Return what a string says in JSON, if it does."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def _line(call: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    arguments = ", ".join(f"{name}: {value}" for name, value in _leaves("", call.get("args", {})))
    said = f"{call.get('name', '')}({arguments})"
    found = dict(held(response))
    if "error" in found:
        return f"{said} failed: {found['error']}"[:_MOST]
    values = [value if name in _BARE else f"{name}: {value}" for name, value in found.items()]
    media = len(response.get("parts", ()))
    values += [f"{media} attached {'file' if media == 1 else 'files'}"] if media else []
    return f"{said} gave {', '.join(values) or 'nothing'}."[:_MOST]


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the values inside a JSON value, however deep, with dotted names."""
    left = [(name, value)]
    while left:
        path, each = left.pop()
        if isinstance(each, dict):
            inner = [(f"{path}.{key}" if path else str(key), item) for key, item in each.items()]
            left += reversed(inner)
        elif isinstance(each, list):
            left += reversed([(f"{path}[{index}]", item) for index, item in enumerate(each)])
        else:
            yield path, _shown(each)


def _shown(value: object) -> str:
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
