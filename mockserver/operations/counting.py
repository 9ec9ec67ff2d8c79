"""The operation on tokens: how many a model would read. Facts: gemini.md 10, recorded exchanges."""

import re
from collections.abc import Mapping
from typing import Any

from mockserver import tokens
from mockserver.body import violation
from mockserver.caches import last_of
from mockserver.generate import usage
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations import cached_contents
from mockserver.request import Answer, Request

_MESSAGE = "CountTokensRequest"
_INNER = "generateContentRequest"
_BLANK = re.compile(r"\s+")


def count_tokens(request: Request, mock: Mock) -> Answer:
    """Answer as ``countTokens`` does: as many as ``usageMetadata`` has for the prompt of the same request.

    No rule across fields is asked, since nothing is generated (own).

    Raises:
        ApiError: Neither or both of contents and a whole request came, the request is for another
            model, or it names a cached content that isn't there.
    """
    model = mock.models[request.names["model"]]
    asked = _asked(request.body, model)
    cached = cached_contents.named(asked, model, request, mock)
    held = usage.of_message(cached, model)
    read = usage.of_message(asked, model) + held
    characters = {}
    if mock.dialect.counts_characters:
        characters = {"totalBillableCharacters": _characters(asked)}
    counted = {
        "promptTokensDetails": tokens.details(read),
        "cachedContentTokenCount": held.total(),
        "cacheTokensDetails": tokens.details(held),
    }
    shown = {key: each for key, each in (characters | counted).items() if each}
    return Answer({"totalTokens": read.total(), **shown})


def _asked(body: Mapping[str, Any], model: Model) -> Mapping[str, Any]:
    """Return what is to be counted: the body itself, or the whole request in it."""
    if body.get("contents") and _INNER in body:
        text = "only one of contents and generate_content_request may be set."
        raise violation(_MESSAGE, ("generate_content_request", text))  # own
    if _INNER not in body:
        if not body.get("contents"):
            raise violation(_MESSAGE, ("contents", "contents is not specified"))
        return body
    inner: Mapping[str, Any] = body[_INNER]
    where = "generate_content_request.model"
    if not re.fullmatch("models/[^/]+", inner.get("model", "")):
        raise violation(_MESSAGE, (where, "unexpected model name format"))  # reported of others
    if last_of(inner["model"]) != model.id:
        raise violation(_MESSAGE, (where, f"the path has models/{model.id}"))  # own
    return inner


def _characters(body: Mapping[str, Any]) -> int:
    """Count the characters of what is said, without blanks (observed)."""
    contents = [*body.get("contents", ()), body.get("systemInstruction", {})]
    parts = (part for content in contents for part in content.get("parts", ()))
    return sum(len(_BLANK.sub("", part.get("text", ""))) for part in parts)
