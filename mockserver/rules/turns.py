"""What a conversation must be: roles, order, and what comes from a cache."""

from collections.abc import Iterator

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest


def roles(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Each content has a role that the origin knows."""
    if any(each.get("role", "") not in dialect.roles for each in request.contents):
        yield ApiError("invalid_role")


def last_turn(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Gemini 3 doesn't continue a turn of its own; 2.5 does."""
    if request.model.generation >= GEMINI_3 and request.contents[-1].get("role") == "model":
        yield ApiError("ends_with_model_turn")


def cached_content(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """What is cached can't be sent along as well."""
    if "cachedContent" in request.body and (
        request.tools or request.body.keys() & {"systemInstruction", "toolConfig"}
    ):
        yield ApiError("cached_content_conflict")
