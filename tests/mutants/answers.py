"""Mutations of what an answer says: its members, their types, and what must agree."""

import base64
from typing import Any

from tests.mutants.spoiling import (
    added,
    candidates,
    changed,
    chunks,
    each_answer,
    more,
    parts,
    removed,
    renamed,
    to,
)
from tests.mutants.turn import Row

_ROLE = "candidates[].content.role"
_PARTS = "candidates[].content.parts"
_FINISH = "candidates[].finishReason"
_USAGE = "usageMetadata"
_DETAILS = f"{_USAGE}.promptTokensDetails"


def _one_part_of_everything(answer: dict[str, Any]) -> None:
    for each in parts(answer):
        each.setdefault("text", "and a text beside it")
        each["inlineData"] = {"mimeType": "image/png", "data": base64.b64encode(b"-").decode()}


def _as_openai(answer: dict[str, Any]) -> None:
    text = "".join(each.get("text", "") for each in parts(answer))
    answer.pop("candidates", None)
    answer["choices"] = [{"index": 0, "message": {"role": "assistant", "content": text}}]


def _total_without_thoughts(answer: dict[str, Any]) -> None:
    usage = answer.get(_USAGE, {})
    if "totalTokenCount" in usage:
        usage["totalTokenCount"] -= usage.get("thoughtsTokenCount", 0)


def _thoughts_counted_twice(answer: dict[str, Any]) -> None:
    usage = answer.get(_USAGE, {})
    if "candidatesTokenCount" in usage:
        usage["candidatesTokenCount"] += usage.get("thoughtsTokenCount", 0)


def _a_modality_twice(answer: dict[str, Any]) -> None:
    details = answer.get(_USAGE, {}).get("promptTokensDetails", [])
    details.extend([{"modality": each["modality"], "tokenCount": 0} for each in details])


def _later(objects: list[Any]) -> list[Any]:
    for number, each in enumerate(objects):
        each["createTime"] = f"2026-03-25T04:21:{number:02}.756483Z"
    return objects


def _absurd(answer: dict[str, Any]) -> None:
    usage = answer.get(_USAGE, {})
    if "candidatesTokenCount" in usage:
        details = usage.get("candidatesTokensDetails", [])[:1]
        for holder, name in ((usage, "candidatesTokenCount"), (usage, "totalTokenCount"), *((each, "tokenCount") for each in details)):  # fmt: skip
            holder[name] += 1000


def _all_cached(answer: dict[str, Any]) -> None:
    usage = answer.get(_USAGE, {})
    if "promptTokenCount" in usage:
        usage["cachedContentTokenCount"] = usage["promptTokenCount"] + 1


