"""The places of a request: every message and every member of one, with its path as the front end writes it.

Paths are those of refusals: the proto's spelling, indexes in brackets, the entries of a map as
``properties[0].value`` (gemini.md 6.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from mockserver.descriptors import Field, Message, root

Way = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value in a request: a member of a message, an element of a list, the value of a map's entry.

    Attributes:
        way: How to get there in JSON, as it is spelled.
        path: The same as the front end writes it.
        value: What is there.
        field: What it is to be.
        holder: The message that the member belongs to.
        parent: The path of what holds the member.
        known: How a gateway that keeps some spellings only sees it: whether it decodes it.
        whole: Whether it is all that a member has, and not an element of a list.
        keys: The path as rules write it, with the keys of maps.
    """

    way: Way
    path: str
    value: Any
    field: Field
    holder: Message
    parent: str
    known: bool
    whole: bool = True
    keys: str = ""

    @property
    def name(self) -> str:
        """The spelling that was sent."""
        return next(each for each in reversed(self.way) if isinstance(each, str))

    @property
    def holds_a_message(self) -> bool:
        """Whether a message is there."""
        return self.field.kind == "message" and isinstance(self.value, dict)


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody decodes of a request: the spellings of each message; what is *raw* it doesn't."""

    keeps: Mapping[str, frozenset[str]]
    raw: frozenset[str]


def places(body: Mapping[str, Any], schema: str, eyes: Eyes) -> Iterator[Place]:
    """Yield all places of a request, the body itself first, in the order of the document."""
    top = Place(
        way=(),
        path="",
        value=body,
        field=Field("", "message", target=(schema, "")),
        holder=root(schema),
        parent="",
        known=bool(eyes.keeps),
    )
    yield top
    yield from _below(top, eyes)


def _below(place: Place, eyes: Eyes) -> Iterator[Place]:
    """Yield what is in a place, down to the scalars."""
    if place.holds_a_message:
        yield from _members(place, eyes)
    elif place.field.kind == "map" and isinstance(place.value, dict):
        yield from _entries(place, eyes)


def _members(place: Place, eyes: Eyes) -> Iterator[Place]:
    message = place.field.message
    kept = eyes.keeps.get(message.name, frozenset()) - eyes.raw if place.known else frozenset()
    for name, value in place.value.items():
        field = message.fields.get(name)
        if field is None or value is None:
            continue
        path = f"{place.path}.{field.snake}".lstrip(".")
        keys = f"{place.keys}.{field.snake}".lstrip(".")
        member = Place(
            way=(*place.way, name),
            path=path,
            value=value,
            field=field,
            holder=message,
            parent=place.path,
            known=name in kept,
            keys=keys,
        )
        yield member
        yield from _elements(member, eyes) if field.repeated else _below(member, eyes)


def _elements(place: Place, eyes: Eyes) -> Iterator[Place]:
    """Yield the elements of a list, whatever lists they are in.

    A single value in place of a list has no index for the front end, and one for the rules, which read what
    it has made of the request: without nulls, too.
    """
    if not isinstance(place.value, list):
        yield from _below(replace(place, keys=f"{place.keys}[0]"), eyes)
        return
    told = 0
    for index, (way, value) in enumerate(_flat(place.value, place.way)):
        if value is None:
            continue
        element = replace(
            place,
            way=way,
            path=f"{place.path}[{index}]",
            keys=f"{place.keys}[{told}]",
            value=value,
            parent=place.path,
            whole=False,
        )
        told += 1
        yield element
        yield from _below(element, eyes)


def _flat(items: list[Any], way: Way) -> Iterator[tuple[Way, Any]]:
    """Yield what is in a list and the lists in it, with how to get there."""
    for index, value in enumerate(items):
        if isinstance(value, list):
            yield from _flat(value, (*way, index))
        else:
            yield (*way, index), value


def _entries(place: Place, eyes: Eyes) -> Iterator[Place]:
    values = cast("Field", place.field.values)  # every map has them
    for index, (key, value) in enumerate(place.value.items()):
        entry = f"{place.path}[{index}]"
        each = replace(
            place,
            way=(*place.way, key),
            path=f"{entry}.value",
            keys=f"{place.keys}[{key}]",
            value=value,
            field=values,
            parent=entry,
        )
        yield each
        yield from _below(each, eyes)


def put(body: Any, way: Sequence[str | int], value: Any) -> Any:
    """Return a document with another value at a place; nothing that was there is changed."""
    if not way:
        return value
    step, *rest = way
    result: Any = list(body) if isinstance(body, list) else dict(body)
    result[step] = put(body[step], rest, value) if rest else value
    return result
