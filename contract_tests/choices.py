"""What a chat was answered, choice by choice; of a stream its deltas are put together, as a client does.

A choice becomes one of a completion: its index, its message, its finish reason, its log probabilities.
What is of a wrong type is left out: the check of the schemas tells of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Choice = dict[str, Any]


def chosen(answers: Iterable[Mapping[str, Any]]) -> list[Choice]:
    """Return the choices of a completion, or of all *answers* of a stream, in order of their indexes."""
    whole: dict[int, Choice] = {}
    for answer in answers:
        for at, choice in _placed(answer, "choices"):
            _add(whole.setdefault(at, {"index": at, "message": {}}), choice)
    return [_listed(whole[each]) for each in sorted(whole)]


def _listed(choice: Choice) -> Choice:
    calls = choice["message"].get("tool_calls", {})
    message = {**choice["message"], "tool_calls": [calls[each] for each in sorted(calls)]}
    return {**choice, "message": message}


def _placed(holder: Mapping[str, Any], name: str) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list, each with its index: where it stands, if it doesn't say."""
    value = holder.get(name)
    for place, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            index = each.get("index", place)
            yield index if isinstance(index, int) else place, each


def _add(whole: Choice, choice: Mapping[str, Any]) -> None:
    for name in ("message", "delta"):
        if isinstance(choice.get(name), dict):
            _say(whole["message"], choice[name])
    if isinstance(choice.get("finish_reason"), str):
        whole["finish_reason"] = choice["finish_reason"]
    told = choice.get("logprobs")
    if isinstance(told, dict) and isinstance(told.get("content"), list):
        whole.setdefault("logprobs", []).extend(told["content"])


def _say(message: dict[str, Any], piece: Mapping[str, Any]) -> None:
    if isinstance(piece.get("content"), str):
        message["content"] = message.get("content", "") + piece["content"]
    for at, each in _placed(piece, "tool_calls"):
        calls: dict[int, dict[str, Any]] = message.setdefault("tool_calls", {})
        _call(calls.setdefault(at, {"name": "", "arguments": ""}), each)


def _call(whole: dict[str, Any], piece: Mapping[str, Any]) -> None:
    if isinstance(piece.get("id"), str):
        whole.setdefault("id", piece["id"])
    function = piece.get("function")
    for name in ("name", "arguments"):
        told = function.get(name) if isinstance(function, dict) else None
        if isinstance(told, str):
            whole[name] += told
