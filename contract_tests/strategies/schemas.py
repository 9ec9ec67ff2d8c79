"""Strategies of declared schemas: Google's Schema and JSON Schema. Whatever they draw can be satisfied.

A schema is drawn place by place, a draw or two for each, which is much faster than a tree of
strategies.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from contract_tests.strategies.choices import Variants, one_of, variants

Schema = dict[str, Any]
Form = Literal["google", "json"]
Place = Callable[[st.DrawFn, int], Schema]

_DEEPEST = 3  # schemas in schemas
_MOST = 4  # members of an object

_NAMES: tuple[str, ...] = (
    "name", "city", "age", "price", "email", "url", "date", "id", "tags", "isActive", "x", "y",
    "departureCity", "item_count", "description", "\u540d", "with space", "rating", "latitude",
)  # fmt: skip
_WORDS: tuple[str, ...] = ("red", "green", "in_progress", "A", "Paris", "3", "\u00fcber", "no")
_LISTS_OF_WORDS = (_WORDS[:1], _WORDS[1:3], _WORDS[3:6], _WORDS[5:8], _WORDS[2:6])
_VALUES: tuple[Any, ...] = (*_WORDS, 0, -9, 99, 7, True, False, None, 0.5, -8.25)
_LISTS_OF_VALUES: tuple[list[Any], ...] = (
    ["a"],
    [1, "1", None, True],
    [None],
    [False, 0.5],
    [7, 8, 9],
)
_PATTERNS = (
    "^[A-Z]{3}-\\d{4}$", "^\\S+@\\S+$", "a+b*", "(?=.*[0-9]).+", "^(?:foo|bar)[^x]?$", ".",
    "^#?[0-9a-f]{6}$",
)  # fmt: skip

# Defaults, too, that their schemas don't allow.
_NOTES = one_of(
    (
        *({},) * 12,
        *variants(
            title=("name", "City"),
            description=("The city to look up", "From 1 to 10", "Bob's e-mail address", ""),
            default=_VALUES,
        )[1:],
    )
)

_LENGTHS = st.integers(0, 60)
_COUNTS = st.integers(0, 5)
_WHOLE = st.integers(-50, 5_000)
_REAL = st.floats(-1e6, 1e6)
_LOW, _ROOM = st.integers(-500, 500), st.integers(4, 1_000)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A schema of scalars: what is fixed, and which bounds are to be drawn from *values*."""

    fixed: Schema
    bounds: tuple[str, ...] = ()
    values: st.SearchStrategy[Any] = _LENGTHS

    def __call__(self, draw: st.DrawFn, _: int) -> Schema:
        """Draw the bounds, the lower first."""
        found = sorted(draw(self.values) for _ in self.bounds)
        return {**self.fixed, **dict(zip(self.bounds, found, strict=True))}


def _bounded(
    fixed: Sequence[Schema], least: str, most: str, values: st.SearchStrategy[Any]
) -> tuple[_Leaf, ...]:
    """Return a leaf for each of *fixed*, without a bound, with one of them and with both."""
    return tuple(
        _Leaf(each, bounds, values)
        for bounds in ((), (least,), (most,), (least, most))
        for each in fixed
    )


def _fixed(options: Sequence[Schema]) -> tuple[_Leaf, ...]:
    return tuple(map(_Leaf, options))


def _typed(kind: str, **members: Sequence[Any]) -> Variants:
    return tuple({"type": kind, **each} for each in variants(**members))


def _members(draw: st.DrawFn, deeper: int, kind: str, place: Place) -> Schema:
    """Draw a schema of objects: members, which of them must be there, and in which order."""
    start, count = divmod(draw(_SLICES), _MOST + 1)
    names = [*_NAMES, *_NAMES][start : start + count]
    schema: Schema = {"type": kind, "properties": {each: place(draw, deeper) for each in names}}
    needed, order, least, more = draw(_DEMANDS)
    required = {0: [], 1: names, 2: names[::-1], 3: names[1:]}[needed]
    if required:
        schema["required"] = required
    if order:
        schema["propertyOrdering"] = names[order:] + names[:order]
    if least:
        schema["minProperties"] = len(required)
    if more:
        schema["maxProperties"] = max(count, 1) + more
    return schema


_SLICES = st.integers(0, len(_NAMES) * (_MOST + 1) - 1)
_DEMANDS = one_of(
    (needed, order, least, more)
    for order in range(3)
    for least in (False, True)
    for more in (0, 1, 3)
    for needed in range(4)
)


