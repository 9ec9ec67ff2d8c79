"""Stubs that can be read, and yet are hardly meant as they are."""

from typing import Any

import pytest

from mockserver.models import MODELS
from mockserver.stubs import doubts, read


def told(*documents: dict[str, Any]) -> list[str]:
    """Return the doubts about stubs that are called a, b, c."""
    stubs = [
        read(each if each.keys() & {"parts", "responses"} else {"text": "Oslo.", **each}, name)
        for name, each in zip("abc", documents, strict=False)
    ]
    return [str(each) for each in doubts(stubs, MODELS)]


CALL = {"parts": [{"text": "a"}, {"functionCall": {"name": "book", "args": {"x": [1]}}}]}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        pytest.param(
            {"match": {"model": "gemni-2.5-flash"}},
            "a: match.model: no model is 'gemni-2.5-flash'; did you mean 'gemini-2.5-flash'?",
            id="model",
        ),
        pytest.param(
            {"match": {"model": "xyz-*"}},
            "a: match.model: no model is 'xyz-*'; --model NAME=LIKE adds one",
            id="models",
        ),
        pytest.param(
            {"match": {"turn": 0}}, "a: match.turn: turns count from 1, and this is 0", id="turn"
        ),
        pytest.param({"times": 0}, "a: times: it answers 0 times", id="times"),
        pytest.param(
            {"match": {"text": {"equals": "a", "contains": "b"}}},
            "a: match.text: no text equals 'a' and contains 'b'",
            id="contains",
        ),
        pytest.param(
            {"match": {"system": {"equals": "a", "regex": "^b"}}},
            "a: match.system: no text equals 'a' and matches '^b'",
            id="regex",
        ),
        pytest.param(
            {"match": {"headers": {"x-a": {"equals": "a", "contains": "b"}}}},
            "a: match.headers.x-a: no text equals 'a' and contains 'b'",
            id="header",
        ),
        pytest.param(
            {"match": {"json": {"$.tools": {"equals": "a", "contains": "b"}}}},
            """a: match.json["$.tools"]: no text equals 'a' and contains 'b'""",
            id="json",
        ),
        pytest.param(
            {"match": {"stream": True, "operation": "generateContent"}},
            "a: match.stream: generateContent never streams",
            id="stream",
        ),
        pytest.param(
            {"match": {"stream": False, "operation": ["streamGenerateContent"]}},
            "a: match.stream: streamGenerateContent always streams",
            id="no-stream",
        ),
        pytest.param(
            {"scenario": {"name": "login", "state": "done"}},
            "a: scenario.state: no stub of 'login' becomes 'done'",
            id="state",
        ),
        pytest.param(
            {"match": {"tools": ["google_search"]}},
            "a: match.tools: no tool is 'google_search', unless a function is called so; the API has 'googleSearch'",
            id="spelling-of-a-tool",
        ),
        pytest.param(
            {"match": {"json": {"$.generation_config.temperature": 1}}},
            """a: match.json["$.generation_config.temperature"]: no body has 'generation_config'; did you mean 'generationConfig'?""",
            id="spelling-in-a-path",
        ),
        pytest.param(
            {"match": {"json": {"$['xyz']": 1}}},
            """a: match.json["$['xyz']"]: no body has 'xyz'""",
            id="no-such-member",
        ),
        pytest.param(
            {"match": {"tools": ["get_weather"]}, **CALL},
            "a: calls 'book', which its match.tools doesn't name",
            id="tool",
        ),
        pytest.param(
            {"match": {"tools": ["get_weather"]}, "responses": [{"text": "x"}, CALL, CALL]},
            "a: calls 'book', which its match.tools doesn't name",
            id="tool-in-turn",
        ),
    ],
)
def test_a_doubt_is_told(document: dict[str, Any], said: str) -> None:
    assert told(document) == [said]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="all"),
        pytest.param({"match": {"model": "gemini-*", "turn": 1, "stream": True}}, id="match"),
        pytest.param(
            {"match": {"text": {"equals": "ab", "contains": "a", "regex": "b$"}}}, id="text"
        ),
        pytest.param({"match": {"text": {"contains": "a", "regex": "^b"}}}, id="no-equals"),
        pytest.param({"match": {"json": {"$.tools": {"equals": 5, "contains": "b"}}}}, id="number"),
        pytest.param({"scenario": {"name": "login", "state": ""}}, id="first-state"),
        pytest.param(
            {"scenario": {"name": "login", "state": "done", "becomes": "done"}}, id="own-state"
        ),
        pytest.param({"match": {"tools": ["book", "googleSearch"]}, **CALL}, id="tool"),
        pytest.param(
            {"match": {"json": {"$.contents": 1, "$..a": 2, "$['tools']": 3}}}, id="paths"
        ),
        pytest.param(CALL, id="tools-not-asked-for"),
    ],
)
def test_what_is_meant_is_no_doubt(document: dict[str, Any]) -> None:
    assert told(document) == []


