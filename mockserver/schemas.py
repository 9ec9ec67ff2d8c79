"""The JSON Schemas, loaded once and asked by path.

On disk a schema lists what is known. Loading closes it: an object schema that lists properties
and says nothing about others refuses them. A reader that must be open to new fields (a check on an
answer) looks at the severity of a violation instead.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast
from urllib.parse import unquote

import jsonschema_rs

from mockserver.resources import folder

Schema = dict[str, Any]

# jsonschema-rs wants absolute addresses; the path is the id, and this scheme reaches no network.
_BASE = "schema:///"


@dataclass(frozen=True, slots=True)
class Violation:
    """What an instance breaks of a schema.

    *path* leads to the offending value (keys and list indexes), *keyword* is the JSON Schema keyword,
    *schema* the closed schema object that holds it, *value* what stands there, *name* the missing or
    unknown member, if any.
    """

    path: tuple[str | int, ...]
    keyword: str
    schema: Schema
    message: str
    value: Any = None
    name: str | None = None

    @property
    def severity(self) -> Literal["additive", "breaking"]:
        """Additive: a field or an enum value that the contract doesn't know yet."""
        return "additive" if self.keyword in {"additionalProperties", "enum"} else "breaking"


@cache
def documents() -> Mapping[str, Schema]:
    """Return every schema file, closed, by its path below ``schemas/``."""
    return {path: close(json.loads(file.read_text("utf-8"))) for path, file in _files()}


def resolve(reference: str, base: str) -> tuple[Schema, str]:
    """Follow a ``$ref`` that stands in the file *base*; return the schema and the file it is in."""
    path, _, pointer = reference.partition("#")
    if path:
        base = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    schema: Any = documents()[base]
    for each in pointer.split("/")[1:]:
        key = each.replace("~1", "/").replace("~0", "~")
        schema = schema[int(key) if isinstance(schema, list) else key]
    return schema, base


def bundled(path: str) -> Schema:
    """Return the schema file *path* with all that it refers to, in one document, under ``$defs``."""
    definitions: dict[str, Schema] = {}
    whole = _moved({"$ref": path}, "", definitions)
    return {"$schema": documents()[path]["$schema"], **whole, "$defs": definitions}


def _moved(schema: Any, base: str, definitions: dict[str, Schema]) -> Any:
    """Copy a schema of the file *base*; what it refers to is put among the definitions."""
    if isinstance(schema, list):
        return [_moved(each, base, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: each for key, each in schema.items() if key not in {"$defs", "$schema"}}
    moved = {key: _moved(each, base, definitions) for key, each in kept.items() if key != "$ref"}
    if isinstance(schema.get("$ref"), str):
        target, file = resolve(schema["$ref"], base)
        pointer = schema["$ref"].partition("#")[2]
        name = f"{file.rpartition('/')[2].removesuffix('.json')}.{pointer.rpartition('/')[2] or target['title']}"
        if name not in definitions:
            definitions[name] = {}  # It may refer to itself.
            definitions[name] = _moved(target, file, definitions)
        moved["$ref"] = f"#/$defs/{name}"
    return moved


@cache
def validator(path: str) -> jsonschema_rs.Draft202012Validator:
    """Return the compiled validator of the schema file *path*."""
    registry = jsonschema_rs.Registry([(_BASE + key, each) for key, each in documents().items()])
    return jsonschema_rs.Draft202012Validator({"$ref": _BASE + path}, registry=registry)


def violations(path: str, instance: object, *, all_of_them: bool = True) -> Iterator[Violation]:
    """Yield what *instance* breaks of the schema file *path*: all, or the first.

    All of them can take a thousand times as long as the first, and as much memory.
    """
    for error in _errors(validator(path), instance, all_of_them=all_of_them):
        keyword = error.kind.name
        schema = _holder(cast("str", error.absolute_keyword_location))  # all have an address
        for name in _names(error.kind):
            yield Violation(
                tuple(error.instance_path), keyword, schema, error.message, error.instance, name
            )


def _errors(
    validator: jsonschema_rs.Draft202012Validator, instance: object, *, all_of_them: bool
) -> Iterator[jsonschema_rs.ValidationError]:
    if all_of_them:
        yield from validator.iter_errors(instance)
        return
    try:
        validator.validate(instance)
    except jsonschema_rs.ValidationError as error:
        yield error


def close(schema: Any) -> Any:
    """Make every object schema that lists its properties refuse all others."""
    if isinstance(schema, list):
        return [close(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: close(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        schema.setdefault("additionalProperties", False)
    return schema


def _files() -> Iterator[tuple[str, Traversable]]:
    for family in folder("schemas").iterdir():
        if family.is_dir():
            yield from ((f"{family.name}/{each.name}", each) for each in family.iterdir())


def _holder(location: str) -> Schema:
    """Return the schema object around the keyword at an absolute keyword location, which is a URI."""
    return resolve(unquote(location).removeprefix(_BASE).rpartition("/")[0], "")[0]


def _names(kind: jsonschema_rs.ValidationErrorKind) -> list[str | None]:
    match kind:
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties():
            return list(kind.unexpected)
        case jsonschema_rs.ValidationErrorKind.Required():
            return [kind.property]
        case _:
            return [None]
