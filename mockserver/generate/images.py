"""Pictures: a plain card with the prompt on it, of the size that was asked for.

PNG, though Gemini 3 sends JPEG (recorded), for who tests with it looks for pixels; Vertex AI's
``imageOutputOptions`` ask for JPEG here as there. The bytes are the same for the same request and the
same Pillow.
"""

import base64
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from mockserver.canvas import Canvas
from mockserver.generate import prompt
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Part

_READ = 1_200  # characters of a prompt that are written
_MARGIN = 12  # of how many is a margin one
_LINES = 16  # of how many is a letter's height one, of a picture's shorter side
_SMALLEST = 9  # pixels of a letter's height
_WIDTH, _HEIGHT = 0.56, 1.3  # of a letter and a line, in heights of a letter
_QUALITY = 75  # of JPEG, in percent

# Background, letters and frame.
_PALETTES = (
    (0xE8F1F2, 0x13293D, 0x247BA0),
    (0xFFF3E0, 0x3E2723, 0xEF6C00),
    (0xEDE7F6, 0x1A1433, 0x7E57C2),
    (0xE8F5E9, 0x12301A, 0x43A047),
    (0x13293D, 0xE8F1F2, 0x3E92CC),
    (0x2B2024, 0xFBEFEF, 0xD1495B),
)
_GROUND, _INK, _FRAME = range(3)

# The font that comes with Pillow has the letters of English, and hardly any other.
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "..."})  # fmt: skip


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
    picture = shown(said, order, draft.choice)
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


def shown(text: str, order: Order, choice: Choice) -> Part:
    """Draw a card with *text* on it, in colours of choice, as a part."""
    image = card(text, order.size, choice.one(_PALETTES))
    file = BytesIO()
    if order.mime_type == "image/jpeg":
        image.convert("RGB").save(file, "JPEG", quality=order.quality)
    else:
        image.save(file, "PNG", bits=2)
    data = base64.b64encode(file.getvalue()).decode()
    return {"inlineData": {"mimeType": order.mime_type, "data": data}}


def card(text: str, size: tuple[int, int], palette: tuple[int, int, int]) -> Image.Image:
    r"""Draw a card of *size*, width and height, in three colours (0xRRGGBB), with *text* on it.

    What doesn't fit isn't written. Accents are left out, and letters of other scripts stand there as
    their numbers (``\u4e2d``), since the font has neither.
    """
    image = Image.new("P", size, _GROUND)
    image.putpalette(b"".join(colour.to_bytes(3, "big") for colour in palette))
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"  # Letters without grey: three colours are all that there are.
    width, height = size
    margin = min(size) // _MARGIN
    letter = max(_SMALLEST, min(size) // _LINES)
    pen.rectangle(
        (margin // 2, margin // 2, width - margin // 2, height - margin // 2),
        outline=_FRAME,
        width=max(1, margin // 6),
    )
    lines = _wrapped(text, max(1, int((width - 2 * margin) / (letter * _WIDTH))))
    fitting = lines[: max(1, int((height - 2 * margin) / (letter * _HEIGHT)))]
    font = ImageFont.load_default(letter)
    for number, line in enumerate(fitting):
        pen.text((margin, margin + int(number * letter * _HEIGHT)), line, fill=_INK, font=font)
    return image


def _wrapped(text: str, columns: int) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:_READ].translate(_PLAIN))
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    legible = bare.encode("ascii", "backslashreplace").decode()
    return [piece for line in legible.splitlines() for piece in textwrap.wrap(line, columns)]
