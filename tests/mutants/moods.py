"""Harmless variations that come and go: what an honest model, or a gateway in front of several, does.

Every so many answers are other than the rest. Nothing of it is against the documentation.
"""

import itertools
import threading
from collections.abc import Callable
from typing import Any

from tests.mutants.spoiling import GOOD, added, candidates, chunks, each_answer, has_content, parts
from tests.mutants.turn import Alter, Asked, Row, Told
from tests.mutants.variations import after

_SHAPE = ("createTime", "trafficType", "avgLogprobs", "candidatesTokensDetails")
_REFUSED = 400
_CHATTER = {"text": "Let me see. "}

Answer = dict[str, Any]


def every(number: int, alter: Alter, which: Callable[[Asked, Told], object] = has_content) -> Alter:
    """Alter the first answer of so many, of those that *which* says."""
    count, lock = itertools.count(1), threading.Lock()

    def sometimes(asked: Asked, told: Told) -> Told:
        if not which(asked, told):
            return told
        with lock:
            turn = next(count)
        return alter(asked, told) if turn % number == 1 else told

    return sometimes


def _silent(reason: str) -> Alter:
    """Say nothing, and end for a reason."""

    def alter(_: Asked, told: Told) -> Told:
        last = told.objects()[-1]
        for each in candidates(last):
            kept = {"index": each["index"]} if "index" in each else {}
            each.clear()
            each.update({"content": {"role": "model"}, "finishReason": reason, **kept})
        usage = last["usageMetadata"]
        usage.pop("candidatesTokensDetails", None)
        usage["totalTokenCount"] -= usage.pop("candidatesTokenCount", 0)
        return told.of([last])

    return alter


def _only_text(asked: Asked, told: Told) -> bool:
    """Whether an answer is of plain words, so that it may as well be none."""
    return has_content(asked, told) and all(
        each.keys() <= {"text"} for answer in told.objects() for each in parts(answer)
    )


def _as_ai_studio(answer: Answer) -> None:
    """Write what AI Studio writes where Vertex AI writes something else."""
    usage = answer.get("usageMetadata", {})
    for holder in (answer, usage, *candidates(answer)):
        for name in _SHAPE:
            holder.pop(name, None)
    for number, each in enumerate(candidates(answer)):
        each["index"] = number
    usage["serviceTier"] = "standard"


def _counting_early(objects: list[Answer]) -> list[Answer]:
    """Let each chunk have the counts, as AI Studio has them."""
    for each in objects[:-1]:
        each["usageMetadata"] = {**objects[-1]["usageMetadata"], **each["usageMetadata"]}
    return objects


def _ungrounded(answer: Answer) -> None:
    for each in candidates(answer):
        each.pop("groundingMetadata", None)


def _fenced(_: Asked, told: Told) -> Told:
    objects = told.objects()
    first, last = parts(objects[0])[:1], parts(objects[-1])[-1:]
    for each in first:
        each["text"] = f"```json\n{each['text']}"
    for each in last:
        each["text"] = f"{each['text']}\n```"
    return told.of(objects)


def _in_json(asked: Asked, told: Told) -> bool:
    return "application/json" in str(asked.config) and _only_text(asked, told)


def _talkative(answer: Answer) -> None:
    for each in candidates(answer):
        found = each.get("content", {}).get("parts", [])
        if any("functionCall" in part for part in found):
            found.insert(0, dict(_CHATTER))


def _in_googles_words(_: Asked, told: Told) -> Told:
    if told.status not in {_REFUSED, 404} or b"upstream_error" not in told.body:
        return told
    [body] = told.objects()
    error = {"code": told.status, "message": body["error"]["message"], "status": "INVALID_ARGUMENT"}
    return told.of([{"error": error}])


def _cut(_: Asked, told: Told) -> Told:
    return told.written(told.body[:-60])


def _streams(asked: Asked, told: Told) -> bool:
    return asked.events and told.status == GOOD


ROWS = (
    Row(name="silent", says="every third plain answer has no words", alter=every(3, _silent("STOP"), _only_text)),
    Row(name="all-thought", says="every third plain answer ends with MAX_TOKENS before a word is said", alter=every(3, _silent("MAX_TOKENS"), _only_text), dialects=("comet",)),
    Row(name="channels", says="every second answer is written as AI Studio writes it", alter=every(2, after(each_answer(_as_ai_studio), chunks(_counting_early))), dialects=("comet",)),
    Row(name="unsearched", says="every third answer is without grounding", alter=every(3, each_answer(_ungrounded))),
    Row(name="fenced", says="one JSON in twenty stands in a fence", alter=every(20, _fenced, _in_json)),
    Row(name="talkative", says="words come before calls", alter=each_answer(_talkative)),
    Row(name="passed-on-by-google", says="what the provider refuses comes in its own envelope", alter=_in_googles_words, dialects=("comet",)),
    Row(name="cut-streams", says="every tenth stream is cut off by somebody on the way", alter=every(10, _cut, _streams), dialects=("comet",)),
    Row(name="tiers", says="every second answer tells of another tier", alter=every(2, added("usageMetadata", trafficType="PROVISIONED_THROUGHPUT")), dialects=("comet", "vertex")),
)  # fmt: skip
