"""What the desk does when the API fails: faults are queued, and the journal tells what it did."""

import pytest
from travel_desk import Desk, NoAnswer
from travel_desk.__main__ import main

from mockserver import Control

pytestmark = pytest.mark.cometapi_stub(text="Take the ferry.")


def test_it_waits_as_long_as_the_gateway_asks_for(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.fail_next(status=429, retry_after=1)

    assert "".join(map(str, desk.ask("To Denmark?"))) == "Take the ferry."
    cometapi_mock.assert_waited(1)
    assert [each.status for each in cometapi_mock.requests] == [429, 200]


@pytest.mark.cometapi(dialect="google")
def test_it_waits_as_long_as_google_asks_for(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.fail_next(status=429, retry_info=0.25)

    assert "".join(map(str, desk.ask("To Denmark?"))) == "Take the ferry."
    cometapi_mock.assert_waited(0.25)


def test_it_gives_up_after_three_attempts(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.fail_next(status=503, times=5)

    with pytest.raises(NoAnswer, match="after 3 attempts"):
        list(desk.ask("To Denmark?"))
    cometapi_mock.assert_called(3)
    assert desk.history == []


def test_it_does_not_keep_anybody_waiting_for_minutes(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.fail_next(status=429, retry_after=3600)

    with pytest.raises(NoAnswer, match="try again in 3600 seconds"):
        list(desk.ask("To Denmark?"))
    cometapi_mock.assert_called_once()


def test_it_does_not_insist_on_a_request_that_is_refused(
    cometapi_mock: Control, capsys: pytest.CaptureFixture[str]
) -> None:
    cometapi_mock.fail_next(status=401)

    assert main("To Denmark?") == 1
    assert "Sorry: the request was refused" in capsys.readouterr().err
    cometapi_mock.assert_called_once()


def test_it_does_not_insist_on_a_question_that_is_blocked(
    desk: Desk, cometapi_mock: Control
) -> None:
    cometapi_mock.add(response={"promptFeedback": {"blockReason": "SAFETY"}})

    with pytest.raises(NoAnswer, match="the question was blocked: SAFETY"):
        list(desk.ask("To Denmark?"))
    cometapi_mock.assert_called_once()
