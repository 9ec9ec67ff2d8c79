"""The catalogue of mutations: each row alters something, and expects claims that there are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from contract_tests.call import CHAT
from contract_tests.claims import claims
from mockserver import MockServer
from tests.mutants.catalogue import MUTANTS, ROWS, VARIATIONS
from tests.mutants.proxy import KEY
from tests.mutants.turn import Asked, Row, Told

TEXT = {"contents": [{"parts": [{"text": "Write a short poem about the stars, and a café"}]}]}
EVENTS = {"alt": "sse"}
WEATHER = {
    "name": "get_weather",
    "description": "Get the weather in a city",
    "parameters": {
        "type": "OBJECT",
        "properties": {"city": {"type": "STRING"}},
        "required": ["city"],
    },
}
TIME = {**WEATHER, "name": "get_time", "description": "Get the time in a city"}
BOTH = [{"functionDeclarations": [WEATHER, TIME]}]
SCHEMA = {"type": "OBJECT", "properties": {"name": {"type": "STRING"}}, "required": ["name"]}
ORDERED = {
    "type": "OBJECT",
    "properties": {"a": {"type": "STRING"}, "b": {"type": "STRING"}},
    "required": ["a", "b"],
    "propertyOrdering": ["b", "a"],
}
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}
TOOLS = [
    {"type": "function", "function": {"name": each, "parameters": CITY}}
    for each in ("get_weather", "get_time")
]
SYSTEM = {"role": "system", "content": "Be brief."}
ASKING = {"role": "user", "content": "What is the weather in Paris, and the time in Rome?"}
USER = {"role": "user", "content": "Write a short poem about the stars, and a café"}
FORMAT = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY}}
# What shows each row of chats, at once and as a stream.
CHATS: list[dict[str, Any]] = [
    {"messages": [USER]},
    {"messages": [SYSTEM, USER, {"role": "assistant", "content": "Yes"}, USER]},
    {"messages": [{"role": "developer", "content": "Be brief."}, USER]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}]},
    {"messages": [USER], "stream_options": {"include_usage": True}},
    {"messages": [USER], "temperature": 0.5, "seed": 1, "nonsense": 1, "stop": "e", "max_tokens": 9, "n": 2},
    {"messages": [USER], "logprobs": True, "top_logprobs": 1},
    {"messages": [USER], "response_format": FORMAT},
    *({"messages": [ASKING], "tools": TOOLS, "tool_choice": each} for each in ("none", "required", TOOLS[0])),
    {"messages": []},
]  # fmt: skip
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}


# What shows each row of the catalogue, asked of a mock: unary, as events, or both.
PROMPTS: list[dict[str, Any]] = [
    TEXT,
    {**TEXT, "systemInstruction": {"parts": [{"text": "Be brief."}]}, "safetySettings": []},
    {"contents": [*TEXT["contents"], {"role": "model", "parts": [{"text": "Yes"}]}, *TEXT["contents"]]},
    {"contents": [{"parts": [{"text": "What is it?"}, PICTURE]}]},
    {**TEXT, "tools": [{"google_search": {}}]},
    {**TEXT, "tools": [{"googleSearch": {}}]},
    {"contents": [{"parts": [{"text": "Find a museum in Berlin"}]}], "tools": [{"googleMaps": {}}]},
    {"contents": [{"parts": [{"text": "Read https://example.com/a"}]}], "tools": [{"urlContext": {}}]},
    {"contents": [{"parts": [{"text": "What is the sum of the first 50 prime numbers? Generate and run code for it."}]}], "tools": [{"codeExecution": {}}]},
    *(
        {
            "contents": [{"parts": [{"text": "What is the weather in Paris, and the time in Rome?"}]}],
            "tools": BOTH,
            "toolConfig": {"functionCallingConfig": mode},
        }
        for mode in (
            {"mode": "ANY"}, {"mode": "NONE"}, {"mode": "ANY", "allowedFunctionNames": ["get_time"]},
        )
    ),
    {
        "contents": [
            {"role": "user", "parts": [{"text": "What is the weather in Paris?"}]},
            {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {"city": "Paris"}}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "red"}}}]},
        ],
        "tools": BOTH,
    },
    *(
        {**TEXT, "generationConfig": config}
        for config in (
            {"responseMimeType": "application/json"},
            {"responseMimeType": "application/json", "responseSchema": SCHEMA},
            {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["red", "blue"]}},
            {"responseMimeType": "application/json", "responseSchema": ORDERED},
            {"thinkingConfig": {"thinkingBudget": 0}},
            {"thinkingConfig": {"thinkingBudget": 512, "includeThoughts": True}},
            {"candidateCount": 2},
            {"temperature": 9},
            {"stopSequences": ["e"], "thinkingConfig": {"thinkingBudget": 0}},
            {"maxOutputTokens": 5, "thinkingConfig": {"thinkingBudget": 0}},
            {"responseLogprobs": True, "logprobs": 2},
        )
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Everything that shows a row: every prompt both ways, other models, keys, and errors."""
    posts = [
        post
        for prompt in PROMPTS
        for post in (_asked(prompt), _asked(prompt, operator="streamGenerateContent", query=EVENTS))
    ]
    pictures = {**TEXT, "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}}
    level = {**TEXT, "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    chats = [_chat({**chat, **way}) for chat in CHATS for way in ({}, {"stream": True})]
    return [
        *posts,
        *chats,
        _chat({"messages": [USER]}, headers={}),
        _chat({"messages": [USER]}, headers={"x-goog-api-key": KEY}),
        _chat({"messages": [USER]}, headers={"authorization": "Bearer sk-not-a-key"}),
        _chat({"messages": [USER], "model": "no-such-model-1"}),
        _chat({"messages": [USER], "model": ""}),
        replace(_chat({}), body=b"{"),
        *(
            Asked(method="GET", path=each, headers={"authorization": f"Bearer {KEY}"})
            for each in ("/v1/models", "/v1/models/gemini-2.5-flash", "/api/models")
        ),
        _asked(PROMPTS[9], model="gemini-3-flash-preview"),
        _asked(level, model="gemini-3-flash-preview"),
        _asked(pictures, model="gemini-3.1-flash-image-preview"),
        _asked(TEXT, operator="streamGenerateContent"),
        _asked(TEXT, operator="countTokens"),
        _asked(TEXT, model="no-such-model-1"),
        _asked({"contents": []}),
        replace(_asked(TEXT), body=b"{"),
        _asked(TEXT, headers={}),
        _asked(TEXT, headers={"x-goog-api-key": "sk-not-a-key-0000000000"}),
        _asked(TEXT, headers={"authorization": f"Bearer {KEY}"}),
    ]


def _asked(body: Any, *, model: str = "gemini-2.5-flash", **options: Any) -> Asked:
    operator = options.pop("operator", "generateContent")
    options.setdefault("headers", {"x-goog-api-key": KEY})
    return Asked(path=f"/v1beta/models/{model}:{operator}", **options).saying(body)


def _chat(body: Any, **options: Any) -> Asked:
    options.setdefault("headers", {"authorization": f"Bearer {KEY}"})
    return Asked(path=CHAT, **options).saying({"model": "gemini-2.5-flash", **body})


@pytest.fixture(scope="module")
def turns(asked: list[Asked]) -> dict[str, list[tuple[Asked, Told]]]:
    return {dialect: list(_turns(asked, dialect)) for dialect in ("comet", "google")}


def _turns(asked: list[Asked], dialect: str) -> Iterator[tuple[Asked, Told]]:
    with (
        MockServer(dialect=dialect, api_keys=(KEY,)) as mock,
        httpx.Client(base_url=mock.url) as http,
    ):
        for each in asked:
            found = http.request(
                each.method, each.path, params=each.query, headers=each.headers, content=each.body
            )
            headers = {"content-type": found.headers["content-type"]}
            told = Told(status=found.status_code, headers=headers, pieces=(found.content,))
            blank = told.newline * 2
            events = [one + blank for one in found.content.split(blank) if one]
            yield each, told.written(*events) if told.is_events else told


def _alters(row: Row, asked: Asked, told: Told) -> bool:
    """Whether a row does more than to write the same objects anew."""
    if row.prepare(asked) != asked:
        return True
    altered = row.alter(asked, told)
    return altered != told and (told.status != 200 or altered != _anew(asked, told))


def _anew(asked: Asked, told: Told) -> Told:
    """Write the same objects anew; of a chat that is streamed, the end too, which is none."""
    if not (asked.path == CHAT and told.is_events):
        return told.of(told.objects())
    *pieces, done = told.pieces
    plain = told.written(*pieces)
    anew = plain.of(plain.objects())
    return anew.written(*anew.pieces, done)


def test_each_row_alters_something(turns: dict[str, list[tuple[Asked, Told]]]) -> None:
    idle = [
        name
        for name, row in ROWS.items()
        if not any(
            _alters(row, *turn)
            for dialect in turns.keys() & set(row.dialects)
            for turn in turns[dialect]
        )
    ]

    assert sorted(idle) == ["nothing"]


def test_each_claim_about_chats_has_a_mutation() -> None:
    of_chats = {each for each in claims() if each.startswith(("chat.", "models.openai-"))}
    broken = {claim for each in MUTANTS.values() for claim in each.claims}

    assert of_chats - broken == set()


def test_the_catalogue_is_as_large_as_it_was() -> None:
    assert len(MUTANTS) >= 150
    assert len(VARIATIONS) >= 35


def test_each_mutation_expects_claims_that_there_are() -> None:
    missing = {
        name: unknown
        for name, each in MUTANTS.items()
        if (unknown := set(each.claims) - claims().keys()) or not each.claims
    }

    assert not missing
