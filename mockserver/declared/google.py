"""Google's own ``Schema``: what the API checks beyond its form, and the JSON Schema that it means.

Canonical form comes in, as the closed schema file has let it pass. Facts: gemini.md 3.7.1 and 6.5.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.declared import json_schema as standard
from mockserver.declared import patterns
from mockserver.descriptors import snake_case

Schema = Mapping[str, Any]

# D: what each type takes; the texts are observed for STRING, own by analogy for the others.
_FORMATS: Mapping[str, tuple[frozenset[str], str]] = {
    "STRING": (
        frozenset({"", "enum", "date-time", "date", "time", "duration"}),
        "only 'enum' and 'date-time' are supported for STRING type",
    ),
    "NUMBER": (
        frozenset({"", "float", "double"}),
        "only 'float' and 'double' are supported for NUMBER type",
    ),
    "INTEGER": (
        frozenset({"", "int32", "int64"}),
        "only 'int32' and 'int64' are supported for INTEGER type",
    ),
}
_BOUNDS = (
    ("minItems", "maxItems"),
    ("minLength", "maxLength"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
)
_SIZES = frozenset(name for pair in _BOUNDS[:3] for name in pair)
_AS_THEY_ARE = ("title", "description", "pattern", "minimum", "maximum", "required", "default")
_UNDEFINED = "property is not defined"  # O for required, own by analogy for property_ordering


def json_schema(schema: Schema) -> dict[str, Any]:
    """Return the JSON Schema that a Schema means; ``propertyOrdering`` stays, as an annotation.

    ``example`` means nothing (documented). Nor does ``default`` to the API, but a model that reads it
    tends to it (own), so that it stays.
    """
    result: dict[str, Any] = {key: schema[key] for key in _AS_THEY_ARE if key in schema}
    result |= {key: int(schema[key]) for key in _SIZES if key in schema}
    if "propertyOrdering" in schema:
        result["propertyOrdering"] = schema["propertyOrdering"]
    if schema.get("format", "enum") not in {"enum", ""}:
        result["format"] = schema["format"]
    if "properties" in schema:
        result["properties"] = {
            name: json_schema(each) for name, each in schema["properties"].items()
        }
    if "items" in schema:
        result["items"] = json_schema(schema["items"])
    return result | _choices(schema)


def violations(schema: Schema, path: str) -> Iterator[tuple[str, str]]:
    """Yield what the API refuses of a Schema that its closed schema file takes, each with where.

    *path* leads to the schema in the front end's grammar. What nothing can satisfy is refused, too,
    in words of our own.
    """
    found = False
    for where, each in _places(schema, path):
        for check in _CHECKS:
            for suffix, text in check(each):
                found = True
                yield where + suffix, text
    if not found:
        yield from standard.violations(json_schema(schema), path)


def _choices(schema: Schema) -> dict[str, Any]:
    """Return what says which values, types and alternatives there are; null is one more of each."""
    null = bool(schema.get("nullable"))
    result: dict[str, Any] = {}
    kind = schema.get("type", "TYPE_UNSPECIFIED").lower()
    if kind != "type_unspecified":
        result["type"] = [kind, "null"] if null and kind != "null" else kind
    if schema.get("enum"):
        result["enum"] = [*schema["enum"], *([None] if null else [])]
    if schema.get("anyOf"):
        others = [{"type": "null"}] if null else []
        result["anyOf"] = [*map(json_schema, schema["anyOf"]), *others]
    return result


def _places(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """Yield a schema and all in it, each with its path."""
    yield path, schema
    for name, each in schema.get("properties", {}).items():
        yield from _places(each, f"{path}.properties[{name}]")
    if "items" in schema:
        yield from _places(schema["items"], f"{path}.items")
    for index, each in enumerate(schema.get("anyOf", ())):
        yield from _places(each, f"{path}.any_of[{index}]")


def _format(schema: Schema) -> Iterator[tuple[str, str]]:
    known, text = _FORMATS.get(schema.get("type", ""), (frozenset(), ""))
    given = schema.get("format", "")
    if text and given not in known:
        yield ".format", text
    elif schema.get("enum") and given not in {"enum", ""}:
        yield ".format", "only 'enum' is supported beside enum values"  # own


def _names(schema: Schema) -> Iterator[tuple[str, str]]:
    properties = schema.get("properties", {})
    for key, spelled in (("required", "required"), ("propertyOrdering", "property_ordering")):
        for index, each in enumerate(schema.get(key, ())):
            if each not in properties:
                yield f".{spelled}[{index}]", _UNDEFINED


def _bounds(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield bounds that exclude each other, and sizes below nothing; own."""
    for least, most in _BOUNDS:
        if least in _SIZES:
            yield from (
                (f".{snake_case(each)}", "must not be negative")
                for each in (least, most)
                if int(schema.get(each, 0)) < 0
            )
        if least in schema and most in schema and _number(schema[least]) > _number(schema[most]):
            yield f".{snake_case(least)}", f"must not be above {snake_case(most)}"


def _number(value: Any) -> float:
    return int(value) if isinstance(value, str) else value


def _pattern(schema: Schema) -> Iterator[tuple[str, str]]:
    if not patterns.is_expression(schema.get("pattern", "")):
        yield ".pattern", "is not a valid regular expression"  # own


_CHECKS: tuple[Callable[[Schema], Iterator[tuple[str, str]]], ...] = (
    _format,
    _names,
    _bounds,
    _pattern,
)
