"""Faults of content: answers that can be read, but say something odd, or not all."""

from typing import Any, Literal

from mockserver import signatures
from mockserver.dialects import Dialect
from mockserver.exchange import Reply
from mockserver.faults.fault import fault
from mockserver.faults.reading import Objects, reshaped

_STREAM = "a stream"
_ANSWER = "an answer with candidates"
_EVENTS = "a stream of more than one chunk"


def _candidates(objects: Objects) -> list[dict[str, Any]]:
    return [each for one in objects for each in one.get("candidates", ())]


@fault("content", "bears", needs=_STREAM)
def bare_finish(
    reply: Reply,
    dialect: Dialect,
    *,
    content: Literal["none", "no_parts", "empty_parts"] = "none",
) -> Reply:
    """Finish a stream in a chunk of its own, whose candidates have no content, or one without parts.

    A client should take the reason from there, and not read content that isn't there.
    """

    def change(objects: Objects) -> Objects:
        last = objects[-1]
        bare = [_CONTENTS[content] | _bare(each) for each in _ended(last)]
        for each in _ended(last):
            each.pop("finishReason")
        return [*objects, {**last, "candidates": bare}] if bare else objects

    return reshaped(reply, dialect, change, streams=True)


_CONTENTS: dict[str, dict[str, Any]] = {
    "none": {},
    "no_parts": {"content": {"role": "model"}},
    "empty_parts": {"content": {"role": "model", "parts": []}},
}


def _bare(candidate: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in candidate.items() if key != "content"}


def _ended(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in _candidates([document]) if "finishReason" in each]


