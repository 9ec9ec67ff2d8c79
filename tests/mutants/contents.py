"""Mutations of what an answer contains beside text: sources, calls, pictures, thoughts, code."""

import base64
from typing import Any

from tests.mutants.spoiling import (
    added,
    candidates,
    changed,
    each_answer,
    parts,
    removed,
    renamed,
    to,
)
from tests.mutants.turn import Row

_PARTS = "candidates[].content.parts"
_SUPPORTS = "candidates[].groundingMetadata.groundingSupports"
_CHUNKS = "candidates[].groundingMetadata.groundingChunks"


def _shifted(count: int) -> Any:
    def spoil(answer: dict[str, Any]) -> None:
        for segment in _segments(answer):
            segment["startIndex"] = segment.get("startIndex", 0) + count
            segment["endIndex"] += count

    return spoil


def _segments(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        each["segment"]
        for one in candidates(answer)
        for each in one.get("groundingMetadata", {}).get("groundingSupports", [])
    ]


def _in_characters(answer: dict[str, Any]) -> None:
    """Count as Python does, not as UTF-8; a text of ASCII gets a letter that isn't, in front."""
    for one in candidates(answer):
        segments = _segments({"candidates": [one]})
        texts = [each for each in parts({"candidates": [one]}) if "text" in each]
        if segments and texts:
            texts[0]["text"] = "é" + texts[0]["text"]
            for each in segments:
                each["startIndex"] = each.get("startIndex", 0) + 1
                each["endIndex"] += 1


def _a_finish_for_calls(answer: dict[str, Any]) -> None:
    if any("functionCall" in each for each in parts(answer)):
        for each in candidates(answer):
            each["finishReason"] = "FUNCTION_CALL"


def _no_results(answer: dict[str, Any]) -> None:
    for each in candidates(answer):
        found = each.get("content", {}).get("parts", [])
        found[:] = [part for part in found if "codeExecutionResult" not in part]


