"""No check finds anything in what the mock answers, whatever it is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.call import CHAT, Way, chat, prompt
from contract_tests.call import WAYS as CALL_WAYS
from contract_tests.check import CHECKS
from contract_tests.claims import DIALECTS
from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import findings
from mockserver.exchange import Call
from mockserver.mock import mock
from mockserver.pipeline import respond
from mockserver.settings import Settings
from tests.conftest import Respond

WAYS: tuple[Way, ...] = ("unary", "sse", "array")
TRIGGERS = sorted(
    line.split("`")[1]
    for line in Path("docs/triggers.md").read_text("utf-8").splitlines()
    if line.startswith("| `mock-")
)
ADD = {
    "name": "add",
    "description": "Adds two numbers",
    "parameters": {
        "type": "OBJECT",
        "properties": {"a": {"type": "NUMBER"}, "b": {"type": "NUMBER"}},
        "required": ["a", "b"],
    },
}
THINKING = {"thinkingConfig": {"includeThoughts": True, "thinkingBudget": 1024}}
FEATURES: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("Explain how AI works in a few words", {}),
    "poem": ("Write a poem of three verses about the stars", {}),
    "thoughts": ("Solve this puzzle: 17+25", {"generationConfig": THINKING}),
    "call": ("Add 3 and 4 with the function", {"tools": [{"functionDeclarations": [ADD]}]}),
    "search": ("Who won the euro 2024?", {"tools": [{"google_search": {}}]}),
    "maps": ("Where can I eat in Oslo?", {"tools": [{"googleMaps": {}}]}),
    "code": ("Compute the sum of 1 to 10", {"tools": [{"codeExecution": {}}]}),
    "json": ("List 3 planets", {"generationConfig": {"responseMimeType": "application/json"}}),
    "cut": ("Write a poem about the stars", {"generationConfig": {"maxOutputTokens": 300}}),
    "two": ("Say hi", {"generationConfig": {"candidateCount": 2}}),
}


def exchange(ask: Respond, text: str, way: Way, dialect: str, **fields: Any) -> Exchange:
    model = fields.pop("model", "gemini-2.5-flash")
    call = prompt(text, model, **fields).over(way)
    done = ask(
        call.body, operator=call.operator, model=model, query=dict(call.query), dialect=dialect
    )
    query = "?alt=sse" if way == "sse" else ""
    headers = {name.lower(): value for name, value in done.reply.headers.items()}
    return Exchange(
        source="the mock",
        url=f"http://127.0.0.1/v1beta/models/{model}:{call.operator}{query}",
        sent=json.loads(json.dumps(call.body)),
        status=done.reply.status,
        headers={**headers, "content-type": done.reply.media_type},
        frames=tuple(Frame(each.data) for each in done.reply.frames),
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("feature", FEATURES)
def test_nothing_is_found_in_a_feature(ask: Respond, feature: str, way: Way, dialect: str) -> None:
    text, fields = FEATURES[feature]
    found = exchange(ask, text, way, dialect, **fields)

    assert found.status == 200, found.text
    assert [f"{x.check}: {x.message}" for x in findings(found, dialect)] == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_nothing_is_found_in_what_a_trigger_makes(
    ask: Respond, trigger: str, way: Way, dialect: str
) -> None:
    found = exchange(ask, f"Explain how AI works. {trigger}", way, dialect)

    # What only a model in an odd mood does, a trigger may do too.
    moody = {name for name, each in CHECKS.items() if each.mood}
    told = [f"{x.check}: {x.message}" for x in findings(found, dialect) if x.check not in moody]
    assert told == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "model", ["gemini-2.0-flash", "gemini-3-flash-preview", "gemini-3.1-flash-image-preview"]
)
def test_nothing_is_found_in_what_other_models_say(
    ask: Respond, model: str, way: Way, dialect: str
) -> None:
    found = exchange(ask, "Draw a small red circle, and say what it is", way, dialect, model=model)

    assert found.status == 200, found.text
    assert [f"{x.check}: {x.message}" for x in findings(found, dialect)] == []


# By the other face.

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
ASKS = {"type": "function", "function": {"name": "get_weather", "parameters": CITY}}
PERSON = {"type": "json_schema", "json_schema": {"name": "person", "schema": CITY}}
CHATS: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("Write a poem of three verses about the stars", {}),
    "usage": ("Say hi", {"stream_options": {"include_usage": True}}),
    "call": ("What is the weather in Paris, in Rome and in Oslo?", {"tools": [ASKS]}),
    "json": ("List 3 planets", {"response_format": {"type": "json_object"}}),
    "schema": ("Make up a person", {"response_format": PERSON}),
    "two": ("Explain how AI works", {"n": 2, "logprobs": True, "top_logprobs": 3}),
    "cut": ("Write a poem about the stars", {"max_tokens": 300, "stop": ["e"]}),
    "nonsense": ("Say hi", {"messages": "Hi"}),
}


def chatted(text: str, way: Way, **fields: Any) -> Exchange:
    call = chat(text, "gemini-2.5-flash", **fields).over(way)
    asked = Call("POST", CHAT, {}, call.headers_with("any"), json.dumps(call.body).encode())
    reply = respond(asked, mock(Settings())).reply
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return Exchange(
        source="the mock",
        url=f"http://127.0.0.1{CHAT}",
        sent=json.loads(json.dumps(call.body)),
        status=reply.status,
        headers={**headers, "content-type": reply.media_type},
        frames=tuple(Frame(each.data) for each in reply.frames),
    )


@pytest.mark.parametrize("way", CALL_WAYS)
@pytest.mark.parametrize("name", CHATS)
def test_nothing_is_found_in_a_chat(name: str, way: Way) -> None:
    text, fields = CHATS[name]
    found = chatted(text, way, **fields)

    assert found.status == (500 if name == "nonsense" else 200), found.text
    assert [f"{x.check}: {x.message}" for x in findings(found, "comet")] == []


@pytest.mark.parametrize("way", CALL_WAYS)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_nothing_is_found_in_a_chat_with_a_trigger(trigger: str, way: Way) -> None:
    found = chatted(f"Explain how AI works. {trigger}", way)

    moody = {name for name, each in CHECKS.items() if each.mood}
    told = [f"{x.check}: {x.message}" for x in findings(found, "comet") if x.check not in moody]
    assert told == []
