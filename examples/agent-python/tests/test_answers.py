"""What the desk answers: the model's part is said by stubs."""

import pytest
from travel_desk import Desk
from travel_desk.__main__ import main

from mockserver import Control


def test_it_says_what_the_model_says(desk: Desk, cometapi_mock: Control) -> None:
    cometapi_mock.add(match={"text": {"contains": "Norway"}}, text="Fly to Oslo.")

    assert "".join(map(str, desk.ask("How do I get to Norway?"))) == "Fly to Oslo."
    cometapi_mock.assert_called_once(system={"contains": "travel desk"}, stream=True)


@pytest.mark.cometapi_stub(match={"turn": 1}, text="Where from?")
@pytest.mark.cometapi_stub(match={"turn": 2}, text="Take the ferry.")
def test_it_remembers_the_conversation(desk: Desk) -> None:
    first = "".join(map(str, desk.ask("I want to go to Denmark.")))
    second = "".join(map(str, desk.ask("From Oslo.")))

    assert (first, second) == ("Where from?", "Take the ferry.")


@pytest.mark.cometapi_stub("stubs/trains.yaml")
def test_it_looks_up_what_the_model_wants_to_know(desk: Desk, cometapi_mock: Control) -> None:
    answer = "".join(map(str, desk.ask("When is the first train from Oslo to Bergen?")))

    assert answer == "The first train to Bergen leaves at 08:25."
    cometapi_mock.assert_tool_answered("find_trains", {"departures": ["08:25", "12:03", "15:59"]})


def test_it_tells_the_model_of_a_tool_that_there_is_none(
    desk: Desk, cometapi_mock: Control
) -> None:
    cometapi_mock.add(
        match={"function_response": False},
        parts=[{"functionCall": {"name": "get_weather", "args": {"town": "Bergen"}}}],
    )
    cometapi_mock.add(match={"function_response": {"name": "get_weather"}}, text="I don't know.")

    assert "".join(map(str, desk.ask("Does it rain in Bergen?"))) == "I don't know."
    (*_, last) = cometapi_mock.requests
    assert "unexpected keyword argument 'town'" in last.function_responses[0]["response"]["error"]


def test_without_stubs_the_mock_calls_tools_by_itself(desk: Desk, cometapi_mock: Control) -> None:
    answer = "".join(map(str, desk.ask("What's the weather in Bergen?")))

    assert "rain, 11 degrees" in answer
    cometapi_mock.assert_tool_called("get_weather", {"city": "Bergen"})


@pytest.mark.cometapi_stub(text="Take the 08:25.")
def test_it_prints_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    code = main("Which train?")

    assert (code, capsys.readouterr().out) == (0, "Take the 08:25.\n")
