"""Checks of content types and of the bytes around JSON: what they find, and what they leave alone."""

import json
from dataclasses import replace

import pytest

from contract_tests.exchange import Exchange, Frame
from tests.exchanges import (
    array,
    chunks,
    events,
    message,
    places,
    raw,
    response,
    told,
    unary,
)

HTML = {"content-type": "text/html; charset=utf-8"}
STREAM = chunks("2+2 is", " 4.")
JSON = json.dumps(STREAM[0])
LAST = f"data: {json.dumps(STREAM[1])}\n\n"


def body(*lines: str) -> Exchange:
    return raw("\n".join(lines) + "\n\n" + LAST)


class TestUnary:
    @pytest.mark.parametrize(
        "text", ["", "<html></html>", "[]", '"x"', f"data: {JSON}\n\n", '{"avgLogprobs": NaN}']
    )
    def test_what_is_no_object_is_found(self, text: str) -> None:
        assert places("an_answer_is_an_object", told(text)) == [""]

    @pytest.mark.parametrize("query", ["alt=sse", "$alt=sse"])
    def test_who_asks_for_events_may_get_them(self, query: str) -> None:
        exchange = replace(told(f"data: {JSON}\n\n"), url=f"{told('').url}?{query}")

        assert places("an_answer_is_an_object", exchange) is None

    def test_an_object_is_right_however_it_is_laid_out(self) -> None:
        assert places("an_answer_is_an_object", unary()) == []
        assert places("an_answer_is_an_object", told(json.dumps(response(), indent=8))) == []
        assert places("an_answer_is_an_object", unary({"error": {}}, status=500)) is None

    def test_what_is_not_utf_8_is_found(self) -> None:
        latin = replace(unary(), frames=(Frame('{"a": "é"}'.encode("latin-1")),))

        assert places("an_answer_is_an_object", latin) == [""]

    def test_with_alt_sse_an_answer_is_none_in_one_piece(self) -> None:
        exchange = unary()
        exchange = replace(exchange, url=f"{exchange.url}?alt=sse")

        assert places("an_answer_is_an_object", exchange) is None
        assert places("an_answer_is_typed_as_json", exchange) is None

    def test_another_content_type_is_found(self) -> None:
        assert message("an_answer_is_typed_as_json", unary(headers=HTML)) == (
            "expected the content type application/json, got text/html; charset=utf-8"
        )
        assert "no content type" in message("an_answer_is_typed_as_json", unary(headers={}))

    def test_a_charset_is_nobodys_business(self) -> None:
        for charset in ("utf-8", "UTF-8"):
            headers = {"content-type": f"application/json; charset={charset}"}
            assert places("an_answer_is_typed_as_json", unary(headers=headers)) == []

    def test_headers_are_left_alone_where_a_capture_has_none(self) -> None:
        assert places("an_answer_is_typed_as_json", unary(headers={}, lost=("headers",))) is None


class TestArray:
    def test_an_array_is_right(self) -> None:
        assert places("chunks_are_an_array", array(*STREAM)) == []
        assert places("an_array_is_typed_as_json", array(*STREAM)) == []

    @pytest.mark.parametrize(
        "text", ["{}", "[1]", "[{}, 1]", f"{JSON}\n{JSON}", f"data: {JSON}\n\n"]
    )
    def test_what_is_none_is_found(self, text: str) -> None:
        exchange = told(text, operator="streamGenerateContent", headers=HTML)

        assert places("chunks_are_an_array", exchange) == [""]
        assert places("an_array_is_typed_as_json", exchange) == [""]

    def test_nothing_is_said_of_events_or_of_a_body_that_was_lost(self) -> None:
        assert places("chunks_are_an_array", events(*STREAM)) is None
        assert places("chunks_are_an_array", array(*STREAM, lost=("raw",))) is None
        for exchange in (array(*STREAM, lost=("headers",)), events(*STREAM), unary()):
            assert places("an_array_is_typed_as_json", exchange) is None


class TestHeadersOfEvents:
    def test_those_of_events_are_right(self) -> None:
        assert places("a_stream_is_typed_as_events", events(*STREAM)) == []
        assert places("a_stream_is_not_cached", events(*STREAM)) == []

    def test_others_are_found(self) -> None:
        exchange = events(*STREAM, headers={"content-type": "application/json"})

        assert places("a_stream_is_typed_as_events", exchange) == [""]
        assert message("a_stream_is_not_cached", exchange) == (
            "expected cache-control: no-cache, got no cache-control"
        )

    def test_nothing_is_said_where_events_were_not_asked_for(self) -> None:
        for exchange in (array(*STREAM), unary(), events(*STREAM, lost=("headers",))):
            assert places("a_stream_is_typed_as_events", exchange) is None
            assert places("a_stream_is_not_cached", exchange) is None


