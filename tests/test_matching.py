"""What stubs ask of a call, and in which words they say what is missing."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.operations import OPERATIONS
from mockserver.schemas import documents
from mockserver.stubs import Asked
from mockserver.stubs.matching import GENERATING, MATCHERS, differences

CALL = {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}}
SUNNY = {"functionResponse": {"name": "get_weather", "response": {"sky": "sunny", "degrees": 20}}}
DECLARED = [{"functionDeclarations": [{"name": "get_weather"}]}, {"googleSearch": {}}]


def blob(mime_type: str) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(b"x").decode()}}


def user(*parts: str | dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": x} if isinstance(x, str) else x for x in parts]}


def model(*parts: str | dict[str, Any]) -> dict[str, Any]:
    return {**user(*parts), "role": "model"}


def apart(match: dict[str, Any], *contents: dict[str, Any], **asked: Any) -> list[str]:
    """Return in what a call falls short; without contents it says "Capital of Norway?"."""
    body = {"contents": list(contents) or [user("Capital of Norway?")], **asked.pop("body", {})}
    call = Asked(**{"model": "gemini-2.5-flash", "body": body, **asked})
    return [str(each) for each in differences(match, call)]


AGENT = [user("Weather in Oslo?"), model(CALL), user(SUNNY)]


@pytest.mark.parametrize(
    "match",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"model": "gemini-2.5-*"}, id="model"),
        pytest.param({"text": "Capital of Norway?"}, id="text"),
        pytest.param({"text": {"equals": "Capital of Norway?"}}, id="text-equals"),
        pytest.param({"text": {"contains": "Norway"}}, id="text-contains"),
        pytest.param({"text": {"regex": "^Cap.*y.$"}}, id="text-regex"),
        pytest.param({"text": {"contains": "of", "regex": "(?i)norway"}}, id="text-both"),
        pytest.param({"operation": "generateContent"}, id="operation"),
        pytest.param({"operation": ["countTokens", "generateContent"]}, id="operations"),
        pytest.param({"stream": False}, id="stream"),
        pytest.param({"turn": 1}, id="turn"),
        pytest.param({"modality": "text"}, id="modality"),
        pytest.param({"function_response": False}, id="no-response"),
        pytest.param({"headers": {"x-gone": {"present": False}}}, id="no-header"),
        pytest.param({"json": {"$.nothing": {"present": False}}}, id="no-member"),
        pytest.param({"json": {"$.contents[*].role": "user"}}, id="json"),
    ],
)
def test_a_match_is_no_difference(match: dict[str, Any]) -> None:
    assert apart(match) == []


@pytest.mark.parametrize(
    ("match", "said"),
    [
        pytest.param(
            {"model": "gemini-3-*"}, "model: wanted gemini-3-*, got gemini-2.5-flash", id="model"
        ),
        pytest.param(
            {"text": "Oslo?"}, "text: wanted 'Oslo?', got 'Capital of Norway?'", id="text"
        ),
        pytest.param(
            {"text": {"contains": "Sweden"}},
            "text: wanted contains 'Sweden', got 'Capital of Norway?'",
            id="contains",
        ),
        pytest.param(
            {"text": {"contains": "norway"}},
            "text: wanted contains 'norway', got 'Capital of Norway?', in other letter case",
            id="letter-case",
        ),
        pytest.param(
            {"text": {"regex": "^N"}},
            "text: wanted regex '^N', got 'Capital of Norway?'",
            id="regex",
        ),
        pytest.param(
            {"system": "Be brief."}, "system: wanted 'Be brief.', got nothing", id="system"
        ),
        pytest.param(
            {"operation": ["countTokens", "embedContent"]},
            "operation: wanted countTokens or embedContent, got generateContent",
            id="operation",
        ),
        pytest.param({"stream": True}, "stream: wanted yes, got no", id="stream"),
        pytest.param({"turn": 2}, "turn: wanted 2, got 1", id="turn"),
        pytest.param(
            {"modality": ["image", "text"]}, "modality: wanted image, got text", id="modality"
        ),
        pytest.param(
            {"tools": ["googleSearch"]}, "tools: wanted googleSearch, got none", id="tools"
        ),
        pytest.param(
            {"function_response": True}, "function_response: wanted some, got none", id="response"
        ),
        pytest.param(
            {"function_response": {"name": "f"}},
            "function_response: wanted f, got none",
            id="named",
        ),
        pytest.param(
            {"function_response": {"content": 1}},
            "function_response: wanted some, got none",
            id="any",
        ),
        pytest.param(
            {"headers": {"x-user": "ann"}}, "header x-user: wanted 'ann', got nothing", id="header"
        ),
        pytest.param(
            {"headers": {"x-user": {"present": True}}},
            "header x-user: wanted anything, got nothing",
            id="header-present",
        ),
        pytest.param(
            {"json": {"$.generationConfig.temperature": 0.2}},
            "$.generationConfig.temperature: wanted 0.2, got nothing",
            id="json",
        ),
    ],
)
def test_a_difference_says_what_was_wanted_and_what_came(match: dict[str, Any], said: str) -> None:
    assert apart(match) == [said]


def test_all_criteria_are_to_hold() -> None:
    assert len(apart({"model": "x", "turn": 5, "text": {"contains": "a", "regex": "^b"}})) == 3


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_a_stream_is_told_by_its_operation(*, stream: bool) -> None:
    operation = "streamGenerateContent" if stream else "generateContent"

    assert apart({"stream": stream}, operation=operation) == []
    assert len(apart({"stream": not stream}, operation=operation)) == 1


def test_a_stub_is_for_what_generates_unless_it_says_more() -> None:
    assert apart({}, operation="streamGenerateContent") == []
    assert apart({}, operation="models.list", model="") == [
        "operation: wanted generateContent or streamGenerateContent or chat.completions, got models.list"
    ]
    assert apart({"operation": "models.list"}, operation="models.list", model="") == []
    assert apart(
        {"operation": "models.list", "model": "g*"}, operation="models.list", model=""
    ) == ["model: wanted g*, got none"]


# Headers and tools.


def test_names_of_headers_are_in_any_letter_case() -> None:
    headers = {"x-user": "ann"}

    assert apart({"headers": {"X-User": "ann"}}, headers=headers) == []
    assert apart({"headers": {"x-user": {"present": False}}}, headers=headers) == [
        "header x-user: wanted nothing, got 'ann'"
    ]
    assert apart({"headers": {"x-user": {"present": True}}}, headers=headers) == []


@pytest.mark.parametrize("name", ["Authorization", "x-goog-api-key", "X-API-Key", "cookie"])
def test_a_key_is_never_told(name: str) -> None:
    (said,) = apart({"headers": {name: "mine"}}, headers={name.lower(): "yours"})

    assert "yours" not in said
    assert "mine" not in said


def test_whether_there_is_a_key_is_told() -> None:
    headers = {"authorization": "yours"}

    assert apart({"headers": {"Authorization": "mine"}}) == [
        "header Authorization: wanted a key, got nothing"
    ]
    assert apart({"headers": {"authorization": {"present": False}}}, headers=headers) == [
        "header authorization: wanted nothing, got a key"
    ]


def test_tools_are_functions_and_others_and_all_are_needed() -> None:
    body = {"tools": DECLARED}

    assert apart({"tools": ["googleSearch", "get_weather"]}, body=body) == []
    assert apart({"tools": ["get_weather", "book", "urlContext"]}, body=body) == [
        "tools: wanted book, urlContext, got get_weather, googleSearch"
    ]


# The conversation.


def test_the_text_is_what_the_user_said_last() -> None:
    contents = [user("Hello"), model("Hi"), user("first"), user("And", "Oslo?")]

    assert apart({"text": "And\nOslo?", "turn": 2}, *contents) == []


def test_a_turn_without_text_has_an_empty_one() -> None:
    assert (
        apart(
            {"text": "", "modality": "image"}, user("Hello"), model("Hi"), user(blob("image/png"))
        )
        == []
    )


def test_a_call_without_contents_says_nothing() -> None:
    nothing = Asked(operation="models.list")

    assert (nothing.text, nothing.turn, nothing.modalities) == ("", 0, frozenset())
    assert nothing.function_responses == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"generateContentRequest": {"contents": [user("Oslo?")]}}, id="count"),
        pytest.param({"contents": [user("Oslo?")]}, id="contents"),
        pytest.param({"content": user("Oslo?")}, id="embed"),
    ],
)
def test_the_text_of_other_operations_is_found_too(body: dict[str, Any]) -> None:
    assert Asked(body=body).text == "Oslo?"


def test_the_text_stays_while_functions_respond() -> None:
    asked = Asked(body={"contents": AGENT})

    assert asked.text == "Weather in Oslo?"
    assert asked.turn == 1
    assert asked.goes_on


def test_a_stub_that_calls_a_function_is_not_asked_again_with_its_response() -> None:
    match = {"text": {"contains": "Weather"}}

    assert apart(match, *AGENT[:1]) == []
    assert apart(match, *AGENT) == [
        "function_response: wanted none (the stub asks for a text alone), got get_weather"
    ]


def test_a_stub_may_ask_for_the_text_and_the_response() -> None:
    match = {"text": {"contains": "Weather"}, "function_response": True}

    assert apart(match, *AGENT) == []


def test_words_beside_a_response_are_what_the_user_says() -> None:
    contents = [*AGENT[:2], user(SUNNY, "And now in Bergen?")]

    assert apart({"text": "And now in Bergen?", "turn": 2}, *contents) == []
    assert apart({"function_response": True}, *contents) == []


def test_a_response_that_the_model_has_gone_on_from_is_over() -> None:
    assert apart({"function_response": True}, *AGENT, model("Sunny.")) == [
        "function_response: wanted some, got none"
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(True, id="some"),
        pytest.param({"name": "get_weather"}, id="name"),
        pytest.param({"name": {"regex": "^get_"}}, id="name-like"),
        pytest.param({"content": {"contains": "sunny"}}, id="piece"),
        pytest.param({"content": {"regex": '"degrees": 2\\d'}}, id="regex"),
        pytest.param({"content": {"contains": {"sky": "sunny"}}}, id="members"),
        pytest.param({"content": {"present": True}}, id="present"),
        pytest.param({"content": '{"sky": "sunny", "degrees": 20}'}, id="text"),
        pytest.param({"content": {"sky": "sunny", "degrees": 20}}, id="value"),
        pytest.param({"json": {"$.degrees": 20, "$.sky": {"contains": "sun"}}}, id="json"),
    ],
)
def test_a_response_is_known_by_name_and_content(wanted: Any) -> None:
    assert apart({"function_response": wanted}, *AGENT) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        pytest.param(False, "function_response: wanted none, got get_weather", id="none"),
        pytest.param(
            {"name": "book"}, "function_response.name: wanted 'book', got 'get_weather'", id="name"
        ),
        pytest.param(
            {"content": {"contains": "rain"}},
            """function_response.content: wanted contains 'rain', got '{"sky": "sunny", "degrees": 20}'""",
            id="content",
        ),
        pytest.param(
            {"content": {"sky": "grey"}},
            'function_response.content: wanted {"sky": "grey"}, got {"sky": "sunny", "degrees": 20}',
            id="value",
        ),
        pytest.param(
            {"json": {"$.degrees": 5}}, "function_response $.degrees: wanted 5, got 20", id="json"
        ),
    ],
)
def test_what_a_response_lacks_is_told(wanted: Any, said: str) -> None:
    assert apart({"function_response": wanted}, *AGENT) == [said]


def test_of_several_responses_one_will_do_and_the_nearest_is_told() -> None:
    other = {"functionResponse": {"name": "book", "response": {"sky": "grey"}}}
    contents = [user("Both?"), model(CALL, CALL), user(other, SUNNY)]
    wanted = {"name": "get_weather", "json": {"$.sky": "sunny"}}

    assert apart({"function_response": wanted}, *contents) == []
    assert apart({"function_response": {**wanted, "json": {"$.sky": "red"}}}, *contents) == [
        "function_response $.sky: wanted 'red', got 'sunny'"
    ]


@pytest.mark.parametrize(
    ("part", "modality"),
    [
        pytest.param(blob("image/png"), "image", id="image"),
        pytest.param(blob("audio/wav"), "audio", id="audio"),
        pytest.param(blob("video/mp4"), "video", id="video"),
        pytest.param(blob("application/pdf"), "document", id="pdf"),
        pytest.param(blob("text/csv"), "document", id="csv"),
        pytest.param({"fileData": {"fileUri": "https://youtu.be/x"}}, "video", id="youtube"),
        pytest.param({"fileData": {"fileUri": "gs://a/b.png"}}, "image", id="picture-elsewhere"),
        pytest.param({"fileData": {"fileUri": "gs://a/b.csv"}}, "document", id="text-elsewhere"),
    ],
)
def test_a_modality_is_told_by_the_parts_of_the_turn(part: dict[str, Any], modality: str) -> None:
    assert apart({"modality": [modality, "text"]}, user("Look", part, CALL)) == []


# The table.


def test_every_matcher_stands_in_the_schema_and_the_guide() -> None:
    members = documents()["mock/stub.json"]["$defs"]["Match"]["properties"]
    guide = (Path(__file__).parents[1] / "docs" / "stubs.md").read_text("utf-8")

    assert members.keys() == MATCHERS.keys()
    assert [each for each in MATCHERS if f"| `{each}` |" not in guide] == []


def test_the_operations_of_the_schema_are_those_that_there_are() -> None:
    schema = documents()["mock/stub.json"]
    named = schema["$defs"]["Operation"]["enum"]
    held = [json.dumps(each) for each in schema["allOf"]]

    assert named == list(OPERATIONS)
    for name, each in OPERATIONS.items():
        if name not in GENERATING:
            assert any(f'"const": "{name}"' in x and each.response in x for x in held), name


@pytest.mark.parametrize(
    "name", ["authorization", "Cookie", "x-goog-api-key", "x-api-key", "x-mock-admin-token"]
)
def test_no_difference_tells_a_key(name: str) -> None:
    found = apart({"headers": {name: "mine"}}, headers={name.lower(): "sk-planted"})

    assert found == [f"header {name}: wanted another key, got a key"]
