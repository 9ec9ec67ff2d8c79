"""Cards: drawings in three colours, with a text on them, and a picture below it if there is one.

The letters are those of the font that comes with Pillow, so the same Pillow draws the same pixels.
"""

import base64
import textwrap
import unicodedata
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from mockserver import media
from mockserver.media import Picture

_READ = 1_200  # characters of a text that are written
_MARGIN = 12  # of how many is a margin one
_LINES = 16  # of how many is a letter's height one, of a card's shorter side
_SMALLEST = 9  # pixels of a letter's height
_WIDTH, _HEIGHT = 0.56, 1.3  # of a letter and a line, in heights of a letter
_GROUND, _INK, _FRAME = range(3)

_SHOWN = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_PIXELS = 20_000_000  # of a picture that is shown, which has to be decoded
_SIDE = 1_024  # pixels of it, at the most, that are left on a card
_COLOURS = 128

# The font has the letters of English, and hardly any other.
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
    }
)

Palette = tuple[int, int, int]  # of the ground, the letters and the frame, each 0xRRGGBB


def card(
    text: str, size: tuple[int, int], palette: Palette, picture: Image.Image | None = None
) -> Image.Image:
    r"""Draw a card of *size*, width and height, with *text* on it, and *picture*, which may be made smaller.

    What doesn't fit isn't written. Accents are left out, and letters of other scripts stand there as
    their numbers (``\u4e2d``), since the font has neither.
    """
    image = Image.new("P", size, _GROUND)
    image.putpalette(b"".join(colour.to_bytes(3, "big") for colour in palette))
    margin = min(size) // _MARGIN
    width, height = size[0] - 2 * margin, size[1] - 2 * margin
    _frame(image, margin)
    if picture:
        height //= 2
        _paste(image, picture, (width, height - margin // 2))
    _write(image, text, (width, height), margin)
    return image


def decoded(mime_type: str, data: str) -> Image.Image | None:
    """Decode a picture from base64; None if it is none, is broken, or is too large to be worth it."""
    found = media.read(mime_type, data)
    if not isinstance(found, Picture) or not 0 < found.width * found.height <= _MOST_PIXELS:
        return None
    try:
        with Image.open(BytesIO(media.decoded(data)), formats=_SHOWN) as image:
            image.thumbnail((_SIDE, _SIDE))
            return image.convert("RGB")
    except Exception:  # noqa: BLE001 - whatever a broken file makes of its decoder
        return None


def _frame(image: Image.Image, margin: int) -> None:
    half = margin // 2
    box = (half, half, image.width - half, image.height - half)
    ImageDraw.Draw(image).rectangle(box, outline=_FRAME, width=max(1, margin // 6))


def _write(image: Image.Image, text: str, room: tuple[int, int], margin: int) -> None:
    pen = ImageDraw.Draw(image)
    letter = max(_SMALLEST, min(image.size) // _LINES)
    font = ImageFont.load_default(letter)
    lines = _wrapped(text, max(1, int(room[0] / (letter * _WIDTH))))
    for number, line in enumerate(lines[: max(1, int(room[1] / (letter * _HEIGHT)))]):
        top = margin + int(number * letter * _HEIGHT)
        pen.text((margin, top), line, fill=_INK, font=font)


def _wrapped(text: str, columns: int) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:_READ].translate(_PLAIN))
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    legible = bare.encode("ascii", "backslashreplace").decode()
    return [piece for line in legible.splitlines() for piece in textwrap.wrap(line, columns)]


def _paste(image: Image.Image, picture: Image.Image, room: tuple[int, int]) -> None:
    """Put a picture into the lower half of a card, whose palette takes its colours up."""
    small = picture.copy()
    small.thumbnail((max(1, room[0]), max(1, room[1])))
    few = small.quantize(_COLOURS)
    own, taken = image.getpalette() or [], few.getpalette() or []
    image.putpalette([*own[: 3 * (_FRAME + 1)], *taken])
    shifted = few.point([min(each + _FRAME + 1, 255) for each in range(256)])
    image.paste(shifted, ((image.width - small.width) // 2, image.height // 2))


def encoded(image: Image.Image, mime_type: str, quality: int) -> str:
    """Write a card as a file, ``image/jpeg`` or else a PNG; return it as base64."""
    file = BytesIO()
    if mime_type == "image/jpeg":
        image.convert("RGB").save(file, "JPEG", quality=quality)
    else:
        image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
