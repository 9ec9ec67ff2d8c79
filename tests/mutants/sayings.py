"""Harmless variations of what answers say: other objects, which another day or another model may bring."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.mutants.ignoring import asking
from tests.mutants.spoiling import (
    added,
    candidates,
    changed,
    chunks,
    each_answer,
    has_content,
    parts,
    removed,
)
from tests.mutants.turn import Alter, Asked, Row, Told
from tests.mutants.variations import after, only_text, walked

_NEW = {"addedLater": {"why": "nobody knows", "times": [1, 2]}}


def _thinks_more(answer: dict[str, Any]) -> None:
    usage = answer.get("usageMetadata", {})
    if usage.get("thoughtsTokenCount", 0) > 2:
        usage["thoughtsTokenCount"] -= 1
        usage["totalTokenCount"] -= 1


def _counts_more(answer: dict[str, Any]) -> None:
    """Count four tokens more of a text prompt, as with another tokenizer."""
    usage = answer.get("usageMetadata", {})
    details = usage.get("promptTokensDetails", [])
    if len(details) == 1:
        for holder, name in ((usage, "promptTokenCount"), (usage, "totalTokenCount"), (details[0], "tokenCount")):  # fmt: skip
            holder[name] += 4


def _cached(answer: dict[str, Any]) -> None:
    usage = answer.get("usageMetadata", {})
    if usage.get("promptTokenCount", 0) > 1 and "cachedContentTokenCount" not in usage:
        usage["cachedContentTokenCount"] = 1
        usage["cacheTokensDetails"] = [{"modality": "TEXT", "tokenCount": 1}]


def _with_indexes(answer: dict[str, Any]) -> None:
    for number, each in enumerate(candidates(answer)):
        each.setdefault("index", number)


def _without_index(answer: dict[str, Any]) -> None:
    if len(candidates(answer)) == 1:
        candidates(answer)[0].pop("index", None)


def _with_call_ids(objects: list[Any]) -> list[Any]:
    calls = [
        each["functionCall"] for one in objects for each in parts(one) if "functionCall" in each
    ]
    for number, each in enumerate(calls):
        each.setdefault("id", f"call{number:04}")
    return objects


def _in_any_answer(change: Callable[[list[Any]], list[Any]]) -> Alter:
    return lambda asked, told: told.of(change(told.objects())) if has_content(asked, told) else told


def _new_finish(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        if each.get("finishReason") == "STOP":
            each["finishReason"] = "SAID_IT_ALL"


def _nothing_asked_of_the_end(asked: Asked, told: Told) -> Told:
    """Give a new reason to end, where a plain text was asked for."""
    if asked.json.keys() - {"contents"}:
        return told
    return each_answer(_new_finish)(asked, told)


def _harmless_ratings(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        each["safetyRatings"] = [
            {"category": f"HARM_CATEGORY_{name}", "probability": "NEGLIGIBLE"}
            for name in ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
        ]


def _usage_everywhere(objects: list[Any]) -> list[Any]:
    return [
        {**each, "usageMetadata": copy.deepcopy(objects[-1]["usageMetadata"])} for each in objects
    ]


def _two_texts(answer: dict[str, Any]) -> None:
    """Say a text in two parts; a grounded one counts its places in one."""
    for each in candidates(answer):
        found = each.get("content", {}).get("parts", [])
        if len(found) == 1 and only_text(found[0]) and "groundingMetadata" not in each:
            text = found[0]["text"]
            each["content"]["parts"] = [
                {**found[0], "text": text[:1]}, {**found[0], "text": text[1:]},
            ]  # fmt: skip


def _other_seed(body: dict[str, Any]) -> None:
    name = "generation_config" if "generation_config" in body else "generationConfig"
    body.setdefault(name, {}).setdefault("seed", 4711)


def _as_it_knows_it(body: dict[str, Any]) -> None:
    """Take out the new members that a client sends back; an API that has them takes them."""
    for holder in list(_objects(body)):
        for name in _NEW:
            holder.pop(name, None)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict):
            yield each
        if isinstance(each, dict | list):
            yield from _objects(each)


_OPTIONAL = (
    "candidates[].avgLogprobs", "candidates[].finishMessage", "createTime",
    "usageMetadata.trafficType", "usageMetadata.serviceTier", "usageMetadata.promptTokensDetails",
    "usageMetadata.candidatesTokensDetails",
)  # fmt: skip


ROWS = (
    Row(name="other-texts", says="all texts are others", prepare=asking(_other_seed)),
    Row(name="two-texts", says="a text comes in two parts", alter=each_answer(_two_texts)),
    Row(name="new-members", says="objects have new members at every level", prepare=asking(_as_it_knows_it), alter=walked(lambda each: {**each, **_NEW})),
    Row(name="new-finish-reason", says="plain texts end for a reason that nobody knows yet", alter=_nothing_asked_of_the_end),
    Row(name="new-traffic-type", says="trafficType is one that nobody knows yet", alter=added("usageMetadata", trafficType="ON_THE_MOON")),
    Row(name="optional-missing", says="all that is optional is missing", alter=after(*(removed(each) for each in _OPTIONAL))),
    *(
        Row(name=f"without-{path.rpartition('.')[2]}", says=f"no {path.rpartition('.')[2]}", alter=removed(path))
        for path in _OPTIONAL[:4]
    ),
    Row(name="thinks-less", says="a thought less is counted", alter=each_answer(_thinks_more)),
    Row(name="counts-more", says="prompts have four tokens more", alter=each_answer(_counts_more)),
    Row(name="cached", says="a token of each prompt was cached", alter=each_answer(_cached)),
    Row(name="indexes", says="candidates have an index", alter=each_answer(_with_indexes)),
    Row(name="no-index", says="the only candidate has no index", alter=each_answer(_without_index)),
    Row(name="call-ids", says="calls have ids", alter=_in_any_answer(_with_call_ids)),
    Row(name="model-version-dated", says="modelVersion is the name of a dated version", alter=changed("modelVersion", lambda each: f"{each}-09-2025")),
    Row(name="model-version-prefixed", says="modelVersion names the vendor, too", alter=changed("modelVersion", lambda each: f"google/{each}")),
    Row(name="safety-ratings", says="harmless safety ratings come", alter=each_answer(_harmless_ratings)),
    Row(name="usage-everywhere", says="each chunk has the whole usageMetadata", alter=chunks(_usage_everywhere), dialects=("comet",)),
    Row(name="create-time-whole", says="createTime has no fraction of a second", alter=changed("createTime", lambda _: "2026-03-25T04:21:43Z")),
    Row(name="response-id-short", says="responseId is shorter", alter=changed("responseId", lambda each: each[4:])),
)  # fmt: skip
