"""How safety settings go together."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest


def safety(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Each harm category has one threshold."""
    seen: set[str] = set()
    settings: list[Mapping[str, Any]] = request.body.get("safetySettings", [])
    for index, each in enumerate(settings):
        if each["category"] in seen:
            yield ApiError("duplicate_safety_category", index=index, category=each["category"])
        seen.add(each["category"])
