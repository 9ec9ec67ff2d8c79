"""A document read by its schema file as Go's decoder reads it into structs: lenient, and in its words where it isn't.

Null is as if it weren't there, what is unknown is dropped. Where the gateway decodes a member only later, and
drops it without a word if it is of a wrong type, this refuses it all the same (own): a test should hear of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import schemas
from mockserver.errors import ApiError
from mockserver.scalars import json_type
from mockserver.schemas import Schema

_LARGEST = 2**63

# How the gateway calls the structs that it decodes these into (inferred); the others have their own names.
_STRUCTS: Mapping[str, str] = {
    "ContentPart": "MediaContent",
    "ImageUrl": "MessageImageUrl",
    "InputAudio": "MessageInputAudio",
    "File": "MessageFile",
    "ToolCall": "ToolCallRequest",
    "Tool": "ToolCallRequest",
    "FunctionCall": "FunctionRequest",
    "FunctionDefinition": "FunctionRequest",
}
_SCALARS = {"string": "string", "boolean": "bool", "number": "float64"}
_TYPES = {"boolean": "bool", "integer": "number"}  # of JSON, where Go calls them otherwise
_SLICE = "[]"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was read; which members were *dropped*, by their paths; which whole numbers were *written* as fractions."""

    value: dict[str, Any]
    dropped: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: in which struct, and by which names from the root."""

    struct: str
    path: tuple[str, ...] = ()

    @property
    def dotted(self) -> str:
        return ".".join(self.path)


def decode(document: Mapping[str, Any], file: str, struct: str) -> Decoded:
    """Read a JSON object by a schema *file* into the *struct* that the gateway decodes it into.

    Raises:
        ApiError: ``undecodable_field``, for the first value of a wrong type.
    """
    decoder = _Decoder(file)
    value = decoder.members(document, schemas.documents()[file], _Place(struct))
    return Decoded(value, tuple(decoder.dropped), tuple(decoder.written))


def mismatch(value: object, wanted: str, struct: str, path: str) -> str:
    """Say as Go does that a value isn't of the type that a field of a struct has (observed)."""
    return f"json: cannot unmarshal {json_type(value)} into Go struct field {struct}.{path} of type {wanted}"


@dataclass(slots=True)
class _Decoder:
    file: str
    dropped: dict[str, None] = field(default_factory=dict)
    written: dict[str, None] = field(default_factory=dict)

    def members(self, value: Mapping[str, Any], schema: Schema, here: _Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, each in value.items():
            place = _Place(here.struct, (*here.path, name))
            if name not in schema["properties"]:
                self.drop(each, place)
            elif each is not None:
                found[name] = self.value(each, schema["properties"][name], place)
        return found

    def drop(self, value: object, place: _Place) -> None:
        if value is not None and value not in ("", [], {}):
            self.dropped[place.dotted] = None

    def value(self, value: Any, schema: Schema, place: _Place) -> Any:
        name, schema = self.followed(schema, json_type(value))
        if json_type(value) != _TYPES.get(schema["type"], schema["type"]):
            raise _undecodable(value, self.wanted(name, schema), place)
        match schema["type"]:
            case "object" if "properties" in schema:
                return self.members(
                    value, schema, _Place(_struct(name) or place.struct, place.path)
                )
            case "array":
                return [
                    self.value(each, schema["items"], place) for each in value if each is not None
                ]
            case "integer":
                return self.whole(value, self.wanted(name, schema), place)
            case _:
                return value

    def whole(self, value: float, wanted: str, place: _Place) -> int:
        """Read a whole number, though it is written as a fraction, which Go refuses."""
        least = 0 if wanted == "uint" else -_LARGEST
        if value != int(value) or not least <= value < _LARGEST:
            raise _undecodable(value, wanted, place)
        if isinstance(value, float):
            self.written[place.dotted] = None
        return int(value)

    def followed(self, schema: Schema, kind: str) -> tuple[str, Schema]:
        """Go from a reference or a choice to the schema for a value of that type, and its name if it has one."""
        name = ""
        if "anyOf" in schema:
            each_way = [self.followed(each, kind) for each in schema["anyOf"]]
            return next((each for each in each_way if each[1]["type"] == kind), each_way[0])
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema, _ = schemas.resolve(schema["$ref"], self.file)
        return name, schema

    def wanted(self, name: str, schema: Schema) -> str:
        """Name the type that Go has for a schema."""
        match schema["type"]:
            case "array":
                return _SLICE + self.wanted(*self.followed(schema["items"], ""))
            case "object":
                return f"dto.{_struct(name)}" if name else "map[string]interface {}"
            case "integer":
                return "uint" if schema.get("minimum") == 0 else "int"
            case scalar:
                return _SCALARS[scalar]


def _struct(name: str) -> str:
    return _STRUCTS.get(name, name)


def _undecodable(value: object, wanted: str, place: _Place) -> ApiError:
    text = mismatch(value, wanted, place.struct, place.dotted)
    if wanted in {"int", "uint"} and json_type(value) == "number":
        text = text.replace("number", f"number {value}", 1)
    return ApiError("undecodable_field", go=text)
