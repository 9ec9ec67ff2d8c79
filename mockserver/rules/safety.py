"""How safety settings go together, and which harms an origin knows."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest

# Vertex AI alone sets thresholds for these (gemini.md 3.6).
_VERTEX_CATEGORIES = frozenset(
    {
        "HARM_CATEGORY_JAILBREAK",
        "HARM_CATEGORY_IMAGE_HATE",
        "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT",
        "HARM_CATEGORY_IMAGE_HARASSMENT",
        "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT",
    }
)


def safety(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Each harm category has one threshold, and is one that the origin knows."""
    seen: set[str] = set()
    settings: list[Mapping[str, Any]] = request.body.get("safetySettings", [])
    for index, each in enumerate(settings):
        category = each["category"]
        if "vertex" in dialect.lacks and category in _VERTEX_CATEGORIES:
            yield ApiError("foreign_safety_category", index=index)
        if category in seen:
            yield ApiError("duplicate_safety_category", index=index, category=category)
        seen.add(category)


def armor(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Model Armor takes the place of safety settings (gemini.md 3.1)."""
    if "modelArmorConfig" in request.body and request.body.get("safetySettings"):
        yield ApiError("safety_and_armor")
