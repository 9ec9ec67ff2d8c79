"""Scenarios: what a request may be made of, and in which spellings.

Most are rows of a table, each with the claim that it holds.
"""

import pytest

from contract_tests.call import Call, brief, prompt
from contract_tests.models import Models
from contract_tests.scenario import Sender, got, holds, smoke
from contract_tests.scenarios.bodies import (
    PNG,
    URL_SAFE,
    Body,
    harm,
    holding,
    members,
    picture,
    said,
    text,
)

_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_WEATHER = {
    "name": "get_weather",
    "description": "Tells the weather of a city.",
    "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}},
}

_TAKEN = [
    members("request.contents", "one-turn", contents=said(text("Say hi"))),
    members("request.thought-false", "", contents=said({**text("Say hi"), "thought": False})),
    members("request.role-omitted", "no-role", contents=[{"parts": [text("Say hi")]}]),
    members("request.system-role", "user", systemInstruction={"role": "user", "parts": [text()]}),
    members("request.system-role", "model", systemInstruction={"role": "model", "parts": [text()]}),
    members("request.system-role", "system", systemInstruction={"role": "system", "parts": [text()]}),
    members("request.system-role", "none", systemInstruction={"parts": [text()]}),
    members("request.system-without-text", "", systemInstruction={"parts": [text("")]}),
    members(
        "request.generation-config",
        "",
        generationConfig={"temperature": 0.5, "responseMimeType": "text/plain"},
    ),
    members("request.safety-settings", "one-category", safetySettings=[harm("HARASSMENT")]),
    members("request.safety-categories", "categories", safetySettings=[harm(each) for each in _HARMS]),
    *(
        members("request.safety-thresholds", each, safetySettings=[harm("HARASSMENT", each)])
        for each in (
            "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF",
        )
    ),
    members("request.safety-civic", "civic", safetySettings=[harm("CIVIC_INTEGRITY", "BLOCK_NONE")]),
    members("request.tools", "functions", tools=[{"functionDeclarations": [_WEATHER]}]),
    members("request.tools", "code", tools=[{"codeExecution": {}}]),
    members("request.tool-spellings", "functions", tools=[{"function_declarations": [_WEATHER]}]),
    members("request.tool-spellings", "code", tools=[{"code_execution": {}}]),
    members(
        "request.tool-config",
        "",
        tools=[{"functionDeclarations": [_WEATHER]}],
        toolConfig={"functionCallingConfig": {"mode": "NONE"}},
    ),
    # Spellings.
    members("request.snake-case", "system-instruction", system_instruction={"parts": [text()]}),
    members(
        "request.snake-case",
        "inline-data",
        contents=said({"inline_data": {"mime_type": "image/png", "data": PNG}}, text("Colour?")),
    ),
    members(
        "request.snake-case",
        "config",
        generationConfig={
            "max_output_tokens": 32, "top_p": 0.9, "top_k": 40, "candidate_count": 1,
            "stop_sequences": ["###"], "response_mime_type": "text/plain",
        },
    ),
    members(
        "request.snake-case-above",
        "",
        generation_config={"max_output_tokens": 32},
        safety_settings=[harm("HARASSMENT")],
        tool_config={"function_calling_config": {"mode": "NONE"}},
        tools=[{"function_declarations": [_WEATHER]}],
    ),
    members(
        "request.spellings-mixed",
        "",
        systemInstruction={"role": "user", "parts": [text()]},
        generationConfig={"maxOutputTokens": 32, "top_p": 0.9, "topK": 40},
    ),
    # Other ways to write the same.
    members(
        "request.null",
        "",
        systemInstruction=None, tools=None, toolConfig=None, safetySettings=None,
    ),
    members("request.single-for-list", "contents", contents=said(text("Say hi"))[0]),
    members("request.single-for-list", "parts", contents=[{"role": "user", "parts": text("Say hi")}]),
    members("request.single-tool", "", tools={"functionDeclarations": [_WEATHER]}),
    members("request.nested-lists", "", contents=said([text("Say hi")])),
    members("request.enum-case", "", safetySettings=[harm("harassment", "block_none")]),
    members("request.enum-number", "", safetySettings=[{"category": 10, "threshold": 3}]),
    members(
        "request.enum-number-vertex",
        "",
        safetySettings=[{"category": 2, "threshold": 3}],
    ),
    members("request.number-as-text", "int", generationConfig={"maxOutputTokens": "32"}),
    members("request.number-as-text", "float", generationConfig={"temperature": "0.5"}),
    members("request.whole-float", "", generationConfig={"topK": 40.0}),
    members(
        "request.url-safe-base64",
        "",
        contents=said(picture(URL_SAFE), text("Which colour?")),
    ),
    # What not every origin has.
    members("request.model-in-body", "", model="models/gemini-2.5-flash-lite"),
    members("request.unknown-field-dropped", "unknown-field", nonsense=1),
    members("request.unknown-field-dropped", "in-config", generationConfig={"nonsense": 1}),
    members("request.labels", "", labels={"team": "contract"}),
    members("request.google-fields", "service-tier", serviceTier="standard"),
    members("request.google-fields", "store", store=False),
]  # fmt: skip


