"""The tools of a chat as declared functions, and which of them may be called."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.chat import subset
from mockserver.chat.reading import Document

_MODES = {"none": "NONE", "auto": "AUTO", "required": "ANY"}
# Functions of which the gateway makes Google's own tools (inferred), though the page has it that they aren't
# available by this face.
_OWN_TOOLS = frozenset({"googleSearch", "codeExecution", "urlContext"})
# Tools of Google's that the page names as not available by this face (documented), as they are spelled elsewhere.
_UNAVAILABLE = frozenset({"google_search", "googleSearch", "google_maps", "googleMaps"})


def tools(asked: Document) -> dict[str, Any]:
    """Return ``tools`` and ``toolConfig``, where functions are declared."""
    declared = [_declaration(each) for each in _functions(asked)]
    if not declared:
        return {}
    calling = _calling(asked.get("tool_choice"))
    config = {"toolConfig": {"functionCallingConfig": calling}} if calling else {}
    return {"tools": [{"functionDeclarations": declared}], **config}


def doubts(body: Document, asked: Document, name: str) -> Iterator[str]:
    """Say what of the tools gets lost at the origin of that *name*, or isn't what it seems; *body* is as it came."""
    given = filter(None, body.get("tools") or ())
    for each in sorted({key for tool in given for key in (*tool, tool.get("type"))} & _UNAVAILABLE):
        yield f"{each!r} is no tool here: it is not available by way of chat completions (documented)"
    for kind in sorted({each.get("type", "") for each in asked.get("tools", ())} - {"function"}):
        yield f"{name} takes a tool of type {kind!r} for a function (inferred)"
    names = {each.get("name", "") for each in _functions(asked)}
    for each in sorted(names & _OWN_TOOLS):
        yield f"{name} may make Google's own tool of a function called {each!r} (inferred)"
    lost = {key for each in _functions(asked) for key in subset.strangers(each.get("parameters"))}
    if lost:
        yield f"{name} drops {_listed(lost)} from the parameters of functions (inferred)"
    yield from _doubts_of_choice(asked)


def _doubts_of_choice(asked: Document) -> Iterator[str]:
    choice = asked.get("tool_choice", "auto")
    if choice != "auto" and not asked.get("tools"):
        yield "'tool_choice' is ignored without tools (inferred)"
    elif isinstance(choice, str) and choice not in _MODES:
        yield f"a 'tool_choice' of {choice!r} is taken for 'auto' (inferred)"
    elif isinstance(choice, dict) and choice.get("type") != "function":
        yield f"a 'tool_choice' of type {choice.get('type', '')!r} is ignored (inferred)"


def _functions(asked: Document) -> list[Mapping[str, Any]]:
    return [each.get("function", {}) for each in asked.get("tools", ())]


def _declaration(function: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: function[key] for key in ("name", "description") if function.get(key)}
    parameters = function.get("parameters") or {}
    # The gateway declares no parameters where there are no properties (inferred).
    if parameters.get("properties") == {}:
        return told
    return told | ({"parametersJsonSchema": parameters} if parameters else {})


def _calling(choice: str | Mapping[str, Any] | None) -> dict[str, Any]:
    """Say which functions may be called, as the gateway does it (inferred)."""
    if isinstance(choice, str):
        return {"mode": _MODES.get(choice, "AUTO")}
    if not choice or choice.get("type") != "function":
        return {}
    named = choice.get("function", {}).get("name")
    return {"mode": "ANY", **({"allowedFunctionNames": [named]} if named else {})}


def _listed(names: set[str]) -> str:
    return ", ".join(repr(each) for each in sorted(names))
