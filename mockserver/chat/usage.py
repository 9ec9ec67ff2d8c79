"""Usage metadata in the words of chat completions."""

from collections.abc import Mapping
from typing import Any

_MODALITIES = {"TEXT": "text_tokens", "AUDIO": "audio_tokens", "IMAGE": "image_tokens"}


def of(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Count as the gateway does: what tools gave is read, what is thought is said (inferred)."""
    thoughts = metadata.get("thoughtsTokenCount", 0)
    return {
        "prompt_tokens": metadata.get("promptTokenCount", 0)
        + metadata.get("toolUsePromptTokenCount", 0),
        "completion_tokens": metadata.get("candidatesTokenCount", 0) + thoughts,
        "total_tokens": metadata.get("totalTokenCount", 0),
        "prompt_tokens_details": {
            "cached_tokens": metadata.get("cachedContentTokenCount", 0),
            **_details(metadata.get("promptTokensDetails", ())),
        },
        "completion_tokens_details": {
            "reasoning_tokens": thoughts,
            **_details(metadata.get("candidatesTokensDetails", ())),
        },
    }


def _details(found: Any) -> dict[str, int]:
    counts = dict.fromkeys(_MODALITIES.values(), 0)
    for each in found:
        if name := _MODALITIES.get(each.get("modality")):
            counts[name] += each.get("tokenCount", 0)
    return counts
