"""Values as they stand in Python, as a formatter would write them: each member on its own line."""

from collections.abc import Mapping
from typing import Any


def literal(value: Any, indent: int = 0) -> str:
    """Write a JSON value, or bytes, as Python; *indent* is that of the line where it begins."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        members = [f"{text(str(key))}: {literal(each, indent + 4)}" for key, each in value.items()]
        return _lines("{", members, "}", indent)
    if isinstance(value, list | tuple):
        return _lines("[", [literal(each, indent + 4) for each in value], "]", indent)
    if isinstance(value, bytes):
        return f'bytes.fromhex("{value.hex()}")'
    return repr(value)


def text(value: str) -> str:
    """Write a string with double quotes, unless that takes more backslashes."""
    single = repr(value + '"')[1:-2]  # with both kinds in it, `repr` escapes the single ones
    if value.count('"') > value.count("'"):
        return f"'{single}'"
    double = single.replace("\\'", "'").replace('"', '\\"')
    return f'"{double}"'


def _lines(begin: str, members: list[str], end: str, indent: int) -> str:
    if not members:
        return begin + end
    inner = " " * (indent + 4)
    return f"{begin}\n{''.join(f'{inner}{each},{chr(10)}' for each in members)}{' ' * indent}{end}"
