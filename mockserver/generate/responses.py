"""What the responses of functions hold, as texts with names."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

BARE = frozenset(
    {"result", "results", "output", "content", "response", "return_value", "value"}
)  # names that say nothing


def held(response: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a function response holds: each value as text, with the name it has there.

    What SDKs put around a function's result, a lone ``result`` or ``output`` and JSON as a string, is
    looked through.
    """
    value = response.get("response", {})
    if len(value) == 1 and value.keys() <= BARE:
        (wrapped,) = value.values()
        inner = _read(wrapped)
        value = inner if isinstance(inner, dict | list) else value
    yield from leaves(value)


def leaves(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the values inside a JSON value, however deep, with dotted names."""
    left = [("", value)]
    while left:
        path, each = left.pop()
        if isinstance(each, dict):
            inner = [(f"{path}.{key}" if path else str(key), item) for key, item in each.items()]
            left += reversed(inner)
        elif isinstance(each, list):
            left += reversed([(f"{path}[{index}]", item) for index, item in enumerate(each)])
        else:
            yield path, _shown(each)


def _read(value: Any) -> Any:
    """Return what a string says in JSON, if it does."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def _shown(value: object) -> str:
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
