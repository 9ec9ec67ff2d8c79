"""Scalar values as protobuf's JSON parser takes them: by name, by number, as text.

Facts: gemini.md 2.1 (recorded traffic, many reports, and the parser as once published).
"""

import math
import re

# Standard or URL-safe, not both at once; padding may be left out, but not be wrong.
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(={0,2})")
_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?(?:[eE][-+]?\d{1,4})?", re.ASCII)
_INT = re.compile(r"-?\d{1,20}", re.ASCII)
_INT_BITS = {"int32": 31, "int64": 63}
_BOOLS = {"true": True, "false": False}


def json_type(value: object) -> str:
    """Name the JSON type of a value; empty for null."""
    match value:
        case None:
            return ""
        case bool():
            return "bool"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
        case _:
            return "number"


def enumerator(
    value: object, values: tuple[str, ...], numbered: tuple[str, ...]
) -> str | int | None:
    """Read an enum as protobuf does: exact name, number, then upper case with ``_`` for ``-``.

    An unknown number is kept, since proto enums are open; it fails later, as a semantic fault.
    """
    if isinstance(value, str):
        return _named(value, values, numbered)
    number = _integer(value, _INT_BITS["int32"])
    if number is None:
        return None
    return numbered[number] if 0 <= number < len(numbered) else number


def _named(value: str, values: tuple[str, ...], numbered: tuple[str, ...]) -> str | None:
    if _INT.fullmatch(value):
        number = int(value)
        return numbered[number] if 0 <= number < len(numbered) else None
    spellings = (value, value.upper().replace("-", "_"), value.lower())
    known = (each for each in spellings if each in values)
    return next(known, None) if value.isascii() else None


def scalar(value: object, kind: str) -> str | bool | int | float | None:
    """Read a value of a scalar kind: ``string``, ``bytes``, ``bool``, ``int32``, ``int64``, else a float.

    Return None if it can't be read as one.
    """
    match kind:
        case "string":
            return value if isinstance(value, str) else None
        case "bytes":
            return value if isinstance(value, str) and _is_base64(value) else None
        case "bool":
            return _BOOLS.get(value) if isinstance(value, str) else _bool(value)
        case "int32" | "int64":
            return _integer(value, _INT_BITS[kind])
        case _:
            number = _number(value)
            whole = isinstance(number, float) and number.is_integer()
            return int(number) if whole and number is not None else number


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _is_base64(text: str) -> bool:
    found = _BASE64.fullmatch(text)
    return found is not None and len(text) % 4 in ({0} if found[1] else {0, 2, 3})


def _integer(value: object, bits: int) -> int | None:
    number = int(value) if isinstance(value, str) and _INT.fullmatch(value) else _number(value)
    if number is None or number != int(number):
        return None
    return int(number) if -(2**bits) <= number < 2**bits else None


def _number(value: object) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    return number if math.isfinite(number) else None
