"""Which parts of an answer are signed with a thought signature (gemini.md 9, documented and observed)."""

from collections.abc import Iterator
from dataclasses import replace

from mockserver import signatures
from mockserver.generate.draft import Draft
from mockserver.models import GEMINI_3

_ALWAYS = {"toolCall", "toolResponse", "executableCode"}
_BY_IMAGE_MODELS = {"text", "inlineData"}


def apply(draft: Draft) -> Draft:
    """Sign the parts that the model would, but for those that have a signature."""
    signed = {each for each in _places(draft) if "thoughtSignature" not in draft.parts[each]}
    digest = draft.request.digest() + bytes([draft.choice.stream])
    parts = [
        {**part, "thoughtSignature": signatures.mint(digest, place)} if place in signed else part
        for place, part in enumerate(draft.parts)
    ]
    return replace(draft, parts=tuple(parts))


def _places(draft: Draft) -> Iterator[int]:
    """Yield the places of the parts that are signed.

    Gemini 3 signs the first of its calls whether it was told to think or not; 2.5 only if it has
    thought and has functions, and then its answer as well (recorded, 77 of 81).
    """
    model, parts = draft.request.model, list(enumerate(draft.parts))
    calls = [place for place, part in parts if "functionCall" in part]
    if model.generation < GEMINI_3:
        if draft.thoughts and draft.request.has_functions:
            yield from calls[:1] or _closing_text(draft)
        return
    yield from calls[:1]
    yield from (place for place, part in parts if part.keys() & _ALWAYS)
    if "IMAGE" in model.outputs:
        answers = ((place, part) for place, part in parts if not part.get("thought"))
        yield from (place for place, part in answers if part.keys() & _BY_IMAGE_MODELS)
    elif draft.thoughts:
        yield from _closing_text(draft)


def _closing_text(draft: Draft) -> Iterator[int]:
    """Yield the place of the last part, if it is text of the answer."""
    last = draft.parts[-1] if draft.parts else {}
    if "text" in last and not last.get("thought"):
        yield len(draft.parts) - 1
