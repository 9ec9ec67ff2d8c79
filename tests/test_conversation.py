from typing import Any

import pytest

from mockserver.conversation import runs, turn

Content = dict[str, Any]


def said(role: str, *texts: str) -> Content:
    return {"role": role, "parts": [{"text": each} for each in texts]}


def called(*names: str) -> Content:
    return {"role": "model", "parts": [{"functionCall": {"name": each}} for each in names]}


def answered(*names: str) -> Content:
    parts = [{"functionResponse": {"name": each, "response": {"of": each}}} for each in names]
    return {"role": "user", "parts": parts}


def test_a_conversation_is_cut_where_the_speaker_changes() -> None:
    contents = [said("user", "a"), said("model", "b"), said("model", "c"), {"parts": []}]
    found = runs(contents)

    assert [(each.of_model, each.start, len(each.contents)) for each in found] == [
        (False, 0, 1),
        (True, 1, 2),
        (False, 3, 1),
    ]
    assert [index for index, _ in found[1].parts] == [1, 2]


def test_thoughts_are_not_what_is_said() -> None:
    thought = {"text": "hm", "thought": True}
    (run,) = runs([{"role": "model", "parts": [thought, {"text": "yes"}]}])

    assert run.text == "yes"


def test_a_turn_is_what_the_user_said_last() -> None:
    found = turn([said("user", "first"), said("model", "so"), said("user", "second", "third")])

    assert found.asked == "second\nthird"
    assert found.calls == ()
    assert found.responses == ()


def test_a_turn_goes_on_over_calls_and_responses() -> None:
    contents = [
        said("user", "before"),
        called("old"),
        answered("old"),
        said("model", "done"),
        said("user", "now"),
        called("a", "b"),
        answered("a", "b"),
        called("c"),
        answered("c"),
    ]
    found = turn(contents)

    assert found.asked == "now"
    assert [call["name"] for call, _ in found.calls] == ["a", "b", "c"]
    assert [response["name"] for _, response in found.calls] == ["a", "b", "c"]
    assert [each["name"] for each in found.responses] == ["c"]


@pytest.mark.parametrize(
    ("calls", "responses", "pairs"),
    [
        (["f", "g"], ["g", "f"], ["ff", "gg"]),
        (["f", "f", "g"], ["g", "f", "f"], ["ff", "ff", "gg"]),
        (["f", "g"], ["x", "f"], ["ff", "gx"]),
        (["f", "g"], ["x"], ["fx"]),
        (["f"], ["f", "f"], ["ff"]),
        (["", "f"], ["", "f"], ["", "ff"]),
    ],
)
def test_responses_need_not_come_in_the_order_of_their_calls(
    calls: list[str], responses: list[str], pairs: list[str]
) -> None:
    found = turn([said("user", "Go"), called(*calls), answered(*responses)])

    assert [call["name"] + response["name"] for call, response in found.calls] == pairs


def test_responses_of_one_function_are_told_apart_by_their_ids() -> None:
    call, other = ({"id": each, "name": "f"} for each in "12")
    asked: Content = {"role": "model", "parts": [{"functionCall": each} for each in (call, other)]}
    given: list[Any] = [{"functionResponse": each | {"response": {}}} for each in (other, call)]

    found = turn([said("user", "Go"), asked, {"role": "user", "parts": given}])

    assert [one["id"] + two["id"] for one, two in found.calls] == ["11", "22"]


def test_what_is_said_beside_a_response_belongs_to_the_turn() -> None:
    contents = [said("user", "now"), called("a"), answered("a"), said("user", "and this")]
    found = turn(contents)

    assert found.asked == "now\nand this"
    assert [each["name"] for each in found.responses] == ["a"]


def test_a_conversation_of_responses_alone_has_a_turn_too() -> None:
    assert turn([called("a"), answered("a")]).asked == ""
    assert turn([]).responses == ()


def test_what_is_cached_is_no_part_of_the_question() -> None:
    contents = [said("user", "a document"), said("user", "now")]

    assert turn(contents, cached=1).asked == "now"
    assert turn(contents).asked == "a document\nnow"
