"""Token counts of an answer, that add up (gemini.md 4.10, O)."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.response.speakers import Speaker

Counts = dict[str, Any]

_PICTURE = {"gemini-2": 1290, "gemini-3": 1120}  # tokens of one, whatever is on it (gemini.md 7)
_COUNT = st.sampled_from((1, 2, 10, 258, 1_048_576))
_SMALL = st.integers(1, 50)
_MODALITIES = st.sampled_from((
    ("TEXT",), ("TEXT", "IMAGE"), ("TEXT", "AUDIO", "VIDEO"), ("DOCUMENT",), ("IMAGE", "TEXT"),
))  # fmt: skip
_EXTRAS = ("cached", "thoughts", "tools", "served")
# One draw for what may be counted beside, or not.
_CHOSEN = st.sampled_from(
    [each for size in range(len(_EXTRAS) + 1) for each in combinations(_EXTRAS, size)]
)
_TRAFFIC = st.sampled_from((
    "ON_DEMAND", "ON_DEMAND_PRIORITY", "ON_DEMAND_FLEX", "PROVISIONED_THROUGHPUT",
))  # fmt: skip
_TIERS = st.sampled_from(("standard", "flex", "priority"))
_SUMMANDS = (
    "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount",
)  # fmt: skip


def counts(draw: st.DrawFn, speaker: Speaker, parts: Iterable[Counts]) -> Counts:
    """Draw the counts of an answer that says *parts*."""
    said = list(parts)
    extras = set(draw(_CHOSEN))
    if any({"thought", "thoughtSignature"} & each.keys() for each in said):
        extras.add("thoughts")
    if any("toolCall" in each for each in said):
        extras.add("tools")
    return _summed(
        _prompt(draw, speaker, extras)
        | (_said(draw, speaker, said) if said else {})
        | _spent(draw, extras)
    )


def of_prompt(draw: st.DrawFn, speaker: Speaker) -> Counts:
    """Draw the counts of a prompt that got no answer."""
    return _summed(_prompt(draw, speaker, set(draw(_CHOSEN))))


def _summed(found: Counts) -> Counts:
    return found | {"totalTokenCount": sum(found.get(each, 0) for each in _SUMMANDS)}


def _prompt(draw: st.DrawFn, speaker: Speaker, extras: set[str]) -> Counts:
    """Draw the counts of a prompt, and how it was served."""
    found = _detailed(draw, "promptTokenCount", "promptTokensDetails")
    if "cached" in extras:
        event("usage: cached")
        found |= {
            "cachedContentTokenCount": found["promptTokenCount"],
            "cacheTokensDetails": [dict(each) for each in found["promptTokensDetails"]],
        }
    served = "served" in extras
    if speaker.origin == "google":
        return found | ({"serviceTier": draw(_TIERS)} if served else {})
    billed = {"billablePromptUsage": {"textCount": draw(_COUNT)}} if served else {}
    return found | {"trafficType": draw(_TRAFFIC), **billed}


def _spent(draw: st.DrawFn, extras: set[str]) -> Counts:
    found: Counts = {}
    if "thoughts" in extras:
        event("usage: thoughts")
        found["thoughtsTokenCount"] = draw(_SMALL)
    if "tools" in extras:
        event("usage: tools")
        found |= _detailed(draw, "toolUsePromptTokenCount", "toolUsePromptTokensDetails")
    return found


def _detailed(draw: st.DrawFn, name: str, details: str) -> Counts:
    listed = [{"modality": each, "tokenCount": draw(_COUNT)} for each in draw(_MODALITIES)]
    return {name: sum(each["tokenCount"] for each in listed), details: listed}


def _said(draw: st.DrawFn, speaker: Speaker, parts: list[dict[str, Any]]) -> Counts:
    """Draw the tokens of what was said; Vertex AI details them always, AI Studio rarely."""
    text = draw(_SMALL)
    drawn = sum(_is_picture(each) for each in parts) * _PICTURE[speaker.model[:8]]
    found: Counts = {"candidatesTokenCount": text + drawn}
    if speaker.origin == "vertex" or drawn:
        details = [{"modality": "TEXT", "tokenCount": text}]
        details += [{"modality": "IMAGE", "tokenCount": drawn}] if drawn else []
        found["candidatesTokensDetails"] = details
    return found


def _is_picture(part: dict[str, Any]) -> bool:
    kind = str(part.get("inlineData", {}).get("mimeType", ""))
    return kind.startswith("image/") and "thought" not in part
