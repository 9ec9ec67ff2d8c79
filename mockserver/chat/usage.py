"""Usage metadata in the words of chat completions."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

_MODALITIES = {"TEXT": "text_tokens", "AUDIO": "audio_tokens", "IMAGE": "image_tokens"}


def of(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Count as the gateway does: what tools gave is read, what is thought is said (inferred).

    The details are always there, 0 where there is nothing to tell. A stub's total may be more than its
    counts: what is left of it was said, if nothing else was.
    """
    thoughts = metadata.get("thoughtsTokenCount", 0)
    prompt = metadata.get("promptTokenCount", 0) + metadata.get("toolUsePromptTokenCount", 0)
    said = metadata.get("candidatesTokenCount", 0) + thoughts
    total = metadata.get("totalTokenCount", 0)
    read = chain(
        metadata.get("promptTokensDetails", ()), metadata.get("toolUsePromptTokensDetails", ())
    )
    return {
        "prompt_tokens": prompt,
        "completion_tokens": said or max(total - prompt, 0),
        "total_tokens": total,
        "prompt_tokens_details": {
            "cached_tokens": metadata.get("cachedContentTokenCount", 0),
            **_details(read),
        },
        "completion_tokens_details": {
            "reasoning_tokens": thoughts,
            **_details(metadata.get("candidatesTokensDetails", ())),
        },
    }


def _details(found: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counts = dict.fromkeys(_MODALITIES.values(), 0)
    for each in found:
        if name := _MODALITIES.get(each.get("modality", "")):
            counts[name] += each.get("tokenCount", 0)
    return counts
