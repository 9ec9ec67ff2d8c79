"""The parameters of a chat as a generation config."""

from collections.abc import Mapping
from typing import Any

from mockserver.chat.reading import Document

MOST_STOPS = 5  # the gateway sends no more (inferred)
JSON_FORMATS = frozenset({"json_object", "json_schema"})

_SAME: Mapping[str, str] = {
    "temperature": "temperature",
    "top_p": "topP",
    "seed": "seed",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
    "n": "candidateCount",
    "logprobs": "responseLogprobs",
}

# What is as if nothing was asked for: the zero of Go (inferred), or what Gemini does anyway.
_UNSET: Mapping[str, tuple[object, ...]] = {
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
    "n": (0, 1),
    "logprobs": (False,),
}


def config(asked: Document) -> dict[str, Any]:
    """Return a ``generationConfig``, if anything is asked for that goes into one."""
    found = {name: asked[key] for key, name in _SAME.items() if is_set(asked, key)}
    # Google takes a number of alternatives only beside the demand for log probabilities.
    if is_set(asked, "logprobs") and asked.get("top_logprobs"):
        found["logprobs"] = asked["top_logprobs"]
    if most := asked.get("max_completion_tokens") or asked.get("max_tokens"):
        found["maxOutputTokens"] = most
    if stops := stop_sequences(asked)[:MOST_STOPS]:
        found["stopSequences"] = stops
    found |= _format(asked.get("response_format", {}))
    return {"generationConfig": found} if found else {}


def is_set(asked: Document, key: str) -> bool:
    """Whether a member asks for anything."""
    return key in asked and asked[key] not in _UNSET.get(key, ())


def stop_sequences(asked: Document) -> list[str]:
    """Return where an answer is to end; empty ones are none (inferred)."""
    told = asked.get("stop", "")
    return [each for each in ([told] if isinstance(told, str) else told) if each]


def schema(asked: Document) -> Any:
    """Return the JSON Schema that an answer is to keep; None for none."""
    told = asked.get("response_format", {})
    wanted = told.get("type") in JSON_FORMATS
    return told.get("json_schema", {}).get("schema") if wanted else None


def _format(told: Mapping[str, Any]) -> dict[str, Any]:
    if told.get("type") not in JSON_FORMATS:
        return {}
    found = schema({"response_format": told})
    return {
        "responseMimeType": "application/json",
        **({"responseJsonSchema": found} if found else {}),
    }
