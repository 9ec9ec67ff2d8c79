"""LiteLLM, whose agents are loops of one's own over its OpenAI-like messages."""

import asyncio
import gc
import json
from collections.abc import Iterator
from typing import Any

import litellm
import pytest
from openai import APIStatusError

from mockserver import MockServer
from mockserver.environment import changes
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

pytestmark = [
    pytest.mark.filterwarnings(
        # LiteLLM's own types, as Pydantic sees them.
        "ignore:Item '.*' on TypedDict class 'ChatCompletionReasoningItem':UserWarning",
        "ignore:Pydantic serializer warnings:UserWarning",
        # It looks at every attribute of a chunk without text, deprecated ones too.
        "ignore:Accessing the 'model_.*:pydantic.warnings.PydanticDeprecationWarning",
        # It leaves its connections to the garbage collector.
        "ignore:Exception ignored in. <(socket|function (BaseEvent|_Selector)):pytest.PytestUnraisableExceptionWarning",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """Drop the clients that LiteLLM keeps, and the event loop that it leaves open, here and not elsewhere."""
    yield
    cache: Any = litellm.in_memory_llm_clients_cache
    cache.flush_cache()
    asyncio.set_event_loop(None)
    gc.collect()


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


@pytest.fixture(params=["openai", "cometapi"])
def chat(request: pytest.FixtureRequest, gateway: MockServer, model: str) -> dict[str, Any]:
    """Lead to chat completions: as to any server that has them, or by LiteLLM's own way to CometAPI."""
    return {
        "model": f"{request.param}/{model}",
        "api_base": f"{gateway.url}/v1",
        "api_key": "sk-good",
        "max_retries": 0,
    }


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


def test_a_chat_says_the_same_whole_and_streamed(chat: dict[str, Any]) -> None:
    options = {"include_usage": True}
    whole = complete(chat, STORY)
    merged = complete(chat, STORY, stream=True, stream_options=options)

    assert "lighthouse" in whole.choices[0].message.content
    assert merged.choices[0].message.content == whole.choices[0].message.content
    assert merged.choices[0].finish_reason == whole.choices[0].finish_reason == "stop"
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    assert merged.usage.total_tokens == whole.usage.total_tokens


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
@pytest.mark.parametrize(
    ("changes", "status"),
    [({"api_key": "sk-bad"}, 401), ({"model": "gemini-99"}, 503)],
    ids=["wrong key", "unknown model"],
)
def test_an_error_of_a_chat_has_its_status(
    chat: dict[str, Any], changes: dict[str, str], status: int, *, stream: bool
) -> None:
    provider, _, _ = chat["model"].partition("/")
    if "model" in changes:
        changes = {"model": f"{provider}/{changes['model']}"}
    with pytest.raises(APIStatusError) as raised:
        complete(chat | changes, STORY, stream=stream)

    assert raised.value.status_code == status


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_agent_chats_and_comes_to_an_end(
    chat: dict[str, Any], tools: Tools, *, stream: bool
) -> None:
    text = run(chat, QUESTION, tools, stream=stream)

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


def test_a_form_is_filled_in_by_a_chat(chat: dict[str, Any]) -> None:
    answer = complete(chat, ORDER, response_format=Recipe)

    assert Recipe.model_validate_json(answer.choices[0].message.content).ingredients


def test_its_own_way_to_cometapi_is_led_here_by_the_environment(
    gateway: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = changes({}, gateway.url, key="sk-good")
    for name in ("COMETAPI_API_BASE", "COMETAPI_KEY"):
        monkeypatch.setenv(name, told[name] or "")

    assert complete({"model": "cometapi/gemini-2.5-flash"}, STORY).choices[0].message.content


def test_an_error_in_the_midst_of_a_chat_is_one(chat: dict[str, Any], gateway: MockServer) -> None:
    gateway.fail_next("stream_error; after=2; form=data")
    with pytest.raises(APIStatusError, match="overloaded"):
        complete(chat, STORY, stream=True)
