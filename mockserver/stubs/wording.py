"""What a schema violation says of a stub: what was expected, what came, and what to write instead."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.schemas import Violation
from mockserver.spelling import nearest
from mockserver.stubs.conditions import value_shown
from mockserver.stubs.mistakes import Mistake

_FEW = 5  # members that are named where an object is expected
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def mistakes(violations: Iterable[Violation]) -> Iterator[Mistake]:
    """Yield what each violation says.

    Which of several members there must be is no matter as long as one has a name that isn't known.
    """
    found = list(violations)
    wrong = {each.path for each in found if each.keyword in {"additionalProperties", "type"}}
    written = {(each.path, _meant(each)) for each in found if _is_unknown(each)}
    for each in found:
        if each.keyword in {"oneOf", "anyOf"} and each.path in wrong:
            continue
        if each.keyword == "required" and (each.path, each.name) in written:
            continue
        path = (*each.path, each.name or "") if _is_unknown(each) else each.path
        yield Mistake(_WORDS.get(each.keyword, _other)(each), path)


def meant(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name was meant, if one is like it."""
    near = nearest(name, known)
    return f"; did you mean {near!r}?" if near else ""


def _meant(violation: Violation) -> str:
    return nearest(violation.name or "", violation.schema["properties"])


def _is_unknown(violation: Violation) -> bool:
    return violation.keyword == "additionalProperties"


def _unknown(violation: Violation) -> str:
    known = list(violation.schema["properties"])
    return f"there is no such member{meant(violation.name or '', known) or f'; there are {_list(known)}'}"


def _type(violation: Violation) -> str:
    named: Any = violation.schema["type"]
    types = [named] if isinstance(named, str) else named
    expected = " or ".join(_TYPES[each] for each in types)
    members = list(violation.schema.get("properties", ())) if "object" in types else []
    few = f" with {_list(members)}" if 0 < len(members) <= _FEW else ""
    return f"takes {expected}{few}, not {value_shown(violation.value)}"


def _enum(violation: Violation) -> str:
    values = [str(each) for each in violation.schema["enum"]]
    hint = meant(violation.value, values) if isinstance(violation.value, str) else ""
    return f"takes one of {_list(values)}, not {value_shown(violation.value)}{hint}"


def _required(violation: Violation) -> str:
    return f"{violation.name!r} is missing"


def _union(violation: Violation) -> str:
    """Say which members there may be one of, and how many there are."""
    exactly = "takes exactly" if violation.keyword == "oneOf" else "needs"
    names = [x["required"][0] for x in violation.schema[violation.keyword] if "required" in x]
    there = [each for each in names if each in violation.value]
    came = " and ".join(there) if there else "none of them"
    return f"{exactly} one of {_list(names)}; here is {came}"


def _least(violation: Violation) -> str:
    return f"takes {violation.schema['minimum']} or more, not {value_shown(violation.value)}"


def _most(violation: Violation) -> str:
    return f"takes {violation.schema['maximum']} or less, not {value_shown(violation.value)}"


def _empty(_: Violation) -> str:
    return "must not be empty"


def _pattern(violation: Violation) -> str:
    return f"takes what matches {violation.schema['pattern']}, not {value_shown(violation.value)}"


def _other(violation: Violation) -> str:
    return f"can't be {value_shown(violation.value)}"


def _list(names: list[str]) -> str:
    return ", ".join(names)


_WORDS: Mapping[str, Callable[[Violation], str]] = {
    "additionalProperties": _unknown,
    "anyOf": _union,
    "enum": _enum,
    "maximum": _most,
    "minItems": _empty,
    "minLength": _empty,
    "minProperties": _empty,
    "minimum": _least,
    "oneOf": _union,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
}
