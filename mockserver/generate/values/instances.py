"""Instances of JSON Schemas, made up from what a prompt told; always valid ones.

What is optional is there, too, unless it never ends. Of recursion, a little is unrolled.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from mockserver.declared.intersection import Schema, equal, item_schema, property_schema
from mockserver.declared.json_schema import validator
from mockserver.declared.shapes import Document, Shape, labels
from mockserver.declared.weight import LEVELS, Weights, kind_of
from mockserver.generate.choice import Choice
from mockserver.generate.reading.told import Told
from mockserver.generate.reading.words import About, about
from mockserver.generate.values import leaves, picks
from mockserver.generate.values.leaves import Wish

T = TypeVar("T")

_ATTEMPTS = 12
_VALUES = 1_000  # after which only what must be there is made
_MOST_ITEMS = 100  # that a prompt can ask for
_UNROLLED = 2  # times that a reference is followed on a way down
_RARELY = 8  # one in so many is null where it may be
_TRIES = 10  # for an item that isn't there yet; then one after the other
_MOST_UNLIKE = 100
_LATEST = 8  # items that another one should differ from, where it needn't
_ALSO = {"number": "integer"}


def instance(schema: Any, choice: Choice, told: Told) -> Any:
    """Make up an instance of a JSON Schema in which `json_schema.violations` finds nothing.

    It is checked by a full validator. The last of some attempts is returned even if it isn't valid:
    that happens only for keywords that the API ignores (``not``, ``if``), and for a ``oneOf`` whose
    branches overlap wholly.
    """
    document = Document(schema)
    weights = Weights(document)
    valid = validator(schema)
    made = None
    for attempt in range(_ATTEMPTS):
        # What was told may be what stands in the way.
        heard = told if attempt < _ATTEMPTS // 2 else Told(topic=told.topic)
        defaults = attempt < _ATTEMPTS // 4
        made = _Maker(document, weights, choice, heard, defaults=defaults).made(schema, _Place())
        if valid(made):
            break
    return made


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: what it is about, which references led there, how deep it may go.

    *unlike* are values that it should differ from, if there are others; *nth* counts the tries.
    *said* is what the prompt lists for this very place.
    """

    about: About = field(default_factory=About)
    refs: tuple[str, ...] = ()
    levels: int = LEVELS
    unlike: tuple[Any, ...] = ()
    nth: int = 0
    said: str | None = None

    def within(self, shape: Shape) -> "_Place":
        """Return the same place with what its schema says of it."""
        said = shape.flat.get("description") or shape.flat.get("title") or self.about.description
        return replace(
            self, about=replace(self.about, description=said), refs=(*self.refs, *shape.refs)
        )

    def inner(self, name: str) -> "_Place":
        """Return the place of a member."""
        return _Place(about(name), self.refs, self.levels - 1)

    def item(self, seen: list[Any], nth: int, said: str | None) -> "_Place":
        """Return the place of an item, after others."""
        return _Place(
            self.about, self.refs, self.levels - 1, tuple(seen[-_MOST_UNLIKE:]), nth, said
        )


