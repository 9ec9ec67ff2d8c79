"""Checks of how streams go on and end: what they find, and what they leave alone."""

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.exchange import Exchange, Frame
from tests.exchanges import (
    BLOCKED,
    array,
    chunks,
    events,
    message,
    places,
    raw,
    saying,
    unary,
)

ERROR = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
BARE = '{"error": {"code": 503,\n  "message": "The model is overloaded."}}\n'
CALL = {"functionCall": {"name": "add", "args": {"a": 1}}}


def test_a_stream_of_nothing_is_found() -> None:
    for empty in (raw(""), raw(": PING\n\n"), raw("<html></html>"), array()):
        assert places("a_stream_has_a_chunk", empty) == [""]


def test_a_stream_that_broke_off_in_its_first_chunk_has_begun_one() -> None:
    assert places("a_stream_has_a_chunk", raw('data: {"candidates": [{"con')) == []
    for other in ("data: [DONE]", "data: oops", "data: {oops\n\n"):
        assert places("a_stream_has_a_chunk", raw(other)) == [""]


def timed(*times: float, **counts: int) -> Exchange:
    """A stream of two chunks in pieces that came at some times."""
    first, last = chunks("Stars", " shine")
    last["usageMetadata"] = {"candidatesTokenCount": 150, **counts}
    exchange = events(first, last)
    cut = len(exchange.body) // len(times)
    data = [exchange.body[at * cut : (at + 1) * cut] for at in range(len(times) - 1)]
    data.append(exchange.body[(len(times) - 1) * cut :])
    return replace(exchange, frames=tuple(map(Frame, data, times)))


@pytest.mark.parametrize("times", [(2.5,), (2.5, 2.51)])
def test_a_stream_that_was_held_back_to_its_end_is_found(times: tuple[float, ...]) -> None:
    assert places("pieces_come_while_there_are_more", timed(*times)) == [""]


def test_a_stream_that_comes_while_it_is_generated_is_right() -> None:
    assert places("pieces_come_while_there_are_more", timed(1.1, 1.8)) == []


@pytest.mark.parametrize(
    "exchange",
    [
        timed(0.0),  # a capture without times
        timed(0.5, 0.51),
        timed(2.5, candidatesTokenCount=20),
        timed(2.5, thoughtsTokenCount=90),
        unary(),
        raw(""),
    ],
)
def test_what_is_fast_or_short_or_thought_about_tells_nothing(exchange: Exchange) -> None:
    assert places("pieces_come_while_there_are_more", exchange) is None


def test_a_stream_that_fails_at_once_is_told_by_its_error() -> None:
    assert places("a_stream_has_a_chunk", events(ERROR)) == []
    assert places("a_stream_has_a_chunk", events(*chunks("4"))) == []
    assert places("a_stream_has_a_chunk", raw("", status=500)) is None


