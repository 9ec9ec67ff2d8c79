"""What the model says to the responses of functions: what they hold, so that the agent is done."""

from collections.abc import Mapping
from typing import Any

from mockserver.generate.draft import Draft
from mockserver.generate.responses import BARE, held, leaves

_MOST = 2_000  # characters of a response that are told


def apply(draft: Draft) -> Draft:
    """Tell what the functions gave, if they were called for what the user asked."""
    turn = draft.request.turn
    if draft.parts or not turn.responses or not draft.speaks:
        return draft
    lines = [_line(call, response) for call, response in turn.calls]
    return draft.saying({"text": "\n".join(lines)})


def _line(call: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    arguments = ", ".join(f"{name}: {value}" for name, value in leaves(call.get("args", {})))
    said = f"{call.get('name', '')}({arguments})"
    found = dict(held(response))
    if "error" in found:
        return f"{said} failed: {found['error']}"[:_MOST]
    values = [value if name in BARE else f"{name}: {value}" for name, value in found.items()]
    media = len(response.get("parts", ()))
    values += [f"{media} attached {'file' if media == 1 else 'files'}"] if media else []
    return f"{said} gave {', '.join(values) or 'nothing'}."[:_MOST]