class _Maker:
    """One attempt at an instance."""

    def __init__(
        self, document: Document, weights: Weights, choice: Choice, told: Told, *, defaults: bool
    ) -> None:
        self._defaults = defaults
        self._document = document
        self._weights = weights
        self._choice = choice
        self._told = told
        self._taken: set[str] = set()
        self._left = _VALUES

    def made(self, schema: Any, place: _Place) -> Any:
        """Make an instance of a schema."""
        self._left -= 1
        shape = self._shape(schema, place)
        place = place.within(shape)
        if "enum" in shape.flat:
            return self._option(shape, place)
        kind = self._kind(shape, place)
        if kind == "object":
            names = self._names(shape.flat, place)
            return {
                each: self.made(property_schema(shape.flat, each), place.inner(each))
                for each in names
            }
        if kind == "array":
            return self._items(shape.flat, place)
        return self._scalar(shape, kind, place)

    def _shape(self, schema: Any, place: _Place) -> Shape:
        """Choose how to satisfy a schema: as the prompt names it, null rarely, and in the end."""
        shapes = [
            each
            for each in self._document.shapes(schema)
            if self._weights.of(each, place.levels) < math.inf
        ] or [Shape({})]
        shapes = [each for each in shapes if not _is_deep(each, place)] or shapes
        if self._left < 0:
            return min(shapes, key=lambda each: self._weights.of(each, place.levels))
        named = picks.option(self._told, About(), list(labels(shapes)))
        if named is not None:
            return labels(shapes)[named]
        usual = [each for each in shapes if each.types != ["null"]]
        wanted = [each for each in shapes if self._default(each, place) is not None]
        return self._one(wanted or usual, wanted or shapes)

    def _default(self, shape: Shape, place: _Place) -> Any:
        """Return the default of a shape, if it keeps it; one of null says only that it may be left out."""
        value = shape.flat.get("default")
        fresh = self._defaults and not place.nth and not _is_in(value, place.unlike)
        fits = self._weights.admits(shape, value) and _is_in(value, shape.flat.get("enum", [value]))
        return value if fresh and fits else None

    def _kind(self, shape: Shape, place: _Place) -> str:
        kinds = [
            each
            for each in shape.types
            if self._weights.of_type(shape.flat, each, place.levels) < math.inf
        ] or ["null"]
        default = kind_of(self._default(shape, place))
        tended = [each for each in kinds if default in {each, _ALSO.get(each)} - {"null"}]
        return self._one(tended or [each for each in kinds if each != "null"], tended or kinds)

    def _option(self, shape: Shape, place: _Place) -> Any:
        """Choose an enum value: the one that the prompt names, if it does."""
        options = [each for each in shape.flat["enum"] if self._weights.admits(shape, each)]
        fresh = [each for each in options if not _is_in(each, place.unlike)] or options
        named = picks.option(self._told, place.about, fresh, frozenset(self._taken))
        if named is not None:
            self._taken.add(named)
            return named
        said = picks.number(self._told, place.about)
        if said is not None and _is_in(said, fresh):
            return said
        default = self._default(shape, place)
        if default is not None:
            return default
        return self._one([each for each in fresh if each is not None], fresh)

    def _one(self, usual: list[T], options: list[T]) -> T:
        """Choose one of the usual, rarely one of all."""
        rarely = len(usual) < len(options) and self._choice.number(_RARELY) == 0
        return self._choice.one(options if rarely or not usual else usual)

    def _names(self, flat: Schema, place: _Place) -> list[str]:
        """Return the members to make, in order."""
        required = flat.get("required", [])
        properties = flat.get("properties", {})
        ordered = [each for each in flat.get("propertyOrdering", ()) if each in properties]
        names = list(dict.fromkeys([*ordered, *properties, *required]))
        optional = [each for each in names if each not in required]
        possible = [each for each in optional if self._is_possible(properties[each], place)]
        wanted = [each for each in possible if self._is_wanted(properties[each], place)]
        # Those that aren't wanted fill up what must be there.
        wanted += [each for each in possible if each not in wanted][
            : max(0, flat.get("minProperties", 0) - len(required) - len(wanted))
        ]
        room = flat.get("maxProperties", len(names)) - len(required)
        kept = {*required, *wanted[: max(0, room)]}
        return [each for each in names if each in kept] + self._more(flat, len(kept), place)

    def _more(self, flat: Schema, count: int, place: _Place) -> list[str]:
        """Return names for members that aren't listed: two for a map, and those that must be."""
        others = flat.get("additionalProperties")
        least = flat.get("minProperties", 0)
        if isinstance(others, dict) and not count and self._is_wanted(others, place):
            least = max(least, min(2, flat.get("maxProperties", 2)))
        named = (f"entry_{index}" for index in itertools.count(1))
        free = (each for each in named if each not in flat.get("properties", {}))
        return list(itertools.islice(free, max(0, least - count)))

    def _is_possible(self, schema: Any, place: _Place) -> bool:
        return self._weights.least(schema, place.levels - 1) < math.inf

    def _is_wanted(self, schema: Any, place: _Place) -> bool:
        """Say whether what is optional is made: not where it goes deep, or much is made already."""
        shapes = self._document.shapes(schema)
        endless = all(_is_deep(each, place) for each in shapes)
        return self._left > 0 and not endless and self._is_possible(schema, place)

    def _items(self, flat: Schema, place: _Place) -> list[Any]:
        items: list[Any] = []
        listed = picks.listed(self._told, place.about)
        for index in range(self._count(flat, place)):
            said = listed[index] if index < len(listed) else None
            items.append(self._item(index, items, flat, replace(place, said=said)))
        return items

    def _count(self, flat: Schema, place: _Place) -> int:
        """Return how many items to make: as many as the prompt asks for, else two or three."""
        least, prefix = flat.get("minItems", 0), flat.get("prefixItems", [])
        rest = flat.get("items", True)
        most = min(flat.get("maxItems", math.inf), self._most(flat, place))
        listed = len(picks.listed(self._told, place.about))
        said = listed or picks.count(self._told, place.about)
        if not all(self._is_wanted(each, place) for each in prefix):
            wanted = least
        elif (rest is True and prefix) or not self._is_wanted(rest, place):
            wanted = len(prefix)
        else:
            wanted = len(prefix) + min(said or 2 + self._choice.number(2), _MOST_ITEMS)
        return int(max(least, min(wanted, most)))

    def _most(self, flat: Schema, place: _Place) -> float:
        """Return how many items there can be."""
        prefix = flat.get("prefixItems", [])
        for index, each in enumerate(prefix):
            if not self._is_possible(each, place):
                return index
        rest = flat.get("items", True)
        if not self._is_possible(rest, place):
            return len(prefix)
        return len(prefix) + self._weights.variety(rest) if flat.get("uniqueItems") else math.inf

    def _item(self, index: int, seen: list[Any], flat: Schema, place: _Place) -> Any:
        """Make an item, another one than those seen if that can be."""
        schema = item_schema(flat, index)
        unique = bool(flat.get("uniqueItems"))
        made = self.made(schema, place.item(seen, 0, place.said))
        for attempt in self._tries(index, made, unique=unique):
            if not _is_in(made, seen if unique else seen[-_LATEST:]):
                break
            made = self.made(schema, place.item(seen, attempt, None))
        return made

    def _tries(self, index: int, made: Any, *, unique: bool) -> Iterator[int]:
        """Yield numbers for more tries at an item: some free ones, then one after the other."""
        if self._left > 0 and (unique or not isinstance(made, dict | list)):
            yield from range(1, _TRIES)
        if unique:
            yield _TRIES + index + 1
            yield from range(_TRIES + 1, _TRIES + index + 2)
        yield 0  # What comes out then is taken as it is.

    def _scalar(self, shape: Shape, kind: str, place: _Place) -> Any:
        # What was told has been tried first; it doesn't change from try to try.
        told = Told(topic=self._told.topic) if place.nth else self._told
        flat, taken = shape.flat, frozenset(self._taken)
        default = self._default(shape, place)
        wish = Wish(place.about, self._choice, told, taken, place.nth - _TRIES, place.said, default)
        match kind:
            case "string":
                made: Any = leaves.string(flat, wish)
            case "integer" | "number":
                made = leaves.number(flat, wish, whole=kind == "integer")
            case "boolean":
                fresh = [each for each in (False, True) if each not in place.unlike]
                return fresh[0] if len(fresh) == 1 else leaves.boolean(wish)
            case _:
                return None
        self._taken.add(str(made))
        return made


def _is_deep(shape: Shape, place: _Place) -> bool:
    """Say whether a reference has been followed often enough on the way."""
    return any(place.refs.count(each) >= _UNROLLED for each in shape.refs)


def _is_in(value: Any, values: Sequence[Any]) -> bool:
    return any(equal(value, each) for each in values)
