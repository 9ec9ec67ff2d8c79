"""A session that was recorded once, and is replayed: the model's part is what it said that day."""

from pathlib import Path

import pytest
from travel_desk import Desk, NoAnswer

from mockserver import Control

RECORDINGS = Path(__file__).parent / "recordings"


@pytest.mark.cometapi(recordings=RECORDINGS)
def test_it_answers_as_on_the_day_of_the_recording(desk: Desk, cometapi_mock: Control) -> None:
    answer = list(desk.ask("When do trains leave from Oslo to Bergen?"))

    assert answer == ["Trains from Oslo to Bergen ", "leave at 08:25, 12:03 ", "and 15:59."]
    cometapi_mock.assert_tool_answered("find_trains")


@pytest.mark.cometapi(recordings=RECORDINGS, strict="never")  # or the miss would fail the test
def test_what_was_not_recorded_is_refused(desk: Desk) -> None:
    with pytest.raises(NoAnswer, match="no recording"):
        list(desk.ask("When do trains leave from Oslo to Trondheim?"))
