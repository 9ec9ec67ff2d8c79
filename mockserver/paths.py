"""Paths into a request, in the grammar of the front end: ``tools[0].function_declarations[5].name``."""

from collections.abc import Mapping
from typing import Any

from mockserver.descriptors import Field, Message, snake_case

Path = tuple[Any, ...]  # (path of the parent, segment); () is the root


def render(path: Path) -> str:
    """Write a path in the front end's grammar: ``tools[0].function_declarations[5].name``."""
    text = ""
    for each in _segments(path):
        if isinstance(each, int):
            text += f"[{each}]"
        else:
            text += f".{each}" if text else str(each)
    return text


def render_canonical(path: tuple[str | int, ...], message: Message) -> str:
    """Write a path through a canonical *message* as semantic errors do: map keys in brackets."""
    text = ""
    fields: Mapping[str, Field] = message.fields
    keys = False  # whether the next segment is the key of a map
    for each in path:
        if isinstance(each, int) or keys:
            text, keys = f"{text}[{each}]", False
            continue
        field = fields.get(each)
        text += ("." if text else "") + snake_case(each)
        keys = field is not None and field.kind == "map"
        fields = _fields_of(field)
    return text


def _fields_of(field: Field | None) -> Mapping[str, Field]:
    """Return the fields of the message that a field, or a value of a map, holds."""
    inner = field.values if field is not None and field.kind == "map" else field
    return inner.message.fields if inner is not None and inner.kind == "message" else {}


def _segments(path: Path) -> list[str | int]:
    segments: list[str | int] = []
    while path:
        path, segment = path
        segments.append(segment)
    return segments[::-1]


def member_of(path: Path) -> Path:
    """Return the path to the member that a path leads into, without the indexes behind it."""
    while isinstance(path[1], int):
        path = path[0]
    return path
