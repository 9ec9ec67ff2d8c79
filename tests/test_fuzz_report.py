"""What `fuzz_client` reports: a table, and an assertion."""

import pytest

from contract_tests.fuzzing import Report
from contract_tests.fuzzing.client.behaviour import Behaviour
from contract_tests.fuzzing.client.shapes import SHAPES
from contract_tests.fuzzing.client.trials import Trial


def trial(name: str, did: Behaviour, said: str = "") -> Trial:
    shape, _, chunking = name.partition("/")
    return Trial(shape=SHAPES[shape], chunking=chunking, did=did, said=said, requests=1)


REPORT = Report(
    (
        trial("bom/frames", "whole"),
        trial("bom/bytes", "crashed", "KeyError: 'candidates' (app.py:3 in ask)"),
        trial("comments/frames", "short", "Hi"),
        trial("comments/bytes", "short", "H"),
        trial("html/frames", "reported"),
        trial("line_ends-lf/frames", "idle"),
    )
)


def test_the_table_says_what_was_done_with_each_shape() -> None:
    assert REPORT.table().splitlines() == [
        "shape         a good client  this one",
        "bom           bears          whole, crashed (bytes)  wrong",
        "comments      bears          short                   wrong",
        "html          reports        reported",
        "line_ends-lf  bears          -",
    ]


def test_the_table_can_be_markdown() -> None:
    assert REPORT.table("markdown").splitlines()[:3] == [
        "| shape | a good client | this one | |",
        "|---|---|---|---|",
        "| bom | bears | whole, crashed (bytes) | wrong |",
    ]


def test_what_is_wrong_is_told_once_for_each_shape() -> None:
    with pytest.raises(AssertionError) as wrong:
        REPORT.hold()

    assert str(wrong.value).splitlines() == [
        "5 trials of 3 shapes; 3 went wrong, of 2 shapes",
        """bom (bytes): expected the whole text, got an error that isn't of its own: "KeyError: 'candidates' (app.py:3 in ask)". A client should pass over it. To meet it again: x-mock-fault: bom""",
        "comments (frames, bytes): expected the whole text, got a text that lacks something: 'Hi'. A client should pass over it. To meet it again: x-mock-fault: comments",
    ]


def test_what_is_known_is_borne() -> None:
    REPORT.hold(known={"bom", "comments"})
    REPORT.hold(known={"bom/bytes", "comments"})
    with pytest.raises(AssertionError, match=r"\ncomments \(bytes\): "):
        REPORT.hold(known={"bom", "comments/frames"})


def test_what_is_known_and_goes_right_has_to_be_taken_out() -> None:
    known = {"bom/bytes", "comments", "html", "bom/frames"}
    with pytest.raises(AssertionError) as wrong:
        REPORT.hold(known)

    assert sorted(str(wrong.value).splitlines()[1:]) == [
        "bom/frames: expected to go wrong, and goes right: take it out of what is known",
        "html: expected to go wrong, and goes right: take it out of what is known",
    ]


def test_what_is_known_of_shapes_that_were_not_met_is_left() -> None:
    REPORT.hold(known={"bom", "comments", "done", "gzip/bytes", "line_ends-lf"})


@pytest.mark.parametrize("name", ["bomb", "bom/byte", "bom/"])
def test_a_known_name_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^there is no shape or trial '{name}'"):
        REPORT.hold({name})


def test_the_contents_are_plain() -> None:
    assert REPORT.contents()[1] == {
        "shape": "bom",
        "chunking": "bytes",
        "fault": "bom",
        "client": "bears",
        "did": "crashed",
        "right": False,
        "said": "KeyError: 'candidates' (app.py:3 in ask)",
        "requests": 1,
    }


def test_what_was_asked_nowhere_is_told() -> None:
    silent = Trial(shape=SHAPES["plain"], chunking="frames", did="short", said="", requests=0)

    assert "it asked nothing at the base URL" in silent.message
