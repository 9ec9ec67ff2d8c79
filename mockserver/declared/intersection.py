"""Two JSON Schemas at once: what is left for an instance of both.

A *flat* schema is one without references and combinations at its top; ``const`` is an enum of one,
``type`` a list. `both` puts off the work, `merged` does it for two flat ones.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.declared.numeric import exact

Schema = dict[str, Any]


def both(one: Any, other: Any) -> Any:
    """Return a schema that says what two say, which may be true and false."""
    if one is False or other is False:
        return False
    parts: list[Any] = []
    for each in (*_parts(one), *_parts(other)):
        if each is not True and not any(equal(each, it) for it in parts):
            parts.append(each)
    if not parts:
        return True
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def merged(one: Schema, other: Schema) -> Schema | None:
    """Return a flat schema that says what two flat ones say; None if they exclude each other.

    Of titles and the like, the first one's stay.
    """
    result = other | one
    for keyword in one.keys() & other.keys() & _JOINED.keys():
        result[keyword] = _JOINED[keyword](one[keyword], other[keyword])
    result |= _properties(one, other) | _items(one, other)
    empty = result.get("type") == [] or result.get("enum") == []
    return None if empty else result


def property_schema(flat: Mapping[str, Any], name: str) -> Any:
    """Return what a flat schema says of a property, listed or not."""
    return flat.get("properties", {}).get(name, flat.get("additionalProperties", True))


def item_schema(flat: Mapping[str, Any], index: int) -> Any:
    """Return what a flat schema says of the item at a place."""
    prefix = flat.get("prefixItems", ())
    return prefix[index] if index < len(prefix) else flat.get("items", True)


def equal(one: Any, other: Any) -> bool:
    """Say whether two JSON values are the same: 1 is 1.0, and isn't true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other) and _written(one) == _written(other)


def _written(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else None


def _parts(schema: Any) -> list[Any]:
    alone = isinstance(schema, dict) and schema.keys() == {"allOf"}
    return list(schema["allOf"]) if alone else [True if schema == {} else schema]


def _properties(one: Schema, other: Schema) -> Schema:
    result: Schema = {}
    names = dict.fromkeys([*one.get("properties", ()), *other.get("properties", ())])
    if names:
        result["properties"] = {
            each: both(property_schema(one, each), property_schema(other, each)) for each in names
        }
    others = both(one.get("additionalProperties", True), other.get("additionalProperties", True))
    return result if others is True else result | {"additionalProperties": others}


def _items(one: Schema, other: Schema) -> Schema:
    result: Schema = {}
    length = max(len(each.get("prefixItems", ())) for each in (one, other))
    if length:
        result["prefixItems"] = [
            both(item_schema(one, index), item_schema(other, index)) for index in range(length)
        ]
    rest = both(one.get("items", True), other.get("items", True))
    return result if rest is True else result | {"items": rest}


def _types(one: list[str], other: list[str]) -> list[str]:
    """Return the types that both have; an integer is a number, too."""
    shared = [each for each in one if each in other]
    whole = "integer" not in shared and "integer" in {*one, *other} and "number" in {*one, *other}
    both_ways = {"integer", "number"} & {*one}, {"integer", "number"} & {*other}
    return [*shared, "integer"] if whole and all(both_ways) else shared


def _enums(one: list[Any], other: list[Any]) -> list[Any]:
    return [each for each in one if any(equal(each, it) for it in other)]


def _names(one: list[str], other: list[str]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


def _patterns(one: str, other: str) -> str:
    return one if one == other else rf"^(?=[\s\S]*(?:{one}))[\s\S]*(?:{other})"


def _steps(one: float, other: float) -> float:
    """Return the least common multiple of two numbers that may be fractions."""
    first, second = exact(one), exact(other)
    scale = first.denominator * second.denominator
    common = math.lcm(int(first * scale), int(second * scale))
    return common // scale if common % scale == 0 else common / scale


_JOINED: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": _enums,
    "required": _names,
    "propertyOrdering": _names,
    "pattern": _patterns,
    "multipleOf": _steps,
    "uniqueItems": max,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