class TestEvents:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_events_are_read_whatever_ends_their_lines(self, end: str) -> None:
        exchange = events(*STREAM, end=end)

        for name in (
            "events_are_lines_of_data",
            "events_have_no_other_lines",
            "one_blank_stands_before_the_data",
            "nothing_says_done",
            "the_last_event_is_complete",
        ):
            assert places(name, exchange) == [], name

    def test_comments_keep_a_connection_alive(self) -> None:
        exchange = body(": PING", "", ": PING", f"data: {JSON}", ": PING")

        assert places("events_are_lines_of_data", exchange) == []
        assert places("events_have_no_other_lines", exchange) == []

    @pytest.mark.parametrize(
        "lines",
        [
            ["data: {", "data: }"],
            ["data: [1]"],
            ["data: not JSON"],
            ['data: {"avgLogprobs": NaN}'],
            ["data: [DONE]"],
            [f"data: {JSON}{JSON}"],
            [f"data: {JSON}", f"data: {JSON}"],
            ["event: message"],
            [JSON],
        ],
    )
    def test_an_event_of_anything_but_one_object_is_found(self, lines: list[str]) -> None:
        assert places("events_are_lines_of_data", body(*lines)) == ["/0"]

    def test_events_that_are_not_utf_8_are_found(self) -> None:
        latin = replace(events(*STREAM), frames=(Frame('data: {"a": "é"}\n\n'.encode("latin-1")),))

        assert places("events_are_lines_of_data", latin) == [""]

    def test_events_without_a_blank_line_between_them_are_found(self) -> None:
        stream = "".join(f"data: {json.dumps(each)}\n" for each in STREAM)

        assert places("events_are_lines_of_data", raw(stream)) == ["/0"]
        assert places("the_last_event_is_complete", raw(stream)) == [""]

    @pytest.mark.parametrize("line", ["event: message", "id: 1", "retry: 100", "x"])
    def test_other_lines_are_found(self, line: str) -> None:
        exchange = body(line, f"data: {JSON}")

        assert message("events_have_no_other_lines", exchange) == (
            f"expected only data: lines and comments, got {line!r}"
        )
        assert places("events_are_lines_of_data", exchange) == []

    @pytest.mark.parametrize("blank", ["", "  "])
    def test_more_or_less_than_one_blank_before_the_data_is_found(self, blank: str) -> None:
        assert places("one_blank_stands_before_the_data", body(f"data:{blank}{JSON}")) == ["/0"]

    def test_done_is_found(self) -> None:
        done = raw(events(*STREAM).text + "data: [DONE]\n\n")

        assert places("nothing_says_done", done) == ["/2"]
        assert places("events_are_lines_of_data", done) == ["/2"]

    def test_a_last_event_that_is_cut_is_found(self) -> None:
        cut = raw(events(*STREAM).text[:-40])

        assert "expected a blank line at the end" in message("the_last_event_is_complete", cut)
        assert places("events_are_lines_of_data", cut) == []

    def test_a_line_that_is_no_json_is_found_though_the_stream_is_cut_behind_it(self) -> None:
        broken = raw(f"data: {JSON[:-9]}\n\n{LAST[:-40]}")

        assert places("events_are_lines_of_data", broken) == ["/0"]

    @pytest.mark.parametrize("end", ["data: oops", "oops", "data: [1]"])
    def test_an_end_that_is_no_event_is_not_one_that_was_cut(self, end: str) -> None:
        assert places("events_are_lines_of_data", raw(events(*STREAM).text + end)) == ["/2"]

    def test_a_bare_error_is_told_elsewhere(self) -> None:
        failed = raw(events(*STREAM).text + '{"error": {"code": 503,\n\n"message": "x"}}')

        for name in ("events_are_lines_of_data", "events_have_no_other_lines"):
            assert places(name, failed) == []
        assert places("the_last_event_is_complete", failed) == []

    def test_ends_of_lines_are_told_apart(self) -> None:
        unix, network = events(*STREAM), events(*STREAM, end="\r\n")

        assert places("lines_end_with_lf", unix) == []
        assert places("lines_end_with_crlf", network) == []
        assert message("lines_end_with_lf", network).endswith(r"'\n', got '\r\n'")
        assert message("lines_end_with_crlf", unix).endswith(r"'\r\n', got '\n'")
        mixed = raw("data: 1\ndata: 2\r\ndata: 3\r")
        assert r"got '\n' and '\r'" in message("lines_end_with_crlf", mixed)

    def test_comments_may_end_otherwise(self) -> None:
        kept_alive = raw(": PING\n\n" + events(*STREAM, end="\r\n").text)

        assert places("lines_end_with_crlf", kept_alive) == []

    def test_nothing_is_said_of_bytes_that_were_lost_or_never_came(self) -> None:
        for exchange in (events(*STREAM, lost=("raw",)), raw(""), events(*STREAM, status=500)):
            assert places("events_are_lines_of_data", exchange) is None
            assert places("lines_end_with_lf", exchange) is None
