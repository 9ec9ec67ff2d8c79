"""Whether what one stub asks for is asked for by another too: then it never comes to the other."""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mockserver.stubs.conditions import is_condition, pattern, same
from mockserver.stubs.matching import whole

_GLOB = frozenset("*?[")


def implies(strong: Mapping[str, Any], weak: Mapping[str, Any]) -> bool:
    """Whether whatever matches *strong* surely matches *weak* too. In doubt it doesn't."""
    asked, base = whole(strong), whole(weak)
    return all(
        name in asked and _IMPLIES.get(name, same)(asked[name], wanted)
        for name, wanted in base.items()
    )


def contradiction(wanted: Any) -> str:
    """Say why no text is as a condition says; "" if one may be."""
    if not isinstance(wanted, Mapping) or "equals" not in wanted:
        return ""
    for how in ("contains", "regex"):
        if how in wanted and not _holds(how, wanted[how], wanted["equals"]):
            return f"no text equals {wanted['equals']!r} and {_VERBS[how]} {wanted[how]!r}"
    return ""


_VERBS = {"contains": "contains", "regex": "matches"}


def _holds(how: str, wanted: Any, text: Any) -> bool:
    if not isinstance(text, str):
        return True  # A value of another kind: not looked into.
    return wanted in text if how == "contains" else pattern(wanted).search(text) is not None


def _texts(strong: Any, weak: Any) -> bool:
    """Whether a text, or a value, that is as *strong* says is as *weak* says too."""
    asked, base = _condition(strong), _condition(weak)
    return all(_one(asked, how, wanted) for how, wanted in base.items())


def _one(asked: Mapping[str, Any], how: str, wanted: Any) -> bool:
    if how in asked and same(asked[how], wanted):
        return True
    if how == "present":
        return wanted is True and asked.get("present") is not False
    if isinstance(asked.get("equals"), str):
        return how != "equals" and _holds(how, wanted, asked["equals"])
    inner = asked.get("contains")
    return (
        how == "contains" and isinstance(inner, str) and isinstance(wanted, str) and wanted in inner
    )


def _condition(wanted: Any) -> Mapping[str, Any]:
    return wanted if is_condition(wanted) else {"equals": wanted}


def _members(strong: Mapping[str, Any], weak: Mapping[str, Any]) -> bool:
    return all(key in strong and _texts(strong[key], each) for key, each in weak.items())


def _headers(strong: Mapping[str, Any], weak: Mapping[str, Any]) -> bool:
    lowered = [{key.lower(): each for key, each in one.items()} for one in (strong, weak)]
    return _members(*lowered)


def _model(strong: str, weak: str) -> bool:
    return weak in {strong, "*"} or (not _GLOB & set(strong) and fnmatchcase(strong, weak))


def _all_of(strong: str | list[str], weak: str | list[str]) -> bool:
    return _names(weak) <= _names(strong)


def _any_of(strong: str | list[str], weak: str | list[str]) -> bool:
    return _names(strong) <= _names(weak)


def _names(value: str | list[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def _response(strong: Any, weak: Any) -> bool:
    return same(strong, weak) or (weak is True and isinstance(strong, Mapping))


_IMPLIES: Mapping[str, Callable[[Any, Any], bool]] = {
    "function_response": _response,
    "headers": _headers,
    "json": _members,
    "modality": _all_of,
    "model": _model,
    "operation": _any_of,
    "system": _texts,
    "text": _texts,
    "tools": _all_of,
}
