"""An exchange, as checks read it."""

import json
from typing import Any

import pytest

from contract_tests.exchange import Exchange, Frame, as_json

ROOT = "http://127.0.0.1/v1beta/models/gemini-2.5-flash"
CHUNK = {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}}]}


def exchange(
    body: bytes | str = b"", *, url: str = f"{ROOT}:generateContent", **rest: Any
) -> Exchange:
    data = body.encode() if isinstance(body, str) else body
    return Exchange(source="here", url=url, status=200, frames=(Frame(data),), **rest)


def test_what_is_nested_too_deep_is_no_json() -> None:
    assert as_json("[" * 99_999) is None


def test_the_path_names_model_and_operator() -> None:
    found = exchange(url=f"{ROOT}:streamGenerateContent?alt=sse&x=1&x=2")

    assert (found.model, found.operator) == ("gemini-2.5-flash", "streamGenerateContent")
    assert found.query == {"alt": "sse", "x": "2"}
    assert found.generates
    assert found.streams
    assert found.asks_for_events


@pytest.mark.parametrize("query", ["", "?alt=json"])
def test_only_alt_sse_asks_for_events(query: str) -> None:
    assert not exchange(url=f"{ROOT}:streamGenerateContent{query}").asks_for_events


def test_google_takes_a_dollar_before_alt() -> None:
    assert exchange(url=f"{ROOT}:streamGenerateContent?$alt=sse").asks_for_events


def test_a_path_without_a_model_has_neither() -> None:
    found = exchange(url="http://127.0.0.1/v1beta/models")

    assert (found.model, found.operator, found.generates) == ("", "", False)


def test_a_request_is_read_in_canonical_form() -> None:
    sent = {"generation_config": {"top_k": 3}, "contents": {"parts": {"text": "Hi"}}}
    found = exchange(sent=sent)

    assert found.request["contents"] == [{"parts": [{"text": "Hi"}]}]
    assert found.config == {"topK": 3}


@pytest.mark.parametrize("sent", [b"{", None, [1]])
def test_what_is_no_request_is_empty(sent: Any) -> None:
    assert exchange(sent=sent).request == {}
    assert exchange(sent=sent).config == {}


def test_an_unknown_operator_has_no_request() -> None:
    assert exchange(url=f"{ROOT}:translate", sent={"contents": []}).request == {}


def test_events_are_read_whatever_their_line_ends() -> None:
    chunk = json.dumps(CHUNK)
    for end in ("\n", "\r\n"):
        found = exchange(
            f": keep-alive{end}{end}data: {chunk}{end}{end}data: {chunk}{end}{end}",
            url=f"{ROOT}:streamGenerateContent?alt=sse",
            headers={"content-type": "text/event-stream"},
        )
        assert found.responses == (CHUNK, CHUNK)
        assert found.said == "HiHi"


def test_frames_may_cut_a_character() -> None:
    data = json.dumps({"candidates": [{"content": {"parts": [{"text": "ø"}]}}]}, ensure_ascii=False)
    raw = data.encode()
    place = raw.index("ø".encode()) + 1
    found = Exchange(
        source="", url=f"{ROOT}:generateContent", status=200,
        frames=(Frame(raw[:place]), Frame(raw[place:], 0.1)),
    )  # fmt: skip

    assert found.said == "ø"


def test_an_array_holds_its_chunks() -> None:
    found = exchange(json.dumps([CHUNK, CHUNK]), url=f"{ROOT}:streamGenerateContent")

    assert found.responses == (CHUNK, CHUNK)


def test_events_without_their_content_type_are_events() -> None:
    found = exchange(f"data: {json.dumps(CHUNK)}\n\n", url=f"{ROOT}:streamGenerateContent?alt=sse")

    assert found.is_events
    assert found.responses == (CHUNK,)


def test_an_error_in_mid_stream_is_an_answer_and_no_response() -> None:
    found = exchange(
        json.dumps([CHUNK, {"error": {"code": 503}}]), url=f"{ROOT}:streamGenerateContent"
    )

    assert len(found.answers) == 2
    assert found.responses == (CHUNK,)


@pytest.mark.parametrize("body", ["", "<html>", "3", '"x"', "[1, 2]"])
def test_a_body_that_is_no_answer_holds_none(body: str) -> None:
    found = exchange(body)

    assert found.answers == ()
    assert found.whole == {}
    assert (found.candidates, found.parts, found.usage, found.said) == ([], [], {}, "")


def test_what_json_does_not_have_is_not_read() -> None:
    assert exchange('{"a": NaN}').json is None
    assert exchange('{"a": -Infinity}').json is None
    assert exchange('{"a": "é"}'.encode("latin-1")).json is None


def test_a_refusal_holds_no_answer() -> None:
    found = Exchange(
        source="", url=f"{ROOT}:generateContent", status=400, frames=(Frame(b'{"error": {}}'),)
    )

    assert found.answers == ()
    assert found.json == {"error": {}}


def test_other_operations_have_answers_and_no_responses() -> None:
    found = exchange('{"totalTokens": 3}', url=f"{ROOT}:countTokens")

    assert found.answers == ({"totalTokens": 3},)
    assert found.responses == ()


def test_the_media_type_leaves_its_parameters_out() -> None:
    assert exchange(headers={"content-type": "Application/JSON; charset=UTF-8"}).media_type == (
        "application/json"
    )
    assert exchange().media_type == ""


def test_a_text_that_is_none_says_nothing() -> None:
    parts = [{"text": ["Hi"]}, {"text": "there"}]
    found = exchange(json.dumps({"candidates": [{"content": {"parts": parts}}]}))

    assert found.said == "there"


def test_what_is_said_leaves_thoughts_out() -> None:
    parts = [{"text": "Hm.", "thought": True}, {"text": "4"}]
    found = exchange(json.dumps({"candidates": [{"content": {"parts": parts}}]}))

    assert found.said == "4"
    assert found.parts == parts
