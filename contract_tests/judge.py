"""The independent judge: the schemas by `jsonschema`, never by the validator that the mock uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from mockserver.schemas import documents

Severity = Literal["additive", "breaking"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a payload breaks of a schema, where (a JSON pointer), and how badly."""

    pointer: str
    message: str
    severity: Severity


def findings(schema: str, payload: object) -> Iterator[Finding]:
    """Yield all that *payload* breaks of the schema file *schema*.

    A field or an enum value that the schema doesn't know is *additive*, all else *breaking*.
    """
    for error in _validator(schema).iter_errors(payload):
        yield Finding(_pointer(error), error.message, _severity(error))


def accepts(schema: str, payload: object) -> bool:
    """Whether *payload* keeps the schema file *schema* in every detail."""
    valid: bool = _validator(schema).is_valid(payload)
    return valid


@cache
def _validator(schema: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_contents(
        documents().items(), default_specification=DRAFT202012
    )
    return Draft202012Validator({"$ref": schema}, registry=registry)


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{each}" for each in error.absolute_path)


def _severity(error: ValidationError) -> Severity:
    return "additive" if error.validator in {"additionalProperties", "enum"} else "breaking"
