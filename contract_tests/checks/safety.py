"""Checks of safety ratings, and of prompts that are blocked."""

import re
from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.members import mapping
from contract_tests.reading.places import Placed, below, candidates, responses

_PROBABILITIES = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH")
_PROMPT_COUNTS = frozenset({"candidatesTokenCount", "thoughtsTokenCount"})
_GENERATION = re.compile(r"gemini-(\d+(?:\.\d+)?)")
_KNOWN = re.compile(
    "HARASSMENT|HATE|SEXUAL|DANGEROUS|CIVIC", re.IGNORECASE
)  # by any other spelling
_SILENT = 2.5  # the first generation whose answers have no ratings unless asked


def _ratings(exchange: Exchange) -> Iterator[Placed]:
    for place, each in candidates(exchange):
        yield from below(place, each, "safetyRatings")
    for place, each in responses(exchange):
        feedback = mapping(each, "promptFeedback")
        yield from below(f"{place}/promptFeedback", feedback, "safetyRatings")


def _rated(exchange: Exchange) -> bool:
    return any(True for _ in _ratings(exchange))


@check("safety.category", applies=_rated)
def ratings_are_of_categories_of_harm(exchange: Exchange) -> Iterator[Finding]:
    """A rating names a category of harm."""
    for place, each in _ratings(exchange):
        category = each.get("category")
        if not (isinstance(category, str) and category.startswith("HARM_CATEGORY_")):
            yield Finding(
                pointer=f"{place}/category",
                message=f"expected HARM_CATEGORY_..., got {category!r}",
                additive=isinstance(category, str) and not _KNOWN.search(category),
            )


def _has_probability(exchange: Exchange) -> bool:
    return any("probability" in each for _, each in _ratings(exchange))


@check("safety.probability", applies=_has_probability)
def ratings_say_how_probable_harm_is(exchange: Exchange) -> Iterator[Finding]:
    """The probability of harm is one of four words."""
    for place, each in _ratings(exchange):
        told = each.get("probability", "LOW")
        if told not in _PROBABILITIES:
            like = isinstance(told, str) and told.upper() not in _PROBABILITIES
            yield Finding(
                pointer=f"{place}/probability",
                message=f"expected NEGLIGIBLE, LOW, MEDIUM or HIGH, got {told!r}",
                additive=like,
            )


@check("safety.blocked-only-true", applies=_rated)
def blocked_is_only_said_if_so(exchange: Exchange) -> Iterator[Finding]:
    """A rating says blocked only if it is true."""
    for place, each in _ratings(exchange):
        if each.get("blocked", True) is not True:
            yield Finding(
                pointer=f"{place}/blocked",
                message=f"expected it to be true or left out, got {each['blocked']!r}",
            )


def _stopped(exchange: Exchange) -> list[dict[str, object]]:
    return [
        each
        for each in exchange.candidates
        if each.get("finishReason") == "SAFETY" and each.get("safetyRatings")
    ]


@check("safety.says-what-blocked", applies=lambda exchange: bool(_stopped(exchange)))
def safety_says_what_blocked(exchange: Exchange) -> Iterator[Finding]:
    """Of the ratings beside SAFETY, one is blocked."""
    for each in _stopped(exchange):
        if not any(rating.get("blocked") for _, rating in below("", each, "safetyRatings")):
            yield Finding(
                pointer="/candidates/0/safetyRatings",
                message="expected one of the ratings to be blocked, got none",
            )


def _silent(exchange: Exchange) -> bool:
    found = _GENERATION.search(exchange.model)
    asked = "safetySettings" in exchange.request or "cachedContent" in exchange.request
    return bool(found and float(found[1]) >= _SILENT and exchange.candidates and not asked)


@check("safety.none-by-default", applies=_silent)
def models_from_2_5_on_do_not_rate(exchange: Exchange) -> Iterator[Finding]:
    """Candidates of models from 2.5 on have no ratings unless asked; new ones are additive."""
    for place, each in candidates(exchange):
        stopped = each.get("finishReason", "STOP") not in ("STOP", "MAX_TOKENS")
        if each.get("safetyRatings") and not stopped:
            yield Finding(
                pointer=f"{place}/safetyRatings", message="expected none, got some", additive=True
            )


def _blocked(exchange: Exchange) -> bool:
    return "blockReason" in mapping(exchange.whole, "promptFeedback")


@check("feedback.no-candidates", applies=_blocked)
def a_blocked_prompt_has_no_candidates(exchange: Exchange) -> Iterator[Finding]:
    """An answer that says why its prompt was blocked has no candidates."""
    for place, each in responses(exchange):
        if each.get("candidates"):
            yield Finding(
                pointer=f"{place}/candidates",
                message="expected none beside a blockReason, got some",
            )


@check("feedback.one-chunk", applies=lambda exchange: exchange.streams and _blocked(exchange))
def a_blocked_prompt_is_one_chunk(exchange: Exchange) -> Iterator[Finding]:
    """The stream of a blocked prompt has one chunk."""
    if len(exchange.responses) != 1:
        yield Finding(
            pointer="/1", message=f"expected one chunk, got {len(exchange.responses)} chunks"
        )


@check("feedback.prompt-counts", applies=_blocked)
def a_blocked_prompt_counts_no_candidates(exchange: Exchange) -> Iterator[Finding]:
    """Of a blocked prompt, no tokens of candidates or thoughts are counted."""
    counted = sorted(exchange.usage.keys() & _PROMPT_COUNTS)
    if counted:
        yield Finding(
            pointer=f"/usageMetadata/{counted[0]}",
            message=f"expected counts of the prompt alone, got {' and '.join(counted)}",
        )
