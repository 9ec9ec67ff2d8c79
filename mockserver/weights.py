"""What media weigh, in tokens, by the series of a model. To add a series, add a row.

Facts: gemini.md 8 (documented, and measured in recorded traffic). Grades as elsewhere: D documented,
R recorded, S inferred, own.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_UNLIMITED = 1 << 62


@dataclass(frozen=True, slots=True)
class Tiles:
    """How a series cuts a large picture: into tiles of *least* to *largest* pixels a side.

    A picture of no side over *whole* isn't cut; one that is cut is seen *overview* times more.
    """

    whole: int = 384
    least: int = 256
    largest: int = 768
    overview: int = 0

    def count(self, width: int, height: int) -> int:
        """Return how many tiles a picture has, of so many pixels."""
        if max(width, height) <= self.whole:
            return 1
        side = max(self.least, min(int(min(width, height) / 1.5), self.largest))
        tiles = math.ceil(width / side) * math.ceil(height / side)
        return tiles if tiles == 1 else tiles + self.overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What media weigh for the models of a series, in tokens.

    Attributes:
        picture, page, frame: The most of one, by media resolution; "" is where none is asked for.
        second: A second of sound that is heard.
        page_is: The modality of a page.
        tiles: How a picture is cut, each tile of which weighs so much; None where it is scaled.
        drawn: A picture that the model draws, by its pixels: up to so many, so much.
        spoken: A second of sound that the model speaks.
    """

    picture: Mapping[str, int]
    page: Mapping[str, int]
    frame: Mapping[str, int]
    second: int
    page_is: Literal["DOCUMENT", "IMAGE"] = "DOCUMENT"
    tiles: Tiles | None = None
    drawn: tuple[tuple[int, int], ...] = ((_UNLIMITED, 1_290),)  # D, R: 2.5
    spoken: int = 25  # D

    def of_picture(self, width: int, height: int, resolution: str = "") -> int:
        """Weigh a picture; 0 by 0 is one of unknown size."""
        most = _by(self.picture, resolution)
        if self.tiles is None:
            return scaled(most, width, height)
        return most * (self.tiles.count(width, height) if resolution in {"", "HIGH"} else 1)

    def of_pages(self, count: int, width: float, height: float, resolution: str = "") -> int:
        """Weigh so many pages of one size."""
        most = _by(self.page, resolution)
        return count * (most if self.tiles else scaled(most, width, height))

    def of_frames(self, count: int, resolution: str = "") -> int:
        """Weigh so many frames of a film."""
        most = _by(self.frame, resolution)
        return count * (most if self.tiles else scaled(most, 1, 1))

    def of_drawn(self, pixels: int) -> int:
        """Weigh a picture that the model draws."""
        return next(tokens for most, tokens in self.drawn if pixels <= most)


def scaled(most: int, width: float, height: float) -> int:
    """Weigh a picture that is scaled into *most* squares, a token each, in its own proportions.

    The rule is inferred, and gives the recorded counts of Gemini 3 to the token: 1,089 for a square,
    1,088 for 597 by 566, 1,102 for 400 by 301; of a PDF's pages 532 for A4 and 520 for Letter.
    """
    ratio = width / height if width > 0 and height > 0 else 1.0
    across = min(most, max(1, math.floor(math.sqrt(most * ratio))))
    down = min(most // across, max(1, math.floor(math.sqrt(most / ratio))))
    return across * down


def _by(table: Mapping[str, int], resolution: str) -> int:
    return table.get(resolution, table[""])


GEMINI_2_0 = Weights(
    # D; R: 3,354 for 3,008 by 2,000 and 1,806 for 540 by 360, which is a tile more than documented.
    picture={"": 258, "LOW": 64},
    page={"": 258, "LOW": 64},  # D, R; D for LOW
    frame={"": 258, "LOW": 66},  # D, R
    second=25,  # R; D says 32
    tiles=Tiles(overview=1),
)
GEMINI_2_5 = Weights(
    # R: 258 for all up to 597 by 566, so they aren't cut into less than 768 pixels; D: larger are.
    picture={"": 258, "LOW": 64},
    page={"": 258, "LOW": 64},  # D, R; D for LOW
    frame={"": 258, "LOW": 66},  # D; R on Vertex AI. Google's own front adds 5 for the time
    second=32,  # D, R
    tiles=Tiles(whole=768, least=768),
)
GEMINI_3 = Weights(
    picture={"": 1_120, "LOW": 280, "MEDIUM": 560, "HIGH": 1_120, "ULTRA_HIGH": 2_240},  # D, R
    page={"": 560, "LOW": 280, "MEDIUM": 560, "HIGH": 1_120, "ULTRA_HIGH": 2_240},  # D, R
    frame={"": 70, "HIGH": 280, "ULTRA_HIGH": 280},  # D; R: 64, as a square of 70 has
    second=25,  # R
    page_is="IMAGE",  # R
    drawn=((500_000, 747), (2_000_000, 1_120), (8_000_000, 1_680), (_UNLIMITED, 2_520)),  # D, R: 1K
)
GEMINI_3_PRO_IMAGE = Weights(
    picture={"": 560},  # D, by Vertex AI's page of the model
    page={"": 560},  # S
    frame={"": 70},  # own: it takes no film
    second=25,  # own: nor sound
    page_is="IMAGE",
    drawn=((8_000_000, 1_120), (_UNLIMITED, 2_000)),  # D; R: 1K
)
GENERATIONS: Mapping[int, Weights] = {2: GEMINI_2_5, 3: GEMINI_3}
