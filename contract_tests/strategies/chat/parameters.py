"""What a chat can have beside its messages. To draw another member, add a row.

What the gateway doesn't translate for Gemini is drawn too: it is ignored, and no reason to refuse.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import JSON, one_of, variants
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.configuration import CONFIGURATION
from contract_tests.strategies.request.member import Member, of
from contract_tests.strategies.schema.json_schemas import json_schema

FUNCTIONS: tuple[str, ...] = ("get_weather", "getTime", "book-flight", "_private", "f" * 64, "X1")

_LENGTHS = st.one_of(st.integers(1, 300), one_of((8_192, 0)))  # 0 is as if it weren't there (S)
_STOPS: tuple[str | list[str], ...] = (
    "zzz",
    ["zzz"],
    "",
    [],
    ["the", " "],
    "\n",
    ["", "\u00e9"],
    ["a", "b", "c", "d", "e", "f"],  # the gateway passes the first five on (S)
)
_HEADS = one_of(
    {"name": name, **note}
    for note in variants(
        description=("The weather in a city", "\u5929\u6c17 \u26c5", ""), strict=(True, False)
    )
    for name in FUNCTIONS
)
_CITY: JSON = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
_NOTHING: JSON = {"type": "object", "properties": {}}
# What a function takes; None is for a schema of any kind.
_TAKEN: tuple[JSON | None, ...] = (
    {},
    {"parameters": _CITY},
    {"parameters": _NOTHING},
    {"parameters": {**_CITY, "additionalProperties": False}},
    None,
    None,
)
_ANY_TAKEN = one_of(_TAKEN)
_COUNTS = one_of((1, 2, 3))


@st.composite
def _tools(draw: st.DrawFn) -> list[JSON]:
    """Draw one to three functions of different names."""
    found = [draw(_FUNCTION) for _ in range(draw(_COUNTS))]
    return [
        {"type": "function", "function": each}
        for each in {each["name"]: each for each in found}.values()
    ]


@st.composite
def _functions(draw: st.DrawFn) -> JSON:
    taken = draw(_ANY_TAKEN)
    if taken is None:
        taken = {"parameters": json_schema(draw, of_objects=True)}
    return {**draw(_HEADS), **taken}


_FUNCTION = _functions()
_FORMATS: tuple[JSON | None, ...] = (
    {"type": "text"},
    {"type": "text"},
    {"type": "json_object"},
    {"type": "json_object"},
    {"type": "json_schema", "json_schema": {"name": "city", "schema": _CITY, "strict": True}},
    None,
)
_ANY_FORMAT = one_of(_FORMATS)
_NOTES = one_of(variants(description=("A place",), strict=(True, False)))


@st.composite
def _formats(draw: st.DrawFn) -> JSON:
    """Draw what an answer is to be: a text, JSON, or JSON by a schema of any kind."""
    told: JSON | None = draw(_ANY_FORMAT)
    if told is not None:
        return told
    schema = json_schema(draw, of_objects=True)
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": schema, **draw(_NOTES)},
    }


def _choices(asked: Asked) -> st.SearchStrategy[Any]:
    """Return what to do with tools; the name that is demanded is that of the first one."""
    named = {"type": "function", "function": {"name": ""}}
    return one_of(("auto", "none", "required", named) if asked.takes_json else ("none",))


# What is translated for Gemini, so far as it is known (D: CHAT, S), and what the mock honours beside.
_HEEDED: Mapping[str, Member] = {
    "temperature": CONFIGURATION["temperature"],
    "top_p": CONFIGURATION["topP"],
    "max_tokens": Member(of(_LENGTHS)),
    "max_completion_tokens": Member(of(_LENGTHS)),
    "stop": Member(of(_STOPS)),
    "seed": CONFIGURATION["seed"],
    "n": CONFIGURATION["candidateCount"],
    "presence_penalty": CONFIGURATION["presencePenalty"],
    "frequency_penalty": CONFIGURATION["frequencyPenalty"],
    "logprobs": Member(of(st.booleans())),
    "top_logprobs": CONFIGURATION["logprobs"],
    "stream": Member(of((False, True))),
    "stream_options": Member(of(variants(include_usage=(True, False)))),
    "tools": Member(of(_tools())),
    "tool_choice": Member(_choices, needs=frozenset({"tools"})),
    "response_format": Member(of(_formats())),
}
# What OpenAI's own API has, and Gemini hasn't by way of the gateway.
_IDLE: Mapping[str, tuple[Any, ...]] = {
    "top_k": (40, 1),
    "user": ("user-1", "\u00e9", ""),
    "parallel_tool_calls": (True, False),
    "reasoning_effort": ("low", "minimal", "medium", "high", "none"),
    "store": (False, True),
    "metadata": ({}, {"team": "\u00e9"}),
    "service_tier": ("auto", "flex"),
    "logit_bias": ({}, {"50256": -100}),
    "modalities": (["text"],),
    "prediction": ({"type": "content", "content": "Hi"},),
    "verbosity": ("low", "high"),
    "prompt_cache_key": ("a",),
    "safety_identifier": ("b",),
    "made_up": (1, {"a": [None]}),
}
PARAMETERS: Mapping[str, Member] = {
    **_HEEDED,
    **{name: Member(of(values)) for name, values in _IDLE.items()},
}

# Up to 2.5 functions exclude JSON (gemini.md 3.8).
_EXCLUDING = frozenset({"tools", "response_format"})


def excluded(asked: Asked) -> frozenset[str]:
    """Return the parameters of which one that is asked takes no more than one."""
    return frozenset() if asked.is_new else _EXCLUDING


def finish(body: JSON) -> None:
    """Make parameters go together that were drawn alone."""
    if "top_logprobs" in body:
        body["logprobs"] = True
    if "stream_options" in body:
        body["stream"] = True
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        name = body["tools"][0]["function"]["name"]
        body["tool_choice"] = {**choice, "function": {"name": name}}
