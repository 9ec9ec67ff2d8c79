"""Harmless variations: honest answers that only look different. The suite must not mind them."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from tests.mutants.streams import frames, typed, unary
from tests.mutants.turn import Alter, Asked, Row, Told, event

_NEW = {"addedLater": {"why": "nobody knows", "times": [1, 2]}}
_FREE = frozenset({"args", "details", "response"})
_LONG = 100  # characters; what is longer has to come in pieces
_COMMENT = b": keep-alive"


def after(*alters: Alter) -> Alter:
    """Do one after the other."""

    def alter(asked: Asked, told: Told) -> Told:
        for each in alters:
            told = each(asked, told)
        return told

    return alter


def _cut(told: Told, size: int) -> Told:
    return told.written(*(told.body[at : at + size] for at in range(0, len(told.body), size)))


def pieces_of(size: int) -> Alter:
    """Write every answer in pieces of so many bytes."""
    return lambda _, told: _cut(told, size)


def _letters(objects: list[Any]) -> list[Any]:
    """Say each letter in a chunk of its own."""
    return [small for each in objects for small in _smaller(each)]


def _smaller(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = parts(answer)
    if len(candidates(answer)) == 1 and len(found) == 1 and _only_text(found[0]):
        text = found[0]["text"]
        for letter in text[:-1]:
            yield _saying(answer, letter)
        found[0]["text"] = text[-1:]
    yield answer


def _only_text(part: dict[str, Any]) -> bool:
    return bool(part.get("text")) and "thoughtSignature" not in part


def _saying(answer: dict[str, Any], letter: str) -> dict[str, Any]:
    """Return a chunk with one letter, and nothing else that is new."""
    small = copy.deepcopy(answer)
    [candidate] = _unfinished(small)["candidates"]
    candidate["content"]["parts"][0]["text"] = letter
    return small


def _unfinished(answer: dict[str, Any]) -> dict[str, Any]:
    """Take away what only the last chunk has: Vertex AI's others have no counts."""
    for candidate in candidates(answer):
        for name in candidate.keys() - {"content", "index"}:
            del candidate[name]
    if "trafficType" in answer["usageMetadata"]:
        answer["usageMetadata"] = {"trafficType": answer["usageMetadata"]["trafficType"]}
    return answer


def _end_alone(objects: list[Any]) -> list[Any]:
    """Let the last chunk hold an empty text and the end alone, as real streams do."""
    last = objects[-1]
    if not (len(candidates(last)) == 1 and all(_only_text(each) for each in parts(last))):
        return objects
    before = _unfinished(copy.deepcopy(last))
    candidates(last)[0]["content"] = {"role": "model", "parts": [{"text": ""}]}
    return [*objects[:-1], before, last]


def _with_comments(told: Told) -> Told:
    comment = _COMMENT + told.newline * 2
    return told.written(comment, *(each + comment for each in told.pieces))


def _more_blank_lines(told: Told) -> Told:
    return told.written(*(each + told.newline for each in told.pieces))


def _other_newlines(told: Told) -> Told:
    """Write LF for CRLF, or CRLF for LF."""
    if told.newline == b"\r\n":
        return told.written(*(each.replace(b"\r\n", b"\n") for each in told.pieces))
    return told.written(*(each.replace(b"\n", b"\r\n") for each in told.pieces))


