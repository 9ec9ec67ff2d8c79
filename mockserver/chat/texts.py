"""What the parts of an answer say in a chat, which has text alone: code and media are written into it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Part = Mapping[str, Any]

_FENCE = "```"


def texts(parts: Sequence[Part], before: str = "") -> Iterator[tuple[Part, str]]:
    """Yield each part with what it says in a chat, *before* being what was said last.

    Code and what it put out stand in fences, pictures in Markdown (inferred). A fence begins a line here:
    the gateway breaks lines otherwise in a stream than in a whole answer.
    """
    for each in parts:
        said = _said(each)
        if said.startswith(_FENCE) and before and not before.endswith("\n"):
            said = f"\n{said}"
        yield each, said
        before = last(each, said, before)


def last(part: Part, said: str, before: str) -> str:
    """Return what was said last, after a part: a thought isn't said, nor is nothing."""
    return before if part.get("thought") else said or before


def _said(part: Part) -> str:
    if code := part.get("executableCode"):
        return f"{_FENCE}{code.get('language', '')}\n{code.get('code', '')}\n{_FENCE}\n"
    if result := part.get("codeExecutionResult"):
        return f"{_FENCE}output\n{result.get('output', '')}\n{_FENCE}\n"
    if blob := part.get("inlineData"):
        kind = blob.get("mimeType", "")
        mark = "![image]" if kind.startswith("image") else "[media]"
        return f"{mark}(data:{kind};base64,{blob.get('data', '')})"
    return part.get("text") or ""
