"""Systematic mutations of a payload: what a schema worth its name refuses.

Each mutation spoils one place of a payload in one way. Free-form places (function arguments, JSON
Schemas that a client sends along, metadata) hold anything, so nothing in them can be spoilt.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "wrong type", "junk enum", "missing required", "wrong nesting", "unknown field"
]  # fmt: skip

Path = tuple[str | int, ...]

# Members below which a payload is free-form, by the name of the member that holds them.
_FREE = frozenset({
    "args", "default", "example", "jsonSchema", "labels", "parametersJsonSchema", "partMetadata",
    "responseJsonSchema", "_responseJsonSchema", "metadata", "headers", "details",
})  # fmt: skip
_FREE_BELOW = {"response": {"functionResponse", "toolResponse"}}
_MAPS = frozenset({"properties"})

# What the API can't do without, by the member that holds the object. From gemini.md and the
# recordings (real_field_paths.md 2 and 7), not from the schemas that are judged by it.
_REQUIRED: dict[str, frozenset[str]] = {
    "": frozenset({"contents", "usageMetadata", "error"}),
    "contents": frozenset({"parts"}),
    "inlineData": frozenset({"mimeType", "data"}),
    "fileData": frozenset({"fileUri"}),
    "functionCall": frozenset({"name"}),
    "functionResponse": frozenset({"name", "response"}),
    "functionDeclarations": frozenset({"name"}),
    "safetySettings": frozenset({"category", "threshold"}),
    "executableCode": frozenset({"code", "language"}),
    "codeExecutionResult": frozenset({"outcome"}),
    "promptTokensDetails": frozenset({"modality", "tokenCount"}),
    "candidatesTokensDetails": frozenset({"modality", "tokenCount"}),
    "error": frozenset({"message", "code"}),
}

_SPOILT: dict[type, object] = {
    str: 12_345,
    bool: "perhaps",
    int: "not a number",
    float: "not a number",
    dict: "not an object",
    list: {"notAList": True},
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A payload with one place spoilt."""

    kind: Kind
    path: Path
    payload: Any


def mutants(payload: dict[str, Any]) -> Iterator[Mutant]:
    """Yield the mutants of a payload in canonical form, in the order of the document."""
    for path, value in _nodes(payload, ()):
        for kind, spoilt in _spoilt(path, value):
            yield Mutant(kind, path, _with(payload, path, spoilt))


def shape(payload: object) -> object:
    """Return what two payloads with the same members and types have in common."""
    if isinstance(payload, dict):
        return tuple(sorted((key, shape(each)) for key, each in payload.items()))
    if isinstance(payload, list):
        return ("list", *sorted({str(shape(each)) for each in payload}))
    return type(payload).__name__


def _nodes(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Yield every place that isn't below a free-form one."""
    yield path, value
    if isinstance(value, dict) and not _is_free(path):
        for key, each in value.items():
            yield from _nodes(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _nodes(each, (*path, index))


def _names(path: Path) -> list[str]:
    return [each for each in path if isinstance(each, str)]


def _is_free(path: Path) -> bool:
    names = _names(path)
    return bool(names) and (
        names[-1] in _FREE or bool(_FREE_BELOW.get(names[-1], set()) & set(names[:-1]))
    )


def _spoilt(path: Path, value: object) -> Iterator[tuple[Kind, object]]:
    names = _names(path)
    if path and names[-1] not in {"default", "example"}:
        yield "wrong type", _SPOILT[type(value)]
        if not isinstance(value, dict):
            yield "wrong nesting", {"nested": value}
    if isinstance(value, str) and value.isupper() and "_" in value + "_" and _is_enum(names[-1]):
        yield "junk enum", f"{value}_BUT_NOT_QUITE"
    if isinstance(value, dict) and not _is_free(path):
        yield from _spoilt_object(names[-1] if names else "", value, path)


def _spoilt_object(
    name: str, value: dict[str, Any], path: Path
) -> Iterator[tuple[Kind, dict[str, Any]]]:
    if name not in _MAPS or isinstance(path[-1], int):
        yield "unknown field", {**value, "thisFieldDoesNotExist": 1}
        if path:
            yield "wrong nesting", {"wrapped": value}
    for member in _REQUIRED.get(name, frozenset()) & value.keys():
        yield "missing required", {key: each for key, each in value.items() if key != member}


_ENUMS = frozenset({
    "type", "mode", "category", "threshold", "finishReason", "blockReason", "probability", "modality",
    "trafficType", "language", "outcome", "thinkingLevel", "responseModalities", "mediaResolution",
    "toolType", "urlRetrievalStatus", "environment", "behavior", "scheduling", "level",
})  # fmt: skip


def _is_enum(name: str) -> bool:
    return name in _ENUMS


def _with(payload: dict[str, Any], path: Path, value: object) -> Any:
    """Return a copy of *payload* with *value* at *path*; only what lies on the way is copied."""
    if not path:
        return value
    result: Any = copy.copy(payload)
    holder = result
    for each in path[:-1]:
        holder[each] = copy.copy(holder[each])
        holder = holder[each]
    holder[path[-1]] = value
    return result
