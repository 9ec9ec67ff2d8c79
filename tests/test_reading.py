import pytest

from contract_tests.reading import places
from contract_tests.reading.members import (
    endings,
    items,
    mapping,
    parts,
    refusal,
    rows,
    said,
    text,
    whole_number,
)
from tests.answered import answer, streamed, unary


@pytest.mark.parametrize("value", [None, 7, "x", [], {"b": 1}, {"a": 7}, {"a": None}])
def test_what_has_the_wrong_type_counts_as_absent(value: object) -> None:
    assert mapping(value, "a") == {}
    assert rows(value, "a") == items(value, "a") == []
    assert text(value, "a") == ""


def test_values_are_read_from_their_places() -> None:
    value = {"a": {"b": [{"c": 1}, 7]}}

    assert mapping(value, "a") == {"b": [{"c": 1}, 7]}
    assert rows(mapping(value, "a"), "b") == [{"c": 1}]
    assert items(mapping(value, "a"), "b") == [{"c": 1}, 7]


def test_a_truth_value_is_no_number() -> None:
    assert whole_number({"a": 7}, "a") == 7
    assert whole_number({"a": True}, "a") is None
    assert whole_number({"a": 7.5}, "a") is None
    assert whole_number(None, "a") is None


def test_parts_are_placed_where_they_came() -> None:
    one, two = {"text": "a"}, {"text": "b"}

    assert [each.pointer for each in places.parts(unary(answer(one, two)))] == [
        "/candidates/0/content/parts/0",
        "/candidates/0/content/parts/1",
    ]
    assert [each.pointer for each in places.parts(streamed(answer(one), answer(two)))] == [
        "/0/candidates/0/content/parts/0",
        "/1/candidates/0/content/parts/0",
    ]
    assert [each.pointer for each in places.candidates(streamed(answer(), answer()))] == [
        "/0/candidates/0",
        "/1/candidates/0",
    ]


def test_a_candidate_says_its_texts_but_no_thoughts() -> None:
    (candidate,) = answer({"text": "Hm.", "thought": True}, {"text": "Hi"}, {"text": 7}, {"text": "!"})["candidates"]  # fmt: skip

    assert said(candidate) == "Hi!"
    assert len(parts(candidate)) == 4


def test_endings_are_those_of_all_candidates() -> None:
    two = [*answer()["candidates"], *answer(finishReason="MAX_TOKENS", index=1)["candidates"]]

    assert endings(unary({"candidates": two})) == {"STOP", "MAX_TOKENS"}
    assert endings(unary(answer(finishReason=None))) == set()


@pytest.mark.parametrize("body", [{"error": {"message": "No."}}, [{"error": {"message": "No."}}]])
def test_a_refusal_may_stand_in_a_list(body: object) -> None:
    assert refusal(unary(body)) == "No."


@pytest.mark.parametrize("body", [[], {}, {"error": "No."}, {"error": {"message": 7}}])
def test_a_refusal_without_words_says_nothing(body: object) -> None:
    assert refusal(unary(body)) == ""
