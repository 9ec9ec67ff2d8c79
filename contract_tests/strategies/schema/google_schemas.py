"""Google's own ``Schema``, in canonical form. Whatever is drawn can be satisfied."""

from hypothesis import strategies as st

from contract_tests.strategies.choices import one_of, variants
from contract_tests.strategies.schema.places import (
    COUNTS,
    DEEPEST,
    LENGTHS,
    PATTERNS,
    VALUES,
    WORDS,
    Kinds,
    Leaf,
    Schema,
    bounded,
    fixed,
    members,
    place,
    typed,
)

_WHOLE = st.integers(-50, 5_000)
_REAL = st.floats(-1e6, 1e6)
_LISTS_OF_WORDS = (WORDS[:1], WORDS[1:3], WORDS[3:6], WORDS[5:8], WORDS[2:6])


def _google(draw: st.DrawFn, deeper: int = DEEPEST) -> Schema:
    return place(draw, deeper, _GOOGLE)


def _google_array(draw: st.DrawFn, deeper: int) -> Schema:
    array = draw(_GOOGLE_ARRAYS)(draw, deeper)
    return {**array, "items": _google(draw, deeper)}


def _google_object(draw: st.DrawFn, deeper: int) -> Schema:
    return members(draw, deeper, "OBJECT", _google)


def _google_union(draw: st.DrawFn, deeper: int) -> Schema:
    fixed, count = draw(_UNIONS)
    return {**fixed, "anyOf": [_google(draw, deeper) for _ in range(count)]}


_NULLABLE = (True, False)
_GOOGLE_LEAVES: tuple[Leaf, ...] = (
    *bounded(typed("STRING", nullable=_NULLABLE), "minLength", "maxLength", LENGTHS),
    *fixed(typed("STRING", pattern=PATTERNS)[1:]),
    *fixed(
        typed("STRING", format=("date-time", "date", "time", "duration"), nullable=_NULLABLE)[3:]
    ),
    *fixed(typed("STRING", enum=[*map(list, _LISTS_OF_WORDS)], format=("enum",))[2:]),
    *fixed(typed("STRING", enum=[["a", "b"]], nullable=_NULLABLE)[3:]),
    *bounded(typed("INTEGER", format=("int32", "int64")), "minimum", "maximum", _WHOLE),
    *bounded(typed("NUMBER", format=("float", "double")), "minimum", "maximum", _REAL),
    *fixed(typed("BOOLEAN", nullable=_NULLABLE)),
    *fixed(typed("NULL")),
    *fixed(typed("STRING", example=VALUES)[1:4]),
)
_GOOGLE_ARRAYS = one_of(bounded(typed("ARRAY", nullable=_NULLABLE), "minItems", "maxItems", COUNTS))
_UNIONS = one_of((each, count) for count in (1, 2, 3) for each in variants(nullable=_NULLABLE))
_GOOGLE = Kinds(
    one_of(_GOOGLE_LEAVES),
    one_of((*_GOOGLE_LEAVES, *(_google_array, _google_object, _google_union) * 12)),
)


def google_schema(draw: st.DrawFn, *, of_objects: bool = False) -> Schema:
    """Draw a Google Schema, *of_objects* as arguments must be."""
    return _google_object(draw, 1) if of_objects else _google(draw)
