"""What somebody may have meant."""

import pytest

from mockserver.spelling import meant, nearest, respelt

KNOWN = ["function_response", "text", "invalid_json"]


@pytest.mark.parametrize(
    ("name", "near"),
    [("txt", "text"), ("invalidJSON", "invalid_json"), ("functionResponse", "function_response")],
)
def test_the_nearest_name_is_found_in_whatever_spelling(name: str, near: str) -> None:
    assert nearest(name, KNOWN) == near
    assert meant(name, KNOWN) == f"did you mean {near}? "


def test_nothing_is_meant_by_what_is_like_nothing() -> None:
    assert nearest("xyz", KNOWN) == ""
    assert meant("xyz", KNOWN) == ""


def test_what_differs_in_more_than_spelling_is_another_name() -> None:
    assert respelt("InvalidJson", KNOWN) == "invalid_json"
    assert respelt("txt", KNOWN) == ""
