"""What the desk does when an answer breaks off."""

import pytest
from travel_desk import Again, Desk, NoAnswer
from travel_desk.__main__ import main

from mockserver import Control

pytestmark = pytest.mark.cometapi_stub(chunks=["Take the ", "ferry ", "at nine."])


BROKEN = [
    "disconnect; after=2",
    "reset; after=2",
    "cut_short; after=2",  # it ends in good order, but nobody has said that the answer does
    "stream_error; after=2; code=503",
    "stream_error; after=2; code=429",
]


@pytest.mark.parametrize("fault", BROKEN)
def test_an_answer_that_breaks_off_begins_anew(
    desk: Desk, cometapi_mock: Control, fault: str
) -> None:
    cometapi_mock.fail_next(fault)
    pieces = list(desk.ask("To Denmark?"))

    assert pieces == ["Take the ", "ferry ", Again(), "Take the ", "ferry ", "at nine."]
    cometapi_mock.assert_called(2)


def test_a_reader_at_the_console_is_told(
    cometapi_mock: Control, capsys: pytest.CaptureFixture[str]
) -> None:
    cometapi_mock.fail_next("disconnect", after=1)

    assert main("To Denmark?") == 0
    assert capsys.readouterr().out == (
        "Take the \n[the answer broke off; once more]\nTake the ferry at nine.\n"
    )


def test_what_breaks_off_before_its_first_word_is_asked_again_silently(
    desk: Desk, cometapi_mock: Control
) -> None:
    cometapi_mock.fail_next("close")

    assert list(desk.ask("To Denmark?")) == ["Take the ", "ferry ", "at nine."]


def test_an_answer_that_keeps_breaking_off_is_given_up(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.fail_next("disconnect", after=2, times=3)

    with pytest.raises(NoAnswer, match="after 3 attempts"):
        list(desk.ask("To Denmark?"))
    assert desk.history == []
