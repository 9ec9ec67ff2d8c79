"""Streams as the strategies draw them, and how readers take them."""

import codecs
import json
import re
from pathlib import Path
from typing import Any

import httpx
import httpx_sse
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import looks
from contract_tests.merging import merged
from contract_tests.strategies import Stream, streams
from contract_tests.strategies.response import chunks, pieces, shapes
from contract_tests.strategies.response.responses import response
from contract_tests.strategies.response.speakers import speakers
from tests import drawing
from tests.test_strategies_responses import inside, wide_request

CHUNK = "gemini/generate_content_chunk.json"
ORIGINS = ("google", "vertex")
# How a stream is written isn't what is drawn here of what it says; and texts of few kinds repeat.
OTHER_CLAIMS = re.compile(r"sse\.|stream\.deltas$")


def exchange(stream: Stream, sent: Any = None) -> Exchange:
    """What a client saw of a stream."""
    model = stream.chunks[0]["modelVersion"].rpartition("/")[2]
    return Exchange(
        source="drawn",
        url=f"https://example.com/v1beta/models/{model}:streamGenerateContent?alt=sse",
        sent=sent,
        status=200,
        headers={"content-type": "text/event-stream"},
        frames=tuple(map(Frame, stream.pieces)),
    )


def read(parts: tuple[bytes, ...], end: str = "") -> list[Any]:
    """Read a stream of events to the letter of the standard; those without data, or at the end, say nothing."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    text = "".join(decoder.decode(each) for each in parts).removeprefix("\ufeff")
    found = []
    for block in re.sub(r"\r\n?", "\n", text).split("\n\n")[:-1]:
        lines = [each.partition(":") for each in block.split("\n")]
        data = "\n".join(value.removeprefix(" ") for name, _, value in lines if name == "data")
        found += [json.loads(data)] if data not in {"", end} else []
    return found


@given(streams(beyond_standard=False))
def test_a_reader_by_the_standard_reads_what_a_stream_says(stream: Stream) -> None:
    assert read(stream.pieces) == list(stream.chunks)


@given(streams(beyond_standard=False, without={"bom"}))
def test_httpx_sse_reads_what_a_stream_says(stream: Stream) -> None:
    head = {"content-type": "text/event-stream"}
    told = httpx.Response(200, headers=head, content=iter(stream.pieces))
    events = httpx_sse.EventSource(told).iter_sse()

    assert [json.loads(each.data) for each in events if each.data] == list(stream.chunks)


@given(streams(without={"bom", "no final newline", "no final blank line"}))
def test_an_exchange_reads_what_a_stream_says(stream: Stream) -> None:
    assert exchange(stream).responses == stream.chunks


@given(streams())
def test_the_pieces_are_the_whole_and_none_is_empty(stream: Stream) -> None:
    assert all(stream.pieces)
    assert b"".join(stream.pieces) == stream.data
    assert stream.data.decode().count("modelVersion") >= len(stream.chunks)


@pytest.mark.parametrize("dialect", ORIGINS)
@given(data=st.data())
def test_chunks_are_valid_and_no_check_finds_anything(dialect: str, data: st.DataObject) -> None:
    said = data.draw(streams(dialect=dialect)).chunks
    plain = Stream(pieces=tuple(map(event, said)), chunks=said)
    seen = looks(exchange(plain, wide_request(list(said))), dialect)

    assert [x for each in said for x in judge.findings(CHUNK, each)] == []
    assert [x for x in seen if x.findings and not OTHER_CLAIMS.match(x.claim)] == []


def event(chunk: Any) -> bytes:
    return f"data: {json.dumps(chunk)}\n\n".encode()


@pytest.mark.parametrize("dialect", ORIGINS)
@given(data=st.data())
def test_chunks_merged_are_the_response(dialect: str, data: st.DataObject) -> None:
    whole, said = data.draw(cut(dialect))

    assert merged(said) == merged([whole])


def test_every_chunk_of_ai_studio_counts_if_the_last_does() -> None:
    examples = drawing.of(cut, "google").examples
    counted = [said for _, said in examples if said[1:] and said[-1].get("usageMetadata")]

    assert counted
    for said in counted:
        assert all(each.get("usageMetadata") for each in said)


@st.composite
def cut(draw: st.DrawFn, dialect: str) -> Any:
    speaker = draw(speakers(dialect))
    whole = response(draw, speaker)
    said = chunks.chunks(draw, speaker, whole)
    for each in whole.get("candidates", []):
        each.pop("avgLogprobs", None)
    return whole, said


def test_every_shape_comes_often_enough() -> None:
    drawn = drawing.of(streams, "comet", 2)
    ends = {"with the last part", "alone", "beside an empty text"}
    turns = {"one", "several", "candidates one by one", "calls together", "signature behind"}

    assert drawn.rare("shape", shapes.SHAPES) == {}
    assert drawn.rare("cut", pieces.WAYS) == {}
    assert drawn.rare("chunks", turns | {f"finish {each}" for each in ends}) == {}


def finished(stream: Stream) -> bool:
    reasons = inside(list(stream.chunks), "finishReason")
    return any(reasons) or "promptFeedback" in stream.chunks[-1]


def test_a_stream_breaks_off_only_if_it_may() -> None:
    assert all(finished(each) for each in drawing.of(streams, "comet", 2).examples)
    assert not all(
        finished(each) for each in drawing.drawn(streams(finished=False), 40, runs=1).examples
    )


def test_a_stream_shrinks_to_a_short_chunk_in_one_piece() -> None:
    google = streams(dialect="google")
    smallest = drawing.minimal(google, lambda each: b'"text"' in each.data)

    assert smallest.pieces == (
        b'data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"promptTokensDetails":[{"modality":"TEXT","tokenCount":1}],"candidatesTokenCount":1,"totalTokenCount":2},"modelVersion":"gemini-2.5-flash","responseId":"CeynaY3LDtvG4_UP0qaCuQY"}\n\n',
    )


def test_a_cut_shrinks_to_two_pieces() -> None:
    smallest = drawing.minimal(streams(dialect="google"), lambda each: len(each.pieces) > 1)

    assert len(smallest.pieces) == 2


def test_a_shape_that_is_left_out_does_not_come() -> None:
    few = set(shapes.SHAPES) - {"crlf", "keep-alive"}
    drawn = drawing.drawn(streams(without=few), 100, runs=1)

    assert drawn.told("shape") == {"crlf", "keep-alive"}
    assert drawing.drawn(streams(without=set(shapes.SHAPES) - {"cr"}), 50, runs=1).told(
        "shape"
    ) == {"cr"}


def test_a_stream_by_the_standard_has_no_shape_beyond_it() -> None:
    assert drawing.drawn(streams(beyond_standard=False), 200, runs=1).told("shape") == set(
        shapes.STANDARD
    )


def test_what_cannot_be_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a shape, got 'utf-16'; there are lf, "):
        streams(without={"utf-16"})
    with pytest.raises(ValueError, match="without: expected one of lf, crlf, cr, mixed line ends"):
        streams(without={"lf", "crlf", "cr", "mixed line ends"})


WRITTEN = {
    ("lf",): 'data: {"a":"\u00e9"}\n\ndata: {"b":2}\n\n',
    ("crlf",): 'data: {"a":"\u00e9"}\r\n\r\ndata: {"b":2}\r\n\r\n',
    ("cr",): 'data: {"a":"\u00e9"}\r\rdata: {"b":2}\r\r',
    ("mixed line ends",): 'data: {"a":"\u00e9"}\n\ndata: {"b":2}\r\n\r\n',
    ("lf", "no blank"): 'data:{"a":"\u00e9"}\n\ndata:{"b":2}\n\n',
    ("lf", "two blanks"): 'data:  {"a":"\u00e9"}\n\ndata:  {"b":2}\n\n',
    ("lf", "escapes"): 'data: {"a":"\\u00e9"}\n\ndata: {"b":2}\n\n',
    ("lf", "spaced"): 'data: {"a": "\u00e9"}\n\ndata: {"b": 2}\n\n',
    (
        "lf",
        "data lines",
    ): 'data: {\ndata:  "a":"\u00e9"\ndata: }\n\ndata: {\ndata:  "b":2\ndata: }\n\n',
    ("lf", "comment"): ': a comment\n:\ndata: {"a":"\u00e9"}\n\n: a comment\n:\ndata: {"b":2}\n\n',
    (
        "lf",
        "event line",
    ): 'event: message\ndata: {"a":"\u00e9"}\n\nevent: message\ndata: {"b":2}\n\n',
    ("lf", "id line"): 'id: 0\ndata: {"a":"\u00e9"}\n\nid: 1\ndata: {"b":2}\n\n',
    ("lf", "retry line"): 'retry: 3000\ndata: {"a":"\u00e9"}\n\nretry: 3000\ndata: {"b":2}\n\n',
    (
        "lf",
        "unknown field",
    ): 'x: 1\n\u00e9\ndata: {"a":"\u00e9"}\n\nx: 1\n\u00e9\ndata: {"b":2}\n\n',
    ("lf", "keep-alive"): ': PING\n\ndata: {"a":"\u00e9"}\n\n: PING\n\ndata: {"b":2}\n\n',
    ("lf", "blank lines"): '\ndata: {"a":"\u00e9"}\n\n\ndata: {"b":2}\n\n',
    ("lf", "empty data"): 'data:\n\ndata: {"a":"\u00e9"}\n\ndata:\n\ndata: {"b":2}\n\n',
    ("lf", "bom"): '\ufeffdata: {"a":"\u00e9"}\n\ndata: {"b":2}\n\n',
    ("lf", "done"): 'data: {"a":"\u00e9"}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    ("crlf", "no final blank line"): 'data: {"a":"\u00e9"}\r\n\r\ndata: {"b":2}\r\n',
    ("crlf", "no final newline"): 'data: {"a":"\u00e9"}\r\n\r\ndata: {"b":2}',
}


@pytest.mark.parametrize("names", WRITTEN, ids=" ".join)
def test_a_shape_is_written_so(names: tuple[str, ...]) -> None:
    assert shapes.text_of([{"a": "\u00e9"}, {"b": 2}], names) == WRITTEN[names]


def test_every_shape_is_shown() -> None:
    assert {each for names in WRITTEN for each in names} == set(shapes.SHAPES)


def test_every_shape_stands_in_the_docs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "strategies.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| (.*) \|$", page.partition("## streams")[2], re.MULTILINE)
    told = {
        name: "beyond the standard" in what
        for names, what in rows
        for name in re.findall("`(.*?)`", names)
    }

    assert {each: each in shapes.BEYOND for each in shapes.SHAPES}.items() <= told.items()


CUT = {
    "not at all": "data: \u00e9\r\n\r\ndata: x\r\n\r\n",
    "event by event": "data: \u00e9\r\n\r\n|data: x\r\n\r\n",
    "inside data:": "da|ta: \u00e9\r\n\r\nda|ta: x\r\n\r\n",
    "between CR and LF": "data: \u00e9\r|\n\r|\ndata: x\r|\n\r|\n",
}


@pytest.mark.parametrize("way", CUT)
def test_bytes_are_cut_so(way: str) -> None:
    whole = CUT["not at all"].encode()
    places = sorted({*pieces.WAYS[way](None, whole)} - {0, len(whole)})  # type: ignore[arg-type]
    bounds = zip([0, *places], [*places, len(whole)], strict=True)

    assert b"|".join(whole[start:end] for start, end in bounds) == CUT[way].encode()


def test_characters_are_cut_inside() -> None:
    places = pieces.WAYS["inside characters"](None, "a\u00e9\U0001f600b".encode())  # type: ignore[arg-type]

    assert list(places) == [2, 4]