def walked(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Alter:
    """Change each object of an answer at every level, but for those that are free-form."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            below = {key: each if key in _FREE else walk(each) for key, each in value.items()}
            return change(below)
        return value

    def alter(asked: Asked, told: Told) -> Told:
        return (
            told.of([walk(each) for each in told.objects()]) if has_content(asked, told) else told
        )

    return alter


def _compact(told: Told) -> Told:
    return told.written(json.dumps(json.loads(told.body), separators=(",", ":")).encode())


def _compact_events(told: Told) -> Told:
    texts = [json.dumps(each, separators=(",", ":")).encode() for each in told.objects()]
    return told.written(*(event(each, told.newline) for each in texts))


def _indented(told: Told) -> Told:
    return told.written(json.dumps(json.loads(told.body), indent=8).encode() + b"\n\n")


def _in_one_event(told: Told) -> Told:
    """Write an answer as one event; a long one, as a letter and the rest."""
    [answer] = told.objects()
    for each in candidates(answer):
        each.pop("avgLogprobs", None)
    told = told.headed(content_type="text/event-stream")
    answers = [answer]
    if len(candidates(answer)) == len(parts(answer)) == 1 and len(_text(answer)) > _LONG:
        answers = [_saying(answer, _text(answer)[:1]), answer]
        parts(answer)[0]["text"] = _text(answer)[1:]
    return told.written(*(event(json.dumps(each).encode()) for each in answers))


def _text(answer: dict[str, Any]) -> str:
    return "".join(each.get("text", "") for each in parts(answer))


def _as_unary(asked: Asked) -> Asked:
    """Ask the mock for the whole; `_one_event` makes a stream of it."""
    if not asked.events:
        return asked
    path = asked.path.replace("streamGenerateContent", "generateContent")
    return replace(asked, path=path, headers={**asked.headers, "x-was": "a stream"})


def _one_event(asked: Asked, told: Told) -> Told:
    if "x-was" not in asked.headers or not has_content(asked, told):
        return told
    return _in_one_event(told)


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
        if len(found) == 1 and _only_text(found[0]) and "groundingMetadata" not in each:
            text = found[0]["text"]
            each["content"]["parts"] = [
                {**found[0], "text": text[:1]}, {**found[0], "text": text[1:]},
            ]  # fmt: skip


def _error_id(_: Asked, told: Told) -> Told:
    return (
        told
        if b"request id: " not in told.body
        else told.written(told.body.replace(b"request id: 2026", b"request id: 2027"))
    )


def _other_seed(body: dict[str, Any]) -> None:
    name = "generation_config" if "generation_config" in body else "generationConfig"
    body.setdefault(name, {})["seed"] = 4711


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

WRITING = (
    Row(name="in-sevens", says="answers come in pieces of seven bytes", alter=pieces_of(7)),
    Row(name="in-one-piece", says="all events come in one piece", alter=lambda _, told: told.written(told.body)),
    Row(name="in-one-event", says="a stream has one event, or two if it is long", prepare=_as_unary, alter=_one_event, dialects=("comet",)),
    Row(name="in-letters", says="each event says one letter", alter=chunks(_letters)),
    Row(name="end-alone", says="the last event says nothing, and ends", alter=chunks(_end_alone)),
    Row(name="keep-alive", says="comments stand between events", alter=frames(_with_comments)),
    Row(name="blank-lines", says="two blank lines stand between events", alter=frames(_more_blank_lines)),
    Row(name="newlines", says="lines of a stream end with CRLF where it was LF, and the reverse", alter=frames(_other_newlines), dialects=("comet",)),
    Row(name="slower", says="pieces come slowly", alter=lambda _, told: replace(told, pause=0.003)),
    Row(name="compact", says="JSON has no spaces", alter=after(unary(_compact), frames(_compact_events))),
    Row(name="indented", says="JSON is written wide, with lines after it", alter=unary(_indented)),
    Row(name="escaped", says="letters beyond ASCII are escaped", alter=lambda asked, told: told.of(told.objects(), ascii_only=True) if has_content(asked, told) else told),
    Row(name="reordered", says="members come in the reverse order", alter=walked(lambda each: dict(reversed(each.items())))),
    Row(name="charset", says="events have a charset, JSON has one in other letters", alter=after(unary(typed("Application/JSON; charset=utf-8")), frames(typed("text/event-stream;charset=UTF-8")))),
    Row(name="no-charset", says="JSON has no charset", alter=unary(typed("application/json"))),
    Row(name="headers", says="more headers come", alter=lambda _, told: told.headed(server="nginx", x_oneapi_request_id="2026", vary="Origin")),
    Row(name="request-id", says="errors have another request id", alter=_error_id),
)  # fmt: skip

SAYING = (
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

ROWS = (*WRITING, *SAYING)
