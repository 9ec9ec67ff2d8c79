"""Checks of candidates and their parts: what they find, and what they leave alone."""

from typing import Any

import pytest

from contract_tests.reading.encoded import decodes
from tests.exchanges import (
    BLOCKED,
    chunks,
    events,
    message,
    places,
    response,
    saying,
    unary,
)

CALL = {"functionCall": {"name": "add"}}


def test_an_answer_of_nothing_is_found() -> None:
    assert places("something_is_answered", unary({"modelVersion": "a"})) == [""]
    assert places("something_is_answered", unary({"candidates": [], "promptFeedback": {}})) == [""]


def test_candidates_or_a_reason_are_an_answer() -> None:
    assert places("something_is_answered", unary()) == []
    assert places("something_is_answered", unary(BLOCKED)) == []


def test_a_candidate_without_a_finish_reason_is_found_unless_it_is_streamed() -> None:
    unfinished = saying({"text": "4"}, finishReason=None)

    assert places("every_candidate_says_why_it_ended", unary(unfinished)) == ["/candidates/0"]
    assert places("every_candidate_says_why_it_ended", unary()) == []
    assert places("every_candidate_says_why_it_ended", events(unfinished)) is None


class TestIndex:
    def indexed(self, *indexes: Any, asked: Any = 2) -> Any:
        value = response(candidates=[{"index": each} for each in indexes])
        sent = {"contents": [], "generationConfig": {"candidateCount": asked}}
        return unary(value, sent=sent)

    def test_indexes_from_zero_are_right(self) -> None:
        assert places("indexes_count_the_candidates", self.indexed(0, 1)) == []
        assert places("indexes_count_the_candidates", self.indexed(1)) == []

    def test_one_that_is_too_large_or_comes_twice_is_found(self) -> None:
        assert places("indexes_count_the_candidates", self.indexed(0, 2)) == ["/candidates"]
        assert places("indexes_count_the_candidates", self.indexed(1, 1)) == ["/candidates"]
        assert places("indexes_count_the_candidates", self.indexed(1, asked="x")) == ["/candidates"]

    def test_absent_indexes_are_nobodys_business(self) -> None:
        assert places("indexes_count_the_candidates", unary()) is None

    def test_the_same_index_in_the_next_chunk_is_the_same_candidate(self) -> None:
        stream = [saying({"text": each}, index=0) for each in ("a", "b")]

        assert places("indexes_count_the_candidates", events(*stream)) == []


def test_an_answer_by_the_user_is_found() -> None:
    wrong = response(candidates=[{"content": {"role": "user", "parts": [{"text": "4"}]}}])

    assert message("the_model_speaks", unary(wrong)) == "expected 'model', got 'user'"
    assert places("the_model_speaks", unary()) == []
    assert places("the_model_speaks", unary(response(candidates=[{"content": {}}]))) is None


@pytest.mark.parametrize(
    "part", [{}, {"thought": True}, {"thoughtSignature": "AAAA"}, {"text": "4", **CALL}]
)
def test_a_part_of_nothing_or_of_two_things_is_found(part: dict[str, Any]) -> None:
    exchange = unary(saying({"text": "4"}, part))

    assert places("a_part_holds_one_thing", exchange) == ["/candidates/0/content/parts/1"]


@pytest.mark.parametrize(
    "part", [{"text": ""}, {**CALL, "thoughtSignature": "AAAA"}, {"newKindOfData": {}}]
)
def test_a_part_of_one_thing_known_or_new_is_right(part: dict[str, Any]) -> None:
    assert places("a_part_holds_one_thing", unary(saying(part))) == []


def test_bytes_that_are_no_base64_are_found_in_any_chunk() -> None:
    first, last = chunks("a", "b")
    picture = {"inlineData": {"mimeType": "image/png", "data": "not base64!"}}
    last["candidates"][0]["content"]["parts"] = [{"text": "", "thoughtSignature": ""}, picture]

    assert places("bytes_are_base64", events(first, last)) == [
        "/1/candidates/0/content/parts/0/thoughtSignature",
        "/1/candidates/0/content/parts/1/inlineData/data",
    ]


def test_bytes_are_left_alone_where_a_capture_cut_them() -> None:
    signed = saying({"text": "4", "thoughtSignature": "AAAA... cut"})

    assert places("bytes_are_base64", unary(signed, lost=("base64",))) is None
    assert places("bytes_are_base64", unary()) is None


@pytest.mark.parametrize("text", ["", "AAAA", "AAA=", "AAA", "-_-_", "+/+/", "AA=="])
def test_base64_is_read_in_every_spelling(text: str) -> None:
    assert decodes(text)


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA AA", "é", "AAAA... cut"])
def test_what_is_no_base64_is_not_read(text: str) -> None:
    assert not decodes(text)
