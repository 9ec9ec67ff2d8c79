"""Protobuf message descriptors, read off the JSON Schemas.

The API's front end is a protobuf JSON parser. It knows messages, fields in two spellings, scalar
kinds, enums by name and number, and oneofs. The schema files say all of that (``schemas/README.md``
has the conventions), so that a field is written down once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast

from mockserver.schemas import Schema, documents, resolve

Kind = Literal[
    "message", "enum", "map", "struct", "value",
    "string", "bool", "bytes", "int32", "int64", "float", "double",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum: its proto name and its values; a value's position is its number."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a message: its two spellings and what it holds.

    *target* leads to the message (a reference and the file it stands in); *values* describes the
    values of a map; *origin* is the only one that has the field, if it isn't empty.
    """

    name: str
    kind: Kind
    repeated: bool = False
    target: tuple[str, str] | None = None
    enum: Enum | None = None
    values: "Field | None" = None
    origin: str = ""

    @property
    def snake(self) -> str:
        """The spelling of the .proto file, which error messages use."""
        return snake_case(self.name)

    @property
    def message(self) -> "Message":
        """The message that a field of kind ``message`` holds."""
        if self.target is None:
            msg = f"{self.name} holds no message"
            raise TypeError(msg)
        return message(*self.target)


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its proto name, its fields by either spelling, and which oneof a field is in."""

    name: str
    fields: Mapping[str, Field]
    oneofs: Mapping[str, str]


def snake_case(name: str) -> str:
    """Spell a lowerCamelCase field name as the .proto file does."""
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


@cache
def message(reference: str, base: str) -> Message:
    """Describe the message that a ``$ref`` in the file *base* leads to.

    A whole file, ``gemini/generate_content_request.json``, is a reference with an empty base.
    """
    schema, file = resolve(reference, base)
    fields = {
        name: replace(_field(name, each, file), origin=each.get("x-origin", ""))
        for name, each in schema["properties"].items()
    }
    oneofs = {
        member: oneof for oneof, members in schema.get("x-oneof", {}).items() for member in members
    }
    name = reference.rpartition("/")[2] if "#" in reference else schema["title"]
    return Message(name, fields | {each.snake: each for each in fields.values()}, oneofs)


@cache
def root(path: str) -> Message:
    """Describe the message that the schema file *path* holds."""
    documents()[path]  # A KeyError here names the file.
    return message(path, "")


def _field(name: str, schema: Schema, base: str) -> Field:
    if schema.get("type") == "array":
        item = _field(name, schema["items"], base)
        return Field(name, item.kind, repeated=True, target=item.target, enum=item.enum)
    if "$ref" not in schema:
        return _inline(name, schema, base)
    target, _ = resolve(schema["$ref"], base)
    if "enum" in target:
        enum = Enum(schema["$ref"].rpartition("/")[2], tuple(target["enum"]))
        return Field(name, "enum", enum=enum)
    return Field(name, "message", target=(schema["$ref"], base))


def _inline(name: str, schema: Schema, base: str) -> Field:
    """Describe a field whose schema stands where the field does: a scalar, map or free form."""
    others: Any = schema.get("additionalProperties")
    if isinstance(others, dict):
        return Field(name, "map", values=_field(name, others, base))
    return Field(name, _kind(schema))


def _kind(schema: Schema) -> Kind:
    match schema.get("type"):
        case "object":
            return "struct"
        case "boolean":
            return "bool"
        case "string":
            return "bytes" if schema.get("contentEncoding") == "base64" else "string"
        case "integer" | "number":
            return cast("Kind", schema["format"])
        case _:
            return "value"
