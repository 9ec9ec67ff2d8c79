"""JSON as the API's front end reads it: lenient in, canonical out, faults in its own words.

The front end is protobuf's JSON parser. It takes both spellings of a name, null for absent, one
value for a list, nested lists, enums in any case or by number, numbers as strings. What comes out
here is canonical: lowerCamelCase, lists, upper-case enums, no null. Nothing behind this module asks
about spelling. Rules and texts: facts of gemini.md 2.1 and 6.4 (observed by many).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from mockserver.descriptors import Enum, Field, Message, root
from mockserver.paths import Path, member_of, render
from mockserver.scalars import enumerator, json_type, scalar

MAX_DEPTH = 100
MOST_TOLD = 100  # faults, and notes; a body of nothing else would get an answer many times its size
_SHOWN = 100  # characters of a wrong value that an error repeats


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the front end refuses.

    *where* is the path in its grammar (``contents[0].parts[1]``; empty at the root), *message* the
    proto message that holds the fault. *got* is the JSON type that came where the type itself is
    wrong, so that a gateway which decodes it would refuse it too.
    """

    text: str
    where: str
    message: str
    got: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a gateway that decodes and re-encodes requests keeps of them.

    *keeps* has, for each message that it decodes, the spellings that it knows: all else is lost
    there. Messages not named pass through as they are. Fields in *raw* are passed on undecoded.
    The losses of the fields in *documented* are; all others are inferred. *drops_wordless* says
    whether a system instruction without text is lost. *floats* are integers that it takes for floats.
    *demands* names the requests that it refuses itself when they have no contents.
    """

    keeps: Mapping[str, frozenset[str]] = field(default_factory=dict)
    raw: frozenset[str] = frozenset()
    documented: frozenset[str] = frozenset()
    drops_wordless: bool = False
    floats: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Something accepted here that a gateway would lose or refuse (coerced); *known* it would keep."""

    kind: Literal["lost", "coerced"]
    where: str
    name: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The canonical form, and what was wrong or doubtful on the way to it, in document order.

    Of faults and of notes only the first `MOST_TOLD` are kept. *messages* is how many were read.
    """

    value: dict[str, Any]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    messages: int = field(default=1, compare=False)


def parse(  # noqa: PLR0913 - an origin's ways, by name
    document: object,
    schema: str,
    *,
    types: str = "google.ai.generativelanguage.v1beta",
    gateway: Gateway | None = None,
    enum_numbers: Mapping[str, tuple[str, ...]] | None = None,
    lacks: frozenset[str] = frozenset(),
) -> Parsed:
    """Read *document* as the message that the schema file *schema* holds.

    *types* is the protobuf package that error texts name. *enum_numbers* overrides the numbering of
    enums, by proto name, for an origin that counts otherwise. *lacks* names the origins whose own
    fields this one doesn't have.
    """
    reader = _Reader(types, gateway or Gateway(), enum_numbers or {}, lacks)
    if not isinstance(document, dict):
        text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        return Parsed({}, (Fault(text, "", root(schema).name, json_type(document)),))
    value = reader.message(document, root(schema), ())
    return Parsed(value, tuple(reader.faults), tuple(reader.notes), reader.messages)


@dataclass(slots=True)
class _Reader:
    types: str
    gateway: Gateway
    enum_numbers: Mapping[str, tuple[str, ...]]
    lacks: frozenset[str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    holder: str = ""
    sent: str = ""
    seen: bool = True  # by the gateway: it decodes nothing of what it loses or passes on as it is
    depth: int = 0
    messages: int = 0

    def message(self, document: Mapping[str, Any], message: Message, path: Path) -> dict[str, Any]:
        """Read the members of a message; what can't be read is left out, with a fault."""
        result: dict[str, Any] = {}
        taken: dict[str, str] = {}
        kept = self.gateway.keeps.get(message.name, document.keys()) - self.gateway.raw
        seen = self.seen
        self.depth += 1
        self.messages += 1
        for name, value in document.items():
            self.holder, self.sent, self.seen = message.name, name, seen and name in kept
            each = message.fields.get(name)
            if each is None or each.origin in self.lacks:
                self.unknown(name, message, path)
            elif value is not None and self.settable(name, each, message, taken, path):
                self.note_spelling(name, each, message, path)
                for read in self.member(value, each, path, name):
                    result[each.name] = read
        self.seen = seen
        self.depth -= 1
        return result

    def unknown(self, name: str, message: Message, path: Path) -> None:
        if message.name in self.gateway.keeps:
            self.note("lost", path, name)
        else:
            self.fault(path, f"Unknown name {_quoted(name)}", "Cannot find field.")

    def settable(
        self, name: str, each: Field, message: Message, taken: dict[str, str], path: Path
    ) -> bool:
        """Whether a member may still be set: neither it nor another of its oneof is."""
        slot = message.oneofs.get(each.name, each.name)
        earlier = taken.setdefault(slot, name)
        if earlier == name:
            return True
        if slot in message.oneofs.values():
            text = f"oneof field '{slot}' is already set. Cannot set '{name}'"
            self.invalid(path, "oneof", text)
        else:
            # What the origins do here is not known (some take the last); a test should hear of it.
            text = f"the field is already set as '{earlier}'. Cannot set '{name}'"
            self.invalid(path, each.snake, text)
        return False

    def note_spelling(self, name: str, each: Field, message: Message, path: Path) -> None:
        kept = self.gateway.keeps.get(message.name)
        if kept is not None and name not in kept:
            known = next((spelled for spelled in (each.name, each.snake) if spelled in kept), "")
            self.note("lost", path, name, known)

    def member(self, value: object, each: Field, path: Path, name: str) -> Iterator[Any]:
        """Yield the value of a member, or nothing if it can't be read."""
        here = (path, each.snake)
        if each.repeated:
            yield self.items(value, each, path, name)
        elif isinstance(value, list) and each.kind == "map":
            text = f"Cannot bind a list to map for field '{each.name}'."
            self.invalid(path, "Map", text, value)
        elif isinstance(value, list) and each.kind != "value":
            self.cannot_start_list(name, path)
        else:
            yield from self.value(value, each, here)

    def items(self, value: object, each: Field, path: Path, name: str) -> list[Any]:
        here = (path, each.snake)
        if not isinstance(value, list):
            self.note_coerced((path, name))
            return list(self.value(value, each, here))
        if any(item is None or isinstance(item, list) for item in value):
            self.note_coerced((path, name))
        return [
            read
            for index, item in enumerate(_flat(value))
            if item is not None
            for read in self.value(item, each, (here, index))
        ]

    def value(self, value: object, each: Field, here: Path) -> Iterator[Any]:
        """Yield one value of a field's kind, or nothing if it is of another."""
        match each.kind:
            case "message":
                yield from self.submessage(value, each.message, here)
            case "map":
                yield from self.entries(value, each, here)
            case "struct" | "value":
                yield from self.free(value, each.kind, here)
            case _ if isinstance(value, dict):
                text = "Starting an object on a scalar field"
                self.invalid(here[0], each.snake, text, value)
            case _:
                yield from self.scalar(value, each, here)

    def submessage(self, value: object, message: Message, here: Path) -> Iterator[Any]:
        if not isinstance(value, dict):
            name = f"type.googleapis.com/{self.types}.{message.name}"
            self.invalid(here, name, _shown(value), value)
        elif self.depth == MAX_DEPTH:
            self.too_deep(here)
        else:
            outer = self.holder, self.sent
            yield self.message(value, message, here)
            self.holder, self.sent = outer

    def entries(self, value: object, each: Field, here: Path) -> Iterator[Any]:
        """Read a map. Its entries are messages of key and value in the front end's paths."""
        if not isinstance(value, dict):
            self.invalid(here, each.snake, _shown(value), value)
        else:
            values = cast("Field", each.values)  # every map has them
            self.depth += 1
            yield {
                key: read
                for index, (key, item) in enumerate(value.items())
                for read in self.entry(item, values, ((here, index), "value"))
            }
            self.depth -= 1

    def entry(self, item: object, each: Field, here: Path) -> Iterator[Any]:
        if isinstance(item, list):
            parent, name = here
            self.cannot_start_list(name, parent)
        elif item is not None:
            yield from self.value(item, each, here)

    def free(self, value: object, kind: str, here: Path) -> Iterator[Any]:
        if kind == "struct" and not isinstance(value, dict):
            self.invalid(here, "type.googleapis.com/google.protobuf.Struct", _shown(value), value)
        elif self.depth + _depth(value) > MAX_DEPTH:
            self.too_deep(here)
        else:
            yield value

    def scalar(self, value: object, each: Field, here: Path) -> Iterator[Any]:
        if each.enum is not None:
            yield from self.enumerator(value, each.enum, here)
            return
        read = scalar(value, each.kind)
        if read is None:
            self.wrong_scalar(value, each, here)
        else:
            floats = each.kind in {"float", "double"} or each.name in self.gateway.floats
            exact = floats and not isinstance(value, str)
            if type(read) is not type(value) and not exact:
                self.note_coerced(here)
            yield read

    def enumerator(self, value: object, enum: Enum, here: Path) -> Iterator[Any]:
        """Read an enum; its zero value says as much as its absence, and is left out."""
        names = self.enum_numbers.get(enum.name, enum.values)
        read = enumerator(value, enum.values, names)
        if read is None:
            name = f"type.googleapis.com/{self.types}.{enum.name}"
            self.invalid(here, name, _shown(value), None if isinstance(value, str) else value)
        else:
            if not isinstance(value, str):
                self.note_coerced(here)
            if read != enum.values[0]:
                yield read

    def wrong_scalar(self, value: object, each: Field, here: Path) -> None:
        if each.kind == "bytes" and isinstance(value, str):
            text = f"Base64 decoding failed for {_shown(value)}"
            self.invalid(here, "TYPE_BYTES", text)
        else:
            number = each.name in self.gateway.floats and json_type(value) == "number"
            expected = f"TYPE_{each.kind.upper()}"
            self.invalid(here, expected, _shown(value), None if number else value)

    def note_coerced(self, here: Path) -> None:
        if self.seen and self.holder in self.gateway.keeps:
            self.note("coerced", member_of(here)[0], self.sent)

    def too_deep(self, here: Path) -> None:
        text = f"Message too deep. Max recursion depth reached for key '{member_of(here)[1]}'"
        self.refuse(Fault(text, render(here), self.holder))

    def cannot_start_list(self, name: str, path: Path) -> None:
        text = "Proto field is not repeating, cannot start list."
        self.fault(path, f"Unknown name {_quoted(name)}", text, "array")

    def fault(self, path: Path, what: str, why: str, got: str = "") -> None:
        where = render(path)
        at = f" at '{where}'" if where else ""
        text = f"Invalid JSON payload received. {what}{at}: {why}"
        self.refuse(Fault(text, where, self.holder, got if self.seen else ""))

    def invalid(self, here: Path, expected: str, why: str, value: object = None) -> None:
        where = render(here)
        at = f" at '{where}'" if where else ""
        text = f"Invalid value{at} ({expected}), {why}"
        self.refuse(Fault(text, where, self.holder, json_type(value) if self.seen else ""))

    def refuse(self, fault: Fault) -> None:
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)

    def note(
        self, kind: Literal["lost", "coerced"], path: Path, name: str, known: str = ""
    ) -> None:
        if len(self.notes) < MOST_TOLD:
            self.notes.append(Note(kind, render(path), name, known))


def _flat(items: list[Any]) -> Iterator[Any]:
    """Yield what is in a list, whatever lists it is in: without recursion, however deep."""
    left = list(reversed(items))
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += reversed(each)
        else:
            yield each


def _depth(value: object) -> int:
    """How deep a free-form value is nested, counted no further than it matters."""
    level: list[Any] = [value]
    depth = 0
    while level and depth <= MAX_DEPTH:
        level = [inner for each in level for inner in _inner(each)]
        depth += 1
    return depth - 1


def _inner(value: object) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _quoted(text: str | int) -> str:
    return json.dumps(text, ensure_ascii=False)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
