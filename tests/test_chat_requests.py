"""What Gemini is asked, where a chat completion is asked for."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI, pydantic_function_tool
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel

from mockserver import MockServer
from mockserver.body import parse
from mockserver.chat.messages import SIGNATURE
from mockserver.chat.translating import translate
from mockserver.dialects import COMET
from tests.calls import answer
from tests.chat_bodies import HI, MOCK, WEATHER, chat, post, tool, user, warnings
from tests.chats import MODEL

CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
CALLING = {"role": "assistant", "tool_calls": [CALL]}
PIXEL = "iVBORw0KGgo="

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
    ),
    max_leaves=8,
)


def translated(*messages: Any, **members: Any) -> Mapping[str, Any]:
    return translate(chat(*messages, **members), COMET).body


def canonical(document: Any) -> dict[str, Any]:
    body, _ = parse(
        translate(document, COMET).body,
        schema="gemini/generate_content_request.json",
        dialect=COMET,
        version="v1beta",
    )
    return body


@pytest.mark.parametrize(
    ("messages", "contents"),
    [
        ([HI], [("user", [{"text": "Hi"}])]),
        ([user({"type": "text", "text": "Hi"})], [("user", [{"text": "Hi"}])]),
        ([HI, {"role": "assistant", "content": "Yes?"}, HI], [("user", [{"text": "Hi"}]), ("model", [{"text": "Yes?"}]), ("user", [{"text": "Hi"}])]),
        ([HI, HI], [("user", [{"text": "Hi"}]), ("user", [{"text": "Hi"}])]),
        ([HI, {"role": "user", "content": ""}, {"role": "assistant", "content": None}], [("user", [{"text": "Hi"}])]),
        ([{"role": "critic", "content": "Hm"}], [("critic", [{"text": "Hm"}])]),
        ([{"content": "Hi"}], [("", [{"text": "Hi"}])]),
    ],
    ids=["text", "parts", "turns", "one after another", "empty", "other roles", "no role"],
)  # fmt: skip
def test_messages_become_contents(
    messages: list[Any], contents: list[tuple[str, list[Any]]]
) -> None:
    expected = [{"role": role, "parts": parts} for role, parts in contents]

    assert translated(*messages) == {"contents": expected}


def test_instructions_become_one_text() -> None:
    found = translated(
        {"role": "system", "content": " Be brief.\n"},
        HI,
        {"role": "developer", "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "kind."}]},
        {"role": "system", "content": "  "},
    )  # fmt: skip

    assert found["systemInstruction"] == {"parts": [{"text": "Be brief.\nBe kind."}]}
    assert [each["role"] for each in found["contents"]] == ["user"]


def test_calls_come_before_texts_and_the_first_is_signed() -> None:
    second = {"id": "call_2", "function": {"name": "g"}}
    found = translated(HI, {"role": "assistant", "content": "So:", "tool_calls": [CALL, second]})

    assert found["contents"][1] == {
        "role": "model",
        "parts": [
            {"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": SIGNATURE},
            {"functionCall": {"name": "g", "args": {}}},
            {"text": "So:"},
        ],
    }


@pytest.mark.parametrize("text", ["", "null", " {} "])
def test_a_call_may_have_no_arguments(text: str) -> None:
    call = {"id": "1", "function": {"name": "f", "arguments": text}}
    contents = translated(HI, {"role": "assistant", "tool_calls": [call]})["contents"]

    assert contents[1]["parts"][0]["functionCall"] == {"name": "f", "args": {}}


@pytest.mark.parametrize(
    ("content", "response"),
    [
        ('{"t": 5}', {"t": 5}),
        ("[1, 2]", {"result": [1, 2]}),
        ("5", {"content": "5"}),
        ("", {"content": ""}),
        ("{nothing}", {"content": "{nothing}"}),
        ('{"a": NaN}', {"content": '{"a": NaN}'}),
        ('{"a": "\\ud800"}', {"content": '{"a": "\\ud800"}'}),
        ([{"type": "text", "text": '{"t":'}, {"type": "text", "text": "5}"}], {"t": 5}),
    ],
)
def test_what_a_tool_gave_becomes_a_response(content: Any, response: Any) -> None:
    gave = {"role": "tool", "tool_call_id": "call_1", "content": content}
    contents = translated(HI, CALLING, gave)["contents"]

    assert contents[2:] == [
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": response}}]}
    ]


def test_responses_of_tools_are_one_content_and_named_by_themselves_or_by_the_call() -> None:
    gave = [
        {"role": "tool", "tool_call_id": "call_1", "content": "1"},
        {"role": "function", "name": "g", "content": "2"},
        {"role": "tool", "tool_call_id": "other", "content": "3"},
    ]
    contents = translated(HI, CALLING, *gave)["contents"]

    assert [each["functionResponse"]["name"] for each in contents[2]["parts"]] == ["f", "g", ""]


@pytest.mark.parametrize(
    ("part", "becomes"),
    [
        (
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}},
            {"inlineData": {"mimeType": "image/png", "data": PIXEL}},
        ),
        (
            {"type": "image_url", "image_url": f"DATA:image/jpeg;charset=x;Base64,{PIXEL}"},
            {"inlineData": {"mimeType": "image/jpeg", "data": PIXEL}},
        ),
        (
            {"type": "image_url", "image_url": {"url": "https://a.example/b.webp?c=d.png"}},
            {"fileData": {"fileUri": "https://a.example/b.webp?c=d.png", "mimeType": "image/webp"}},
        ),
        (
            {"type": "image_url", "image_url": "HTTP://a.example/[#"},
            {"fileData": {"fileUri": "HTTP://a.example/[#", "mimeType": "image/png"}},
        ),
        (
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
            {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}},
        ),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
            {"inlineData": {"mimeType": "application/pdf", "data": "AAAA"}},
        ),
        (
            {"type": "file", "file": {"file_id": "", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
            {"inlineData": {"mimeType": "application/pdf", "data": "AAAA"}},
        ),
    ],
    ids=["data url", "data url with parameters", "address", "odd address", "audio", "file", "file without an id"],
)  # fmt: skip
def test_media_become_parts(part: Any, becomes: Any) -> None:
    contents = translated(user({"type": "text", "text": "What?"}, part))["contents"]

    assert contents[0]["parts"] == [{"text": "What?"}, becomes]
    assert warnings(user(part)) == ()


PICTURE = f"![image](data:image/png;base64,{PIXEL})"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (PICTURE, [PIXEL]),
        (f"Here: {PICTURE}{PICTURE} and there.", ["Here: ", PIXEL, PIXEL, " and there."]),
        ("![image](data:image/png,x)", ["![image](data:image/png,x)"]),
        ("![a](http://a.example/b.png)", ["![a](http://a.example/b.png)"]),
        ("![" * 50_000 + "](data:" * 50_000, ["![" * 50_000 + "](data:" * 50_000]),
    ],
    ids=["picture", "between texts", "no base64", "address", "hostile"],
)
def test_a_picture_that_was_answered_comes_back_as_a_picture(text: str, parts: list[str]) -> None:
    inline = {"inlineData": {"mimeType": "image/png", "data": PIXEL}}
    contents = translated(HI, {"role": "assistant", "content": text}, HI)["contents"]

    assert contents[1]["parts"] == [inline if each == PIXEL else {"text": each} for each in parts]


@pytest.mark.parametrize(
    ("members", "config"),
    [
        ({"temperature": 0.5, "top_p": 0.9, "seed": 7}, {"temperature": 0.5, "topP": 0.9, "seed": 7}),
        ({"presence_penalty": 1, "frequency_penalty": -1}, {"presencePenalty": 1, "frequencyPenalty": -1}),
        ({"presence_penalty": 0, "n": 1, "logprobs": False, "max_tokens": 0, "stop": ""}, None),
        ({"max_tokens": 9}, {"maxOutputTokens": 9}),
        ({"max_completion_tokens": 8, "max_tokens": 9}, {"maxOutputTokens": 8}),
        ({"max_completion_tokens": 0, "max_tokens": 9}, {"maxOutputTokens": 9}),
        ({"n": 3}, {"candidateCount": 3}),
        ({"stop": "END"}, {"stopSequences": ["END"]}),
        ({"stop": ["a", "", "b", "c", "d", "e", "f"]}, {"stopSequences": ["a", "b", "c", "d", "e"]}),
        ({"logprobs": True}, {"responseLogprobs": True}),
        ({"logprobs": True, "top_logprobs": 0}, {"responseLogprobs": True}),
        ({"logprobs": True, "top_logprobs": 2}, {"responseLogprobs": True, "logprobs": 2}),
        ({"top_logprobs": 2}, None),
        ({"response_format": {"type": "text"}}, None),
        ({"response_format": {"type": "json_object"}}, {"responseMimeType": "application/json"}),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}},
            {"responseMimeType": "application/json", "responseJsonSchema": {"type": "object"}},
        ),
        ({"response_format": {"type": "json_schema"}}, {"responseMimeType": "application/json"}),
    ],
    ids=str,
)  # fmt: skip
def test_parameters_become_a_generation_config(members: Any, config: Any) -> None:
    assert translated(**members).get("generationConfig") == config


def test_tools_become_declarations() -> None:
    bare = [tool(name="a"), tool(name="b", parameters={"type": "object", "properties": {}})]
    found = translated(tools=[tool(**WEATHER), *bare])

    assert found["tools"] == [
        {
            "functionDeclarations": [
                {
                    "name": "weather",
                    "description": "The weather.",
                    "parametersJsonSchema": WEATHER["parameters"],
                },
                {"name": "a"},
                {"name": "b"},
            ]
        }
    ]
    assert "toolConfig" not in found
    assert translated(tools=[], tool_choice="required") == translated()


@pytest.mark.parametrize(
    ("choice", "calling"),
    [
        ("none", {"mode": "NONE"}),
        ("auto", {"mode": "AUTO"}),
        ("required", {"mode": "ANY"}),
        ("whatever", {"mode": "AUTO"}),
        (tool(name="weather"), {"mode": "ANY", "allowedFunctionNames": ["weather"]}),
        ({"type": "function"}, {"mode": "ANY"}),
        ({"type": "allowed_tools"}, None),
        (None, None),
    ],
)
def test_a_choice_of_tools_becomes_a_mode(choice: Any, calling: Any) -> None:
    found = translated(tools=[tool(**WEATHER)], tool_choice=choice)

    assert found.get("toolConfig", {}).get("functionCallingConfig") == calling


@pytest.mark.parametrize(
    "other",
    [
        {"messages": [HI], "model": MODEL, "temperature": 1.0, "seed": 5.0, "max_tokens": 9.0},
        chat({"content": "Hi", "role": "user", "name": None}, temperature=1, seed=5, max_tokens=9, stop=None, n=None),
        chat(user({"type": "text", "text": "Hi", "image_url": None}), temperature=1, seed=5, max_tokens=9),
        chat(None, HI, {"role": "user", "content": None}, temperature=1, seed=5, max_completion_tokens=9, n=1, tools=[]),
    ],
    ids=["numbers", "nulls and order", "parts", "what says nothing"],
)  # fmt: skip
def test_the_same_request_written_otherwise_is_the_same(other: Any) -> None:
    first = canonical(chat(temperature=1, seed=5, max_tokens=9))

    assert first == canonical(other)
    assert json.dumps(first) == json.dumps(canonical(other))


def test_a_whole_number_is_one_however_it_is_written() -> None:
    config = translated(max_tokens=9.0, seed=5.0)["generationConfig"]

    assert json.dumps(config) == '{"seed": 5, "maxOutputTokens": 9}'


def test_null_in_a_schema_is_not_absence() -> None:
    schema = {"type": "object", "properties": {"a": {"enum": [1, None], "default": None}}}
    found = translated(tools=[tool(name="f", parameters=schema)])

    assert found["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"] == schema


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TEXTS = WORDS.filter(str.strip)


@st.composite
def chats(draw: st.DrawFn) -> dict[str, Any]:
    """Draw turns of both sides, and a config; the last is the user's."""
    turns = draw(st.lists(st.tuples(TEXTS, TEXTS), max_size=2))
    messages = [
        {"role": role, "content": text}
        for pair in turns
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]
    system: list[dict[str, str]] = draw(
        st.lists(st.builds(dict, role=st.just("system"), content=WORDS), max_size=2)
    )
    last: Any = draw(
        TEXTS | st.lists(st.builds(dict, type=st.just("text"), text=TEXTS), min_size=1, max_size=2)
    )
    optional = {
        "temperature": st.floats(0, 2),
        "max_tokens": st.integers(0, 50),
        "stop": st.lists(WORDS, max_size=5) | WORDS,
        "seed": st.integers(-9, 9),
        "n": st.integers(0, 3),
        "response_format": st.just({"type": "json_object"}),
        "tools": st.just([tool(**WEATHER)]),
    }
    members = draw(st.fixed_dictionaries({}, optional=optional))
    if "tools" in members:
        members.pop("response_format", None)  # 2.5 refuses both together
    return chat(*system, *messages, {"role": "user", "content": last}, **members)


