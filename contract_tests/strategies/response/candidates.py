"""Candidates of an answer: what was said, why it ended, and all that stands beside it."""

from collections.abc import Callable, Mapping

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.merging import merged
from contract_tests.strategies.prompts import REPLIES
from contract_tests.strategies.response.said import parts
from contract_tests.strategies.response.sources import SOURCES, Members, Said
from contract_tests.strategies.response.speakers import Origin, Speaker

_YES = st.booleans()
_FEW = st.integers(1, 3)
_SHARES = st.sampled_from((0.5, 0.0, 1.0, 1e-07))
_LOGS = st.sampled_from((-0.5, -1e-07, -12.25))

# Why a candidate ends, by origin (gemini.md 4.3).
_REASONS = (
    "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT",
    "SPII", "MALFORMED_FUNCTION_CALL", "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_OTHER", "NO_IMAGE", "IMAGE_RECITATION",
    "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "ESCALATION", "PUP_LIMITED_DISABLED",
    "FINISH_REASON_UNSPECIFIED",
)  # fmt: skip
REASONS: Mapping[Origin, tuple[str, ...]] = {
    "google": _REASONS,
    "vertex": (*_REASONS, "MODEL_ARMOR"),
}
# One of four is STOP; the last is doubled, since behind CometAPI only every other answer can have it.
_ENDINGS = {
    origin: st.sampled_from(("STOP",) * 7 + reasons + reasons[-1:])
    for origin, reasons in REASONS.items()
}
# Why one may end that calls functions (functions.finish).
_BESIDE_CALLS = frozenset({
    "MAX_TOKENS", "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR",
    "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE",
    "MISSING_THOUGHT_SIGNATURE",
})  # fmt: skip
_CATEGORIES = st.sampled_from((
    "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT", "HARM_CATEGORY_CIVIC_INTEGRITY", "HARM_CATEGORY_DEROGATORY",
))  # fmt: skip
_OF_PICTURES = (
    "HARM_CATEGORY_IMAGE_HATE",
    "HARM_CATEGORY_JAILBREAK",
)  # Vertex AI's (gemini.md 4.4)
_PROBABILITIES = st.sampled_from(("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH"))


def ratings(draw: st.DrawFn, speaker: Speaker, *, blocked: bool) -> list[Members]:
    """Draw ratings of harm, of different categories; the first is blocked, or none."""
    categories = {draw(_CATEGORIES): None for _ in range(draw(_FEW))}
    found = [_rating(draw, each, speaker) for each in categories]
    if blocked:
        found[0] |= {"blocked": True, "probability": "HIGH"}
    if speaker.origin == "vertex" and draw(_YES):
        found += [{"category": each} for each in _OF_PICTURES]
    return found


def _rating(draw: st.DrawFn, category: str, speaker: Speaker) -> Members:
    rating: Members = {"category": category, "probability": draw(_PROBABILITIES)}
    if speaker.origin == "vertex" and draw(_YES):
        rating |= {
            "probabilityScore": draw(_SHARES),
            "severity": "HARM_SEVERITY_LOW",
            "severityScore": draw(_SHARES),
            "overwrittenThreshold": "BLOCK_ONLY_HIGH",
        }
    return rating


def _rated(draw: st.DrawFn, speaker: Speaker, _: Said) -> Members:
    return {"safetyRatings": ratings(draw, speaker, blocked=False)}


def _average(draw: st.DrawFn, _: Speaker, __: Said) -> Members:
    return {"avgLogprobs": draw(_LOGS)}


def _probabilities(draw: st.DrawFn, _: Speaker, said: Said) -> Members:
    """A token a character; a first id of 0 and a certain token are left out (gemini.md 4.8)."""
    tokens: list[Members] = [
        {"token": each, "tokenId": 1 + ord(each), "logProbability": draw(_LOGS)}
        for each in said.text[:3]
    ] or [{"token": "<end>"}]
    chosen: Members = {"chosenCandidates": tokens}
    if draw(_YES):
        other = {"token": "\u00e9", "tokenId": 7, "logProbability": -20.5}
        chosen["topCandidates"] = [{"candidates": [each, other]} for each in tokens]
    if draw(_YES):
        chosen["logProbabilitySum"] = sum(each.get("logProbability", 0.0) for each in tokens)
    return {"logprobsResult": chosen}