def _nulls(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        each.update(safetyRatings=None, citationMetadata=None, groundingMetadata=None)


def _feedback_beside(answer: dict[str, Any]) -> None:
    answer["promptFeedback"] = {"blockReason": "SAFETY"}


def _no_finish(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        each.pop("finishReason", None)


def _empty_parts(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        each.setdefault("content", {}).setdefault("parts", []).insert(0, {})


MEMBERS = (
    Row(name="usage-removed", says="no usageMetadata", alter=removed(_USAGE), claims=("usage.present",)),
    Row(name="usage-null", says="usageMetadata is null", alter=changed(_USAGE, to(None)), claims=("member.no-null", "answer.usage")),
    Row(name="usage-snake-case", says="usage_metadata for usageMetadata", alter=renamed(_USAGE, "usage_metadata"), claims=("member.camel-case", "schema.answers", "usage.present")),
    Row(name="usage-as-list", says="usageMetadata in a list", alter=changed(_USAGE, lambda each: [each]), claims=("answer.usage",)),
    Row(name="usage-openai", says="prompt_tokens and the like for usageMetadata", alter=changed(_USAGE, to({"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2})), claims=("usage.present",)),
    Row(name="candidates-removed", says="no candidates", alter=removed("candidates"), claims=("answer.candidates-or-feedback",)),
    Row(name="candidates-empty", says="candidates is an empty list", alter=changed("candidates", to([])), claims=("answer.candidates", "answer.candidates-or-feedback")),
    Row(name="candidates-as-object", says="candidates is an object", alter=changed("candidates", lambda each: each[0]), claims=("answer.candidates",)),
    Row(name="choices", says="OpenAI's choices for candidates", alter=each_answer(_as_openai), claims=("answer.candidates-or-feedback",)),
    Row(name="parts-as-object", says="parts is an object", alter=changed(_PARTS, lambda each: each[0]), claims=("answer.parts",)),
    Row(name="content-as-text", says="content is a string", alter=changed("candidates[].content", to("Hello")), claims=("answer.content",)),
    Row(name="text-as-number", says="text is a number", alter=changed(f"{_PARTS}[].text", to(4)), claims=("answer.text",)),
    Row(name="text-as-list", says="text is a list of strings", alter=changed(f"{_PARTS}[].text", lambda each: [each]), claims=("answer.text",)),
    Row(name="content-for-text", says="a part has content for text", alter=renamed(f"{_PARTS}[].text", "content"), claims=("answer.parts", "part.one-datum")),
    Row(name="role-user", says="an answer has role user", alter=changed(_ROLE, to("user")), claims=("candidate.role",)),
    Row(name="role-assistant", says="an answer has role assistant", alter=changed(_ROLE, to("assistant")), claims=("candidate.role",)),
    Row(name="role-upper-case", says="an answer has role MODEL", alter=changed(_ROLE, str.upper), claims=("candidate.role",)),
    Row(name="role-as-number", says="role is a number", alter=changed(_ROLE, to(2)), claims=("answer.role",)),
    Row(name="finish-lower-case", says="finishReason in lower case", alter=changed(_FINISH, str.lower), claims=("answer.finish-reason", "member.enum-names")),
    Row(name="finish-as-number", says="finishReason is its number", alter=changed(_FINISH, to(1)), claims=("answer.finish-reason", "member.enum-names")),
    Row(name="finish-snake-case", says="finish_reason for finishReason", alter=renamed(_FINISH, "finish_reason"), claims=("member.camel-case", "finish.present")),
    Row(name="finish-removed", says="no finishReason", alter=each_answer(_no_finish), claims=("finish.present",)),
    Row(name="two-data-members", says="a part has text and inlineData", alter=each_answer(_one_part_of_everything), claims=("part.one-datum",)),
    Row(name="empty-part", says="a part without any member", alter=each_answer(_empty_parts), claims=("part.one-datum",)),
    Row(name="nulls", says="members of a candidate that aren't there are null", alter=each_answer(_nulls), claims=("member.no-null",)),
    Row(name="feedback-beside-candidates", says="promptFeedback blocks, and candidates are there", alter=each_answer(_feedback_beside), claims=("feedback.no-candidates",)),
    Row(name="block-reason-lower-case", says="promptFeedback.blockReason in lower case beside candidates", alter=added("", promptFeedback={"blockReason": "safety"}), claims=("answer.block-reason", "member.enum-names")),
    Row(name="safety-rating-respelt", says="a safety rating's probability in lower case", alter=added("candidates[]", safetyRatings=[{"category": "HARM_CATEGORY_HARASSMENT", "probability": "negligible"}]), claims=("answer.safety-ratings", "member.enum-names")),
    Row(name="safety-ratings-as-object", says="safetyRatings is an object", alter=added("candidates[]", safetyRatings={"HARM_CATEGORY_HARASSMENT": "NEGLIGIBLE"}), claims=("answer.safety-ratings",)),
    Row(name="safety-without-blocked", says="a candidate ends with SAFETY, and no rating of it is blocked", alter=added("candidates[]", finishReason="SAFETY", safetyRatings=[{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}]), claims=("safety.says-what-blocked",)),
    Row(name="safety-blocked-false", says="a safety rating says that it isn't blocked", alter=added("candidates[]", safetyRatings=[{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW", "blocked": False}]), claims=("safety.blocked-only-true",)),
    Row(name="index-as-text", says="index is a string", alter=added("candidates[]", index="0"), claims=("answer.index",)),
    Row(name="index-out-of-range", says="the only candidate has index 7", alter=added("candidates[]", index=7), claims=("candidate.index",)),
    Row(name="avg-logprobs-as-text", says="avgLogprobs is a string", alter=added("candidates[]", avgLogprobs="-0.1"), claims=("answer.avg-logprobs",)),
    Row(name="not-a-number", says="avgLogprobs is NaN, which isn't JSON", alter=added("candidates[]", avgLogprobs=float("nan")), claims=("unary.json", "sse.data-line", "logprobs.average")),
    Row(name="avg-logprobs-positive", says="avgLogprobs is 0.7, which no logarithm of a probability is", alter=added("candidates[]", avgLogprobs=0.7), claims=("logprobs.average",)),
    Row(name="citations-as-list", says="citationMetadata is a list", alter=added("candidates[]", citationMetadata=[]), claims=("answer.citations", "answer.citation-sources")),
    Row(name="citation-backwards", says="a citation ends before it begins", alter=added("candidates[]", citationMetadata={"citationSources": [{"startIndex": 9, "endIndex": 3, "uri": "https://example.com"}]}), claims=("citations.offsets",)),
)  # fmt: skip

IDENTITY = (
    Row(name="model-version-other", says="modelVersion names a model of another family", alter=changed("modelVersion", to("gpt-4o-mini")), claims=("identity.model",)),
    Row(name="model-version-snake-case", says="model_version for modelVersion", alter=renamed("modelVersion", "model_version"), claims=("member.camel-case",)),
    Row(name="model-version-as-number", says="modelVersion is a number", alter=changed("modelVersion", to(2.5)), claims=("answer.model-version",)),
    Row(name="response-id-empty", says="responseId is empty", alter=changed("responseId", to("")), claims=("identity.id-form",)),
    Row(name="response-id-as-number", says="responseId is a number", alter=changed("responseId", to(17)), claims=("answer.response-id",)),
    Row(name="response-id-snake-case", says="response_id for responseId", alter=renamed("responseId", "response_id"), claims=("member.camel-case",)),
    Row(name="create-time-no-date", says="createTime is no time", alter=added("", createTime="this morning"), claims=("identity.time-form",), dialects=("comet", "vertex")),
    Row(name="create-time-epoch", says="createTime is a number of seconds", alter=added("", createTime=1_774_000_000), claims=("answer.create-time",), dialects=("comet", "vertex")),
    Row(name="create-time-changes", says="each chunk has a createTime of its own", alter=chunks(_later), claims=("identity.one-time",), dialects=("comet", "vertex")),
    Row(name="create-time-offset", says="createTime is in the zone of Oslo", alter=changed("createTime", lambda _: "2026-03-25T06:21:43+02:00"), claims=("identity.time-utc",), dialects=("comet", "vertex")),
    Row(name="response-id-fixed", says="all answers have one responseId", alter=changed("responseId", to("CeynaY3LDtvG4_UP0qaCuQY")), claims=("identity.unique",)),
    Row(name="create-time-local", says="createTime has no zone", alter=added("", createTime="2026-03-25 04:21:43"), claims=("identity.time-form",), dialects=("comet", "vertex")),
)  # fmt: skip

USAGE = (
    Row(name="total-off-by-one", says="totalTokenCount is one too many", alter=changed(f"{_USAGE}.totalTokenCount", more(1)), claims=("usage.total",)),
    Row(name="total-without-thoughts", says="totalTokenCount leaves the thoughts out", alter=each_answer(_total_without_thoughts), claims=("usage.total",)),
    Row(name="total-as-text", says="totalTokenCount is a string", alter=changed(f"{_USAGE}.totalTokenCount", str), claims=("answer.total-tokens",)),
    Row(name="total-removed", says="no totalTokenCount", alter=removed(f"{_USAGE}.totalTokenCount"), claims=("usage.present", "usage.last-chunk")),
    Row(name="prompt-count-negative", says="promptTokenCount is negative", alter=changed(f"{_USAGE}.promptTokenCount", lambda each: -each), claims=("usage.counts",)),
    Row(name="prompt-count-removed", says="no promptTokenCount", alter=removed(f"{_USAGE}.promptTokenCount"), claims=("usage.present", "usage.total")),
    Row(name="prompt-count-float", says="promptTokenCount has a fraction", alter=changed(f"{_USAGE}.promptTokenCount", more(0.5)), claims=("answer.prompt-tokens", "usage.counts")),
    Row(name="candidates-count-with-thoughts", says="candidatesTokenCount counts thoughts, too", alter=each_answer(_thoughts_counted_twice), claims=("usage.total",)),
    Row(name="candidates-count-object", says="candidatesTokenCount is an object", alter=changed(f"{_USAGE}.candidatesTokenCount", lambda each: {"count": each}), claims=("answer.candidates-tokens", "usage.counts")),
    Row(name="thoughts-count-removed", says="thoughtsTokenCount isn't reported", alter=removed(f"{_USAGE}.thoughtsTokenCount"), claims=("usage.total",)),
    Row(name="candidates-count-absurd", says="a thousand tokens more are counted than said, and the total fits", alter=each_answer(_absurd), claims=("limits.max-output-tokens", "usage.text-tokens")),
    Row(name="cached-beyond-prompt", says="more of the prompt was cached than there is", alter=each_answer(_all_cached), claims=("usage.cached-within-prompt",)),
    Row(name="prompt-details-wrong", says="promptTokensDetails don't add up", alter=changed(f"{_DETAILS}[].tokenCount", more(3)), claims=("usage.prompt-sum",)),
    Row(name="candidates-details-wrong", says="candidatesTokensDetails don't add up", alter=changed(f"{_USAGE}.candidatesTokensDetails[].tokenCount", more(3)), claims=("usage.candidates-sum",)),
    Row(name="details-twice", says="a modality comes twice in the details", alter=each_answer(_a_modality_twice), claims=("usage.modality-once",)),
    Row(name="details-as-object", says="promptTokensDetails is an object", alter=changed(_DETAILS, lambda each: {x["modality"]: x["tokenCount"] for x in each}), claims=("answer.prompt-details",)),
    Row(name="modality-lower-case", says="a modality in lower case", alter=changed(f"{_DETAILS}[].modality", str.lower), claims=("answer.prompt-details", "member.enum-names")),
    Row(name="traffic-type-respelt", says="trafficType in lower case", alter=changed(f"{_USAGE}.trafficType", str.lower), claims=("answer.traffic-type", "member.enum-names"), dialects=("comet", "vertex")),
)  # fmt: skip

ROWS = (*MEMBERS, *IDENTITY, *USAGE)
