"""The schemas that a request declares, and what a value breaks of them.

This translation is written apart from the mock's, so that one can find the other's mistakes. It keeps
only the keywords that an answer is bound to: lengths and patterns of texts are ignored by the API.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

from contract_tests.judge import pointer

_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
_PLAIN = frozenset({
    "$anchor", "$ref", "type", "enum", "minItems", "maxItems", "minimum", "maximum", "required",
})  # fmt: skip


def of_google(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Translate Google's Schema, in canonical form, to JSON Schema."""
    made = {name: how(schema[name]) for name, how in _FROM_GOOGLE.items() if name in schema}
    if made.get("type") not in _TYPES:
        made.pop("type", None)
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") else made


def of_json(schema: object) -> Any:
    """Return the part of a JSON Schema that an answer is bound to."""
    if not isinstance(schema, dict):
        return schema
    schema = {"anyOf" if name == "oneOf" else name: each for name, each in schema.items()}
    return {name: _of_keyword(name, each) for name, each in schema.items() if name in _KEPT}


def breaches(value: object, schema: Any, *, ignoring: Collection[str] = ()) -> list[str]:
    """Return what *value* breaks of a JSON Schema; nothing if the schema itself is no use."""
    try:
        Draft202012Validator.check_schema(schema)
        errors = Draft202012Validator(schema, registry=Registry()).iter_errors(value)
        return [
            f"{pointer(each.absolute_path) or 'the whole'}: {each.message}"
            for each in errors
            if each.validator not in ignoring
        ]
    except (SchemaError, Unresolvable, RecursionError):
        return []


def _each(how: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: [how(x) for x in values] if isinstance(values, list) else values


def _named(how: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: (
        {name: how(each) for name, each in values.items()} if isinstance(values, dict) else values
    )


_FROM_GOOGLE: Mapping[str, Callable[[Any], Any]] = {
    "type": lambda value: str(value).lower(),
    "enum": list,
    "required": list,
    "minItems": int,
    "maxItems": int,
    "minimum": float,
    "maximum": float,
    "items": of_google,
    "properties": _named(of_google),
    "anyOf": _each(of_google),
}
_BELOW: Mapping[str, Callable[[Any], Any]] = {
    "$defs": _named(of_json),
    "additionalProperties": of_json,
    "anyOf": _each(of_json),
    "items": of_json,
    "prefixItems": _each(of_json),
    "properties": _named(of_json),
}
_KEPT = _PLAIN | _BELOW.keys()


def _of_keyword(name: str, value: object) -> Any:
    return _BELOW[name](value) if name in _BELOW else value