SHADOWED = "b: never answers, since a always comes before it, and asks for no more"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="any"),
        pytest.param({}, {"text": "a"}, id="any-before-one"),
        pytest.param({"text": "a"}, {"text": {"equals": "a"}}, id="same-in-other-words"),
        pytest.param({"text": {"contains": "a"}}, {"text": "cat"}, id="piece-of-a-text"),
        pytest.param(
            {"text": {"contains": "a"}}, {"text": {"contains": "cat"}}, id="piece-of-a-piece"
        ),
        pytest.param({"text": {"regex": "^c"}}, {"text": "cat"}, id="regex-of-a-text"),
        pytest.param(
            {"text": {"regex": "^c"}}, {"text": {"regex": "^c", "contains": "x"}}, id="same-regex"
        ),
        pytest.param({"model": "gemini-*"}, {"model": "gemini-2.5-flash"}, id="model"),
        pytest.param({"model": "*"}, {"model": "gemini-?*"}, id="any-model"),
        pytest.param({"model": "gemini-*"}, {"model": "gemini-*", "turn": 1}, id="more"),
        pytest.param({"tools": ["a"]}, {"tools": ["b", "a"]}, id="tools"),
        pytest.param({"modality": "image"}, {"modality": ["text", "image"]}, id="modality"),
        pytest.param(
            {"operation": ["generateContent", "streamGenerateContent"]},
            {"operation": "generateContent"},
            id="operation",
        ),
        pytest.param(
            {"headers": {"X-A": {"present": True}}}, {"headers": {"x-a": "b"}}, id="header"
        ),
        pytest.param(
            {"json": {"$.tools": 1}}, {"json": {"$.tools": 1, "$.contents": 2}}, id="json"
        ),
        pytest.param(
            {"function_response": True}, {"function_response": {"name": "f"}}, id="response"
        ),
        pytest.param({"function_response": False}, {"function_response": False}, id="no-response"),
    ],
)
def test_a_stub_behind_one_that_asks_for_no_more_is_told(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert told({"match": first}, {"match": second}) == [SHADOWED]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"text": "a"}, {}, id="one-before-any"),
        pytest.param({"text": "a"}, {"text": "b"}, id="other-text"),
        pytest.param({"text": "a"}, {"text": {"contains": "a"}}, id="text-of-a-piece"),
        pytest.param({"text": {"contains": "cat"}}, {"text": {"contains": "a"}}, id="longer-piece"),
        pytest.param({"text": {"regex": "a"}}, {"text": {"contains": "a"}}, id="regex-of-a-piece"),
        pytest.param({"text": {"contains": "a"}}, {"function_response": True}, id="response"),
        pytest.param({"model": "gemini-2*"}, {"model": "gemini-*"}, id="model"),
        pytest.param({"tools": ["a", "b"]}, {"tools": ["a"]}, id="tools"),
        pytest.param({"operation": "generateContent"}, {}, id="operation"),
        pytest.param({"headers": {"a": {"present": False}}}, {"headers": {"a": "b"}}, id="no-header"),
        pytest.param({"headers": {"a": {"present": True}}}, {"headers": {"a": {"present": False}}}, id="header"),
        pytest.param({"json": {"$.tools": {"equals": 5}}}, {"json": {"$.tools": {"contains": 5}}}, id="number"),
        pytest.param({"json": {"$.tools": {"contains": [5]}}}, {"json": {"$.tools": {"contains": 5}}}, id="list"),
        pytest.param({"stream": True}, {"stream": False}, id="stream"),
    ],
)  # fmt: skip
def test_a_stub_that_asks_for_less_or_else_is_no_doubt(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert told({"match": first}, {"match": second}) == []


def test_the_body_of_another_operation_is_not_looked_at() -> None:
    match = {"operation": "embedContent", "json": {"$.content.parts": {"present": True}}}
    stub = read({"match": match, "error": 429}, "a")

    assert list(doubts([stub], MODELS)) == []


def test_a_stub_of_lower_priority_is_behind_though_it_stands_first() -> None:
    assert told({"match": {"text": "a"}}, {"priority": 1}) == [
        "a: never answers, since b always comes before it, and asks for no more"
    ]


@pytest.mark.parametrize(
    "limit",
    [{"times": 1}, {"scenario": {"name": "login", "state": ""}}],
    ids=["times", "scenario"],
)
def test_a_stub_that_does_not_always_answer_hides_none(limit: dict[str, Any]) -> None:
    assert told(limit, {}) == []


def test_a_stub_in_any_state_of_a_scenario_hides_others() -> None:
    assert told({"scenario": {"name": "login", "becomes": "done"}}, {}) == [SHADOWED]
