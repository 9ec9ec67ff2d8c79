"""The JSON Schemas of ``responseJsonSchema`` and ``parametersJsonSchema``, held to limits.

The API documents which keywords it honours and ignores the others (gemini.md 3.7.2).
"""

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs

from mockserver.declared import patterns
from mockserver.declared.intersection import Schema
from mockserver.declared.shapes import HOLDING_MAPS, SIZE, Document, places
from mockserver.declared.weight import Weights

MOST_VALUES = 5_000  # values in a schema: keywords, names, entries
MOST_TEXT = 200_000  # characters of the names and enum values of a schema
MOST_PATTERNS = 100  # regular expressions in a schema
DEEPEST = 100  # brackets in brackets
HEAVIEST = 2_000  # values of an instance, and tens of characters

_TOLD = 20  # malformed places
_SHOWN = 100  # characters of a reference
_BACKTRACKS = 100_000

_MAP = {"type": "object", "additionalProperties": {"$ref": "#"}}
_LIST = {"type": "array", "minItems": 1, "items": {"$ref": "#"}}
_TYPE = {"enum": ["string", "number", "integer", "boolean", "object", "array", "null"]}
_STRINGS = {"type": "array", "items": {"type": "string"}}

# The documented keywords, and what they must hold for the schema to be one.
_META: Schema = {
    "type": ["object", "boolean"],
    "properties": {
        "$id": {"type": "string"},
        "$anchor": {"type": "string"},
        "$defs": _MAP,
        "definitions": _MAP,
        "$ref": {"type": "string"},
        "type": {"anyOf": [_TYPE, {"type": "array", "items": _TYPE, "minItems": 1}]},
        "format": {"type": "string"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "enum": {"type": "array", "minItems": 1},
        "items": {"$ref": "#"},
        "prefixItems": _LIST,
        "minItems": SIZE,
        "maxItems": SIZE,
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
        "anyOf": _LIST,
        "oneOf": _LIST,
        "allOf": _LIST,
        "properties": _MAP,
        "additionalProperties": {"$ref": "#"},
        "required": _STRINGS,
        "propertyOrdering": _STRINGS,
    },
}


def too_complex(schema: Any) -> bool:
    """Say whether a schema, or anything that satisfies it, is larger than is taken here.

    The API refuses a schema "that produces a constraint that has too many states for serving"
    (observed: gemini.md 6.6); how it counts isn't known. Our own measure is plain and generous:
    `MOST_VALUES`, `MOST_TEXT`, `MOST_PATTERNS` and `DEEPEST` of the schema, `HEAVIEST` of the lightest instance.
    """
    if _too_large(schema):
        return True
    if not _meta().is_valid(schema):
        return False
    return HEAVIEST < Weights(Document(schema)).least(schema) < math.inf


def violations(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a schema, each with where; nothing for one that is `too_complex`.

    *path* leads to the schema, in the front end's grammar; what is below it is spelled as it came.
    All texts are our own: those of the API for this field aren't known. A ``$ref`` may have
    siblings, against the documentation: recorded requests have some, and were answered.
    """
    if _too_large(schema):
        return
    found = False
    for where, text in _malformed(schema) if not _meta().is_valid(schema) else _broken(schema):
        found = True
        yield path + where, text
    if not found:
        yield from _hopeless(schema, path)


def validator(schema: Any) -> Callable[[Any], bool]:
    """Return what checks an instance; nothing is checked where an ignored keyword is malformed."""
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    try:
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=options).is_valid
    except ValueError:
        return lambda _: True


def _malformed(schema: Any) -> Iterator[tuple[str, str]]:
    for error in islice(_meta().iter_errors(schema), _TOLD):
        yield _rendered(error.instance_path), "is not valid JSON Schema."


def _broken(schema: Any) -> Iterator[tuple[str, str]]:
    """Yield references that lead nowhere, or out of the document, and expressions that are none."""
    document = Document(schema)
    for where, each in places(schema):
        if not isinstance(each, dict):
            continue
        if "$ref" in each and document.target(each["$ref"]) is None:
            yield f"{where}.$ref", f"{each['$ref'][:_SHOWN]} is not defined in the schema."
        if not patterns.is_expression(str(each.get("pattern", ""))):
            yield f"{where}.pattern", "is not a valid regular expression."


def _hopeless(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the innermost place that can't be satisfied, if the schema as a whole can't be.

    Nothing is wrong with one that is only optional.
    """
    weights = Weights(Document(schema))
    if weights.least(schema) == math.inf:
        hopeless = (
            at
            for at, each in places(schema, path)
            if each is not False and weights.least(each) == math.inf
        )
        yield (
            next(hopeless, path),
            "can't be satisfied: it excludes itself, or its recursion has no end.",
        )


def _too_large(schema: Any) -> bool:
    level = [schema]
    size = text = expressions = 0
    for _ in range(DEEPEST):
        size += len(level)
        text += sum(map(_length, level))
        expressions += sum(isinstance(each, dict) and "pattern" in each for each in level)
        if size > MOST_VALUES or text > MOST_TEXT or expressions > MOST_PATTERNS:
            return True
        level = [inner for each in level for inner in _held(each)]
    return bool(level)


@cache
def _meta() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_META)


def _rendered(path: list[str | int]) -> str:
    """Write where a keyword stands as `places` does."""
    text = ""
    named = False  # whether the next segment is a name
    for each in path:
        text += f"[{each}]" if named or isinstance(each, int) else f".{each}"
        named = not named and each in HOLDING_MAPS
    return text


def _held(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _length(value: Any) -> int:
    """Count the characters of names and of enum values; descriptions may be long."""
    texts = value if isinstance(value, dict | list) else ()
    return sum(len(each) for each in texts if isinstance(each, str))