def _held(answer: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the lists of parts, to be altered in place."""
    return [
        each["content"]["parts"]
        for each in candidates(answer)
        if "parts" in each.get("content", {})
    ]


def _thoughts_last(answer: dict[str, Any]) -> None:
    for each in _held(answer):
        each.sort(key=lambda part: bool(part.get("thought")))


def _all_signed(answer: dict[str, Any]) -> None:
    calls = [each for each in parts(answer) if "functionCall" in each]
    if len(calls) > 1 and "thoughtSignature" in calls[0]:
        for each in calls:
            each["thoughtSignature"] = calls[0]["thoughtSignature"]


def _unasked_code(answer: dict[str, Any]) -> None:
    for each in _held(answer):
        if not any("executableCode" in part for part in each):
            each.insert(0, {"executableCode": {"language": "PYTHON", "code": "print(1)"}})
            each.insert(1, {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}})


GROUNDING = (
    Row(name="grounding-without-tool", says="groundingMetadata without a tool that grounds", alter=added("candidates[]", groundingMetadata={"webSearchQueries": ["q"], "groundingChunks": [{"web": {"uri": "https://example.com", "title": "e"}}]}), claims=("grounding.asked-for",)),
    Row(name="grounding-missing", says="no groundingMetadata though it was searched", alter=removed("candidates[].groundingMetadata"), claims=("grounding.search", "grounding.maps", "example.search")),
    Row(name="grounding-snake-case", says="grounding_metadata for groundingMetadata", alter=renamed("candidates[].groundingMetadata", "grounding_metadata"), claims=("member.camel-case",)),
    Row(name="offsets-shifted", says="segments lie three bytes further on", alter=each_answer(_shifted(3)), claims=("grounding.offsets",)),
    Row(name="offsets-in-characters", says="segments count characters, not bytes", alter=each_answer(_in_characters), claims=("grounding.offsets",)),
    Row(name="segment-text-other", says="a segment's text isn't the one at its place", alter=changed(f"{_SUPPORTS}[].segment.text", lambda each: each[::-1]), claims=("grounding.offsets",)),
    Row(name="segment-as-text", says="a segment is a string", alter=changed(f"{_SUPPORTS}[].segment", lambda each: each["text"]), claims=("answer.grounding-supports",)),
    Row(name="chunk-index-out-of-range", says="a support names a chunk that isn't there", alter=changed(f"{_SUPPORTS}[].groundingChunkIndices", lambda each: [*each, 99]), claims=("grounding.indices",)),
    Row(name="chunk-index-as-text", says="the indices of chunks are strings", alter=changed(f"{_SUPPORTS}[].groundingChunkIndices[]", str), claims=("answer.grounding-supports",)),
    Row(name="confidence-too-few", says="a score for one of two chunks", alter=added(f"{_SUPPORTS}[]", groundingChunkIndices=[0, 0], confidenceScores=[0.9]), claims=("grounding.confidence",)),
    Row(name="confidence-too-high", says="a confidence of 95", alter=added(f"{_SUPPORTS}[]", groundingChunkIndices=[0], confidenceScores=[95]), claims=("grounding.confidence",)),
    Row(name="web-without-uri", says="a source on the web has no uri", alter=removed(f"{_CHUNKS}[].web.uri"), claims=("grounding.web",)),
    Row(name="web-url", says="url for uri", alter=renamed(f"{_CHUNKS}[].web.uri", "url"), claims=("grounding.web",)),
    Row(name="places-without-uri", says="a place on the map has no uri", alter=removed(f"{_CHUNKS}[].maps.uri"), claims=("grounding.places",)),
    Row(name="queries-as-text", says="webSearchQueries is a string", alter=changed("candidates[].groundingMetadata.webSearchQueries", ", ".join), claims=("answer.search-queries",)),
)  # fmt: skip

PARTS = (
    Row(name="finish-function-call", says="finishReason FUNCTION_CALL beside calls", alter=each_answer(_a_finish_for_calls), claims=("functions.finish",)),
    Row(name="call-args-as-text", says="the args of a call are JSON in a string, as OpenAI has them", alter=changed(f"{_PARTS}[].functionCall.args", str), claims=("answer.function-call",)),
    Row(name="call-arguments", says="arguments for args", alter=renamed(f"{_PARTS}[].functionCall.args", "arguments"), claims=("functions.arguments", "answer.function-call")),
    Row(name="call-snake-case", says="function_call for functionCall", alter=renamed(f"{_PARTS}[].functionCall", "function_call"), claims=("member.camel-case",)),
    Row(name="call-undeclared", says="a call of a function that nobody declared", alter=changed(f"{_PARTS}[].functionCall.name", lambda each: f"{each}_2"), claims=("functions.declared",)),
    Row(name="call-args-invalid", says="a call without the required arguments", alter=changed(f"{_PARTS}[].functionCall.args", to({})), claims=("functions.arguments",)),
    Row(name="call-args-wrong-type", says="each argument is an object", alter=changed(f"{_PARTS}[].functionCall.args", lambda each: {key: {"value": None} for key in each}), claims=("functions.arguments",)),
    Row(name="call-ids-repeated", says="all calls have one id", alter=added(f"{_PARTS}[].functionCall", id="abcd1234"), claims=("functions.ids-unique",)),
    Row(name="call-in-list", says="functionCall is a list", alter=changed(f"{_PARTS}[].functionCall", lambda each: [each]), claims=("answer.function-call",)),
    Row(name="picture-not-base64", says="the data of a picture is no base64", alter=changed(f"{_PARTS}[].inlineData.data", to("*** a picture ***")), claims=("part.base64",)),
    Row(name="picture-not-what-it-says", says="the bytes of a picture are none", alter=changed(f"{_PARTS}[].inlineData.data", to(base64.b64encode(b"no picture at all").decode())), claims=("media.bytes",)),
    Row(name="picture-snake-case", says="inline_data for inlineData", alter=renamed(f"{_PARTS}[].inlineData", "inline_data"), claims=("member.camel-case",)),
    Row(name="picture-mime-removed", says="no mimeType beside data", alter=removed(f"{_PARTS}[].inlineData.mimeType"), claims=("answer.inline-data",)),
    Row(name="picture-other-mime", says="a PNG calls itself a JPEG", alter=changed(f"{_PARTS}[].inlineData.mimeType", to("image/jpeg")), claims=("media.bytes",)),
    Row(name="thoughts-last", says="thoughts come after the answer", alter=each_answer(_thoughts_last), claims=("thinking.first",)),
    Row(name="thought-as-text", says="thought is a string", alter=changed(f"{_PARTS}[].thought", to("true")), claims=("answer.thought",)),
    Row(name="thought-not-marked", says="thoughts come without their mark", alter=removed(f"{_PARTS}[].thought"), claims=("thinking.told",)),
    Row(name="signature-not-base64", says="thoughtSignature is no base64", alter=changed(f"{_PARTS}[].thoughtSignature", to("not* base64!")), claims=("part.base64",)),
    Row(name="signature-removed", says="calls of Gemini 3 aren't signed", alter=removed(f"{_PARTS}[].thoughtSignature"), claims=("signatures.first-call",)),
    Row(name="code-result-removed", says="code without its result", alter=each_answer(_no_results), claims=("code.result-follows",)),
    Row(name="code-language-lower-case", says="the language of code in lower case", alter=changed(f"{_PARTS}[].executableCode.language", str.lower), claims=("code.runs", "member.enum-names")),
    Row(name="code-outcome-respelt", says="ok for OUTCOME_OK", alter=changed(f"{_PARTS}[].codeExecutionResult.outcome", str.lower), claims=("code.runs", "member.enum-names")),
    Row(name="signature-everywhere", says="each of parallel calls is signed", alter=each_answer(_all_signed), claims=("signatures.only-first",)),
    Row(name="code-unasked", says="code comes without the tool", alter=each_answer(_unasked_code), claims=("code.asked-for",)),
    Row(name="logprobs-positive", says="a logProbability is above 0", alter=changed("candidates[].logprobsResult.chosenCandidates[].logProbability", to(0.5)), claims=("logprobs.negative",), dialects=("comet", "vertex")),
    Row(name="logprobs-too-few", says="fewer topCandidates than chosenCandidates", alter=changed("candidates[].logprobsResult.topCandidates", lambda each: each[:-1]), claims=("logprobs.steps",), dialects=("comet", "vertex")),
)  # fmt: skip

ROWS = (*GROUNDING, *PARTS)