def _place(draw: st.DrawFn, deeper: int, kinds: "_Kinds") -> Schema:
    kind = draw(kinds.leaves if deeper == 0 else kinds.all)
    return {**draw(_NOTES), **kind(draw, deeper - 1)}


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Strategies of what a place may be: at the end of a branch, and before."""

    leaves: st.SearchStrategy[Place]
    all: st.SearchStrategy[Place]


# Google's Schema, in canonical form.


def _google(draw: st.DrawFn, deeper: int = _DEEPEST) -> Schema:
    return _place(draw, deeper, _GOOGLE)


def _google_array(draw: st.DrawFn, deeper: int) -> Schema:
    array = draw(_GOOGLE_ARRAYS)(draw, deeper)
    return {**array, "items": _google(draw, deeper)}


def _google_object(draw: st.DrawFn, deeper: int) -> Schema:
    return _members(draw, deeper, "OBJECT", _google)


def _google_union(draw: st.DrawFn, deeper: int) -> Schema:
    fixed, count = draw(_UNIONS)
    return {**fixed, "anyOf": [_google(draw, deeper) for _ in range(count)]}


_NULLABLE = (True, False)
_GOOGLE_LEAVES: tuple[_Leaf, ...] = (
    *_bounded(_typed("STRING", nullable=_NULLABLE), "minLength", "maxLength", _LENGTHS),
    *_fixed(_typed("STRING", pattern=_PATTERNS)[1:]),
    *_fixed(
        _typed("STRING", format=("date-time", "date", "time", "duration"), nullable=_NULLABLE)[3:]
    ),
    *_fixed(_typed("STRING", enum=[*map(list, _LISTS_OF_WORDS)], format=("enum",))[2:]),
    *_fixed(_typed("STRING", enum=[["a", "b"]], nullable=_NULLABLE)[3:]),
    *_bounded(_typed("INTEGER", format=("int32", "int64")), "minimum", "maximum", _WHOLE),
    *_bounded(_typed("NUMBER", format=("float", "double")), "minimum", "maximum", _REAL),
    *_fixed(_typed("BOOLEAN", nullable=_NULLABLE)),
    *_fixed(_typed("NULL")),
    *_fixed(_typed("STRING", example=_VALUES)[1:4]),
)
_GOOGLE_ARRAYS = one_of(
    _bounded(_typed("ARRAY", nullable=_NULLABLE), "minItems", "maxItems", _COUNTS)
)
_UNIONS = one_of((each, count) for count in (1, 2, 3) for each in variants(nullable=_NULLABLE))
_GOOGLE = _Kinds(
    one_of(_GOOGLE_LEAVES),
    one_of((*_GOOGLE_LEAVES, *(_google_array, _google_object, _google_union) * 12)),
)

# JSON Schema.

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


def _standard(draw: st.DrawFn, deeper: int = _DEEPEST) -> Schema:
    return _place(draw, deeper, _STANDARD)


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
    return _members(draw, deeper, "object", _standard)


def _closed_object(draw: st.DrawFn, deeper: int) -> Schema:
    return {**_object(draw, deeper), "additionalProperties": False}


def _map(draw: st.DrawFn, deeper: int) -> Schema:
    return {"type": "object", "additionalProperties": _standard(draw, deeper)}


def _combined(draw: st.DrawFn, deeper: int) -> Schema:
    keyword, count = draw(_COMBINED)
    return {keyword: [_standard(draw, deeper) for _ in range(count)]}


_SCALARS: tuple[Place, ...] = (
    *_bounded(_typed("string"), "minLength", "maxLength", _LENGTHS),
    *_fixed(_typed("string", pattern=_PATTERNS)[1:]),
    *_fixed(_typed("string", format=_FORMATS)[1:]),
    *(
        _Number({**kind, **multiple}, least, most)
        for kind in ({"type": "integer"}, {"type": "number"})
        for multiple in variants(multipleOf=(2, 0.25))
        for least in ("", "minimum", "exclusiveMinimum")
        for most in ("", "maximum", "exclusiveMaximum")
    ),
    *_fixed(_typed("boolean")) * 3,
    *_fixed(_typed("null")),
    *_fixed(variants(enum=_LISTS_OF_VALUES)[1:]),
    *_fixed(variants(const=_VALUES)[1:]),
    *_fixed(variants(type=_TYPES)[1:]),
    _Leaf({}),
)
_REFERENCES = _fixed(variants(**{"$ref": ("#/$defs/Node", "#leaf", "#/$defs/Leaf")})[1:])
_SETS = tuple(
    _Leaf({"type": "array", "items": items, "uniqueItems": True, **least})
    for items in ({"type": "string"}, {"type": "integer"}, {"enum": ["a", "b", "c"]})
    for least in variants(minItems=(0, 3))
)
_ARRAYS = one_of(_bounded(_typed("array"), "minItems", "maxItems", _COUNTS))
_TUPLES = one_of((count, closed) for closed in (None, True, False) for count in (1, 2, 3))
_COMBINED = one_of((("anyOf", 1), ("anyOf", 2), ("anyOf", 3), ("allOf", 1), ("oneOf", 1)))
_LEAVES: tuple[Place, ...] = (*_SCALARS, *_REFERENCES * 5)
_STANDARD = _Kinds(
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


def google_schema(draw: st.DrawFn, *, of_objects: bool = False) -> Schema:
    """Draw a Google Schema, *of_objects* as arguments must be."""
    return _google_object(draw, 1) if of_objects else _google(draw)


def json_schema(draw: st.DrawFn, *, of_objects: bool = False) -> Schema:
    """Draw a JSON Schema, *of_objects* as arguments must be, with the definitions that it refers to."""
    schema = _object(draw, 1) if of_objects else _standard(draw)
    return {"$defs": _definitions(draw), **schema} if _refers(schema) else schema


_FORMS: Mapping[Form, Callable[[st.DrawFn], Schema]] = {
    "google": google_schema,
    "json": json_schema,
}


@st.composite
def response_schemas(draw: st.DrawFn, form: Form = "google") -> Schema:
    """Strategy of schemas for answers, all of which can be satisfied.

    *form* is ``google`` for what ``responseSchema`` takes, Google's subset of OpenAPI schemas in canonical
    form; ``json`` for what ``responseJsonSchema`` does, the documented part of JSON Schema.
    """
    return _FORMS[form](draw)
