"""What the bodies of scenarios are made of: turns, parts, safety settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.call import Call, prompt
from contract_tests.scenario import row

PNG = (  # a plain square; its base64 has "+", "/" and padding
    "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKUlEQVR42u3NsQkAAAgDsB7m/3hWr3AQAtmTzZyKQCAQ"
    "CAQCgUAg+BIUrbwQPYk/5lQAAAAASUVORK5CYII="
)
URL_SAFE = PNG.replace("+", "-").replace("/", "_").rstrip("=")

Body = Mapping[str, Any]


def members(claim: str, name: str, **body: Any) -> object:
    """Write a scenario as members of a body, beside or in place of the usual ones."""
    return row(claim, name, body)


def said(*parts: Body | list[Body], role: str = "user") -> list[Body]:
    """Return contents of one turn."""
    return [{"role": role, "parts": list(parts)}]


def text(words: str = "Be brief.") -> Body:
    """Return a part of text."""
    return {"text": words}


def picture(data: str = PNG) -> Body:
    """Return a part that holds a picture."""
    return {"inlineData": {"mimeType": "image/png", "data": data}}


def harm(category: str, threshold: object = "BLOCK_ONLY_HIGH") -> Body:
    """Return a safety setting."""
    return {"category": f"HARM_CATEGORY_{category}", "threshold": threshold}


def holding(body: Body, model: str) -> Call:
    """Make a call of members of a body. Nothing limits its answer, which is short all the same."""
    call = prompt("Say hi", model)
    return replace(call, body={**call.body, **body})
