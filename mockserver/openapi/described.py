"""What is said of each operation that its row in the table doesn't say. To describe one, add a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.openapi.outline import TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a row of `OPERATIONS` doesn't say: a summary, the parameters of the query, an example.

    *example* is a body that the API takes, *streamed* one that asks for a stream, where the body does.
    *models* are those for the example; the first that the origin serves so is taken. *answers* says
    whether the answer to it can stand as an example: not if it depends on what was kept before.
    """

    summary: str
    query: tuple[str, ...] = ()
    example: Mapping[str, Any] | None = None
    streamed: Mapping[str, Any] | None = None
    models: tuple[str, ...] = ("gemini-2.5-flash",)
    answers: bool = True


TAGS: Mapping[str, str] = {
    "models": "Models, and what they can do.",
    "cachedContents": "Contents that are kept, to be used by many requests.",
    "chat": "The same models, asked as OpenAI's are.",
}
PAGES = ("pageSize", "pageToken")

_EMBEDDING = ("gemini-embedding-001", "gemini-embedding-2")
_TEXT = "Explain how AI works in a few words"
_CONTENT = {"parts": [{"text": _TEXT}]}
_EMBED = {"content": _CONTENT, "outputDimensionality": 128}
_GENERATE = {"contents": [{"role": "user", **_CONTENT}]}
_CHAT = {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": _TEXT}]}

DESCRIBED: Mapping[str, Described] = {
    "generateContent": Described(summary="Generate an answer, as a whole.", example=_GENERATE),
    "streamGenerateContent": Described(
        summary="Generate an answer, piece by piece.", query=("alt",), example=_GENERATE
    ),
    "countTokens": Described(summary="Count the tokens of a request.", example=_GENERATE),
    "embedContent": Described(
        summary="Make a vector of a content.", example=_EMBED, models=_EMBEDDING
    ),
    "batchEmbedContents": Described(
        summary="Make vectors of contents.",
        example={"requests": [{"model": "models/gemini-embedding-001", **_EMBED}]},
        models=_EMBEDDING,
    ),
    "models.list": Described(summary="List the models.", query=PAGES),
    "models.get": Described(summary="Describe a model."),
    "cachedContents.create": Described(
        summary="Keep contents.",
        example={
            "model": "models/gemini-2.5-flash",
            "contents": [{"role": "user", "parts": [{"text": "Explain how AI works. " * 300}]}],
            "ttl": "300s",
        },
        answers=False,
    ),
    "cachedContents.list": Described(summary="List what is kept.", query=PAGES, answers=False),
    "cachedContents.get": Described(summary="Describe what is kept.", answers=False),
    "cachedContents.patch": Described(
        summary="Change how long it is kept.",
        query=("updateMask",),
        example={"ttl": "600s"},
        answers=False,
    ),
    "cachedContents.delete": Described(summary="Keep it no longer.", answers=False),
    "chat.completions": Described(
        summary="Generate an answer in OpenAI's shape, as a whole or piece by piece.",
        example=_CHAT,
        streamed={**_CHAT, "stream": True, "stream_options": {"include_usage": True}},
    ),
    "openai.models.list": Described(summary="List the models in OpenAI's shape."),
    "openai.models.get": Described(summary="Describe a model in OpenAI's shape."),
    "catalog.list": Described(summary="List the models and what they are for, to everybody."),
}

QUERY: Mapping[str, Mapping[str, Any]] = {
    "alt": {
        "description": "`sse` for events; without it the answer is one array, written piece by piece.",
        "schema": {"enum": ["sse", "json"]},
        "example": "sse",
    },
    "pageSize": {
        "description": "How many there are on a page at most.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0},
    },
    "pageToken": {
        "description": "The `nextPageToken` of the page before.",
        "schema": TEXT,
    },
    "updateMask": {
        "description": "What changes: `ttl` or `expireTime`.",
        "schema": {"enum": ["ttl", "expireTime"]},
    },
}
NAMES: Mapping[str, Mapping[str, Any]] = {
    "id": {"description": "What follows `cachedContents/` in its name.", "example": "abc123"},
    "project": {"description": "A project of Google Cloud.", "example": "my-project"},
    "location": {"description": "A region, or `global`.", "example": "global"},
}


def tag(path: str) -> str:
    """Return the tag of the operations at a path."""
    return next(each for each in path.split("/") if each in TAGS)