@given(chats())
def test_a_chat_and_what_it_becomes_have_the_same_answer(body: dict[str, Any]) -> None:
    native = answer(
        MOCK, f"POST /v1beta/models/{MODEL}:generateContent", translate(body, COMET).body
    )
    asked = json.loads(post(body).reply.body)

    for choice, candidate in zip(asked["choices"], native["candidates"], strict=True):
        parts = candidate["content"].get("parts", [])
        assert choice["message"]["content"] == "".join(each.get("text", "") for each in parts)


@given(JSON | st.dictionaries(st.just("messages"), JSON).map(lambda each: {"model": MODEL, **each}))
def test_any_document_is_answered_or_refused(document: Any) -> None:
    exchange = post(document)

    assert exchange.reply.status in {200, 400, 500}
    assert exchange.cause != "internal"
    assert json.loads(exchange.reply.body)["error"]["message"]


class Step(BaseModel):
    explanation: str
    output: str | None


class Solution(BaseModel):
    steps: list[Step]
    kind: Literal["easy", "hard"]


class Weather(BaseModel):
    """Get the weather of a city."""

    city: str
    unit: Literal["celsius", "fahrenheit"]
    at: Step | None


def test_models_of_pydantic_are_parsed(server: MockServer) -> None:
    asked: list[ChatCompletionMessageParam] = [
        {"role": "user", "content": "What is the weather in Oslo?"}
    ]
    with OpenAI(base_url=f"{server.url}/v1", api_key="any", max_retries=0) as client:
        solved = client.chat.completions.parse(
            model=MODEL, messages=asked, response_format=Solution
        ).choices[0]
        called = client.chat.completions.parse(
            model=MODEL, messages=asked, tools=[pydantic_function_tool(Weather)]
        ).choices[0]

    assert isinstance(solved.message.parsed, Solution)
    (call,) = called.message.tool_calls or []
    assert isinstance(call.function.parsed_arguments, Weather)
    assert call.function.parsed_arguments.city == "Oslo"


def test_the_curl_command_of_the_guide_is_answered(server: MockServer) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "chat.md").read_text("utf-8")
    (command,) = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    there = command.replace("http://127.0.0.1:8707", server.url)
    done = subprocess.run(
        ["bash", "-c", there], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.endswith("data: [DONE]\n\n")
