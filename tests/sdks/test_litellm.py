"""LiteLLM, whose agents are loops of one's own over its OpenAI-like messages."""

import asyncio
import json
from typing import Any

import litellm
import pytest
from openai import APIStatusError

from mockserver import MockServer
from tests.sdks.agent import (
    CALLS,
    CHAIN,
    DECLARATIONS,
    FINDINGS,
    LINKS,
    NO_MODEL,
    ORDER,
    QUESTION,
    STORY,
    WRONG_KEY,
    Recipe,
    Tools,
    converse,
)

pytestmark = pytest.mark.filterwarnings(
    # LiteLLM's own types, as Pydantic sees them.
    "ignore:Item '.*' on TypedDict class 'ChatCompletionReasoningItem':UserWarning",
    "ignore:Pydantic serializer warnings:UserWarning",
    # It looks at every attribute of a chunk without text, deprecated ones too.
    "ignore:Accessing the 'model_.*:pydantic.warnings.PydanticDeprecationWarning",
)


def connect(
    server: MockServer, model: str = "gemini-2.5-flash", key: str = "sk-any"
) -> dict[str, Any]:
    return {"model": f"gemini/{model}", "api_base": f"{server.url}/v1beta", "api_key": key}


def complete(target: dict[str, Any], messages: Any, *, stream: bool = False, **more: Any) -> Any:
    """Ask; an answer that came as a stream is put together by LiteLLM itself."""
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    answer = litellm.completion(**target, messages=messages, stream=stream, **more)
    return litellm.stream_chunk_builder(list(answer), messages=messages) if stream else answer


def run(target: dict[str, Any], question: str, tools: Tools, *, stream: bool) -> str:
    def step(messages: list[Any]) -> Any:
        answer = complete(target, messages, stream=stream, tools=DECLARATIONS)
        return answer.choices[0].message

    return converse(step, question, tools)


def test_a_stream_says_what_the_unary_answer_says(origin: MockServer, model: str) -> None:
    target = connect(origin, model)
    whole = complete(target, STORY)
    merged = complete(target, STORY, stream=True)

    assert "lighthouse" in whole.choices[0].message.content
    assert merged.choices[0].message.content == whole.choices[0].message.content
    assert merged.choices[0].finish_reason == whole.choices[0].finish_reason == "stop"


def test_the_asynchronous_call_gets_the_same(origin: MockServer) -> None:
    target = connect(origin)
    messages = [{"role": "user", "content": STORY}]
    whole = complete(target, STORY)
    other: Any = asyncio.run(litellm.acompletion(**target, messages=messages))

    assert other.choices[0].message.content == whole.choices[0].message.content


def test_usage_adds_up_also_in_a_stream(origin: MockServer, model: str) -> None:
    target = connect(origin, model)
    usage = complete(target, STORY).usage
    streamed = complete(target, STORY, stream=True, stream_options={"include_usage": True}).usage

    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.completion_tokens_details.reasoning_tokens > 0
    assert streamed.total_tokens == usage.total_tokens


# LiteLLM knows Google's 400 for a wrong key by its text, and makes it a 401.
@pytest.mark.parametrize(
    ("key", "model", "statuses"),
    [
        ("sk-bad", "gemini-2.5-flash", WRONG_KEY | {"google": 401}),
        ("sk-good", "gemini-99", NO_MODEL),
    ],
    ids=["wrong key", "unknown model"],
)
@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_error_has_its_status(
    strict: MockServer, key: str, model: str, statuses: dict[str, int], *, stream: bool
) -> None:
    with pytest.raises(APIStatusError) as raised:
        complete(connect(strict, model, key), STORY, stream=stream)

    assert raised.value.status_code == statuses[strict.settings.dialect]


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_thoughts_are_told_apart_from_the_answer(
    origin: MockServer, model: str, *, stream: bool
) -> None:
    """An effort is a budget to Gemini 2.5 and a level to Gemini 3."""
    answer = complete(connect(origin, model), STORY, stream=stream, reasoning_effort="low")
    message = answer.choices[0].message

    assert message.reasoning_content
    assert message.reasoning_content not in message.content


def test_texts_are_embedded() -> None:
    with MockServer() as server:
        target = connect(server, "gemini-embedding-001")
        answer: Any = litellm.embedding(**target, input=["A cat", "Tax law"])

    assert [len(each["embedding"]) for each in answer.data] == [3072, 3072]


@pytest.mark.parametrize("prompt", ["mock-block-safety", "mock-finish-safety"])
@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_a_filtered_answer_is_told(origin: MockServer, prompt: str, *, stream: bool) -> None:
    answer = complete(connect(origin), prompt, stream=stream)

    assert answer.choices[0].finish_reason == "content_filter"


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_agent_calls_its_tools_and_comes_to_an_end(
    origin: MockServer, model: str, tools: Tools, *, stream: bool
) -> None:
    text = run(connect(origin, model), QUESTION, tools, stream=stream)

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    origin: MockServer, model: str, tools: Tools, *, stream: bool
) -> None:
    text = run(connect(origin, model), CHAIN, tools, stream=stream)

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in text


def test_a_form_is_filled_in(origin: MockServer, model: str) -> None:
    answer = complete(connect(origin, model), ORDER, response_format=Recipe)

    assert Recipe.model_validate_json(answer.choices[0].message.content).ingredients


def test_a_tool_that_must_be_called_is_called(origin: MockServer, model: str) -> None:
    choice = {"type": "function", "function": {"name": "get_time"}}
    answer = complete(connect(origin, model), QUESTION, tools=DECLARATIONS, tool_choice=choice)
    calls = answer.choices[0].message.tool_calls

    assert {each.function.name for each in calls} == {"get_time"}
    assert json.loads(calls[0].function.arguments) == {"city": "Tokyo"}
    assert answer.choices[0].finish_reason == "tool_calls"
