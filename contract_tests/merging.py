"""The chunks of a stream as one response, as a client puts them together.

Texts that follow each other in a candidate become one part, if both are thoughts or neither is.
Members of a candidate and of the response are those of the last chunk that has them; grounding
grows, since each chunk holds what is new (gemini.md 4.6). What is of a wrong type is left out: the
check of the schemas tells of it, and no other has to guard against it.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_ROOM = {"text", "thought"}


def merged(responses: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one response for all of *responses*; theirs stay as they are."""
    whole: dict[str, Any] = {}
    candidates: dict[int, dict[str, Any]] = {}
    for response in responses:
        for place, candidate in enumerate(_list(response, "candidates")):
            index = candidate.get("index", place)
            at = index if isinstance(index, int) else place
            _add(candidates.setdefault(at, {}), candidate)
        whole |= {key: value for key, value in response.items() if key != "candidates"}
    if candidates:
        whole["candidates"] = [candidates[each] for each in sorted(candidates)]
    return whole


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _add(whole: dict[str, Any], candidate: Mapping[str, Any]) -> None:
    for key, value in candidate.items():
        adding = _GROWING.get(key)
        if adding is None:
            whole[key] = value
        elif isinstance(value, dict):
            adding(whole.setdefault(key, {}), value)


def _add_content(whole: dict[str, Any], content: Mapping[str, Any]) -> None:
    whole |= {key: value for key, value in content.items() if key != "parts"}
    for part in _list(content, "parts"):
        parts = whole.setdefault("parts", [])
        if parts and _joins(parts[-1], part):
            parts[-1]["text"] += part["text"]
            parts[-1] |= {key: value for key, value in part.items() if key not in _ROOM}
        else:
            parts.append(copy.copy(part))


def _joins(last: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether a part goes on with the text of the one before it."""
    return (
        isinstance(last.get("text"), str)
        and isinstance(part.get("text"), str)
        and "thoughtSignature" not in last
        and bool(last.get("thought")) == bool(part.get("thought"))
    )


def _add_grounding(whole: dict[str, Any], grounding: Mapping[str, Any]) -> None:
    for key, value in grounding.items():
        if isinstance(value, list) and isinstance(whole.get(key), list) and whole[key] != value:
            whole[key] = whole[key] + value
        else:
            whole[key] = value


_GROWING: Mapping[str, Callable[[dict[str, Any], Mapping[str, Any]], None]] = {
    "content": _add_content,
    "groundingMetadata": _add_grounding,
}
