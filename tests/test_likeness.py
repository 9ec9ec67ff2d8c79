"""Recorded requests, asked again: is the mock's answer of the shape of the one that was recorded?

What is said differs, and so does what a model decides, so each feature has a floor in percent, a
little under what was reached. Its two numbers are for Google's own API and for Vertex AI.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange import Exchange
from mockserver.models import MODELS, Model
from tests.conftest import Respond

BACKENDS = {"gemini-api": "google", "vertex": "vertex"}
KINDS = (
    "text", "inlineData", "functionCall", "executableCode", "codeExecutionResult", "toolCall",
    "toolResponse",
)  # fmt: skip
# What depends on the day: on what was asked just before, and on when it was recorded.
PASSING = {"cachedContentTokenCount", "cacheTokensDetails", "serviceTier", "turnToken"}

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer: its chunks, of which a unary one has one."""

    chunks: list[dict[str, Any]]
    model: Model

    @property
    def candidates(self) -> list[Body]:
        return [each for chunk in self.chunks for each in chunk.get("candidates", ())[:1]]

    @property
    def parts(self) -> list[Body]:
        return [
            part for each in self.candidates for part in each.get("content", {}).get("parts", ())
        ]

    @property
    def usage(self) -> Body:
        usage: Body = self.chunks[-1]["usageMetadata"]
        return usage

    @property
    def text(self) -> str:
        return "".join(each.get("text", "") for each in self.parts if not each.get("thought"))

    @property
    def calls(self) -> list[Body]:
        return [each["functionCall"] for each in self.parts if "functionCall" in each]


@dataclass(frozen=True, slots=True)
class Pair:
    """What the mock answered to a recorded request, and what was recorded."""

    backend: str
    source: str
    wants_json: bool
    ours: Seen
    theirs: Seen


def kind(part: Body) -> str:
    name = next((each for each in KINDS if each in part), "nothing")
    return f"thought {name}" if part.get("thought") else name


def kinds(seen: Seen) -> set[str]:
    return {kind(each) for each in seen.parts} - {"nothing"}


def signed(seen: Seen) -> set[str]:
    return {kind(each) for each in seen.parts if "thoughtSignature" in each}


def members(seen: Seen) -> set[str]:
    found = {key for each in seen.candidates for key in each}
    # Gemini 3 lost the average on Vertex AI in the course of 2026.
    return found - {"avgLogprobs"} if seen.model.generation > 2 else found


def counted(seen: Seen) -> set[str]:
    return set(seen.usage) - PASSING


def modalities(seen: Seen) -> set[str]:
    return {each["modality"] for each in seen.usage.get("promptTokensDetails", ())}


def document(seen: Seen) -> str:
    try:
        return type(json.loads(seen.text)).__name__
    except ValueError:
        return "none"


def both_call(pair: Pair) -> bool:
    return bool(pair.ours.calls and pair.theirs.calls)


def both_stream(pair: Pair) -> bool:
    return len(pair.ours.chunks) > 1 and len(pair.theirs.chunks) > 1


def same_kinds(pair: Pair) -> bool:
    return kinds(pair.ours) == kinds(pair.theirs)


def always(_: Pair) -> bool:
    return True


# What of an answer is compared, where, and how often it has to be the same.
FEATURES: Mapping[str, tuple[Callable[[Seen], Any], Callable[[Pair], bool], tuple[int, int]]] = {
    "top members": (lambda seen: set(seen.chunks[-1]) - PASSING, always, (99, 99)),
    "finish reason": (lambda seen: seen.candidates[-1].get("finishReason"), always, (99, 96)),
    "kinds of parts": (kinds, always, (85, 80)),
    "members of a candidate": (members, same_kinds, (99, 95)),
    "members of usage": (counted, same_kinds, (92, 97)),
    "signed parts": (signed, same_kinds, (92, 98)),
    "functions that are called": (
        lambda seen: {each["name"] for each in seen.calls}, both_call, (92, 90),
    ),
    "ids of calls": (lambda seen: "id" in seen.calls[0], both_call, (80, 90)),
    "members of a call": (lambda seen: set(seen.calls[0]) - {"id"}, both_call, (99, 99)),
    "modalities of the prompt": (modalities, always, (97, 95)),
    "JSON": (document, lambda pair: pair.wants_json, (99, 99)),
    "one event or several": (lambda seen: len(seen.chunks) > 1, always, (93, 97)),
    "members of a first event": (lambda seen: set(seen.candidates[0]), both_stream, (96, 99)),
    "members of a last event": (lambda seen: set(seen.candidates[-1]), both_stream, (90, 99)),
}  # fmt: skip


def answered(exchange: Exchange, end: bytes) -> list[dict[str, Any]]:
    frames = (each.data.removeprefix(b"data: ").removesuffix(end) for each in exchange.reply.frames)
    return [json.loads(each) for each in frames]


@pytest.fixture(scope="module")
def pairs(ask: Respond, traffic: list[dict[str, Any]]) -> list[Pair]:
    """Ask all that was answered, but for what names a cached content, which isn't here."""
    found = []
    for each in traffic:
        model, body = MODELS.get(str(each["model"])), json.dumps(each["request"])
        generated = "enerateContent" in each["endpoint"] and each["status"] == 200
        if model is None or not generated or not each["request"] or "achedContent" in body:
            continue
        name = BACKENDS[each["backend"]]
        exchange = ask(
            body.encode(), operator=each["endpoint"], model=model.id, dialect=name,
            query={"alt": "sse"} if "chunks" in each else {}, self_check=True,
        )  # fmt: skip
        assert exchange.reply.status == 200, (each["source"], exchange.reply.body)
        ours = Seen(answered(exchange, DIALECTS[name].line_end * 2), model)
        theirs = Seen(each.get("chunks") or [each["response"]], model)
        if theirs.candidates:
            wants_json = "application/json" in body
            found.append(Pair(each["backend"], each["source"], wants_json, ours, theirs))
    return found


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("feature", FEATURES)
def test_answers_are_shaped_as_recorded(pairs: list[Pair], feature: str, backend: str) -> None:
    shape, where, floors = FEATURES[feature]
    compared = [each for each in pairs if each.backend == backend and where(each)]
    other = [each for each in compared if shape(each.ours) != shape(each.theirs)]
    rate = 100 - 100 * len(other) / len(compared)

    assert rate >= floors[backend == "vertex"], [
        (each.source, shape(each.ours), shape(each.theirs)) for each in other
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_prompts_weigh_about_what_was_counted(pairs: list[Pair], backend: str) -> None:
    """Vertex AI counts less of functions and their calls, and how is not known."""
    ratios = [
        texts(each.ours) / texts(each.theirs)
        for each in pairs
        if each.backend == backend and texts(each.theirs)
    ]

    assert 0.8 < median(ratios) < {"gemini-api": 1.2, "vertex": 1.9}[backend]


def texts(seen: Seen) -> int:
    details = seen.usage.get("promptTokensDetails", ())
    return sum(each.get("tokenCount", 0) for each in details if each["modality"] == "TEXT")


def test_enough_is_compared(pairs: list[Pair]) -> None:
    assert len([each for each in pairs if each.backend == "gemini-api"]) > 850
    assert len([each for each in pairs if each.backend == "vertex"]) > 190
