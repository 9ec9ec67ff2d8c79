"""Mutations of how a stream goes on and ends, and of what travels on the wire."""

import json
from collections.abc import Callable
from typing import Any

from tests.mutants.spoiling import candidates, chunks, has_content, parts
from tests.mutants.turn import Alter, Asked, Row, Told, event


def frames(change: Callable[[Told], Told]) -> Alter:
    """Change the bytes of a stream of events."""
    return lambda asked, told: change(told) if has_content(asked, told) and told.is_events else told


def unary(change: Callable[[Told], Told]) -> Alter:
    """Change the bytes of an answer in one piece."""

    def alter(asked: Asked, told: Told) -> Told:
        return change(told) if has_content(asked, told) and not told.is_events else told

    return alter


def _finished(objects: list[Any]) -> list[Any]:
    for each in [one for answer in objects for one in candidates(answer)]:
        each["finishReason"] = "STOP"
    return objects


def _unfinished(objects: list[Any]) -> list[Any]:
    for each in [one for answer in objects for one in candidates(answer)]:
        each.pop("finishReason", None)
    return objects


def _finish_first(objects: list[Any]) -> list[Any]:
    objects = _unfinished(objects)
    _finished(objects[:1])
    return objects


def _cumulative(objects: list[Any]) -> list[Any]:
    so_far = ""
    for part in [each for answer in objects for each in parts(answer) if "text" in each]:
        if not part.get("thought"):
            so_far += part["text"]
            part["text"] = so_far
    return objects


def _numbered(name: str, first: str) -> Callable[[list[Any]], list[Any]]:
    """Let a member change from chunk to chunk."""

    def change(objects: list[Any]) -> list[Any]:
        for number, each in enumerate(objects):
            each[name] = f"{first}{number}"
        return objects

    return change


def _many(objects: list[Any]) -> list[Any]:
    """Have at least two chunks."""
    return objects if len(objects) > 1 else [*_unfinished([dict(objects[0])]), *objects]


def _usage_missing(objects: list[Any]) -> list[Any]:
    return [{key: each for key, each in one.items() if key != "usageMetadata"} for one in objects]


def _roles_change(objects: list[Any]) -> list[Any]:
    for each in [one for answer in objects[1:] for one in candidates(answer)]:
        each.setdefault("content", {})["role"] = "user"
    return objects


def _whole_at_the_end(objects: list[Any]) -> list[Any]:
    texts = [
        each for one in objects for each in parts(one) if "text" in each and not each.get("thought")
    ]
    if len(texts) > 1:
        texts[-1]["text"] = "".join(each["text"] for each in texts)
    return objects


def _no_counts(objects: list[Any]) -> list[Any]:
    return [{**each, "usageMetadata": {"trafficType": "ON_DEMAND"}} for each in objects]


def _call_in_deltas(objects: list[Any]) -> list[Any]:
    first = json.loads(json.dumps(objects[0]))
    calls = [each["functionCall"] for each in parts(first) if "functionCall" in each]
    for each in calls:
        each["args"] = {}
    return [*_unfinished([first]), *objects] if calls else objects


def _latin_1(told: Told) -> Told:
    objects = told.objects()
    for each in parts(objects[0]):
        if "text" in each:
            each["text"] += " Café."
    text = json.dumps(objects[0], ensure_ascii=False)
    return told.written(text.encode("latin-1", "replace"))


def _after_the_end(objects: list[Any]) -> list[Any]:
    content = {"role": "model", "parts": [{"text": "And one more thing."}]}
    return [*objects, {**objects[-1], "candidates": [{"content": content}]}]


def _as_deltas(objects: list[Any]) -> list[Any]:
    return [
        {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}
        for _ in objects
    ]


def _joined(told: Told) -> Told:
    """Leave out the blank lines between events."""
    lines = [json.dumps(each).encode() for each in told.objects()]
    return told.written(*(b"data: " + each + told.newline for each in lines), told.newline)


def _split(told: Told) -> Told:
    """Let each object go over two events."""
    pieces = []
    for each in [json.dumps(one).encode() for one in told.objects()]:
        middle = len(each) // 2
        pieces += [event(each[:middle], told.newline), event(each[middle:], told.newline)]
    return told.written(*pieces)


def _with(before: bytes) -> Callable[[Told], Told]:
    """Write another line before each event."""
    return lambda told: told.written(*(before + told.newline + each for each in told.pieces))


def _ending(told: Told, *more: bytes) -> Told:
    return told.written(*told.pieces, *more)


