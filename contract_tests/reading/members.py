"""Reads payloads of which nothing is certain: what has the wrong type counts as absent.

That it has the wrong type is the schemas' to say; a rule about what it means must bear it.
"""

from typing import Any, TypeGuard

from contract_tests.exchange import Exchange


def mapping(value: object, *names: str) -> dict[str, Any]:
    """Return the object at the end of a path of names; empty if there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows(holder: object, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [each for each in items(holder, name) if isinstance(each, dict)]


def items(holder: object, name: str) -> list[Any]:
    """Return the values of a list; none if it isn't one."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def text(holder: object, name: str) -> str:
    """Return a text; "" if it isn't one."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def whole_number(holder: object, name: str) -> int | None:
    """Return a whole number; None if it isn't one."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if is_count(value) else None


def is_count(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; JSON's true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def parts(candidate: object) -> list[dict[str, Any]]:
    """Return the parts of a candidate."""
    return rows(mapping(candidate, "content"), "parts")


def said(candidate: object) -> str:
    """Return the text of a candidate, thoughts left out."""
    return "".join(text(each, "text") for each in parts(candidate) if not each.get("thought"))


def endings(exchange: Exchange) -> set[str]:
    """Return the finish reasons of all candidates."""
    return {text(each, "finishReason") for each in exchange.candidates} - {""}


def refusal(exchange: Exchange) -> str:
    """Return the message of an error; "" if there is none. In a stream it may stand in a list."""
    body = exchange.json[0] if isinstance(exchange.json, list) and exchange.json else exchange.json
    return text(mapping(body, "error"), "message")
