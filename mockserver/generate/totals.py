"""Token counts that somebody gave in part, completed so that they add up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.dialects import Dialect
from mockserver.generate.usage import Usage

# What a usage counts by modality: its field, and the members that say it.
_COUNTED: Mapping[str, tuple[str, str]] = {
    "prompt": ("promptTokenCount", "promptTokensDetails"),
    "said": ("candidatesTokenCount", "candidatesTokensDetails"),
    "tool_use": ("toolUsePromptTokenCount", "toolUsePromptTokensDetails"),
    "cached": ("cachedContentTokenCount", "cacheTokensDetails"),
}


def completed(given: Mapping[str, Any], usage: Usage, dialect: Dialect) -> dict[str, Any]:
    """Write a usage with the counts that are *given*; those that aren't are made to fit.

    What is given stays, even if it doesn't add up. Where only the total tells how much the rest is,
    that goes to what was said, else to the thoughts, else to the prompt.
    """
    counts = {name: _count(given, name, getattr(usage, name)) for name in _COUNTED}
    thoughts = given.get("thoughtsTokenCount", usage.thoughts)
    counted = _fitting(given, replace(usage, **counts, thoughts=thoughts))
    return counted.metadata(dialect) | dict(given)


def _count(given: Mapping[str, Any], name: str, counted: Counter[str]) -> Counter[str]:
    """Count by modality: by the details that are given, or as the count that is demands it."""
    total, details = _COUNTED[name]
    if details in given:
        return Counter(
            {each.get("modality", "TEXT"): each.get("tokenCount", 0) for each in given[details]}
        )
    return _spread(given[total], counted) if total in given else counted


def _spread(total: int, counted: Counter[str]) -> Counter[str]:
    """Spread another total over the modalities: media weigh what they weigh, the rest is text."""
    media = Counter({key: each for key, each in counted.items() if key != "TEXT"})
    text = total - media.total()
    return media + Counter(TEXT=text) if text >= 0 else Counter(TEXT=total)


def _fitting(given: Mapping[str, Any], usage: Usage) -> Usage:
    """Return the usage with the first count that isn't given changed so that the given total is met."""
    if "totalTokenCount" not in given:
        return usage
    beside = usage.prompt.total() + usage.said.total() + usage.thoughts + usage.tool_use.total()
    apart = given["totalTokenCount"] - beside
    if "candidatesTokenCount" not in given and usage.said.total() + apart >= 0:
        return replace(usage, said=_spread(usage.said.total() + apart, usage.said))
    if "thoughtsTokenCount" not in given and usage.thoughts + apart >= 0:
        return replace(usage, thoughts=usage.thoughts + apart)
    if "promptTokenCount" not in given and usage.prompt.total() + apart >= 0:
        return replace(usage, prompt=_spread(usage.prompt.total() + apart, usage.prompt))
    return usage