def _cut(told: Told) -> Told:
    *most, last = told.pieces
    return told.written(*most, last[: len(last) // 2])


def _broken_off(told: Told) -> Told:
    """End in the middle, with an error in place of the last event."""
    error = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    return told.written(*told.pieces[:-1], event(json.dumps(error).encode(), told.newline))


def _unprefixed(told: Told) -> Told:
    return told.written(*(each.removeprefix(b"data: ") for each in told.pieces))


def _pretty(told: Told) -> Told:
    """Write each object over many lines, of which only the first is a data line."""
    texts = [json.dumps(each, indent=2).encode() for each in told.objects()]
    return told.written(*(event(each, told.newline) for each in texts))


def _as_json(told: Told) -> Told:
    """Answer a stream as a whole, in JSON."""
    text = json.dumps(told.objects()[-1]).encode()
    return told.headed(content_type="application/json; charset=UTF-8").written(text)


def _as_array(told: Told) -> Told:
    text = json.dumps(told.objects()).encode()
    return told.headed(content_type="application/json; charset=UTF-8").written(text)


def _as_events(told: Told) -> Told:
    pieces = [event(json.dumps(each).encode()) for each in told.objects()]
    return told.headed(content_type="text/event-stream").written(*pieces)


def _untyped(told: Told) -> Told:
    return Told(pieces=told.pieces)


def typed(kind: str) -> Callable[[Told], Told]:
    return lambda told: told.headed(content_type=kind)


def _in_array(told: Told) -> Told:
    return told.written(b"[" + told.body + b"]") if not told.body.startswith(b"[") else told


STREAMS = (
    Row(name="finish-every-chunk", says="each chunk has a finishReason", alter=chunks(lambda each: _finished(_many(each))), claims=("stream.finish-last",)),
    Row(name="finish-missing", says="no chunk has a finishReason", alter=chunks(_unfinished), claims=("stream.ends", "stream.finish-last")),
    Row(name="finish-first", says="the first chunk has the finishReason", alter=chunks(lambda each: _finish_first(_many(each))), claims=("stream.finish-last",)),
    Row(name="chunks-reversed", says="the chunks come in the wrong order", alter=chunks(lambda each: _many(each)[::-1]), claims=("stream.finish-last",)),
    Row(name="chunks-doubled", says="each chunk comes twice", alter=chunks(lambda each: [one for one in each for _ in range(2)]), claims=("stream.finish-last",)),
    Row(name="last-chunk-missing", says="the last chunk doesn't come", alter=chunks(lambda each: _many(each)[:-1]), claims=("stream.ends", "stream.finish-last")),
    Row(name="chunk-after-end", says="a chunk comes after the one with the finishReason", alter=chunks(_after_the_end), claims=("stream.finish-last",)),
    Row(name="cumulative", says="each chunk repeats the text so far", alter=chunks(_cumulative), claims=("stream.deltas",)),
    Row(name="whole-at-the-end", says="the last chunk repeats the whole text", alter=chunks(_whole_at_the_end), claims=("stream.deltas",)),
    Row(name="response-id-changes", says="each chunk has a responseId of its own", alter=chunks(lambda each: _numbered("responseId", "id-")(_many(each))), claims=("identity.one-id",)),
    Row(name="model-version-changes", says="each chunk has a modelVersion of its own", alter=chunks(lambda each: _numbered("modelVersion", "gemini-2.5-flash-00")(_many(each))), claims=("identity.one-model",)),
    Row(name="role-changes", says="the role changes in a stream", alter=chunks(lambda each: _roles_change(_many(each))), claims=("candidate.role",)),
    Row(name="stream-usage-missing", says="no chunk has usageMetadata", alter=chunks(_usage_missing), claims=("usage.present", "usage.last-chunk")),
    Row(name="stream-counts-missing", says="usageMetadata has no counts in a stream", alter=chunks(_no_counts), claims=("usage.last-chunk", "usage.present")),
    Row(name="stream-candidates-empty", says="a chunk with an empty list of candidates comes first", alter=chunks(lambda each: [{**each[0], "candidates": []}, *each]), claims=("answer.candidates",)),
    Row(name="call-in-deltas", says="a call comes without its args, and they in the next chunk", alter=chunks(_call_in_deltas), claims=("functions.whole", "functions.arguments")),
    Row(name="stream-no-candidates", says="the chunks have no candidates", alter=chunks(lambda each: [{"usageMetadata": one.get("usageMetadata", {})} for one in each]), claims=("answer.candidates-or-feedback",)),
    Row(name="openai-deltas", says="the chunks are OpenAI's", alter=chunks(_as_deltas), claims=("answer.candidates-or-feedback",)),
    Row(name="chunks-in-lists", says="each event is a list of one", alter=chunks(lambda each: [[one] for one in each]), claims=("sse.data-line",)),
    Row(name="stream-empty", says="a stream without an event", alter=frames(lambda told: told.written()), claims=("stream.not-empty",)),
    Row(name="stream-null", says="a null event before the others", alter=frames(lambda told: told.written(event(b"null", told.newline), *told.pieces)), claims=("sse.data-line",)),
    Row(name="stream-error", says="an error comes in place of the last event", alter=frames(_broken_off), claims=("stream.ends", "stream.error-object")),
)  # fmt: skip

FRAMING = (
    Row(name="done", says="data: [DONE] at the end", alter=frames(lambda told: _ending(told, event(b"[DONE]", told.newline))), claims=("sse.no-done",)),
    Row(name="no-space", says="no space behind data:", alter=frames(lambda told: told.written(*(b"data:" + each.removeprefix(b"data: ") for each in told.pieces))), claims=("sse.space",)),
    Row(name="data-empty", says="an event without data keeps the connection", alter=frames(lambda told: told.written(event(b"", told.newline), *told.pieces)), claims=("sse.data-line",)),
    Row(name="event-lines", says="event: lines", alter=frames(_with(b"event: message")), claims=("sse.only-data",)),
    Row(name="id-lines", says="id: lines", alter=frames(_with(b"id: 1")), claims=("sse.only-data",)),
    Row(name="retry-lines", says="retry: lines", alter=frames(_with(b"retry: 3000")), claims=("sse.only-data",)),
    Row(name="no-blank-lines", says="no blank line between events", alter=frames(_joined), claims=("sse.data-line",)),
    Row(name="json-over-events", says="JSON goes on in the next event", alter=frames(_split), claims=("sse.data-line",)),
    Row(name="json-over-lines", says="JSON over lines that are no data lines", alter=frames(_pretty), claims=("sse.data-line", "sse.only-data")),
    Row(name="no-data-prefix", says="JSON lines without data:", alter=frames(_unprefixed), claims=("sse.data-line", "stream.not-empty", "sse.only-data")),
    Row(name="last-event-cut", says="the last event ends in the middle", alter=frames(_cut), claims=("sse.complete",)),
    Row(name="last-blank-missing", says="the last event lacks its blank line", alter=frames(lambda told: told.written(told.body.rstrip())), claims=("sse.complete",)),
    Row(name="stream-html", says="a stream is a page of HTML", alter=frames(lambda told: told.written(b"<html><body>Service</body></html>")), claims=("sse.data-line", "stream.not-empty", "sse.only-data")),
    Row(name="stream-as-json", says="a stream is answered at once, as JSON", alter=frames(_as_json), claims=("sse.content-type",)),
    Row(name="stream-as-array", says="alt=sse is answered with an array", alter=frames(_as_array), claims=("sse.content-type",)),
    Row(name="unary-as-events", says="generateContent is answered with events", alter=lambda asked, told: _as_events(told) if has_content(asked, told) and asked.operator == "generateContent" else told, claims=("unary.content-type",)),
    Row(name="unary-as-array", says="generateContent is answered with an array", alter=lambda asked, told: _in_array(told) if has_content(asked, told) and asked.operator == "generateContent" else told, claims=("unary.json",)),
    Row(name="array-as-events", says="a stream without alt=sse comes as events", alter=lambda asked, told: _as_events(told) if has_content(asked, told) and asked.operator == "streamGenerateContent" and not asked.events else told, claims=("array.content-type", "array.json"), dialects=("google", "vertex")),
)  # fmt: skip

WIRE = (
    Row(name="unary-html", says="an answer calls itself HTML", alter=unary(typed("text/html")), claims=("unary.content-type",)),
    Row(name="unary-plain", says="an answer calls itself plain text", alter=unary(typed("text/plain")), claims=("unary.content-type",)),
    Row(name="unary-untyped", says="an answer has no content type", alter=unary(_untyped), claims=("unary.content-type",)),
    Row(name="events-json", says="events call themselves JSON", alter=frames(typed("application/json")), claims=("sse.content-type",)),
    Row(name="events-plain", says="events call themselves plain text", alter=frames(typed("text/plain; charset=utf-8")), claims=("sse.content-type",)),
    Row(name="events-untyped", says="events have no content type", alter=frames(_untyped), claims=("sse.content-type",)),
    Row(name="unary-cut", says="an answer ends in the middle", alter=unary(lambda told: told.written(told.body[:-20])), claims=("unary.json",)),
    Row(name="unary-empty", says="an answer has no body", alter=unary(lambda told: told.written()), claims=("unary.json",)),
    Row(name="unary-page", says="an answer is a page of HTML", alter=unary(lambda told: told.headed(content_type="text/html").written(b"<html></html>")), claims=("unary.content-type",)),
    Row(name="unary-twice", says="an answer comes twice in one body", alter=unary(lambda told: told.written(told.body, told.body)), claims=("unary.json",)),
    Row(name="unary-python", says="an answer is written with single quotes", alter=unary(lambda told: told.written(str(told.objects()[0]).encode())), claims=("unary.json",)),
    Row(name="unary-bom", says="an answer begins with a byte order mark", alter=unary(lambda told: told.written(b"\xef\xbb\xbf" + told.body)), claims=("unary.json",)),
    Row(name="unary-latin-1", says="an answer isn't in UTF-8", alter=unary(_latin_1), claims=("unary.json",)),
    Row(name="events-latin-1", says="events aren't in UTF-8", alter=frames(lambda told: told.written(*(each.decode().replace("e", "é").encode("latin-1", "replace") if b'"text"' in each else each for each in told.pieces))), claims=("sse.data-line",)),
    Row(name="unary-202", says="an answer comes with status 202", alter=unary(lambda told: Told(status=202, headers=told.headers, pieces=told.pieces)), claims=("endpoint.generate", "unary.json")),
    Row(name="everything-wrapped", says="an answer stands in a member called data", alter=unary(lambda told: told.written(json.dumps({"data": told.objects()[0]}).encode())), claims=("answer.candidates-or-feedback",)),
)  # fmt: skip

ROWS = (*STREAMS, *FRAMING, *WIRE)
