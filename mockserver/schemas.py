"""The JSON Schemas, loaded once and asked by path.

On disk a schema lists what is known. Loading closes it: an object schema that lists properties
and says nothing about others refuses them. A reader that must be open to new fields (a check on an
answer) looks at the severity of a violation instead.
"""

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
    gathering = Gathering("#/$defs/", _full_name)
    whole = gathering.add(path)
    return {"$schema": documents()[path]["$schema"], **whole, "$defs": gathering.definitions}


@dataclass(frozen=True, slots=True)
class Gathering:
    """Schemas of several files on their way into one document.

    *below* is the pointer under which they stand there. *named* names a schema by its file and its name
    in it, which is empty for the file itself. *rewrite* says how a schema is to be in the document.
    """

    below: str
    named: Callable[[str, str], str]
    rewrite: Callable[[Schema], Schema] = field(default=dict)
    definitions: dict[str, Schema] = field(default_factory=dict)

    def add(self, path: str) -> Schema:
        """Put the schema file *path* among the definitions, and all that it refers to; refer to it."""
        return self._refer(path, "")

    def _refer(self, reference: str, base: str) -> Schema:
        target, file = resolve(reference, base)
        name = self.named(file, reference.partition("#")[2].rpartition("/")[2])
        if name not in self.definitions:
            self.definitions[name] = {}  # It may refer to itself.
            self.definitions[name] = self._moved(target, file)
        return {"$ref": f"{self.below}{name}"}

    def _moved(self, schema: Any, base: str) -> Any:
        """Copy a schema of the file *base*; what it refers to is put among the definitions."""
        if isinstance(schema, list):
            return [self._moved(each, base) for each in schema]
        if not isinstance(schema, dict):
            return schema
        moved: Schema = {}
        for key, each in self.rewrite(schema).items():
            moved |= self._keyword(key, each, base)
        return moved

    def _keyword(self, key: str, value: Any, base: str) -> Schema:
        if key in {"$defs", "$schema"}:
            return {}
        if key == "$ref":
            return self._refer(value, base)
        if key in {"properties", "dependentSchemas"}:  # by name: no schema itself
            return {key: {name: self._moved(each, base) for name, each in value.items()}}
        return {key: self._moved(value, base)}


def _full_name(file: str, name: str) -> str:
    stem = file.rpartition("/")[2].removesuffix(".json")
    return f"{stem}.{name or documents()[file]['title']}"


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
