"""How much an instance of a JSON Schema holds at the least, and whether there is one at all."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.declared import numeric, patterns
from mockserver.declared.intersection import Schema, item_schema, property_schema
from mockserver.declared.shapes import Document, Shape

LEVELS = 40  # values in values that an instance may have

_TEN = 10  # characters that weigh as much as a value
_LONG = 2_000  # characters, from which on a pattern doesn't matter


class Weights:
    """The least weights of the places of one document, each found out once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[int, int], float] = {}

    def least(self, schema: Any, levels: int = LEVELS) -> float:
        """Return the weight of the lightest instance; infinity where there is none.

        *levels* is how deep it may be.
        """
        key = (id(schema), levels)
        if key not in self._known:
            shapes = self._document.shapes(schema) if levels else ()
            self._known[key] = min((self.of(each, levels) for each in shapes), default=math.inf)
        return self._known[key]

    def of(self, shape: Shape, levels: int) -> float:
        """Return the weight of the lightest instance of one shape."""
        flat = shape.flat
        if "enum" in flat:
            return 1 if any(self.admits(shape, each) for each in flat["enum"]) else math.inf
        return min(self.of_type(flat, each, levels) for each in shape.types)

    def of_type(self, flat: Schema, kind: str, levels: int) -> float:
        """Return the weight of the lightest instance of one JSON type."""
        if kind == "object":
            return self._object(flat, levels)
        if kind == "array":
            return self._array(flat, levels)
        return _SCALARS[kind](flat)

    def admits(self, shape: Shape, value: Any) -> bool:
        """Say whether an enum value satisfies the rest of its shape, as far as scalars go."""
        kind = kind_of(value)
        told = shape.flat.get("type")
        if told is not None and kind not in told and not (kind == "integer" and "number" in told):
            return False
        return kind not in _FITS or _FITS[kind](shape.flat, value)

    def _object(self, flat: Schema, levels: int) -> float:
        names = [*flat.get("required", ())]
        weights = [self.least(property_schema(flat, each), levels - 1) for each in names]
        missing = flat.get("minProperties", 0) - len(names)
        if missing > 0:
            others = self.spare(flat, levels)
            weights += sorted(others)[:missing]
            missing -= len(others)
        if missing > 0:
            rest = self.least(flat.get("additionalProperties", True), levels - 1)
            weights.append(missing * rest)
        many = max(len(names), flat.get("minProperties", 0)) > flat.get("maxProperties", math.inf)
        return math.inf if many else 1 + sum(weights)

    def spare(self, flat: Schema, levels: int) -> list[float]:
        """Return the weights of the properties that aren't required and can be there."""
        names = flat.get("properties", {}).keys() - set(flat.get("required", ()))
        weights = (self.least(flat["properties"][each], levels - 1) for each in names)
        return [each for each in weights if each < math.inf]

    def _array(self, flat: Schema, levels: int) -> float:
        count = flat.get("minItems", 0)
        prefix = len(flat.get("prefixItems", ()))
        weights = [
            self.least(item_schema(flat, index), levels - 1) for index in range(min(count, prefix))
        ]
        if count > prefix:
            rest = flat.get("items", True)
            weights.append((count - prefix) * self.least(rest, levels - 1))
            if flat.get("uniqueItems") and self.variety(rest) < count - prefix:
                return math.inf
        return math.inf if count > flat.get("maxItems", math.inf) else 1 + sum(weights)

    def variety(self, schema: Any) -> float:
        """Return how many different instances a schema has at the most; infinity for no idea."""
        return sum(_variety(each.flat, each.types) for each in self._document.shapes(schema))


def kind_of(value: Any) -> str:
    """Name the JSON Schema type of a value, the narrowest."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
        case _:
            return "integer" if value == int(value) else "number"


def _variety(flat: Schema, types: list[str]) -> float:
    if "enum" in flat:
        return len({json.dumps(each, sort_keys=True) for each in flat["enum"]})
    return sum(_VARIETIES[each](flat) if each in _VARIETIES else math.inf for each in types)


def _string(flat: Schema) -> float:
    least, most = flat.get("minLength", 0), flat.get("maxLength", math.inf)
    if least > most:
        return math.inf
    if "pattern" in flat and least < _LONG:
        found = patterns.sample(flat["pattern"], least, most)
        return math.inf if found is None else 1 + len(found) // _TEN
    return 1 + int(least) // _TEN


def _fits_string(flat: Schema, value: str) -> bool:
    fits = flat.get("minLength", 0) <= len(value) <= flat.get("maxLength", math.inf)
    return bool(fits and ("pattern" not in flat or patterns.matches(flat["pattern"], value)))


def _number(flat: Schema, *, whole: bool) -> float:
    return math.inf if numeric.nearest(numeric.allowed(flat, whole=whole), 0) is None else 1


def _fits_number(flat: Schema, value: float) -> bool:
    within = numeric.allowed(flat, whole=False)
    return bool(numeric.nearest(within, value) == value)


_VARIETIES: Mapping[str, Callable[[Schema], float]] = {
    "null": lambda _: 1,
    "boolean": lambda _: 2,
    "integer": lambda flat: numeric.amount(numeric.allowed(flat, whole=True)),
}
_SCALARS: Mapping[str, Callable[[Schema], float]] = {
    "string": _string,
    "integer": lambda flat: _number(flat, whole=True),
    "number": lambda flat: _number(flat, whole=False),
    "boolean": lambda _: 1,
    "null": lambda _: 1,
}
_FITS: Mapping[str, Callable[[Schema, Any], bool]] = {
    "string": _fits_string,
    "integer": _fits_number,
    "number": _fits_number,
}
