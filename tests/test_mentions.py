from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import conversation, protojson
from mockserver.generate.reading.mentions import best, mentions


def declared(name: str, description: str = "") -> dict[str, str]:
    return {"name": name, "description": description}


WEATHER = declared("get_current_weather", "Get the current weather in a given city.")
TIME = declared("get_time", "Tell what time it is in a city.")
ADD = declared("add", "Add two numbers.")
SUBTRACT = declared("subtract", "Subtract one number from another.")
EMAIL = declared("sendEmail", "Sends a message to somebody.")
DICE = declared("roll_dice", "Roll some dice.")
FARES = declared("flight_price_history", "Fares by the hour, hourly.")
ALL = [WEATHER, TIME, ADD, SUBTRACT, EMAIL, DICE, FARES]


def names(prompt: str, earlier: str = "") -> list[str]:
    return [each.name for each in mentions(prompt, ALL, earlier)]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("What's the weather in Paris?", ["get_current_weather"]),
        ("Is it hot in Paris?", ["get_current_weather"]),
        ("Call get_time for Rome", ["get_time"]),
        ("Please send an email to my boss", ["sendEmail"]),
        ("What is 21 + 21?", ["add"]),
        ("What is 50 - 8?", ["subtract"]),
        ("Can you add 2 and 3?", ["add"]),
        ("What is the difference of 9 and 4?", ["subtract"]),
        ("Roll the dice twice", ["roll_dice"] * 2),
        ("Roll the dice 3 times", ["roll_dice"] * 3),
        ("Roll the dice two times", ["roll_dice"] * 2),
        ("Roll the dice three times", ["roll_dice"] * 3),
        ("Roll the dice four times", ["roll_dice"] * 4),
        ("Roll the dice five times", ["roll_dice"] * 5),
        ("Show the history of fares", ["flight_price_history"]),
        ("Use a tool.", ["get_current_weather"]),
    ],
)
def test_a_prompt_speaks_of_a_function(prompt: str, expected: list[str]) -> None:
    assert names(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "Explain how AI works",
        "Who is the current president of France?",
        "Translate 'hello, how are you?' to French.",
        "Hello!",
        "My phone is 030-1234",
        "It was on 2025-01-02",
        "Do not call any tools. What's the weather in Paris?",
        "What was the answer to my weather question?",
        "",
    ],
)
def test_a_prompt_speaks_of_none(prompt: str) -> None:
    assert names(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "What is the weather in Paris and what time is it in Tokyo?",
            ["get_current_weather", "get_time"],
        ),
        ("What's the weather in Paris and London?", ["get_current_weather"] * 2),
        ("What's the weather in Paris, Rome and Berlin?", ["get_current_weather"] * 3),
        ("What's the weather in San Francisco, CA?", ["get_current_weather"]),
        ("Weather in Tokyo, Japan? Should I pack an umbrella?", ["get_current_weather"]),
        ("What's the weather in Berlin? (52.52, 13.40)", ["get_current_weather"]),
        ("Add 2 and 3. Also 4 and 5? And 6 and 7?", ["add"] * 3),
        (
            "What's the weather in Paris? Tell me the weather in Rome, too.",
            ["get_current_weather"] * 2,
        ),
        ("What's the weather in Paris? I need the weather soon.", ["get_current_weather"]),
        (
            "Call get_current_weather for Paris. The weather in Rome is bad.",
            ["get_current_weather"],
        ),
        ("Call roll_dice. Roll the dice with 6 sides.", ["roll_dice"]),
        (
            "Compute 12 + 8 using the add tool and 30 - 7 using the subtract tool",
            ["add", "subtract"],
        ),
        ("Use the add tool to add 3 and 4, then report the tool's result.", ["add"]),
        ("Great, what's the weather in 'Rome and Paris'?", ["get_current_weather"]),
    ],
)
def test_several_things_are_several_calls(prompt: str, expected: list[str]) -> None:
    assert names(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "Compare the weather in Tokyo with that in Kyoto",
        "Weather in Tokyo vs. Kyoto?",
        "What's the weather in Tokyo versus that in Kyoto?",
        "How does the temperature in Tokyo compare to that of Kyoto?",
    ],
)
def test_what_is_compared_is_spoken_of_once_each(prompt: str) -> None:
    first, second = mentions(prompt, ALL)

    assert (first.name, second.name) == ("get_current_weather", "get_current_weather")
    assert "Tokyo" in first.clause
    assert "Kyoto" not in first.clause
    assert "Kyoto" in second.clause


@pytest.mark.parametrize(
    "prompt",
    ["How far is the distance between Paris and Rome?", "Distance between the Alps and Rome 2"],
)
def test_two_ends_of_one_thing_are_of_one_clause(prompt: str) -> None:
    (found,) = mentions(prompt, [declared("get_distance")])

    assert "Rome" in found.clause


