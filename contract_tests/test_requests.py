"""Scenarios: what a request may be made of, in which spellings, and what is refused.

Most are rows of a table, each with the claim that it holds.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.call import Call, brief, prompt
from contract_tests.models import Models
from contract_tests.scenario import Sender, got, holds, row, smoke

_PNG = (  # a plain square; its base64 has "+", "/" and padding
    "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKUlEQVR42u3NsQkAAAgDsB7m/3hWr3AQAtmTzZyKQCAQ"
    "CAQCgUAg+BIUrbwQPYk/5lQAAAAASUVORK5CYII="
)
_URL_SAFE = _PNG.replace("+", "-").replace("/", "_").rstrip("=")
_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_WEATHER = {
    "name": "get_weather",
    "description": "Tells the weather of a city.",
    "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}},
}

Body = Mapping[str, Any]


def members(claim: str, name: str, **body: Any) -> object:
    """Write a scenario as members of a body, beside or in place of the usual ones."""
    return row(claim, name, body)


def said(*parts: Body | list[Body], role: str = "user") -> list[Body]:
    """Return contents of one turn."""
    return [{"role": role, "parts": list(parts)}]


def text(words: str = "Be brief.") -> Body:
    """Return a part of text."""
    return {"text": words}


def picture(data: str = _PNG) -> Body:
    """Return a part that holds a picture."""
    return {"inlineData": {"mimeType": "image/png", "data": data}}


def harm(category: str, threshold: object = "BLOCK_ONLY_HIGH") -> Body:
    """Return a safety setting."""
    return {"category": f"HARM_CATEGORY_{category}", "threshold": threshold}


def _deep(levels: int) -> Body:
    """Return a function whose one parameter is a list in a list, and so on."""
    schema: Body = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return {"name": "sort", "description": "Sorts.", "parametersJsonSchema": schema}


_TAKEN = [
    members("request.contents", "one-turn", contents=said(text("Say hi"))),
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
        contents=said({"inline_data": {"mime_type": "image/png", "data": _PNG}}, text("Colour?")),
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
        contents=said(picture(_URL_SAFE), text("Which colour?")),
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
    exchange = send(_with(body, models.text))

    assert exchange.status == 200, got(exchange)


def _with(body: Body, model: str) -> Call:
    """Make a call of members of a body. Nothing limits its answer, which is short all the same."""
    call = prompt("Say hi", model)
    return replace(call, body={**call.body, **body})


_REFUSED = [
    members("request.role-demanded", "no-role", contents=[{"parts": [text("Say hi")]}]),
    members("request.role-names", "system", contents=said(text("Say hi"), role="system")),
    members("request.role-names", "assistant", contents=said(text("Say hi"), role="assistant")),
    members("request.parts-demanded", "no-parts", contents=said()),
    members("request.datum-demanded", "empty-part", contents=said({})),
    members("request.one-datum", "two-data", contents=said({**text("Say hi"), **picture()})),
    members("request.base64", "bad-base64", contents=said(picture("%%%"), text("Which colour?"))),
    members("request.unknown-field", "", nonsense=1),
    members("request.unknown-field", "in-config", generationConfig={"nonsense": 1}),
    members("request.unknown-field", "in-part", contents=said({**text("Say hi"), "nonsense": 1})),
    members("request.labels-unknown", "labels", labels={"team": "contract"}),
    members("request.unknown-enum", "threshold", safetySettings=[harm("HARASSMENT", "FOO")]),
    members("request.unknown-enum", "no-name", safetySettings=[harm("HARASSMENT", "")]),
    members("request.wrong-type", "contents", contents="Say hi"),
    members("request.wrong-type", "text", contents=said({"text": {"a": 1}})),
    members("request.wrong-type", "number", generationConfig={"maxOutputTokens": "many"}),
    members("request.wrong-type", "system-instruction", systemInstruction="Be brief."),
    members("request.wrong-type", "list-for-scalar", generationConfig={"temperature": [1]}),
    members("request.wrong-type", "fraction", generationConfig={"topK": 1.5}),
    members("request.depth", "", tools=[{"functionDeclarations": [_deep(120)]}]),
    members("request.int32", "seed", generationConfig={"seed": 3_812_238_859}),
    members("request.safety-category", "category", safetySettings=[harm("TOXICITY")]),
    members("request.safety-once", "twice", safetySettings=[harm("HARASSMENT")] * 2),
]


@pytest.mark.parametrize("body", _REFUSED)
def test_a_request_is_refused(send: Sender, models: Models, body: Body) -> None:
    exchange = send(_with(body, models.text))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


# Turns, and what counts of them.


@smoke
@holds("request.multi-turn")
def test_earlier_turns_count(send: Sender, models: Models) -> None:
    turns = [
        *said(text("My name is Zoltana, and I collect old maps of islands.")),
        *said(text("Good to know."), role="model"),
        *said(text("Say hi")),
    ]

    alone = send(brief(models.text))
    together = send(_with({"contents": turns}, models.text))

    assert together.status == 200, got(together)
    assert together.usage["promptTokenCount"] > alone.usage["promptTokenCount"], (
        f"expected more tokens with the turns before, got {together.usage['promptTokenCount']} for"
        f" {alone.usage['promptTokenCount']}"
    )


@smoke
@holds("request.system-instruction")
def test_a_system_instruction_counts(send: Sender, models: Models) -> None:
    told = {"parts": [text("You are a math tutor. Always show your work, step by step.")]}

    alone = send(brief(models.text))
    together = send(brief(models.text, systemInstruction=told))

    assert together.status == 200, got(together)
    assert together.usage["promptTokenCount"] > alone.usage["promptTokenCount"], (
        f"expected more tokens with the instruction, got {together.usage['promptTokenCount']} for"
        f" {alone.usage['promptTokenCount']}"
    )


@holds("request.system-text-only")
def test_a_picture_in_a_system_instruction_is_refused_or_passed_over(
    send: Sender, models: Models
) -> None:
    exchange = send(brief(models.text, systemInstruction={"parts": [text(), picture()]}))

    assert exchange.status in {200, 400}, f"expected 200 or 400, {got(exchange)}"


@holds("request.ends-with-model-turn")
def test_the_last_turn_may_be_the_models(send: Sender, models: Models) -> None:
    turns = [*said(text("Count to three.")), *said(text("One, two,"), role="model")]

    exchange = send(_with({"contents": turns}, models.budget))

    assert exchange.status == 200, got(exchange)


@holds("request.config-empty")
def test_an_empty_config_is_taken(send: Sender, models: Models) -> None:
    exchange = send(prompt("Say only: hi", models.text, generationConfig={}))

    assert exchange.status == 200, got(exchange)


@holds("request.sdk-spellings")
def test_the_mixed_spellings_of_google_genai_are_taken(send: Sender, models: Models) -> None:
    thinking = {"include_thoughts": True, "thinking_budget": 512}
    body = {
        "contents": [{"parts": [text("Say hi")], "role": "user"}],
        "systemInstruction": {"parts": [text()], "role": "user"},
        "generationConfig": {"maxOutputTokens": 1024, "thinkingConfig": thinking},
    }

    exchange = send(Call(model=models.budget, body=body))

    assert exchange.status == 200, got(exchange)


# Cached content that isn't there.


@holds("request.cached-content")
def test_cached_content_is_looked_for(send: Sender, models: Models) -> None:
    call = brief(models.text, cachedContent="cachedContents/no-such-cache")

    exchange = send(call, expecting={403, 404})

    assert 400 <= exchange.status < 500, f"expected a refusal, {got(exchange)}"
    assert "Cannot find field" not in exchange.text, got(exchange)


@holds("request.cached-content-name")
def test_cached_content_has_its_kind_of_name(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, cachedContent="no-such-cache"), expecting={403, 404})

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
