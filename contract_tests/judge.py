"""The independent judge: the schemas by `jsonschema`, never by the validator that the mock uses."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from contract_tests.findings import Finding
from mockserver.schemas import documents


def findings(schema: str, payload: object) -> Iterator[Finding]:
    """Yield all that *payload* breaks of the schema file *schema*.

    A field or an enum value that the schema doesn't know is *additive*, unless it is a known one in
    another spelling. Each unknown field is a finding of its own. Of what may be null, or else an
    object, only what the object breaks is told.
    """
    for error in _validator(schema).iter_errors(payload):
        yield from _told(error)


def accepts(schema: str, payload: object) -> bool:
    """Whether *payload* keeps the schema file *schema* in every detail."""
    valid: bool = _validator(schema).is_valid(payload)
    return valid


def pointer(path: Iterable[str | int]) -> str:
    """Write a path as a JSON pointer."""
    return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)


@cache
def _validator(schema: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_contents(
        documents().items(), default_specification=DRAFT202012
    )
    return Draft202012Validator({"$ref": schema}, registry=registry)


def _told(error: ValidationError) -> Iterator[Finding]:
    if error.validator == "additionalProperties":
        yield from _unknown_fields(error)
    elif meant := _meant(error):
        for each in meant:
            yield from _told(each)
    else:
        yield Finding(
            pointer=pointer(error.absolute_path),
            message=error.message,
            additive=_is_new_value(error),
        )


def _meant(error: ValidationError) -> list[ValidationError]:
    """Return what breaks the one alternative that has the type of the value; [] if it isn't one."""
    broken: dict[str | int, list[ValidationError]] = {}
    for each in error.context if error.validator == "anyOf" else ():
        broken.setdefault(each.relative_schema_path[0], []).append(each)
    typed = [each for each in broken.values() if not any(map(_is_other_type, each))]
    return typed[0] if len(typed) == 1 else []


def _is_other_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _unknown_fields(error: ValidationError) -> Iterator[Finding]:
    known = cast("dict[str, Any]", error.schema)["properties"]
    for name in sorted(cast("dict[str, Any]", error.instance).keys() - known.keys()):
        like = _respelt(name, known)
        yield Finding(
            pointer=pointer([*error.absolute_path, name]),
            message=f"{name!r} is {like!r} in another spelling" if like else f"new field {name!r}",
            additive=not like,
        )


def _is_new_value(error: ValidationError) -> bool:
    """Whether it is about a word that an enum doesn't have, in any spelling."""
    return (
        error.validator == "enum"
        and isinstance(error.instance, str)
        and not _respelt(error.instance, cast("list[Any]", error.validator_value))
    )


def _respelt(name: object, known: Iterable[object]) -> str:
    """Return the known name that differs from *name* in nothing but case, dashes or underscores."""
    return next((str(each) for each in known if _bare(each) == _bare(name)), "")


def _bare(name: object) -> str:
    return str(name).replace("_", "").replace("-", "").casefold()
