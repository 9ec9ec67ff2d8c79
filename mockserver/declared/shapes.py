"""The ways to satisfy a JSON Schema: flat, without references and combinations at their top.

More keywords are honoured than the API documents (gemini.md 3.7.2), where that is cheap, so that
what is made up holds against a full validator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from typing import Any

import jsonschema_rs

from mockserver.declared.intersection import Schema, merged

_ALTERNATIVES = 64  # of one place, that are looked at
_CHAIN = 40  # references that lead to each other, with nothing between them
_WORK = 20_000  # places that are looked at

SIZE: Schema = {"type": "integer", "minimum": 0}

# Honoured as they stand: those of the API.
_DOCUMENTED = frozenset({
    "title", "description", "type", "format", "enum", "items", "prefixItems", "minItems", "maxItems",
    "minimum", "maximum", "properties", "additionalProperties", "required", "propertyOrdering",
})  # fmt: skip
# Honoured beside them, as far as they are well-formed.
_BESIDE: Schema = {
    "const": {},
    "default": {},
    "minLength": SIZE,
    "maxLength": SIZE,
    "pattern": {"type": "string"},
    "exclusiveMinimum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "uniqueItems": {"type": "boolean"},
    "minProperties": SIZE,
    "maxProperties": SIZE,
}
_SIZES = frozenset(
    {"minItems", "maxItems"} | {key for key, each in _BESIDE.items() if each is SIZE}
)

# Where a type is left out, the first keyword here that stands there tells it.
_TELLS: Mapping[str, str] = {
    **dict.fromkeys(("properties", "required", "additionalProperties", "minProperties"), "object"),
    **dict.fromkeys(("items", "prefixItems", "minItems"), "array"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"
    ),
}

_HOLDING_ONE = ("items", "additionalProperties")
_HOLDING_LISTS = ("prefixItems", "anyOf", "oneOf", "allOf")
HOLDING_MAPS = ("properties", "$defs", "definitions")


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One way to satisfy a schema: flat keywords, and the references that led there."""

    flat: Schema
    refs: frozenset[str] = frozenset()

    @property
    def types(self) -> list[str]:
        """The JSON types it allows; where none is said, the one that its keywords are about."""
        told = (_TELLS[each] for each in _TELLS if each in self.flat)
        return list(self.flat.get("type") or [next(told, "string")])


class Document:
    """A schema and the places in it that references lead to."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._left = _WORK
        self._marks = {mark: each for _, each in places(root) for mark in _marks(each)}
        # By identity; the schema is kept beside, so that its identity isn't given to another.
        self._shapes: dict[int, tuple[Any, tuple[Shape, ...]]] = {}

    def target(self, reference: str) -> Any:
        """Return the schema that a reference leads to; None if it leads nowhere in here."""
        if reference in self._marks:
            return self._marks[reference]
        place, _, pointer = reference.partition("#")
        found: Any = self._marks.get(place) if place else self.root
        for each in pointer.split("/")[1:]:
            found = _step(found, each.replace("~1", "/").replace("~0", "~"))
        leads = not pointer or pointer.startswith("/")
        return found if leads and isinstance(found, dict | bool) else None

    def shapes(self, schema: Any) -> tuple[Shape, ...]:
        """Return the ways to satisfy a schema, in its order; none if it contradicts itself."""
        if id(schema) not in self._shapes:
            self._shapes[id(schema)] = schema, tuple(self._read(schema, frozenset()))
        return self._shapes[id(schema)][1]

    def _read(self, schema: Any, refs: frozenset[str]) -> list[Shape]:
        self._left -= 1
        if not isinstance(schema, dict) or self._left < 0:
            return [Shape({}, refs)] if schema is True else []
        groups = [[Shape(_own(schema), refs)], *self._referred(schema, refs)]
        groups += [self._read(each, refs) for each in schema.get("allOf", ())]
        for key in ("anyOf", "oneOf"):
            if key in schema:
                each_way = (one for each in schema[key] for one in self._read(each, refs))
                groups.append(list(islice(each_way, _ALTERNATIVES)))
        together = (_all(each) for each in islice(product(*groups), _ALTERNATIVES))
        return [each for each in together if each is not None]

    def _referred(self, schema: Schema, refs: frozenset[str]) -> Iterator[list[Shape]]:
        if "$ref" in schema:
            reference = schema["$ref"]
            endless = reference in refs or len(refs) > _CHAIN
            yield [] if endless else self._read(self.target(reference), refs | {reference})


def labels(shapes: Sequence[Shape]) -> dict[str, Shape]:
    """Return the shapes by what names only one of them: a title, the only value of a member."""
    named: dict[str, list[Shape]] = {}
    for shape in shapes if len(shapes) > 1 else ():
        values = [
            each["enum"][0] if len(each.get("enum", ())) == 1 else each.get("const")
            for each in shape.flat.get("properties", {}).values()
            if isinstance(each, dict)
        ]
        for each in (shape.flat.get("title"), *values):
            if isinstance(each, str):
                named.setdefault(each, []).append(shape)
    return {label: each[0] for label, each in named.items() if len(each) == 1}


def places(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield a schema and all in it, each with its path, inner ones first."""
    if isinstance(schema, dict):
        for where, each in _inner(schema):
            yield from places(each, path + where)
    yield path, schema


@cache
def _beside() -> Mapping[str, jsonschema_rs.Draft202012Validator]:
    return {key: jsonschema_rs.Draft202012Validator(each) for key, each in _BESIDE.items()}


def _own(schema: Schema) -> Schema:
    """Return the honoured keywords of a schema itself, in the form of flat schemas."""
    beside = _beside()
    flat: Schema = {
        key: int(each) if key in _SIZES else each
        for key, each in schema.items()
        if (key in _DOCUMENTED or key in beside)
        and (key not in beside or beside[key].is_valid(each))
    }
    if "type" in flat and isinstance(flat["type"], str):
        flat["type"] = [flat["type"]]
    if "const" in flat:
        const = {"enum": [flat.pop("const")]}
        return merged(const, flat) or {"enum": []}
    return flat


def _all(shapes: tuple[Shape, ...]) -> Shape | None:
    """Return what satisfies all of some shapes."""
    flat: Schema | None = shapes[0].flat
    for each in shapes[1:]:
        flat = merged(flat, each.flat) if flat is not None else None
    if flat is None:
        return None
    return Shape(flat, frozenset().union(*(each.refs for each in shapes)))


def _marks(schema: Any) -> Iterator[str]:
    """Yield the names by which a schema can be referred to."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$id"), str):
            yield schema["$id"].removesuffix("#")
        if isinstance(schema.get("$anchor"), str):
            yield f"#{schema['$anchor']}"


def _step(found: Any, key: str) -> Any:
    if isinstance(found, dict):
        return found.get(key)
    inside = isinstance(found, list) and key.isdecimal() and int(key) < len(found)
    return found[int(key)] if inside else None


def _inner(schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the schemas in a schema, each with the path from there."""
    for key in _HOLDING_ONE:
        if key in schema:
            yield f".{key}", schema[key]
    for key in _HOLDING_LISTS:
        yield from ((f".{key}[{index}]", each) for index, each in enumerate(schema.get(key, ())))
    for key in HOLDING_MAPS:
        yield from ((f".{key}[{name}]", each) for name, each in schema.get(key, {}).items())
