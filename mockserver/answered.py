"""What the objects of an answer say, in the words of this API or of a chat; what is malformed says nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What the candidate, or choice, of an *index* says in one object: *parts*, and why it *ended*, if it did.

    Of a chat the parts are its texts; `calls` has what is called.
    """

    index: int
    parts: tuple[Object, ...]
    ended: str


def said(answer: Object) -> Iterator[Said]:
    """Yield what each candidate or choice of an object says."""
    for place, each in enumerate(listed(answer, "candidates")):
        content = tuple(listed(_object(each.get("content")), "parts"))
        yield Said(number(each, place), content, _text(each.get("finishReason")))
    for place, each in enumerate(listed(answer, "choices")):
        message = _message(each)
        spoken = _text(message.get("content"))
        thought = _text(message.get("reasoning_content"))
        parts = [{"text": thought, "thought": True}] if thought else []
        parts += [{"text": spoken}] if spoken else []
        yield Said(number(each, place), tuple(parts), _text(each.get("finish_reason")))


def text(answers: Iterable[Object]) -> str:
    """Return the text that all candidates say, one object after the other; thoughts aren't said."""
    parts = (part for answer in answers for each in said(answer) for part in each.parts)
    return "".join(_text(each.get("text")) for each in parts if not each.get("thought"))


def calls(answers: Iterable[Object]) -> Iterator[Object]:
    """Yield the calls of functions, with ``name`` and ``args``; those of a chat are put together from a stream."""
    pieces: dict[tuple[int, int], dict[str, str]] = {}
    for answer in answers:
        for each in said(answer):
            yield from (call for part in each.parts for call in listed(part, "functionCall"))
        for at, choice in enumerate(listed(answer, "choices")):
            for place, call in enumerate(listed(_message(choice), "tool_calls")):
                key = (number(choice, at), number(call, place))
                _join(
                    pieces.setdefault(key, {"name": "", "args": ""}), _object(call.get("function"))
                )
    yield from ({"name": x["name"], "args": _arguments(x["args"])} for x in pieces.values())


def listed(holder: Object, name: str) -> list[dict[str, Any]]:
    """Return the objects of a member that may be one or a list of them."""
    found = holder.get(name)
    return [
        each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)
    ]


def number(holder: Object, otherwise: int) -> int:
    """Return the index that a candidate, choice or call tells; *otherwise*, if it tells none."""
    found = holder.get("index")
    return found if isinstance(found, int) else otherwise


def _message(choice: Object) -> Object:
    return _object(choice.get("message")) or _object(choice.get("delta"))


def _join(call: dict[str, str], function: Object) -> None:
    call["name"] = call["name"] or _text(function.get("name"))
    call["args"] += _text(function.get("arguments"))


def _arguments(told: str) -> Any:
    """Read arguments; what is no JSON stays a text."""
    with suppress(ValueError, RecursionError):
        return json.loads(told)
    return told


def _object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
