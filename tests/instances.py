"""Values by JSON Schema, for the sake of its validators: most keep it, and they can be broken in any place."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from mockserver.schemas import documents, resolve

Schema = Mapping[str, Any]

_DEEPEST = 6
_JUNK: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 0.5, 2**31, -(2**63), 2**53 + 1, 1e300, "", "x", "1", "STRING",
    "2026-03-25T00:00:00Z", "\U0001f40b", "\0", [], [None], [[]], {}, {"x": None}, {"": 1}, [{}, {}],
)  # fmt: skip
JUNK = st.sampled_from(_JUNK)


@st.composite
def instances(draw: st.DrawFn, path: str) -> Any:
    """Draw a value that keeps the schema file *path*, or nearly."""
    return _value(draw, documents()[path], path, 0)


def _value(draw: st.DrawFn, schema: Any, file: str, depth: int) -> Any:
    """Draw a value by a schema of a file; too deep in it, anything."""
    if isinstance(schema, bool) or depth > _DEEPEST:
        return draw(JUNK)
    if "$ref" in schema:
        target, file = resolve(schema["$ref"], file)
        return _value(draw, {**target, **_beside(schema)}, file, depth + 1)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            chosen = draw(st.sampled_from(schema[several]))
            return _value(draw, _both(_without(schema, several), chosen), file, depth + 1)
    return _simple(draw, schema, file, depth)


def _simple(draw: st.DrawFn, schema: Schema, file: str, depth: int) -> Any:
    """Draw a value by a schema that is of one kind."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    kinds = schema.get("type", "object" if "properties" in schema else "any")
    kind = draw(st.sampled_from(kinds)) if isinstance(kinds, list) else kinds
    if kind == "object":
        return dict(_members(draw, schema, file, depth))
    if kind == "array":
        count = draw(st.integers(schema.get("minItems", 0), max(schema.get("minItems", 0), 2)))
        return [_value(draw, schema.get("items", True), file, depth + 1) for _ in range(count)]
    return draw(_SCALARS.get(kind, lambda _: JUNK)(schema))


def _members(draw: st.DrawFn, schema: Schema, file: str, depth: int) -> Iterator[tuple[str, Any]]:
    properties = schema.get("properties", {})
    names = sorted(properties)
    few = st.lists(st.sampled_from(names), max_size=3) if names else st.just([])
    for name in dict.fromkeys([*schema.get("required", ()), *draw(few)]):
        yield name, _value(draw, properties.get(name, True), file, depth + 1)
    others = schema.get("additionalProperties", False)
    if isinstance(others, dict) and draw(st.booleans()):
        yield "other", _value(draw, others, file, depth + 1)


def _whole(schema: Schema) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum", -(2**31)), schema.get("maximum", 2**31)
    numbers = st.integers(int(least), int(most))
    return numbers | numbers.map(float) | st.sampled_from([least - 1, most + 1])


def _number(schema: Schema) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum", -1e6), schema.get("maximum", 1e6)
    return st.floats(least, most) | st.sampled_from([least, most, most + 1])


_SCALARS: Mapping[str, Any] = {
    "string": lambda _: (
        st.text(max_size=5) | st.sampled_from(["", "3s", "cachedContents/a", "QQ=="])
    ),
    "integer": _whole,
    "number": _number,
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}


def _beside(schema: Schema) -> Schema:
    return _without(schema, "$ref")


def _without(schema: Schema, name: str) -> Schema:
    return {key: each for key, each in schema.items() if key != name}


def _both(schema: Schema, other: Any) -> Schema:
    """Put two schemas together that a value is to keep, roughly."""
    if not isinstance(other, Mapping):
        return schema
    required = [*schema.get("required", ()), *other.get("required", ())]
    properties = {**schema.get("properties", {}), **other.get("properties", {})}
    found: dict[str, Any] = {**schema, **other}
    found |= {"required": required} if required else {}
    return found | ({"properties": properties} if properties else {})


@st.composite
def broken(draw: st.DrawFn, value: Any) -> Any:
    """Draw a value with one place of it dropped, added, retyped or nested."""
    steps = draw(st.sampled_from(list(_places(value))))
    return _changed(draw, value, steps)


def _places(value: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield steps
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in members:
        yield from _places(each, (*steps, key))


def _changed(draw: st.DrawFn, value: Any, steps: tuple[Any, ...]) -> Any:
    if not steps:
        return draw(st.sampled_from(_BREAKS))(draw, value)
    first, *rest = steps
    copy = value.copy()
    copy[first] = _changed(draw, value[first], tuple(rest))
    return copy


def _drop(draw: st.DrawFn, value: Any) -> Any:
    """Drop a member, or the last of a list; what has none becomes nothing."""
    if isinstance(value, dict) and value:
        return _without(value, draw(st.sampled_from(sorted(value))))
    return value[:-1] if isinstance(value, list) else None


def _add(draw: st.DrawFn, value: Any) -> Any:
    """Add a member, or one more of a list."""
    if isinstance(value, dict):
        return {**value, draw(st.sampled_from(["x", "text", "type", "name", ""])): draw(JUNK)}
    return [*value, draw(JUNK)] if isinstance(value, list) else value


_BREAKS = (
    _drop,
    _add,
    lambda draw, _: draw(JUNK),
    lambda _, value: [value],
    lambda _, value: {"x": value},
)
