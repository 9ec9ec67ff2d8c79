"""The documented part of JSON Schema. Whatever is drawn can be satisfied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import one_of, variants
from contract_tests.strategies.schema.places import (
    COUNTS,
    DEEPEST,
    LENGTHS,
    PATTERNS,
    VALUES,
    Kinds,
    Leaf,
    Place,
    Schema,
    bounded,
    fixed,
    members,
    place,
    typed,
)

_LOW, _ROOM = st.integers(-500, 500), st.integers(4, 1_000)
_LISTS_OF_VALUES: tuple[list[Any], ...] = (
    ["a"],
    [1, "1", None, True],
    [None],
    [False, 0.5],
    [7, 8, 9],
)


_FORMATS = (
    "date-time", "date", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6", "hostname",
    "json-pointer", "regex", "int32", "made-up",
)  # fmt: skip
_TYPES: tuple[list[str], ...] = (["string", "null"], ["integer", "string"], ["boolean"], ["null", "number", "boolean"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Number:
    """Numbers of a type: which bounds they have, and of what they are multiples."""

    fixed: Schema
    least: str
    most: str

    def __call__(self, draw: st.DrawFn, _: int) -> Schema:
        """Draw bounds with room for a multiple between them."""
        low = draw(_LOW)
        high = low + draw(_ROOM)
        ends = {self.least: low, self.most: high}
        return {**self.fixed, **{key: each for key, each in ends.items() if key}}


def _standard(draw: st.DrawFn, deeper: int = DEEPEST) -> Schema:
    return place(draw, deeper, _STANDARD)


def _array(draw: st.DrawFn, deeper: int) -> Schema:
    return {**draw(_ARRAYS)(draw, deeper), "items": _standard(draw, deeper)}


def _tuple(draw: st.DrawFn, deeper: int) -> Schema:
    count, closed = draw(_TUPLES)
    first = [_standard(draw, deeper) for _ in range(count)]
    others: dict[bool | None, Schema] = {
        None: {},
        True: {"items": False},
        False: {"items": _standard(draw, deeper)},
    }
    return {"type": "array", "prefixItems": first, **others[closed]}


def _object(draw: st.DrawFn, deeper: int) -> Schema:
    return members(draw, deeper, "object", _standard)


def _closed_object(draw: st.DrawFn, deeper: int) -> Schema:
    return {**_object(draw, deeper), "additionalProperties": False}


def _map(draw: st.DrawFn, deeper: int) -> Schema:
    return {"type": "object", "additionalProperties": _standard(draw, deeper)}


def _combined(draw: st.DrawFn, deeper: int) -> Schema:
    keyword, count = draw(_COMBINED)
    return {keyword: [_standard(draw, deeper) for _ in range(count)]}


_SCALARS: tuple[Place, ...] = (
    *bounded(typed("string"), "minLength", "maxLength", LENGTHS),
    *fixed(typed("string", pattern=PATTERNS)[1:]),
    *fixed(typed("string", format=_FORMATS)[1:]),
    *(
        _Number({**kind, **multiple}, least, most)
        for kind in ({"type": "integer"}, {"type": "number"})
        for multiple in variants(multipleOf=(2, 0.25))
        for least in ("", "minimum", "exclusiveMinimum")
        for most in ("", "maximum", "exclusiveMaximum")
    ),
    *fixed(typed("boolean")) * 3,
    *fixed(typed("null")),
    *fixed(variants(enum=_LISTS_OF_VALUES)[1:]),
    *fixed(variants(const=VALUES)[1:]),
    *fixed(variants(type=_TYPES)[1:]),
    Leaf({}),
)
_REFERENCES = fixed(variants(**{"$ref": ("#/$defs/Node", "#leaf", "#/$defs/Leaf")})[1:])
_SETS = tuple(
    Leaf({"type": "array", "items": items, "uniqueItems": True, **least})
    for items in ({"type": "string"}, {"type": "integer"}, {"enum": ["a", "b", "c"]})
    for least in variants(minItems=(0, 3))
)
_ARRAYS = one_of(bounded(typed("array"), "minItems", "maxItems", COUNTS))
_TUPLES = one_of((count, closed) for closed in (None, True, False) for count in (1, 2, 3))
_COMBINED = one_of((("anyOf", 1), ("anyOf", 2), ("anyOf", 3), ("allOf", 1), ("oneOf", 1)))
_LEAVES: tuple[Place, ...] = (*_SCALARS, *_REFERENCES * 5)
_STANDARD = Kinds(
    one_of(_LEAVES),
    one_of(
        (
            *_LEAVES,
            *_SETS * 2,
            *(_array, _tuple, _object, _closed_object, _map, _combined, _combined) * 12,
        )
    ),
)
_LEAF: Schema = {"$anchor": "leaf", "type": "string", "maxLength": 30}
_NEEDED = one_of(([], ["label"], ["label", "next"]))


def _definitions(draw: st.DrawFn) -> Mapping[str, Schema]:
    """Draw definitions that schemas refer to, one of which is recursive."""
    node = {
        "type": "object",
        "properties": {
            "label": {"$ref": "#/$defs/Leaf"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            "more": _standard(draw, 1),
        },
        "required": draw(_NEEDED),
    }
    return {"Leaf": _LEAF, "Node": node}


def _refers(schema: Any) -> bool:
    if isinstance(schema, dict):
        return "$ref" in schema or any(map(_refers, schema.values()))
    return isinstance(schema, list) and any(map(_refers, schema))


def json_schema(draw: st.DrawFn, *, of_objects: bool = False) -> Schema:
    """Draw a JSON Schema, *of_objects* as arguments must be, with the definitions that it refers to."""
    schema = _object(draw, 1) if of_objects else _standard(draw)
    return {"$defs": _definitions(draw), **schema} if _refers(schema) else schema
