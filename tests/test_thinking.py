import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import tokens
from tests.conftest import Respond

FLASH_3 = "gemini-3-flash-preview"
LEVELS = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]


def answer(
    ask: Respond, model: str, prompt: str = "Explain tides", **config: Any
) -> dict[str, Any]:
    body = {"contents": [{"parts": [{"text": prompt}]}], "generationConfig": config}
    response: dict[str, Any] = json.loads(ask(body, model=model).reply.body)
    return response


def parts(response: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response["candidates"][0]["content"].get("parts", [])
    return found


def thoughts(response: dict[str, Any]) -> str:
    return "".join(each["text"] for each in parts(response) if each.get("thought"))


@pytest.mark.parametrize(
    ("model", "config"),
    [
        ("gemini-2.5-flash", {}),
        ("gemini-2.5-pro", {"thinkingBudget": 1_024}),
        (FLASH_3, {"thinkingLevel": "HIGH"}),
    ],
)
def test_thoughts_stand_before_the_answer_if_asked_for(
    ask: Respond, model: str, config: dict[str, Any]
) -> None:
    without = answer(ask, model, thinkingConfig=config)
    response = answer(ask, model, thinkingConfig={**config, "includeThoughts": True})

    assert [each.get("thought") for each in parts(response)] == [True, None]
    assert "tides" in thoughts(response)
    assert parts(response)[1]["text"] == parts(without)[0]["text"]
    assert response["usageMetadata"] == without["usageMetadata"]
    assert response["usageMetadata"]["thoughtsTokenCount"] > 0


@pytest.mark.parametrize(
    ("model", "config"),
    [
        ("gemini-2.5-flash", {"thinkingBudget": 0}),
        ("gemini-2.5-flash-lite", {}),
        (FLASH_3, {"thinkingLevel": "MINIMAL"}),
    ],
)
def test_who_does_not_think_tells_no_thoughts(
    ask: Respond, model: str, config: dict[str, Any]
) -> None:
    response = answer(ask, model, thinkingConfig={**config, "includeThoughts": True})

    assert thoughts(response) == ""
    assert "thoughtsTokenCount" not in response["usageMetadata"]


@given(prompt=st.text(max_size=200), budget=st.integers(1, 24_576))
def test_no_more_is_told_than_was_thought(ask: Respond, prompt: str, budget: int) -> None:
    config = {"includeThoughts": True, "thinkingBudget": budget}
    response = answer(ask, "gemini-2.5-flash", prompt, thinkingConfig=config)

    spent = response["usageMetadata"].get("thoughtsTokenCount", 0)
    assert tokens.count(thoughts(response)) <= spent <= budget


def test_a_higher_level_tells_more(ask: Respond) -> None:
    prompt = "Explain tides and currents"
    told = [
        thoughts(answer(ask, FLASH_3, prompt, thinkingConfig={"includeThoughts": True, **each}))
        for each in ({"thinkingLevel": level} for level in LEVELS)
    ]

    assert [len(each) for each in told] == sorted(len(each) for each in told)
    assert len(set(told)) == len(LEVELS)


def test_thoughts_can_use_up_the_limit(ask: Respond) -> None:
    config: dict[str, Any] = {"maxOutputTokens": 5, "thinkingConfig": {"includeThoughts": True}}
    response = answer(ask, "gemini-2.5-flash", **config)

    assert [each.get("thought") for each in parts(response)] == [True]
    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert response["usageMetadata"]["thoughtsTokenCount"] == 5


WEATHER = {"name": "get_weather", "description": "The weather in a city"}
ASKED = {"role": "user", "parts": [{"text": "What is the weather in Paris?"}]}
CALLED = {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {}}}]}
GIVEN = {
    "role": "user",
    "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "clear"}}}],
}


def thought_of(ask: Respond, model: str, *contents: dict[str, Any], **config: Any) -> int:
    tools = [{"functionDeclarations": [WEATHER]}]
    body = {"contents": contents, "tools": tools, "generationConfig": config}
    response = json.loads(ask(body, model=model, dialect="vertex").reply.body)
    spent: int = response["usageMetadata"].get("thoughtsTokenCount", 0)
    return spent


@pytest.mark.parametrize(
    ("model", "thinks"),
    [("gemini-2.5-flash", False), ("gemini-2.5-pro", True)],
)
def test_who_may_thinks_nothing_of_what_functions_gave(
    ask: Respond, model: str, *, thinks: bool
) -> None:
    assert thought_of(ask, model, ASKED) > 0
    assert (thought_of(ask, model, ASKED, CALLED, GIVEN) > 0) == thinks


def test_of_two_steps_and_of_pictures_it_thinks(ask: Respond) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    shown = {"name": "get_weather", "response": {"sky": "clear"}, "parts": [picture]}
    given = {"role": "user", "parts": [{"functionResponse": shown}]}
    beside = {"role": "user", "parts": [*GIVEN["parts"], picture]}

    assert thought_of(ask, "gemini-2.5-flash", ASKED, CALLED, GIVEN, CALLED, GIVEN) > 0
    assert thought_of(ask, "gemini-2.5-flash", ASKED, CALLED, given) > 0
    assert thought_of(ask, "gemini-2.5-flash", ASKED, CALLED, beside) > 0


def test_a_budget_that_is_given_is_spent_on_what_functions_gave_too(ask: Respond) -> None:
    def thought(budget: int) -> int:
        body = {
            "contents": [ASKED, CALLED, GIVEN],
            "tools": [{"functionDeclarations": [WEATHER]}],
            "generationConfig": {"thinkingConfig": {"thinkingBudget": budget}},
        }
        usage = json.loads(ask(body).reply.body)["usageMetadata"]
        return int(usage.get("thoughtsTokenCount", 0))

    assert 0 < thought(100) < thought(1_000)
    assert thought(-1) == 0


def test_what_is_not_thought_leaves_its_room_to_the_answer(ask: Respond) -> None:
    tools = [{"functionDeclarations": [WEATHER]}]
    body = {
        "contents": [ASKED, CALLED, GIVEN],
        "tools": tools,
        "generationConfig": {"maxOutputTokens": 30},
    }
    response = json.loads(ask(body).reply.body)

    assert response["candidates"][0]["finishReason"] == "STOP"
    assert "clear" in parts(response)[0]["text"]


def test_tools_and_a_history_make_nobody_think_for_longer(ask: Respond) -> None:
    said = {"role": "model", "parts": [{"text": "Rain. " * 2_000}]}

    assert thought_of(ask, "gemini-2.5-flash", ASKED, said, ASKED) < 130
