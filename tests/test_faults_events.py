"""Faults of a stream of events: how it is written then."""

import json

import pytest

from mockserver import faults
from mockserver.dialects import COMET, DIALECTS, GOOGLE
from mockserver.dialects import Dialect as Row
from mockserver.exchange import Frame, Reply
from mockserver.jsonwriter import array

ONE, TWO = b'data: {"a": 1}', b'data: {"b": "\xc3\xa9"}'
STREAM = Reply(200, "text/event-stream", (Frame(ONE + b"\r\n\r\n"), Frame(TWO + b"\r\n\r\n")))


def changed(spec: str, reply: Reply = STREAM, dialect: Row = GOOGLE) -> Reply:
    return faults.apply(faults.parse(spec), reply, dialect)[0]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("lf", ONE + b"\n\n" + TWO + b"\n\n"),
        ("cr", ONE + b"\r\r" + TWO + b"\r\r"),
        ("crlf", ONE + b"\r\n\r\n" + TWO + b"\r\n\r\n"),
        ("mixed", ONE + b"\n\n" + TWO + b"\r\n\r\n"),
    ],
)
def test_lines_can_end_otherwise(kind: str, body: bytes) -> None:
    assert changed(f"line_ends; kind={kind}").body == body


@pytest.mark.parametrize(
    ("spec", "body"),
    [
        ("no_final_newline", ONE + b"\r\n\r\n" + TWO),
        ("no_blank", b'data:{"a": 1}\r\n\r\ndata:{"b": "\xc3\xa9"}\r\n\r\n'),
        ("empty_data", b"data:\r\n\r\n" + ONE + b"\r\n\r\ndata:\r\n\r\n" + TWO + b"\r\n\r\n"),
        ("comments", b": PING\r\n\r\n" + ONE + b"\r\n\r\n: PING\r\n\r\n" + TWO + b"\r\n\r\n"),
        (
            "data_lines",
            (
                b'data: {\r\ndata:  "a": 1\r\ndata: }\r\n\r\n'
                b'data: {\r\ndata:  "b": "\xc3\xa9"\r\ndata: }\r\n\r\n'
            ),
        ),
        ("done", STREAM.body + b"data: [DONE]\r\n\r\n"),
    ],
)
def test_a_stream_can_be_written_oddly(spec: str, body: bytes) -> None:
    assert changed(spec).body == body


def test_events_can_have_other_lines() -> None:
    first, second = changed("event_lines").frames

    assert first.data == b"event: message\r\nid: 0\r\nretry: 3000\r\n" + ONE + b"\r\n\r\n"
    assert b"\r\nid: 1\r\n" in second.data


def test_odd_ways_of_writing_add_up() -> None:
    assert changed("comments, no_blank, line_ends; kind=lf").frames[0].data == (
        b': PING\n\ndata:{"a": 1}\n\n'
    )


def test_what_ends_a_stream_is_no_json_and_not_spread() -> None:
    assert changed("done, data_lines").body == changed("data_lines").body + b"data: [DONE]\r\n\r\n"


def test_lines_that_are_no_json_are_not_spread() -> None:
    assert changed("comments, data_lines").body == changed("comments").body


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_error_in_the_stream_has_the_form_of_the_dialect(dialect: str) -> None:
    row = DIALECTS[dialect]
    first, second = changed("stream_error", dialect=row).frames
    error = json.loads(second.data)["error"]

    assert first == STREAM.frames[0]
    assert error["message"] == "The model is overloaded. Please try again later."
    assert error["code"] == 503
    assert ("status" in error) == (dialect != "comet")
    assert second.data.endswith(b"}}" + row.line_end * 2)


def test_an_error_in_the_stream_can_be_data_or_a_list() -> None:
    data, listed = (
        changed(f"stream_error; form={each}").frames[1].data for each in ["data", "list"]
    )

    assert data.startswith(b'data: {"error": {"code": 503,')
    assert json.loads(listed)[0]["error"]["status"] == "UNAVAILABLE"


@pytest.mark.parametrize(
    ("code", "said"), [("429", 429), ("500", 500), ("504", 504), ("503; after=0", 503)]
)
def test_an_error_in_the_stream_can_be_another_one(code: str, said: int) -> None:
    last = changed(f"stream_error; code={code}").frames[-1]

    assert json.loads(last.data)["error"]["code"] == said


def test_an_error_takes_the_place_of_a_chunk_at_least() -> None:
    assert len(changed("stream_error; after=9").frames) == 2
    assert len(changed("stream_error; after=0").frames) == 1


def test_an_error_in_an_array_is_an_element() -> None:
    pieces = Reply(200, "application/json", tuple(map(Frame, array([{"a": 1}, {"b": 2}]))))

    assert [*json.loads(changed("stream_error", pieces).body)[1]] == ["error"]
    assert [*json.loads(changed("stream_error; after=0", pieces).body)[0]] == ["error"]


def test_a_single_chunk_leaves_an_array_of_an_error_alone() -> None:
    single = Reply(200, "application/json", tuple(map(Frame, array([{"a": 1}]))))

    assert [*json.loads(changed("stream_error", single).body)[0]] == ["error"]


def test_an_error_is_not_put_into_an_error() -> None:
    refused = Reply(429, "application/json", (Frame(b'[{\n  "error": {}}]'),))

    assert changed("stream_error", refused) == refused


def test_a_cut_goes_through_a_character() -> None:
    reply = changed("split_character; seconds=3")

    assert reply.body == STREAM.body
    assert [each.data[-1:] for each in reply.frames] == [b"\n", b"\xc3", b"\n"]
    assert [each.delay for each in reply.frames] == [0, 0, 3]


def test_a_cut_through_a_character_needs_one() -> None:
    plain = Reply(200, "text/event-stream", (Frame(b"data: {}\n\n"),))

    assert changed("split_character", plain) == plain


@pytest.mark.parametrize(
    ("number", "ends"), [(0, [b"da"]), (1, [b"\r\n", b"da"]), (9, [b"\r\n", b"da"])]
)
def test_a_cut_goes_through_the_word_data(number: int, ends: list[bytes]) -> None:
    reply = changed(f"split_data; after={number}")

    assert reply.body == STREAM.body
    assert [each.data[-2:] for each in reply.frames][: len(ends)] == ends


def test_all_chunks_can_come_at_once() -> None:
    assert [each.data for each in changed("joined").frames] == [STREAM.body]


@pytest.mark.parametrize(
    "name", [each.name for each in faults.FAULTS.values() if each.needs == "a stream of events"]
)
def test_what_is_no_stream_of_events_is_left_as_it_is(name: str) -> None:
    whole = Reply(200, "application/json", (Frame(b'{\n  "data": 1}'),))

    assert changed(name, whole, COMET) == whole