class TestEnd:
    first, second, last = chunks("2+2", " is", " 4.")
    broken = "expected the stream to end with a finishReason, got nothing after the last chunk"

    def test_a_stream_that_breaks_off_is_found(self) -> None:
        exchange = events(self.first, self.second)

        assert places("a_stream_ends_with_a_reason", exchange) == ["/1/candidates/0/finishReason"]
        assert message("a_stream_ends_with_a_reason", exchange) == self.broken

    @pytest.mark.parametrize(
        "body",
        [
            events(first, ERROR).text,
            events(first).text + BARE,
            events(first).text + f"[{BARE}]\n",
        ],
    )
    def test_an_error_in_the_middle_is_told(self, body: str) -> None:
        assert "got the error {" in message("a_stream_ends_with_a_reason", raw(body))
        assert "overloaded" in message("a_stream_ends_with_a_reason", raw(body))
        assert places("an_error_in_a_stream_says_what_it_is", raw(body)) == []

    def test_an_error_that_says_nothing_is_found(self) -> None:
        for error in ({}, {"code": 503}, {"message": ""}, {"code": None, "message": "x"}):
            exchange = events(self.first, {"error": error})
            expected = [""] if error else None
            assert places("an_error_in_a_stream_says_what_it_is", exchange) == expected

    def test_text_that_looks_like_an_error_is_none(self) -> None:
        exchange = raw(events(self.first).text + "[1, 2]\n")

        assert places("an_error_in_a_stream_says_what_it_is", exchange) is None

    def test_a_whole_stream_ends_once(self) -> None:
        for exchange in (events(self.first, self.second, self.last), array(self.first, self.last)):
            assert places("a_stream_ends_with_a_reason", exchange) == []
            assert places("finish_reason_comes_last", exchange) == []

    def test_a_reason_in_every_chunk_is_found(self) -> None:
        exchange = events(*(saying({"text": each}) for each in ("2+2", " is", " 4.")))

        assert places("finish_reason_comes_last", exchange) == ["/0/candidates/0/finishReason"]

    def test_a_reason_in_the_first_chunk_alone_is_found(self) -> None:
        exchange = events(self.last, self.first)

        assert places("a_stream_ends_with_a_reason", exchange) == []
        assert places("finish_reason_comes_last", exchange) == ["/0/candidates/0/finishReason"]

    def test_a_reason_before_another_round_of_code_is_known(self) -> None:
        code = {"executableCode": {"code": "print(42)", "language": "PYTHON"}}
        exchange = events(self.first, saying(code), self.second, self.last)

        assert places("finish_reason_comes_last", exchange) == []
        assert places("finish_reason_comes_last", events(self.first, saying(code))) == []

    def test_candidates_end_each_for_itself(self) -> None:
        def pair(*finish: Any) -> dict[str, Any]:
            both = [
                saying({"text": "a"}, index=index, finishReason=each)["candidates"][0]
                for index, each in enumerate(finish)
            ]
            return {"candidates": both}

        one = saying({"text": "b"}, index=1)
        right = events(pair(None, None), pair("STOP", None), one)
        half = events(pair(None, None), pair("STOP", None))

        assert places("a_stream_ends_with_a_reason", right) == []
        assert places("finish_reason_comes_last", right) == []
        assert places("a_stream_ends_with_a_reason", half) == ["/1/candidates/1/finishReason"]
        assert places("finish_reason_comes_last", half) == []

    def test_nothing_is_said_of_what_is_no_stream(self) -> None:
        assert places("a_stream_ends_with_a_reason", unary()) is None
        assert places("finish_reason_comes_last", events(self.first)) is None
        assert places("a_stream_ends_with_a_reason", events(BLOCKED)) == []


class TestDeltas:
    words = ("Stars shine over", " the quiet sea,", " and nobody sleeps.")

    def test_text_that_grows_from_chunk_to_chunk_is_found(self) -> None:
        growing = ["".join(self.words[: end + 1]) for end in range(len(self.words))]

        assert "repeats all before it" in message(
            "chunks_hold_what_is_new", events(*chunks(*growing))
        )

    def test_a_last_chunk_that_says_all_again_is_found(self) -> None:
        again = events(*chunks(*self.words, "".join(self.words)))

        assert "repeats all before it" in message("chunks_hold_what_is_new", again)

    @pytest.mark.parametrize(
        "texts",
        [
            words,
            ("1", "10"),
            ("ha", "ha", "ha"),
            ("", "4", ""),
            ("la la la la la la ", "la la la la la la", "!"),
            ("x" * 20, "x" * 40),
        ],
    )
    def test_what_is_new_may_sound_like_what_was(self, texts: tuple[str, ...]) -> None:
        assert places("chunks_hold_what_is_new", events(*chunks(*texts))) in ([], None)

    def test_an_answer_may_repeat_a_thought(self) -> None:
        thought = saying({"text": self.words[0], "thought": True}, finishReason=None)
        first, last = chunks(*self.words[:2])

        assert places("chunks_hold_what_is_new", events(thought, first, last)) == []

    def test_one_chunk_repeats_nothing(self) -> None:
        assert places("chunks_hold_what_is_new", events(*chunks("4"))) is None


def test_thoughts_and_answer_in_one_chunk_are_found() -> None:
    thought, answer = {"text": "Adding", "thought": True}, {"text": "4"}

    both = events(saying(thought, answer))
    apart = events(saying(thought, finishReason=None), saying(answer))
    signed = events(saying(thought, {"text": "", "thoughtSignature": "AAAA"}))
    assert places("thoughts_come_in_chunks_of_their_own", both) == ["/0/candidates/0/content/parts"]
    assert places("thoughts_come_in_chunks_of_their_own", apart) == []
    assert places("thoughts_come_in_chunks_of_their_own", signed) == []
    assert places("thoughts_come_in_chunks_of_their_own", events(saying(answer))) is None
