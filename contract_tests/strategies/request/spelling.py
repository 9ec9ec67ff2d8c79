"""One request in many forms: what the front end, protobuf's JSON parser, takes for the same.

Free-form JSON (arguments, responses, JSON Schemas) stays as it is: its names are data. So does base64,
which is passed on as it came.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from mockserver.descriptors import Field, Message
from mockserver.dialects import Dialect

_T = TypeVar("_T")

_EXACT = 2**53  # up to which a double holds every integer
_NUMBERS = frozenset({"int32", "int64", "float", "double"})


class Literal(str):
    """A number as it is to stand in JSON: ``3e0``."""

    __slots__ = ()


class Picks:
    """Choices among options, one after the other, all of them made by one number; 0 always takes the first."""

    def __init__(self, number: int) -> None:
        self._number = self._rest = number

    def of(self, options: Sequence[_T]) -> _T:
        """Return one of the options."""
        self._rest, index = divmod(self._rest or self._number, len(options))
        return options[index]


@dataclass(frozen=True, slots=True)
class Speller:
    """Who writes the same request otherwise.

    Attributes:
        picks: What decides, member by member.
        dialect: Who reads it: it numbers enums, and lacks members, which are left out.
        literals: Whether numbers may become `Literal`, which only a writer of bytes can use.
    """

    picks: Picks
    dialect: Dialect
    literals: bool = False

    def message(self, document: Mapping[str, Any], message: Message) -> dict[str, Any]:
        """Return a message in another form; members that aren't known stay as they are."""
        result: dict[str, Any] = {}
        for name, value in self._ordered(document):
            field = message.fields.get(name)
            if field is None:
                result[name] = value
            elif field.origin not in self.dialect.lacks:
                result[self._name(field)] = self._member(value, field)
        return result

    def _ordered(self, document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        members = list(document.items())
        if self.literals and len(members) > 1:
            members = self.picks.of(ORDERS)(members)
        yield from members

    def _name(self, field: Field) -> str:
        snake = field.snake
        return field.name if snake == field.name else self.picks.of((field.name, snake))

    def _member(self, value: Any, field: Field) -> Any:
        if not field.repeated or not isinstance(value, list):
            return self._value(value, field)
        items = [self._value(each, field) for each in value]
        alone = len(items) == 1 and not isinstance(items[0], list)
        return self.picks.of((items, items, items, items[0])) if alone else items

    def _value(self, value: Any, field: Field) -> Any:
        if isinstance(value, dict):
            return self._object(value, field)
        forms = _FORMS.get(field.kind)
        return self.picks.of(forms(self, value, field)) if forms else value

    def _object(self, value: Mapping[str, Any], field: Field) -> Any:
        if field.kind == "message":
            return self.message(value, field.message)
        if field.kind == "map" and field.values is not None:
            values = field.values
            return {key: self._value(each, values) for key, each in value.items()}
        return value

    def enumerators(self, value: Any, field: Field) -> Sequence[Any]:
        """Return the forms of an enum: its name, its number, its name in small letters."""
        if field.enum is None or value not in field.enum.values:
            return [value]
        numbered = self.dialect.enum_numbers.get(field.enum.name, field.enum.values)
        numbers = [numbered.index(value)] if value in numbered else []
        return [value, *numbers, str(value).lower()]

    def numbers(self, value: Any, _: Field) -> Sequence[Any]:
        """Return the forms of a number: itself, with a point, in quotes, and with an exponent."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [value]
        plain = json.dumps(value)
        forms: list[Any] = [value, plain]
        if float(value).is_integer() and abs(value) < _EXACT:
            forms += [float(value), int(value)]
        exact = abs(value) < _EXACT
        if self.literals and exact:
            forms += [Literal(f"{value:.17e}"), Literal(f"{value:.20E}")]
        return forms


def _booleans(_: Speller, value: Any, __: Field) -> Sequence[Any]:
    return [value, json.dumps(value)] if isinstance(value, bool) else [value]


_FORMS: Mapping[str, Callable[[Speller, Any, Field], Sequence[Any]]] = {
    "enum": Speller.enumerators,
    "bool": _booleans,
    **dict.fromkeys(_NUMBERS, Speller.numbers),
}

Members = list[tuple[str, Any]]

ORDERS: tuple[Callable[[Members], Members], ...] = (
    lambda members: members,
    lambda members: members[::-1],
    lambda members: sorted(members, key=lambda each: each[0]),
    lambda members: members[1:] + members[:1],
)
