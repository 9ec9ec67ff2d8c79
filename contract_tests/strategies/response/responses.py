"""Responses of generateContent, as an app may meet them: valid, and each true to itself."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.prompts import REPLIES
from contract_tests.strategies.response.candidates import candidates, parts_of, ratings
from contract_tests.strategies.response.counts import counts, of_prompt
from contract_tests.strategies.response.speakers import Origin, Speaker, speakers

Response = dict[str, Any]

# Why a prompt is blocked, by origin (gemini.md 4.9).
_BLOCKS = ("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY")
BLOCKS: Mapping[Origin, tuple[str, ...]] = {
    "google": _BLOCKS,
    "vertex": (*_BLOCKS, "MODEL_ARMOR", "JAILBREAK"),
}
_REASONS = {
    origin: st.sampled_from(_BLOCKS + reasons[len(_BLOCKS) :] * 2)
    for origin, reasons in BLOCKS.items()
}
_YES = st.booleans()
_KINDS = st.sampled_from(("one candidate",) * 5 + ("several candidates",) + ("blocked prompt",) * 2)
_COUNT = {"one candidate": st.just(1), "several candidates": st.integers(2, 4)}
_PREFIXES = ("", "models/", "google/")  # recorded (gemini.md 4.1)
_IDS = ("CeynaY3LDtvG4_UP0qaCuQY", "abcdefghijkl", "_-" * 11)
_TIMES = ("2026-03-25T04:21:43.756483Z", "2024-02-29T23:59:59Z", "2026-12-31T00:00:00.000000001Z")
_IDENTITIES = st.sampled_from(tuple(product(_PREFIXES, _IDS, _TIMES)))
_TOLD = st.sampled_from((frozenset[str](), {"token"}, {"status"}, {"token", "status"}))
_STAGES = st.sampled_from((
    "STABLE", "PREVIEW", "EXPERIMENTAL", "UNSTABLE_EXPERIMENTAL", "LEGACY", "DEPRECATED", "RETIRED",
))  # fmt: skip


def responses(*, dialect: str = "comet") -> st.SearchStrategy[Response]:
    """Draw a GenerateContentResponse that an app may meet in a dialect.

    It keeps the schema, and what the contract's checks say of any answer: counts that add up, offsets
    that fit the text, results that follow their calls. Of CometAPI each is AI Studio's or Vertex AI's.

    Raises:
        ValueError: There is no such dialect.
    """
    return _responses(speakers(dialect))


@st.composite
def _responses(draw: st.DrawFn, who: st.SearchStrategy[Speaker]) -> Response:
    return response(draw, draw(who))


def response(draw: st.DrawFn, speaker: Speaker) -> Response:
    """Draw what a model answers."""
    kind = draw(_KINDS)
    event(f"response: {kind}")
    whole = _blocked(draw, speaker) if kind == "blocked prompt" else _answer(draw, speaker, kind)
    return whole | _identity(draw, speaker)


def _answer(draw: st.DrawFn, speaker: Speaker, kind: str) -> Response:
    found = candidates(draw, speaker, draw(_COUNT[kind]))
    said = [part for each in found for part in parts_of(each)]
    tell_apart([each["functionCall"] for each in said if "id" in each.get("functionCall", {})])
    return {"candidates": found, "usageMetadata": counts(draw, speaker, said)}


def tell_apart(calls: list[Response]) -> None:
    """Give each call an id that no other of the answer has: each part was drawn by itself."""
    seen: set[str] = set()
    for number, each in enumerate(calls):
        each["id"] += f"-{number}" if each["id"] in seen else ""
        seen.add(each["id"])


def _blocked(draw: st.DrawFn, speaker: Speaker) -> Response:
    """Draw the answer to a prompt that is blocked: it may count the prompt's tokens (gemini.md 4.9)."""
    feedback: Response = {"blockReason": draw(_REASONS[speaker.origin])}
    event(f"block: {feedback['blockReason']}")
    if draw(_YES):
        feedback["safetyRatings"] = ratings(draw, speaker, blocked=True)
    if speaker.origin == "vertex" and draw(_YES):
        feedback["blockReasonMessage"] = draw(REPLIES)
    usage = {"usageMetadata": of_prompt(draw, speaker)} if draw(_YES) else {}
    return {"promptFeedback": feedback, **usage}


def _identity(draw: st.DrawFn, speaker: Speaker) -> Response:
    prefix, known, time = draw(_IDENTITIES)
    found: Response = {"modelVersion": prefix + speaker.model, "responseId": known}
    if speaker.origin == "vertex":
        return found | {"createTime": time}
    told = draw(_TOLD)
    if "token" in told:
        found["turnToken"] = "v1_ChdhYmM"
    if "status" in told:
        status: Response = {"modelStage": draw(_STAGES), "message": draw(REPLIES)}
        found["modelStatus"] = status | {"retirementTime": time}
    return found
