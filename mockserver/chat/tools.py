"""The tools of a chat as declared functions, and which of them may be called."""

from collections.abc import Mapping
from typing import Any

from mockserver.chat.reading import Document

_MODES = {"none": "NONE", "auto": "AUTO", "required": "ANY"}


def tools(asked: Document) -> dict[str, Any]:
    """Return ``tools`` and ``toolConfig``, where functions are declared."""
    declared = [_declaration(each["function"]) for each in asked.get("tools", ())]
    if not declared:
        return {}
    calling = _calling(asked.get("tool_choice"))
    config = {"toolConfig": {"functionCallingConfig": calling}} if calling else {}
    return {"tools": [{"functionDeclarations": declared}], **config}


def _declaration(function: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: function[key] for key in ("name", "description") if function.get(key)}
    parameters = function.get("parameters") or {}
    # The gateway declares no parameters where there are no properties (inferred).
    if parameters.get("properties") == {}:
        return told
    return told | ({"parametersJsonSchema": parameters} if parameters else {})


def _calling(choice: str | Mapping[str, Any] | None) -> dict[str, Any]:
    if isinstance(choice, str):
        return {"mode": _MODES[choice]} if choice in _MODES else {}
    if choice:
        return {"mode": "ANY", "allowedFunctionNames": [choice["function"]["name"]]}
    return {}
