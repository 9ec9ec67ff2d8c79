"""The models, and what each can do. To add a model, add a row.

Sources: the documentation page names ``gemini-2.5-flash`` and ``gemini-3.1-pro-preview``; the other
ids are those of cometapi.md 4 (observed in CometAPI's own posts and articles) and of recorded
traffic; what each can do is gemini.md 7 (documented by Google, in part measured). Limits, and what
can be done with a model, are those of recorded lists of models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from mockserver import canvas as draws
from mockserver import weights as weigh
from mockserver.canvas import Canvas
from mockserver.weights import Weights

Level = Literal["MINIMAL", "LOW", "MEDIUM", "HIGH"]
GEMINI_3 = 3  # the generation that thinks in levels
ALL_LEVELS: tuple[Level, ...] = ("MINIMAL", "LOW", "MEDIUM", "HIGH")


@dataclass(frozen=True, slots=True)
class Budget:
    """The thinking budgets a model takes: -1 (dynamic), *least* to *most* tokens, 0 if it may be off.

    *default* is what it thinks by when not told; 0 is off.
    """

    least: int
    most: int
    can_be_off: bool
    default: int = -1

    def takes(self, budget: int) -> bool:
        """Whether a model with these budgets takes *budget*."""
        if budget in {0, -1}:
            return self.can_be_off or budget == -1
        return self.least <= budget <= self.most


@dataclass(frozen=True, slots=True)
class Levels:
    """The thinking levels a model takes, and the one it has by default.

    Where a budget is taken too, for old clients, *budget_0* says whether it may be 0.
    """

    offered: tuple[Level, ...]
    default: Level
    budget_0: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """A model and what it can do.

    *thinking* is `Budget` (Gemini 2.5), `Levels` (Gemini 3) or None (doesn't think). *generation* is
    the major version. *alias_of* is the id that an alias answers under. *dimensions* are those of its
    embeddings when not told; 0 if it makes none, and then it generates. *media* is what media weigh, where
    that isn't what they weigh for its generation. *canvas* is what it draws on, if it does. *early* is
    one from before 2.5.
    """

    id: str
    generation: int
    thinking: Budget | Levels | None
    max_candidates: int = 1
    output_limit: int = 65_536
    input_limit: int = 1_048_576
    dimensions: int = 0
    outputs: frozenset[str] = frozenset({"TEXT"})
    alias_of: str = ""
    media: Weights | None = None
    canvas: Canvas | None = None
    early: bool = False

    @property
    def weights(self) -> Weights:
        """What media weigh for it."""
        return self.media or weigh.GENERATIONS.get(self.generation, weigh.GEMINI_3)

    @property
    def version(self) -> str:
        """The ``modelVersion`` of its answers."""
        return self.alias_of or self.id

    @property
    def methods(self) -> tuple[str, ...]:
        """What can be done with it (observed): its ``supportedGenerationMethods``."""
        if self.dimensions:
            return ("embedContent", "countTextTokens", "countTokens", "asyncBatchEmbedContent")
        caches = ("createCachedContent",) if self.outputs == {"TEXT"} else ()
        return ("generateContent", "countTokens", *caches, "batchGenerateContent")


_FLASH_BUDGET = Budget(0, 24_576, can_be_off=True)
_IMAGE = frozenset({"TEXT", "IMAGE"})
_NONE: frozenset[str] = frozenset()

_ROWS = (
    Model("gemini-2.0-flash", 2, None, max_candidates=8, output_limit=8_192, media=weigh.GEMINI_2_0, early=True),
    Model("gemini-2.0-flash-lite", 2, None, max_candidates=8, output_limit=8_192, media=weigh.GEMINI_2_0, early=True),
    Model("gemini-2.5-pro", 2, Budget(128, 32_768, can_be_off=False), max_candidates=8),
    Model("gemini-2.5-flash", 2, _FLASH_BUDGET, max_candidates=8),
    Model(
        "gemini-2.5-flash-lite",
        2,
        Budget(512, 24_576, can_be_off=True, default=0),
        max_candidates=8,
    ),
    Model("gemini-2.5-flash-image", 2, None, outputs=_IMAGE, canvas=draws.FLASH_2_5),
    Model("gemini-2.5-flash-image-preview", 2, None, outputs=_IMAGE, canvas=draws.FLASH_2_5),
    Model("gemini-2.5-flash-preview-tts", 2, None, outputs=frozenset({"AUDIO"})),
    Model("gemini-2.5-pro-preview-tts", 2, None, outputs=frozenset({"AUDIO"})),
    Model("gemini-3-pro-preview", 3, Levels(("LOW", "HIGH"), "HIGH")),
    Model("gemini-3.1-pro-preview", 3, Levels(("LOW", "MEDIUM", "HIGH"), "HIGH")),
    Model("gemini-3-flash-preview", 3, Levels(ALL_LEVELS, "HIGH")),
    Model("gemini-3.1-flash-lite", 3, Levels(ALL_LEVELS, "MINIMAL")),
    Model("gemini-3.1-flash-lite-preview", 3, Levels(ALL_LEVELS, "MINIMAL")),
    Model("gemini-3.5-flash", 3, Levels(ALL_LEVELS, "MEDIUM")),
    Model("gemini-3.5-flash-lite", 3, Levels(ALL_LEVELS, "MINIMAL", budget_0=False)),
    Model("gemini-3.6-flash", 3, Levels(ALL_LEVELS, "MEDIUM", budget_0=False)),
    Model("gemini-3.7-flash", 3, Levels(("LOW", "MEDIUM", "HIGH"), "MEDIUM")),
    Model("gemini-3.8-flash", 3, Levels(("LOW", "MEDIUM", "HIGH"), "MEDIUM")),
    # Levels of image models other than the last are taken from it (inferred).
    Model("gemini-3-pro-image", 3, Levels(("LOW", "HIGH"), "HIGH"), outputs=_IMAGE, canvas=draws.PRO_3, media=weigh.GEMINI_3_PRO_IMAGE),
    Model("gemini-3-pro-image-preview", 3, Levels(("LOW", "HIGH"), "HIGH"), outputs=_IMAGE, canvas=draws.PRO_3, media=weigh.GEMINI_3_PRO_IMAGE),
    Model("gemini-3.1-flash-image", 3, Levels(("MINIMAL", "HIGH"), "MINIMAL"), outputs=_IMAGE, canvas=draws.FLASH_3_1),
    Model("gemini-3.1-flash-image-preview", 3, Levels(("MINIMAL", "HIGH"), "MINIMAL"), outputs=_IMAGE, canvas=draws.FLASH_3_1),
    Model("gemini-3.1-flash-lite-image", 3, Levels(("MINIMAL", "HIGH"), "MINIMAL"), outputs=_IMAGE, canvas=draws.FLASH_LITE_3_1),
    Model("gemini-embedding-001", 1, None, dimensions=3_072, outputs=_NONE),
    Model("gemini-embedding-2", 2, None, dimensions=3_072, outputs=_NONE),
    Model("gemini-embedding-2-preview", 2, None, dimensions=3_072, outputs=_NONE),
)  # fmt: skip

# Of input and output, in tokens, where they are not the usual ones (observed).
_LIMITS = {
    "gemini-2.5-flash-image": (32_768, 32_768),
    "gemini-2.5-flash-image-preview": (32_768, 32_768),
    "gemini-2.5-flash-preview-tts": (8_192, 16_384),
    "gemini-2.5-pro-preview-tts": (8_192, 16_384),
    "gemini-3-pro-image": (131_072, 32_768),
    "gemini-3-pro-image-preview": (131_072, 32_768),
    "gemini-3.1-flash-image": (65_536, 65_536),
    "gemini-3.1-flash-image-preview": (65_536, 65_536),
    "gemini-3.1-flash-lite-image": (65_536, 65_536),
    "gemini-embedding-001": (2_048, 1),
    "gemini-embedding-2": (8_192, 1),
    "gemini-embedding-2-preview": (8_192, 1),
}

_ALIASES = {
    "gemini-flash-latest": "gemini-3.5-flash",
    "gemini-flash-lite-latest": "gemini-3.5-flash-lite",
    "gemini-pro-latest": "gemini-3.1-pro-preview",
}


def _table() -> dict[str, Model]:
    table = {each.id: each for each in _ROWS}
    for name, (read, written) in _LIMITS.items():
        table[name] = replace(table[name], input_limit=read, output_limit=written)
    for alias, concrete in _ALIASES.items():
        table[alias] = replace(table[concrete], id=alias, alias_of=concrete)
    return table


MODELS: Mapping[str, Model] = _table()