@pytest.mark.parametrize(
    ("prompt", "is_spoken_of"),
    [
        ("What is the population of Madrid?", True),
        ("Get the population of San Sebastian", True),
        ("What is the population of the city of 'los angeles'?", True),
        ("What is the population?", True),
        ("What is the population problem of Madrid?", False),
        ("Who is the current president of France?", False),
        ("Explain how AI works", False),
        ("What about Madrid?", False),
    ],
)
def test_a_description_alone_speaks_where_the_rest_are_values(
    prompt: str,
    is_spoken_of: bool,  # noqa: FBT001 - a column of the table
) -> None:
    for name in ("broken", "lookup_42"):
        functions = [declared(name, "Get the population of a city."), WEATHER]

        assert [each.name for each in mentions(prompt, functions)] == [name] * is_spoken_of


@pytest.mark.parametrize("prompt", ["And in London?", "What about London?", "And order-456?"])
def test_a_clause_of_values_goes_on_with_what_was_called_last(prompt: str) -> None:
    assert names(prompt, earlier="get_current_weather") == ["get_current_weather"]
    assert names(prompt) == []


def test_it_does_not_go_on_with_a_function_that_is_not_declared_any_more() -> None:
    assert names("And in Rome?", earlier="get_current_weather") == ["get_current_weather"]
    assert mentions("And in Rome?", [TIME], "get_current_weather") == []


@pytest.mark.parametrize(
    ("prompt", "waiting"),
    [
        ("Add 2 and 3, then subtract 1 from that", [False, True]),
        ("Add 2 and 3. After you have that result, subtract 1 from it.", [False, True]),
        ("Add 2 and 3 and subtract 1 from 9", [False, False]),
        ("One after the other: add 2 and 3, subtract 1 from 9", [True, True]),
    ],
)
def test_what_comes_after_another_waits_for_it(prompt: str, waiting: list[bool]) -> None:
    found = mentions(prompt, ALL)

    assert [each.name for each in found] == ["add", "subtract"]
    assert [each.waits for each in found] == waiting


def test_a_clause_is_told_with_its_function() -> None:
    first, second = mentions("What's the weather in Paris and what time is it in Tokyo?", ALL)

    assert "Paris" in first.clause
    assert "Tokyo" not in first.clause
    assert "Tokyo" in second.clause


def test_a_clause_of_a_name_is_told_in_full() -> None:
    found = mentions("What's the weather in Paris, New York and Rome in Celsius?", ALL)

    assert [each.clause.strip() for each in found] == [
        "What's the weather in Paris",
        "What's the weather in New York",
        "What's the weather in Rome",
    ]


def test_a_question_behind_a_long_document_is_read() -> None:
    document = "The report is about many things. " * 400

    assert names(f"{document}\nWhat is the weather in Paris?") == ["get_current_weather"]
    assert names(f"What is the weather in Paris?\n{document}") == ["get_current_weather"]


def test_the_best_is_the_first_where_none_fits() -> None:
    assert best("It is cold", ALL) == "get_current_weather"
    assert best("Email her", ALL) == "sendEmail"
    assert best("Hello", ALL) == "get_current_weather"


@given(st.text(max_size=300), st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_prompt_can_be_read_for_any_functions(prompt: str, spelled: list[str]) -> None:
    functions = [declared(each, each) for each in spelled]

    assert {each.name for each in mentions(prompt, functions)} <= set(spelled)
    assert best(prompt, functions) in spelled


def test_the_rule_mostly_calls_what_real_models_called(traffic: list[dict[str, Any]]) -> None:
    whether = exactly = held = 0
    for each in traffic:
        if each["status"] != 200 or "enerateContent" not in each["endpoint"]:
            continue
        body = protojson.parse(each["request"], "gemini/generate_content_request.json").value
        functions = [
            one for tool in body.get("tools", ()) for one in tool.get("functionDeclarations", ())
        ]
        turn = conversation.turn(body.get("contents", ()))
        if not functions or body.get("toolConfig") or turn.responses:
            continue
        called = real_calls(each)
        found = mentions(turn.asked, functions, earlier_call(body))
        now = [one.name for index, one in enumerate(found) if not index or not one.waits]
        held += 1
        whether += bool(now) == bool(called)
        exactly += now == called
    assert held > 250
    assert whether / held > 0.9
    assert exactly / held > 0.8


def real_calls(exchange: dict[str, Any]) -> list[str]:
    return [
        part["functionCall"]["name"]
        for answer in [exchange.get("response"), *(exchange.get("chunks") or ())]
        if isinstance(answer, dict)
        for candidate in answer.get("candidates", ())
        for part in candidate.get("content", {}).get("parts", ())
        if part.get("functionCall", {}).get("name")
    ]


def earlier_call(body: dict[str, Any]) -> str:
    runs = conversation.runs(body["contents"])
    return next((one["name"] for run in reversed(runs) for one in run.members("functionCall")), "")
