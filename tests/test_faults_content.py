"""Faults of content: what the chunks of a stream, or a whole answer, say then."""

import json
from typing import Any

import pytest

from mockserver import faults
from mockserver.dialects import GOOGLE
from mockserver.exchange import Frame, Reply
from mockserver.jsonwriter import array, event, pretty

STOP = {"finishReason": "STOP"}


def chunk(text: str, **members: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": [{"text": text}]}, **members}
    return {"candidates": [candidate], "responseId": "r"}


A, B, C = chunk("a"), chunk("b"), {**chunk("c", **STOP), "usageMetadata": {"totalTokenCount": 3}}


def events(*chunks: dict[str, Any], delay: float = 0.0) -> Reply:
    frames = tuple(Frame(event(each, b"\r\n"), delay) for each in chunks)
    return Reply(200, "text/event-stream", frames)


def whole(chunk: dict[str, Any]) -> Reply:
    return Reply(200, "application/json", (Frame(pretty(chunk)),))


def changed(spec: str, reply: Reply) -> Reply:
    return faults.apply(faults.parse(spec), reply, GOOGLE)[0]


def read(reply: Reply) -> list[dict[str, Any]]:
    return [
        json.loads(each.removeprefix(b"data: ")) for each in reply.body.split(b"\r\n\r\n") if each
    ]


def after(spec: str, *chunks: dict[str, Any]) -> list[dict[str, Any]]:
    return read(changed(spec, events(*chunks)))


def after_whole(spec: str, chunk: dict[str, Any] = C) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(changed(spec, whole(chunk)).body)
    return found


def reasons(chunks: list[dict[str, Any]]) -> list[str | None]:
    return [each["candidates"][0].get("finishReason") for each in chunks]


def texts(chunks: list[dict[str, Any]]) -> str:
    return "".join(each["candidates"][0]["content"]["parts"][0]["text"] for each in chunks)


def test_a_bare_finish_comes_behind_the_content() -> None:
    *_, content, finish = after("bare_finish", A, C)

    assert content["candidates"] == [{"content": {"role": "model", "parts": [{"text": "c"}]}}]
    assert finish == {**C, "candidates": [STOP]}


@pytest.mark.parametrize(
    ("content", "left"),
    [("no_parts", {"role": "model"}), ("empty_parts", {"role": "model", "parts": []})],
)
def test_a_bare_finish_can_have_a_content_without_parts(content: str, left: dict[str, Any]) -> None:
    finish = after(f"bare_finish; content={content}", A, C)[-1]

    assert finish == {**C, "candidates": [{"content": left, **STOP}]}


def test_a_leading_stop_has_an_empty_text() -> None:
    first, *rest = after("leading_stop", A, C)

    assert (reasons([first]), texts([first])) == (["STOP"], "")
    assert first["responseId"] == "r"
    assert rest == [A, C]


def test_a_finish_can_be_on_every_chunk() -> None:
    found = after("finish_on_every", A, B, chunk("c", finishReason="MAX_TOKENS"))

    assert reasons(found) == ["STOP", "STOP", "MAX_TOKENS"]


@pytest.mark.parametrize(("number", "place"), [(0, 0), (1, 1), (9, 1)])
def test_a_finish_can_come_early(number: int, place: int) -> None:
    found = after(f"early_finish; after={number}", A, B, C)

    assert [each for each, reason in enumerate(reasons(found)) if reason] == [place, 2]


def test_a_late_signature_comes_behind_the_finish() -> None:
    *rest, late = after("late_signature", A, C)
    (part,) = late["candidates"][0]["content"]["parts"]

    assert rest == [A, C]
    assert part.keys() == {"text", "thoughtSignature"}
    assert part["text"] == ""


def test_no_finish_is_no_finish_of_a_whole_answer_too() -> None:
    assert reasons(after("no_finish", A, C)) == [None, None]
    assert reasons([after_whole("no_finish")]) == [None]


@pytest.mark.parametrize(("number", "left"), [(1, [A]), (2, [A, B]), (9, [A, B])])
def test_a_stream_can_be_cut_short_in_good_order(number: int, left: list[Any]) -> None:
    reply = changed(f"cut_short; after={number}", events(A, B, C))

    assert (read(reply), reply.ending) == (left, "complete")


def test_an_answer_can_be_empty() -> None:
    assert after("empty_answer", A, C)[1]["candidates"] == [STOP]
    assert after_whole("empty_answer")["candidates"] == [STOP]


def test_candidates_can_be_an_empty_list_where_there_were_any() -> None:
    blocked = {"promptFeedback": {"blockReason": "OTHER"}}

    assert [each.get("candidates") for each in after("empty_candidates", A, blocked)] == [[], None]
    assert after_whole("empty_candidates") == {**C, "candidates": []}


@pytest.mark.parametrize(
    ("where", "told"), [("never", [0, 0, 0]), ("last", [0, 0, 3]), ("every", [3, 3, 3])]
)
def test_usage_can_be_told_otherwise(where: str, told: list[int]) -> None:
    early = {**A, "usageMetadata": {"totalTokenCount": 1}}
    found = after(f"usage; on={where}", early, B, C)

    assert [each.get("usageMetadata", {}).get("totalTokenCount", 0) for each in found] == told


def test_usage_that_never_was_is_told_nowhere() -> None:
    assert after("usage; on=every", A, B) == [A, B]


def test_an_id_can_be_missing_or_change() -> None:
    missing, changing = after("response_id", A, B), after("response_id; how=changing", A, B, C)

    assert [each.get("responseId") for each in missing] == [None, None]
    assert [each["responseId"] for each in changing] == ["r", "r1", "r2"]


def test_a_reason_can_be_unheard_of() -> None:
    assert reasons(after("unknown_enum", A, C)) == [None, "UNHEARD_OF"]
    assert reasons([after_whole("unknown_enum")]) == ["UNHEARD_OF"]


def test_a_field_can_be_unheard_of() -> None:
    found = after_whole("unknown_field")

    assert found["unheardOf"] == found["candidates"][0]["unheardOf"] == {"of": [1, None]}


def test_a_part_can_be_unheard_of() -> None:
    (finish,) = after("bare_finish, unknown_part", A, C)[2:]

    assert after_whole("unknown_part")["candidates"][0]["content"]["parts"] == [
        {"unheardOf": {"of": 1}},
        {"text": "c"},
    ]
    assert finish["candidates"] == [STOP]


def test_what_is_left_out_can_be_null() -> None:
    found = after_whole("null_fields")

    assert found["promptFeedback"] is None
    assert found["candidates"][0]["citationMetadata"] is None
    assert found["candidates"][0]["finishReason"] == "STOP"
    assert after_whole("null_fields", {"models": []}) == {"models": []}


def test_a_chunk_can_come_twice() -> None:
    assert texts(after("duplicate", A, B, C)) == "aabc"
    assert texts(after("duplicate; after=1", A, B, C)) == "abbc"
    assert texts(after("duplicate; after=9", A, B, C)) == "abcc"


def test_chunks_can_be_out_of_order_but_for_the_last() -> None:
    assert texts(after("out_of_order", A, B, C)) == "bac"
    assert texts(after("out_of_order", A, B, A, C)) == "baac"
    assert after("out_of_order", A, C) == [A, C]


def test_an_array_stays_one() -> None:
    pieces = Reply(200, "application/json", tuple(map(Frame, array([A, C]))))
    more, less = changed("bare_finish", pieces), changed("cut_short", pieces)

    assert len(json.loads(more.body)) == len(more.frames) == 3
    assert json.loads(less.body) == [A]


def test_pauses_stay_where_they_were() -> None:
    reply = changed("leading_stop", events(A, C, delay=2.0))

    assert [each.delay for each in reply.frames] == [2.0, 2.0, 0.0]


@pytest.mark.parametrize(
    "name", [each.name for each in faults.FAULTS.values() if each.kind == "content"]
)
@pytest.mark.parametrize("body", [b"<html>", b"", b"3", b'[1, "a"]', b"data: {}\n\n", b"data: x"])
def test_what_is_no_answer_is_left_byte_by_byte(name: str, body: bytes) -> None:
    reply = Reply(200, "text/plain", (Frame(body),))
    left = changed(name, reply).body if name != "unknown_field" else body

    assert left.strip() == body.strip() or name == "duplicate"


def test_errors_are_left_as_they_are() -> None:
    refused = {"error": {"code": 429, "message": "No.", "status": "RESOURCE_EXHAUSTED"}}

    for each in faults.FAULTS.values():
        if each.kind == "content" and each.name != "unknown_field":
            assert after_whole(each.name, refused) == refused
