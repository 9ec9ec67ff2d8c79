"""Canvases: what an image model can be asked to draw on, and how many pixels that has.

Sizes are those of Google's guide to image generation (documented); which model offers what is
gemini.md 7.2, and for the latest models their pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Pixels at 1K, by aspect ratio.
_OF_2_5: Mapping[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
_OF_3: Mapping[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
_NARROW: Mapping[str, tuple[int, int]] = {
    "1:4": (512, 2048),
    "4:1": (2048, 512),
    "1:8": (384, 3072),
    "8:1": (3072, 384),
}

# Spellings of a size, and how long its sides are, in those of 1K.
SCALES: Mapping[str, float] = {"1K": 1, "2K": 2, "4K": 4, "512": 0.5, "512P": 0.5, "512PX": 0.5}


@dataclass(frozen=True, slots=True)
class Canvas:
    """What an image model can be asked for.

    *pixels* are the width and height of its pictures at 1K, by aspect ratio. *sizes* are those that
    it offers; a model with none draws at 1K, whatever it is asked for.
    """

    pixels: Mapping[str, tuple[int, int]]
    sizes: frozenset[str] = frozenset()

    def size(self, ratio: str, size: str) -> tuple[int, int]:
        """Return the width and height of a picture; of what isn't offered, those of 1:1 and 1K."""
        width, height = self.pixels.get(ratio, self.pixels["1:1"])
        scale = SCALES[size] if size in self.sizes else 1
        return int(width * scale), int(height * scale)


FLASH_2_5 = Canvas(_OF_2_5)
PRO_3 = Canvas(_OF_3, frozenset({"1K", "2K", "4K"}))
FLASH_3_1 = Canvas({**_OF_3, **_NARROW}, frozenset(SCALES))
FLASH_LITE_3_1 = Canvas({**_OF_3, **_NARROW}, frozenset({"1K"}))