@fault("content", "bears", needs=_STREAM)
def leading_stop(reply: Reply, dialect: Dialect) -> Reply:
    """Begin a stream with a chunk of empty text that already says STOP.

    A client should read on until the stream ends.
    """

    def change(objects: Objects) -> Objects:
        empty = {"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP"}
        rest = {key: each for key, each in objects[0].items() if key != "usageMetadata"}
        return [{**rest, "candidates": [empty]}, *objects] if "candidates" in rest else objects

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "bears", needs=_EVENTS)
def finish_on_every(reply: Reply, dialect: Dialect) -> Reply:
    """Give every chunk of a stream a finish reason.

    A client should read on until the stream ends.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects):
            each.setdefault("finishReason", "STOP")
        return objects

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "bears", needs=_EVENTS)
def early_finish(reply: Reply, dialect: Dialect, *, after: int = 1) -> Reply:
    """Give a chunk before the last a finish reason, and go on: the one behind ``after`` chunks.

    A client should read on until the stream ends.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects[:-1][min(after, len(objects) - 2) :][:1]):
            each["finishReason"] = "STOP"
        return objects

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "bears", needs=_STREAM)
def late_signature(reply: Reply, dialect: Dialect) -> Reply:
    """Send a thought signature in a chunk behind the one that finished.

    A client should keep it, and send it back with the part before it.
    """

    def change(objects: Objects) -> Objects:
        signature = signatures.mint(str(objects[0].get("responseId")).encode(), 255)
        part = {"text": "", "thoughtSignature": signature}
        late = {"content": {"role": "model", "parts": [part]}}
        ends = _candidates(objects[-1:])
        return [*objects, {**objects[-1], "candidates": [late]}] if ends else objects

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "reports", needs=_ANSWER)
def no_finish(reply: Reply, dialect: Dialect) -> Reply:
    """Leave out the finish reason.

    A client should take the answer for one that was cut.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects):
            each.pop("finishReason", None)
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "reports", needs=_EVENTS)
def cut_short(reply: Reply, dialect: Dialect, *, after: int = 1) -> Reply:
    """End a stream in good order after some chunks, without a finish reason and without an error.

    A client should take the answer for one that was cut.
    """

    def change(objects: Objects) -> Objects:
        return objects[: min(after, len(objects) - 1)] or objects

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "reports", needs=_ANSWER)
def empty_answer(reply: Reply, dialect: Dialect) -> Reply:
    """Say nothing, and finish with STOP: candidates without content.

    A client should tell that there is no answer, and not read content that isn't there.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects):
            each.pop("content", None)
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "reports", needs=_ANSWER)
def empty_candidates(reply: Reply, dialect: Dialect) -> Reply:
    """Answer with an empty list of candidates.

    A client should tell that there is no answer, and not read the first candidate.
    """

    def change(objects: Objects) -> Objects:
        return [each | {"candidates": []} if "candidates" in each else each for each in objects]

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs="an answer with usage")
def usage(
    reply: Reply, dialect: Dialect, *, on: Literal["never", "last", "every"] = "never"
) -> Reply:
    """Tell the usage never, with the last chunk alone, or the whole of it with every chunk.

    A client should do without it, and take the last it was told, never the sum.
    """

    def change(objects: Objects) -> Objects:
        told = objects[-1].get("usageMetadata")
        for number, each in enumerate(objects):
            each.pop("usageMetadata", None)
            last = number == len(objects) - 1
            if told and (on == "every" or (on == "last" and last)):
                each["usageMetadata"] = told
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs="an answer with an id")
def response_id(
    reply: Reply, dialect: Dialect, *, how: Literal["missing", "changing"] = "missing"
) -> Reply:
    """Leave out the id of the answer, or give each chunk another.

    A client should not hold the chunks of an answer together by their id.
    """

    def change(objects: Objects) -> Objects:
        for number, each in enumerate(objects):
            said = each.pop("responseId", None)
            if said and how == "changing":
                each["responseId"] = f"{said}{number or ''}"
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs=_ANSWER)
def unknown_enum(reply: Reply, dialect: Dialect) -> Reply:
    """Finish for a reason that nobody knows yet.

    A client should give the answer, and the reason as it came.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects):
            if "finishReason" in each:
                each["finishReason"] = "UNHEARD_OF"
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs="JSON")
def unknown_field(reply: Reply, dialect: Dialect) -> Reply:
    """Add a field that nobody knows yet, to the answer and to its candidates.

    A client should pass over it.
    """

    def change(objects: Objects) -> Objects:
        for each in [*objects, *_candidates(objects)]:
            each["unheardOf"] = {"of": [1, None]}
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs=_ANSWER)
def unknown_part(reply: Reply, dialect: Dialect) -> Reply:
    """Put a part of a kind that nobody knows yet before the others.

    A client should pass over it.
    """

    def change(objects: Objects) -> Objects:
        for each in _candidates(objects):
            if "parts" in each.get("content", {}):
                each["content"]["parts"].insert(0, {"unheardOf": {"of": 1}})
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "bears", needs=_ANSWER)
def null_fields(reply: Reply, dialect: Dialect) -> Reply:
    """Write out as null what an answer leaves out.

    A client should take null for what is left out.
    """
    absent = dict.fromkeys(
        ("citationMetadata", "safetyRatings", "groundingMetadata", "finishReason")
    )

    def change(objects: Objects) -> Objects:
        for each in objects:
            if "candidates" in each:
                each["promptFeedback"] = None
                each["candidates"] = [absent | one for one in each["candidates"]]
        return objects

    return reshaped(reply, dialect, change)


@fault("content", "survives", needs=_EVENTS)
def duplicate(reply: Reply, dialect: Dialect, *, after: int = 0) -> Reply:
    """Send a chunk of a stream twice: the one behind ``after`` chunks.

    A client can't tell it from a model that says a thing twice; it should neither fail nor wait for more.
    """

    def change(objects: Objects) -> Objects:
        number = min(after, len(objects) - 1)
        return [*objects[: number + 1], *objects[number:]]

    return reshaped(reply, dialect, change, streams=True)


@fault("content", "survives", needs="a stream of more than two chunks")
def out_of_order(reply: Reply, dialect: Dialect) -> Reply:
    """Send the second chunk of a stream before the first.

    A client can't tell it from another answer; it should neither fail nor wait for more.
    """

    def change(objects: Objects) -> Objects:
        *early, last = objects
        return [*early[1::-1], *early[2:], last]

    return reshaped(reply, dialect, change, streams=True)
