"""One chat in many forms: what Go's decoder, which the gateway reads it with, takes for the same.

Schemas keep their order, which an answer follows. What is null is as if it weren't there.
"""

from typing import Any

from contract_tests.strategies.choices import JSON
from contract_tests.strategies.request.spelling import ORDERS, Picks

_SCHEMAS = frozenset({"parameters", "schema"})
_ROOT = (
    "stop",
    "temperature",
    "max_tokens",
    "n",
    "tools",
    "tool_choice",
    "stream",
    "response_format",
)
_MESSAGE = ("name", "tool_calls", "tool_call_id")
_FUNCTION = ("description", "parameters", "strict")
# What can be null, by what else is there.
_ABSENT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("messages", _ROOT),
    ("role", _MESSAGE),
    ("name", _FUNCTION),
)


def otherwise(value: Any, picks: Picks, holder: str = "") -> Any:
    """Return a chat, or what is in one, with its members in another order and some that are null."""
    if isinstance(value, list):
        return [otherwise(each, picks, holder) for each in value]
    if not isinstance(value, dict) or holder in _SCHEMAS:
        return value
    members = list({**value, **_null(value, picks, holder)}.items())
    ordered = picks.of(ORDERS)(members) if len(members) > 1 else members
    return {key: otherwise(each, picks, key) for key, each in ordered}


def _null(value: JSON, picks: Picks, holder: str) -> JSON:
    """Return a member that is null, or none, where the holder has some that it can do without."""
    known = next((names for mark, names in _ABSENT if mark in value and _holds(holder, mark)), ())
    options = [{}, *({each: None} for each in known if each not in value)]
    return picks.of(options) if len(options) > 1 else {}


def _holds(holder: str, mark: str) -> bool:
    """Whether a holder is the one that a mark is for: a name alone says little."""
    return mark != "name" or holder == "function"
