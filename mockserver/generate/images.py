"""Pictures: a plain card with the prompt on it, and with the picture that it is to edit.

PNG, though Gemini 3 sends JPEG (recorded), for who tests with it looks for pixels; Vertex AI's
``imageOutputOptions`` ask for JPEG here as there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from mockserver.canvas import Canvas
from mockserver.generate import cards
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Part
from mockserver.generate.reading import prompt

_QUALITY = 75  # of JPEG, in percent

_PALETTES: tuple[cards.Palette, ...] = (
    (0xE8F1F2, 0x13293D, 0x247BA0),
    (0xFFF3E0, 0x3E2723, 0xEF6C00),
    (0xEDE7F6, 0x1A1433, 0x7E57C2),
    (0xE8F5E9, 0x12301A, 0x43A047),
    (0x13293D, 0xE8F1F2, 0x3E92CC),
    (0x2B2024, 0xFBEFEF, 0xD1495B),
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a picture is to be: *size* is width and height, *quality* of a JPEG in percent."""

    size: tuple[int, int]
    mime_type: str = "image/png"
    quality: int = _QUALITY


def apply(draft: Draft) -> Draft:
    """Say a sentence and show a picture, as far as they are asked for, of a model that draws.

    Thoughts of a Gemini 3 that are to be told have pictures too (gemini.md 7.2; reported for
    ``includeThoughts`` alone).
    """
    request, canvas = draft.request, draft.request.model.canvas
    modalities = request.config.get("responseModalities") or ("TEXT", "IMAGE")
    if draft.parts or canvas is None or "IMAGE" not in modalities:
        return draft
    asked = request.config.get("imageConfig", {})
    order = _order(asked, canvas)
    said = request.user_texts[-1] if request.user_texts else ""
    picture = shown(said, order, draft.choice, _reference(request.contents))
    text: list[Part] = [{"text": _sentence(said, draft.choice)}] if "TEXT" in modalities else []
    small = replace(order, size=canvas.size(asked.get("aspectRatio", ""), "1K"))
    return draft.saying(*_sketches(draft, said, small), *text, picture)


def _order(asked: Mapping[str, Any], canvas: Canvas) -> Order:
    size = canvas.size(asked.get("aspectRatio", ""), asked.get("imageSize", ""))
    options = asked.get("imageOutputOptions", {})
    if options.get("mimeType") != "image/jpeg":
        return Order(size)
    return Order(size, "image/jpeg", options.get("compressionQuality", _QUALITY))


def _sentence(said: str, choice: Choice) -> str:
    about = prompt.topic(prompt.asked(said)) or "nothing in particular"
    opening = choice.one(("Here is a picture of", "This is a picture of", "Here you go:"))
    return f"{opening} {about}. "


def _sketches(draft: Draft, said: str, order: Order) -> list[Part]:
    """Draw what was tried before the picture, once or twice (documented: up to two)."""
    told = draft.request.config.get("thinkingConfig", {}).get("includeThoughts")
    if not told or not draft.thoughts:
        return []
    return [
        {**shown(f"Sketch {number}: {said}", order, draft.choice), "thought": True}
        for number in range(1, 2 + draft.choice.number(2))
    ]


def shown(text: str, order: Order, choice: Choice, picture: Image.Image | None = None) -> Part:
    """Draw a card with *text* on it, in colours of choice, as a part."""
    drawn = cards.card(text, order.size, choice.one(_PALETTES), picture)
    data = cards.encoded(drawn, order.mime_type, order.quality)
    return {"inlineData": {"mimeType": order.mime_type, "data": data}}


def _reference(contents: Iterable[Mapping[str, Any]]) -> Image.Image | None:
    """Return the last picture of a conversation, sent or drawn: the one to edit."""
    parts = [
        part for content in contents for part in content.get("parts", ()) if not part.get("thought")
    ]
    blobs = [part["inlineData"] for part in reversed(parts) if "inlineData" in part]
    pictures = (cards.decoded(each["mimeType"], each["data"]) for each in blobs)
    return next(filter(None, pictures), None)