def _count(draw: st.DrawFn, _: Speaker, __: Said) -> Members:
    return {"tokenCount": draw(_FEW)}


def _score(draw: st.DrawFn, _: Speaker, __: Said) -> Members:
    return {"score": -draw(_SHARES)}


_ADDED: Mapping[str, Callable[[st.DrawFn, Speaker, Said], Members]] = {
    "ratings": _rated,
    "average": _average,
    "log probabilities": _probabilities,
}
# What can stand beside what is said.
MEMBERS: Mapping[Origin, Mapping[str, Callable[[st.DrawFn, Speaker, Said], Members]]] = {
    "google": {**SOURCES, **_ADDED, "token count": _count},
    "vertex": {**SOURCES, **_ADDED, "score": _score},
}
_DRAWN = {
    origin: st.lists(st.sampled_from(tuple(table)), max_size=3) for origin, table in MEMBERS.items()
}


def candidates(draw: st.DrawFn, speaker: Speaker, count: int) -> list[Members]:
    """Draw the candidates of an answer."""
    found = [_candidate(draw, speaker) for _ in range(count)]
    # Vertex AI tells no index; nobody has seen how it tells several apart (gemini.md 4.12, O).
    if speaker.origin == "google" or count > 1:
        found = [{**each, "index": number} for number, each in enumerate(found)]
    return found


def _candidate(draw: st.DrawFn, speaker: Speaker) -> Members:
    reason = draw(_ENDINGS[speaker.origin])
    event(f"finish: {reason}")
    content = _content(draw, speaker, reason)
    calls = any("functionCall" in each for each in parts_of(content))
    candidate = {**content, "finishReason": reason, **_message(draw, speaker, reason, calls=calls)}
    if reason == "SAFETY":
        candidate["safetyRatings"] = ratings(draw, speaker, blocked=True)
    said = _said(candidate)
    table = MEMBERS[speaker.origin]
    for name in draw(_DRAWN[speaker.origin]):
        members = table[name](draw, speaker, said)
        if not members.keys() & candidate.keys():
            event(f"member: {name}")
            candidate |= members
    return candidate


def parts_of(candidate: Members) -> list[Members]:
    """Return the parts of a candidate; none if it says nothing."""
    found: list[Members] = candidate.get("content", {}).get("parts", [])
    return found


def _said(candidate: Members) -> Said:
    told = [
        (number, each["text"])
        for number, each in enumerate(parts_of(candidate))
        if "text" in each and "thought" not in each
    ]
    return Said("".join(text for _, text in told), told[0][0] if len(told) == 1 else 0)


EMPTY: Mapping[str, Members] = {
    "no content": {},
    "empty content": {"content": {}},
    "role alone": {"content": {"role": "model"}},
}
_FULLNESS = st.sampled_from(("full",) * 10 + tuple(EMPTY))


def _content(draw: st.DrawFn, speaker: Speaker, reason: str) -> Members:
    """Draw what was said, or one of the ways to say nothing (gemini.md 4.2)."""
    fullness = draw(_FULLNESS)
    if fullness in EMPTY:
        event(f"response: {fullness}")
        return {key: dict(value) for key, value in EMPTY[fullness].items()}
    calls = reason == "STOP" or reason in _BESIDE_CALLS
    content = {"role": "model", "parts": parts(draw, speaker, calls=calls)}
    # Texts that stand side by side are joined: offsets in a stream couldn't be told from those here.
    return {"content": merged([{"candidates": [{"content": content}]}])["candidates"][0]["content"]}


def _message(draw: st.DrawFn, speaker: Speaker, reason: str, *, calls: bool) -> Members:
    if reason == "STOP":  # AI Studio says so beside calls; CometAPI isn't known to (gemini.md 4.11)
        told = calls and speaker.dialect == "google" and draw(_YES)
        return {"finishMessage": "Model generated function call(s)."} if told else {}
    return {"finishMessage": draw(REPLIES)} if draw(_YES) else {}
