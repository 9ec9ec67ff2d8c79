"""What is withheld: blocked prompts, and candidates that end before their time.

Nothing is judged here. A trigger word asks for each case, so that a client can be tried against it.
Facts: gemini.md 4.3 (finish reasons), 4.4 (ratings), 4.9 (blocked prompts).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.generate import citations
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Part
from mockserver.generate.reading.triggers import Found
from mockserver.request import GenerateRequest

# In the order of recorded answers.
_RATED = (
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
)
_SCORES = 1_000  # steps of a score, a tenth of the scale
_HIGH = 0.8
_DECLARED, _UNDECLARED = "mock_function", "mock_undeclared_function"


def block(found: Found | None, request: GenerateRequest, dialect: Dialect) -> dict[str, Any] | None:
    """Return the prompt feedback of a prompt that a trigger blocks, and None for any other.

    Ratings come with SAFETY alone, a message where the origin gives one (observed of Vertex AI). That a
    rating says ``blocked`` is by its documented meaning; recorded feedback leaves it out.
    """
    if found is None or not found.trigger.block or _tolerated(found, request):
        return None
    word, rated = found.trigger.word, found.trigger.rated
    message = f"The prompt was blocked by the trigger {word} of the mock."
    return {
        "blockReason": found.trigger.block,
        **({"safetyRatings": [*_ratings(found.category, blocked=True)]} if rated else {}),
        **({"blockReasonMessage": message} if dialect.block_message else {}),
    }


def apply(draft: Draft) -> Draft:
    """End a candidate as a trigger in the prompt wants it, and cite what it says."""
    found = draft.trigger
    if found is None or found.trigger.block:
        return draft
    if threshold := _tolerated(found, draft.request):
        # Vertex AI documents: switched off, nothing is rated; without blocking, it still is.
        return draft if threshold == "OFF" else _rated(draft, found, blocked=False)
    ended = _ended(draft, found)
    ended = _rated(ended, found, blocked=True) if found.trigger.rated else ended
    said = ended.text or draft.text
    cited = citations.metadata(said, draft.dialect) if found.trigger.cited else {}
    return ended.having(citationMetadata=cited) if cited else ended


def _tolerated(found: Found, request: GenerateRequest) -> str:
    """Return the threshold by which a harm isn't blocked; empty if it is, as any but safety is."""
    settings = request.body.get("safetySettings", ()) if found.trigger.rated else ()
    thresholds = {each["category"]: str(each["threshold"]) for each in settings}
    threshold = thresholds.get(found.category, "")
    return threshold if threshold in {"BLOCK_NONE", "OFF"} else ""


def _ended(draft: Draft, found: Found) -> Draft:
    """Return the draft with the finish reason of a trigger, and what is still said."""
    trigger = found.trigger
    if not trigger.finish:
        return draft
    parts = _kept(draft, found)
    silent = not parts and trigger.says != "half"
    ended = replace(draft, parts=parts, finish_reason=trigger.finish, members={}, silent=silent)
    if not trigger.message:
        return ended
    declared = next((each["name"] for _, each in draft.request.declarations), _DECLARED)
    message = trigger.message.format(word=trigger.word, declared=declared, undeclared=_UNDECLARED)
    return ended.having(finishMessage=message)


def _kept(draft: Draft, found: Found) -> tuple[Part, ...]:
    if found.trigger.says == "half" or found.late:
        return tuple(_begun(draft.parts))
    # Vertex AI shows the call that it refuses, Google doesn't (observed).
    if found.trigger.says == "a call" and draft.dialect.shows_refused_call:
        return ({"functionCall": {"name": _UNDECLARED, "args": {}}},)
    return ()


def _begun(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the thoughts, and half of the first text that is said after them."""
    for part in parts:
        if part.get("thought"):
            yield part
            continue
        if text := part.get("text"):
            yield {"text": tokens.cut(text, (tokens.count(text) + 1) // 2)}
        break


def _rated(draft: Draft, found: Found, *, blocked: bool) -> Draft:
    scores = Choice(draft.choice.digest, draft.choice.stream) if draft.dialect.harm_scores else None
    return draft.having(safetyRatings=[*_ratings(found.category, blocked=blocked, scores=scores)])


def _ratings(harm: str, *, blocked: bool, scores: Choice | None = None) -> Iterator[dict[str, Any]]:
    """Yield a rating for each category: high for the harm, and negligible for the others.

    With *scores* there are Vertex AI's numbers, too: most in the upper tenths where it is high.
    """
    for category in dict.fromkeys([*_RATED, harm]):
        harmful = category == harm
        level = "HIGH" if harmful else "NEGLIGIBLE"
        rating: dict[str, Any] = {"category": category, "probability": level}
        if harmful and blocked:
            rating["blocked"] = True
        if scores:
            rating["probabilityScore"] = _score(scores, harmful=harmful)
            rating["severity"] = f"HARM_SEVERITY_{level}"
            rating["severityScore"] = _score(scores, harmful=harmful)
        yield rating


def _score(scores: Choice, *, harmful: bool) -> float:
    """Return a score of 0 to 1, but never 0, which would be left out."""
    low = (1 + scores.number(_SCORES)) / (10 * _SCORES)
    return round(_HIGH + low if harmful else low, 4)
