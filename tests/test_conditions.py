"""Conditions on texts and values."""

from typing import Any

import pytest

from mockserver.stubs.conditions import of_text, of_values, same, value_shown, words


@pytest.mark.parametrize(
    ("wanted", "found", "holds"),
    [
        pytest.param(1, [1.0], True, id="numbers-by-value"),
        pytest.param(1, [True], False, id="true-is-not-1"),
        pytest.param({"a": [1, {"b": None}]}, [{"a": [1, {"b": None}]}], True, id="deep"),
        pytest.param({"a": [1]}, [{"a": [1, 2]}], False, id="longer"),
        pytest.param({"a": 1}, [{"b": 1}], False, id="other-member"),
        pytest.param("x", ["y", "x"], True, id="any-of-those-found"),
        pytest.param({"contains": "b"}, ["abc"], True, id="piece"),
        pytest.param({"contains": 5}, ["abc"], False, id="piece-that-is-no-text"),
        pytest.param({"contains": "b"}, [["a", "b"]], True, id="member-of-a-list"),
        pytest.param({"contains": "c"}, [["a", "b"]], False, id="no-member-of-a-list"),
        pytest.param({"contains": {"a": 1}}, [{"a": 1, "b": 2}], True, id="members-of-an-object"),
        pytest.param({"contains": {"a": 2}}, [{"a": 1, "b": 2}], False, id="other-members"),
        pytest.param({"contains": "a"}, [5], False, id="number-contains-nothing"),
        pytest.param({"contains": "a"}, [{"a": 1}], False, id="object-contains-no-text"),
        pytest.param({"regex": "^a"}, ["abc"], True, id="regex"),
        pytest.param({"regex": "^a"}, [5], False, id="regex-of-a-number"),
        pytest.param({"regex": "^a", "contains": "z"}, ["abc", "z"], False, id="both-of-one"),
        pytest.param({"present": True}, [None], True, id="present"),
        pytest.param({"present": False}, [None], False, id="not-absent"),
        pytest.param({"present": False}, [], True, id="absent"),
        pytest.param(
            {"equals": {"contains": "x"}}, [{"contains": "x"}], True, id="equals-a-condition"
        ),
        pytest.param({}, [{}], True, id="empty-object"),
        pytest.param(None, [], False, id="null-is-not-nothing"),
    ],
)
def test_a_value_is_as_a_condition_says(wanted: Any, found: list[Any], *, holds: bool) -> None:
    assert (list(of_values("it", wanted, found)) == []) is holds


def test_what_is_wanted_and_what_came_is_told() -> None:
    (found,) = of_values("$.x", {"contains": "a"}, [5, "b"])

    assert str(found) == "$.x: wanted contains 'a', got 5 and 'b'"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        pytest.param("a", "'a'", id="text"),
        pytest.param({"contains": "a", "regex": "b"}, "contains 'a' and regex 'b'", id="both"),
        pytest.param({"present": True}, "anything", id="present"),
        pytest.param({"present": False}, "nothing", id="absent"),
        pytest.param({"a": 1}, '{"a": 1}', id="object"),
    ],
)
def test_a_condition_is_said_in_words(wanted: Any, said: str) -> None:
    assert words(wanted) == said


def test_of_long_texts_the_place_where_they_differ_is_shown() -> None:
    (found,) = of_text("text", "a" * 500 + "Norway" + "b" * 500, "a" * 500 + "Sweden" + "b" * 500)

    assert "Norway" in found.wanted
    assert "Sweden" in found.got
    assert len(str(found)) < 250


def test_of_a_long_text_both_ends_are_shown() -> None:
    (found,) = of_text("text", {"contains": "Oslo"}, "Start " + "x" * 500 + " end")

    assert found.got.startswith("'Start ")
    assert found.got.endswith(" end'")
    assert len(found.got) < 100


def test_of_a_long_text_the_place_in_other_letter_case_is_shown() -> None:
    (found,) = of_text("text", {"contains": "Oslo"}, "x" * 500 + " in oslo " + "x" * 10)

    assert " in oslo " in found.got
    assert found.got.endswith("in other letter case")


def test_a_text_that_goes_on_is_shown_at_its_end() -> None:
    (found,) = of_text("text", "a" * 100, "a" * 100 + "!")

    assert found.got.endswith("!'")


def test_a_long_value_is_cut() -> None:
    assert len(value_shown(list(range(100)))) == 72
    assert value_shown({"a": 1}) == '{"a": 1}'


def test_values_of_different_kinds_are_not_the_same() -> None:
    assert not same([1], {"0": 1})
    assert not same("1", 1)
    assert not same([False], [0])
    assert same([False], [False])
