"""The same prompt by Gemini's API and by way of a chat: the same text, and a usage that fits."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.chat import FACE
from mockserver.dialects import COMET
from mockserver.mock import mock
from mockserver.settings import Settings
from tests import chats, stubbed
from tests.chats import USAGE, WEATHER, chat, joined

MOCK = mock(Settings(self_check=True))
PROMPT = "Compare Oslo and Bergen."
ANSWER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TEXTS = st.sampled_from(
    ["Hello", "Tell me of Oslo.", "Weather in Bergen?", "Å, 你好 🎣", "One\ntwo", "run code: 2 + 2"]
)
MORE: dict[str, list[Any]] = {
    "temperature": [0, 0.5, 2],
    "top_p": [0.1, 1],
    "seed": [0, 7],
    "stop": ["o", ["e ", "zz"]],
    "max_tokens": [1, 40, 400],
    "logprobs": [True],
}
JSON = [
    {"type": "json_object"},
    {"type": "json_schema", "json_schema": {"name": "answer", "schema": ANSWER}},
]
# Functions and JSON don't go together.
OUTPUTS: list[dict[str, Any]] = [
    {},
    {"tools": [WEATHER]},
    *({"response_format": each} for each in JSON),
]
# Gemini 3 has one candidate.
MODELS = [{}, {"n": 2}, {"model": "gemini-2.5-flash-lite"}, {"model": "gemini-3-flash-preview"}]
MEMBERS = st.builds(
    lambda members, output, model: members | output | model,
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in MORE.items()}
    ),
    st.sampled_from(OUTPUTS),
    st.sampled_from(MODELS),
)


@st.composite
def conversations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw who said what, from an instruction or none to what the user says last."""
    said = draw(st.lists(TEXTS, min_size=1, max_size=3))
    turns = [
        each
        for text in said[:-1]
        for each in ({"role": "user", "content": text}, {"role": "assistant", "content": "Well."})
    ]
    system = draw(st.sampled_from([[], [{"role": "system", "content": "Be brief."}]]))
    return [*system, *turns, {"role": "user", "content": said[-1]}]


def texts(response: dict[str, Any]) -> list[str]:
    """Return what each candidate says, but for what is run."""
    return [
        "".join(each.get("text", "") for each in found.get("content", {}).get("parts", ()))
        for found in response["candidates"]
    ]


def calls(response: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (each["functionCall"]["name"], each["functionCall"]["args"])
        for found in response["candidates"]
        for each in found.get("content", {}).get("parts", ())
        if "functionCall" in each
    ]


def called(message: dict[str, Any]) -> list[tuple[str, Any]]:
    functions = [each["function"] for each in message.get("tool_calls", ())]
    return [(each["name"], json.loads(each["arguments"])) for each in functions]


@pytest.mark.parametrize("role", [{}, {"role": "user"}])
def test_a_prompt_is_answered_by_both_faces_alike(role: dict[str, str]) -> None:
    said = {"parts": [{"text": PROMPT}], **role}
    native = stubbed.answer(MOCK, contents=[said])
    answer = chats.completion(chat(MOCK, PROMPT))

    assert texts(native) == [answer["choices"][0]["message"]["content"]]
    assert answer["id"] == f"chatcmpl-{native['responseId']}"


@given(messages=conversations(), members=MEMBERS)
def test_what_is_asked_is_answered_by_both_faces_alike(
    messages: list[dict[str, Any]], members: dict[str, Any]
) -> None:
    whole = chats.completion(chat(MOCK, messages=messages, **members))
    told = FACE.translate(chats.body(messages=messages, **members), COMET).body
    model = members.get("model", chats.MODEL)
    native = stubbed.answer(MOCK, asking=stubbed.Asking(model=model), **told)
    choices = [each["message"] for each in whole["choices"]]
    counted = native["usageMetadata"]
    usage = whole["usage"]

    assert [each["content"] for each in choices] == texts(native)
    assert [call for each in choices for call in called(each)] == calls(native)
    assert usage["total_tokens"] == counted["totalTokenCount"]
    assert usage["prompt_tokens"] == counted["promptTokenCount"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens_details"]["reasoning_tokens"] == counted.get(
        "thoughtsTokenCount", 0
    )


@given(messages=conversations(), members=MEMBERS)
def test_a_stream_comes_to_the_same_as_the_whole_answer(
    messages: list[dict[str, Any]], members: dict[str, Any]
) -> None:
    whole = chats.completion(chat(MOCK, messages=messages, **members))
    stream = chat(MOCK, messages=messages, stream=True, stream_options=USAGE, **members)

    for each in whole["choices"]:
        found = joined(stream, each["index"])
        tokens = (each["logprobs"] or {"content": []})["content"]
        assert found["message"]["content"] == each["message"]["content"]
        assert found["message"].get("tool_calls") == each["message"].get("tool_calls")
        assert found["finish_reason"] == [each["finish_reason"]]
        assert found["tokens"] == tokens
    assert chats.chunks(stream.reply)[-1]["usage"] == whole["usage"]


def test_what_is_instructed_by_a_system_message_is_the_instruction() -> None:
    instruction = {"role": "user", "parts": [{"text": "Be brief."}]}
    native = stubbed.answer(MOCK, PROMPT, systemInstruction=instruction)
    told = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": PROMPT}]
    answer = chats.completion(chat(MOCK, messages=told))

    assert texts(native) == [answer["choices"][0]["message"]["content"]]


def test_a_function_is_called_by_both_faces_alike() -> None:
    native = stubbed.answer(MOCK, "Weather in Oslo?", tools=[stubbed.WEATHER])
    answer = chats.message(chat(MOCK, "Weather in Oslo?", tools=[WEATHER]))

    assert calls(native) == called(answer) == [("get_weather", {"city": "Oslo"})]
