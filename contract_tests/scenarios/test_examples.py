"""Scenarios: the examples of the documentation page, each request byte for byte as it stands there."""

import pytest

from contract_tests.call import Call
from contract_tests.exchange import Exchange, as_json
from contract_tests.scenario import Sender, got, holds, spoken

LEVEL = Call(
    model="gemini-3.1-pro-preview",
    body=b"""{
"contents": [{"parts": [{"text": "Explain quantum physics simply."}]}],
"generationConfig": {
"thinkingConfig": {"thinkingLevel": "LOW"}
}
}""",
)

BUDGET = Call(
    model="gemini-2.5-flash",
    body=b"""{
"contents": [{"parts": [{"text": "Solve this logic puzzle step by step."}]}],
"generationConfig": {
"thinkingConfig": {"thinkingBudget": 2048}
}
}""",
)

STREAM = Call(
    model="gemini-2.5-flash",
    operator="streamGenerateContent",
    query={"alt": "sse"},
    body=b"""{
"contents": [{"parts": [{"text": "Write a short poem about the stars"}]}]
}""",
)

SYSTEM = Call(
    model="gemini-2.5-flash",
    body=b"""{
"contents": [{"parts": [{"text": "What is 2+2?"}]}],
"systemInstruction": {
"parts": [{"text": "You are a math tutor. Always show your work."}]
}
}""",
)

JSON = Call(
    model="gemini-2.5-flash",
    body=b"""{
"contents": [{"parts": [{"text": "List 3 planets with their distances from the sun"}]}],
"generationConfig": {
"responseMimeType": "application/json"
}
}""",
)

SEARCH = Call(
    model="gemini-2.5-flash",
    body=b"""{
"contents": [{"parts": [{"text": "Who won the euro 2024?"}]}],
"tools": [{"google_search": {}}]
}""",
)

# The Python snippet, as google-genai sends it.
GENAI = Call(
    model="gemini-2.5-flash",
    headers={
        "user-agent": "google-genai-sdk/3.4.0 gl-python/3.13",
        "x-goog-api-client": "google-genai-sdk/3.4.0 gl-python/3.13",
    },
    body={
        "contents": [
            {"parts": [{"text": "Explain how AI works in a few words"}], "role": "user"},
        ]
    },
)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(LEVEL, marks=holds("example.level"), id="level"),
        pytest.param(BUDGET, marks=holds("example.budget"), id="budget"),
        pytest.param(SYSTEM, marks=holds("example.system-instruction"), id="system-instruction"),
        pytest.param(GENAI, marks=holds("example.genai"), id="genai"),
    ],
)
def test_an_example_is_answered_in_text(send: Sender, call: Call) -> None:
    send.sample(call, spoken)


@holds("example.stream")
def test_the_example_of_a_stream_comes_as_events(send: Sender) -> None:
    exchange = send.sample(STREAM, spoken)

    assert exchange.media_type == "text/event-stream", got(exchange)


@holds("example.json")
def test_the_example_of_json_mode_is_json(send: Sender) -> None:
    send.sample(JSON, lambda each: as_json(each.said))


@holds("example.search")
def test_the_example_of_a_search_is_grounded(send: Sender) -> None:
    def is_grounded(exchange: Exchange) -> bool:
        return any(each.get("groundingMetadata") for each in exchange.candidates)

    send.sample(SEARCH, is_grounded, of=5)  # a model may believe that it knows
