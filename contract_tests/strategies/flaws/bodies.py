"""Bodies of requests, and members of them, from which flaws are made."""

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]

BYPASS = "skip_thought_signature_validator"  # taken in place of a signature (documented)


def merged(body: Body, members: Mapping[str, Any]) -> Body:
    """Return a body with more members, down into its objects; lists are replaced."""
    result = dict(body)
    for key, value in members.items():
        inner = result.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        result[key] = merged(inner, value) if both and inner is not None else value
    return result


def config(**members: Any) -> Body:
    """Return a body's generation config with some members."""
    return {"generationConfig": members}


def parts(*given: Body) -> Body:
    """Return the contents of one turn of the user with some parts."""
    return {"contents": [{"role": "user", "parts": list(given)}]}


def turns(*said: tuple[str, Body]) -> Body:
    """Return the contents of a conversation: who speaks, and the part that is said."""
    return {"contents": [{"role": role, "parts": [part]} for role, part in said]}


def functions(*declarations: Body) -> Body:
    """Return the tools that declare some functions."""
    return {"tools": [{"functionDeclarations": list(declarations)}]}
