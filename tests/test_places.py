"""Responses, candidates and parts with their pointers."""

from typing import Any

from contract_tests.reading.members import is_count, mapping
from contract_tests.reading.places import candidates, parts, responses
from tests.exchanges import array, events, told, unary

CANDIDATE = {"content": {"parts": [{"text": "a"}, "x", {"text": "b"}]}}


def test_an_answer_in_one_piece_stands_at_the_root() -> None:
    exchange = unary({"candidates": [CANDIDATE]})

    assert [place for place, _ in responses(exchange)] == [""]
    assert [place for place, _ in candidates(exchange)] == ["/candidates/0"]
    assert [place for place, _ in parts(exchange)] == [
        "/candidates/0/content/parts/0",
        "/candidates/0/content/parts/2",
    ]


def test_chunks_are_numbered_errors_among_them() -> None:
    values: tuple[dict[str, Any], ...] = ({"a": 1}, {"error": {}}, {"b": 1})

    for exchange in (events(*values), array(*values), told(events(*values).text)):
        assert [place for place, _ in responses(exchange)] == ["/0", "/2"]


def test_what_is_malformed_or_no_content_is_left_out() -> None:
    assert list(candidates(unary({"candidates": [1, None]}))) == []
    assert list(candidates(unary({"candidates": {}}))) == []
    assert list(parts(unary({"candidates": [{"content": []}]}))) == []
    assert list(responses(unary({"totalTokens": 5}, operator="countTokens"))) == []


def test_objects_and_counts_are_told_from_others() -> None:
    assert mapping({"a": {"b": 1}}, "a") == {"b": 1}
    assert mapping({"a": []}, "a") == mapping({}, "a") == {}
    assert [is_count(each) for each in (0, 5, True, 1.0, "5", None)] == [True, True, *[False] * 4]