@pytest.mark.parametrize("body", _TAKEN)
def test_a_request_is_taken(send: Sender, models: Models, body: Body) -> None:
    exchange = send(holding(body, models.text))

    assert exchange.responses, got(exchange)


# Turns, and what counts of them.


@holds("request.multi-turn")
def test_earlier_turns_count(send: Sender, models: Models) -> None:
    turns = [
        *said(text("My name is Zoltana, and I collect old maps of islands.")),
        *said(text("Good to know."), role="model"),
        *said(text("Say hi")),
    ]

    alone = send(brief(models.text))
    together = send(holding({"contents": turns}, models.text))

    assert together.responses, got(together)
    few, many = (each.usage.get("promptTokenCount", 0) for each in (alone, together))
    assert 0 < few < many, f"expected more tokens with the turns before, got {many} for {few}"


@smoke
@holds("request.system-instruction")
def test_a_system_instruction_counts(send: Sender, models: Models) -> None:
    told = {"parts": [text("You are a math tutor. Always show your work, step by step.")]}

    alone = send(brief(models.text))
    together = send(brief(models.text, systemInstruction=told))

    assert together.responses, got(together)
    few, many = (each.usage.get("promptTokenCount", 0) for each in (alone, together))
    assert 0 < few < many, f"expected more tokens with the instruction, got {many} for {few}"


@holds("request.system-text-only")
def test_a_picture_in_a_system_instruction_is_refused_or_passed_over(
    send: Sender, models: Models
) -> None:
    exchange = send(brief(models.text, systemInstruction={"parts": [text(), picture()]}))

    assert exchange.status in {200, 400}, f"expected 200 or 400, {got(exchange)}"


@holds("request.ends-with-model-turn")
def test_the_last_turn_may_be_the_models(send: Sender, models: Models) -> None:
    turns = [*said(text("Count to three.")), *said(text("One, two,"), role="model")]

    exchange = send(holding({"contents": turns}, models.budget))

    assert exchange.responses, got(exchange)


@holds("request.config-empty")
def test_an_empty_config_is_taken(send: Sender, models: Models) -> None:
    exchange = send(prompt("Say only: hi", models.text, generationConfig={}))

    assert exchange.responses, got(exchange)


@holds("request.sdk-spellings")
def test_the_mixed_spellings_of_google_genai_are_taken(send: Sender, models: Models) -> None:
    thinking = {"include_thoughts": True, "thinking_budget": 512}
    body = {
        "contents": [{"parts": [text("Say hi")], "role": "user"}],
        "systemInstruction": {"parts": [text()], "role": "user"},
        "generationConfig": {"maxOutputTokens": 1024, "thinkingConfig": thinking},
    }

    exchange = send(Call(model=models.budget, body=body))

    assert exchange.responses, got(exchange)
