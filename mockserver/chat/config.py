"""The parameters of a chat as a generation config, and what becomes of those that Gemini hasn't."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import schemas
from mockserver.chat.reading import REQUEST, Document
from mockserver.dialects import Dialect

_SAME: Mapping[str, str] = {
    "temperature": "temperature",
    "top_p": "topP",
    "seed": "seed",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
    "n": "candidateCount",
    "logprobs": "responseLogprobs",
    "top_logprobs": "logprobs",
}

# Honoured here, though the gateway isn't known to translate them for Gemini (inferred).
_DOUBTED = ("n", "logprobs", "presence_penalty", "frequency_penalty")

# Not for Gemini: by the page's comparison of both faces, or since Gemini has no such thing.
_IDLE: Mapping[str, str] = {
    "reasoning_effort": "thinking can't be controlled by way of chat completions (documented)",
    "parallel_tool_calls": "Gemini has no such control",
}


def config(asked: Document) -> dict[str, Any]:
    """Return a ``generationConfig``, if anything is asked for that goes into one."""
    found = {name: asked[key] for key, name in _SAME.items() if key in asked}
    if not found.get("responseLogprobs", True):
        del found["responseLogprobs"]
    # 0 is as if nothing was asked for (inferred).
    if most := asked.get("max_tokens") or asked.get("max_completion_tokens"):
        found["maxOutputTokens"] = most
    if stop := _stop(asked.get("stop", "")):
        found["stopSequences"] = stop
    found |= _format(asked.get("response_format", {}))
    return {"generationConfig": found} if found else {}


def doubts(asked: Document, dialect: Dialect) -> Iterator[str]:
    """Say what is ignored, or not known to be heeded."""
    known = schemas.documents()[REQUEST]["properties"]
    for each in sorted(asked.keys() - known):
        yield f"{dialect.name} drops {each!r} (inferred)"
    yield from (f"{key!r} is ignored: {why}" for key, why in _IDLE.items() if key in asked)
    for each in (each for each in _DOUBTED if each in asked):
        yield f"{dialect.name} is not known to heed {each!r} for Gemini (inferred)"


def _stop(told: str | list[str]) -> list[str]:
    found = [told] if isinstance(told, str) else told
    return [each for each in found if each]


def _format(told: Mapping[str, Any]) -> dict[str, Any]:
    if told.get("type") not in {"json_object", "json_schema"}:
        return {}
    schema = told.get("json_schema", {}).get("schema")
    wanted = {"responseJsonSchema": schema} if schema else {}
    return {"responseMimeType": "application/json", **wanted}
