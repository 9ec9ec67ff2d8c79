"""LangChain on the gateway's other face: langchain-openai, and the agent of langchain."""

from typing import Literal

import openai
import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from mockserver import MockServer
from tests.sdks.agent import CALLS, CHAIN, FINDINGS, LINKS, ORDER, QUESTION, STORY, Recipe, Tools

pytestmark = pytest.mark.filterwarnings(
    # LangChain leaves the connections of a model to the garbage collector.
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


def connect(
    server: MockServer, model: str = "gemini-2.5-flash", key: str = "sk-good"
) -> ChatOpenAI:
    return ChatOpenAI(
        model=model,
        api_key=SecretStr(key),
        base_url=f"{server.url}/v1",
        max_retries=0,
        stream_usage=True,
    )


def wrapped(tools: Tools) -> list[StructuredTool]:
    return [StructuredTool.from_function(each) for each in tools.all]


def test_a_stream_says_what_the_unary_answer_says(gateway: MockServer, model: str) -> None:
    chat = connect(gateway, model)
    whole = chat.invoke(STORY)
    merged = AIMessageChunk(content="")
    for each in chat.stream(STORY):
        merged += each
    usage = whole.usage_metadata

    assert "lighthouse" in whole.text
    assert merged.text == whole.text
    assert merged.response_metadata["finish_reason"] == "stop"
    assert usage is not None
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["output_token_details"]["reasoning"] > 0
    assert merged.usage_metadata == usage


@pytest.mark.parametrize(
    ("key", "model", "kind"),
    [
        ("sk-bad", "gemini-2.5-flash", openai.AuthenticationError),
        ("sk-good", "gemini-99", openai.InternalServerError),
    ],
    ids=["wrong key", "unknown model"],
)
def test_an_error_is_of_its_kind(
    gateway: MockServer, key: str, model: str, kind: type[openai.APIStatusError]
) -> None:
    chat = connect(gateway, model, key)
    with pytest.raises(kind):
        chat.invoke(STORY)
    with pytest.raises(kind):
        list(chat.stream(STORY))


def test_an_agent_calls_its_tools_and_comes_to_an_end(
    gateway: MockServer, model: str, tools: Tools
) -> None:
    agent = create_agent(connect(gateway, model), wrapped(tools))
    messages = agent.invoke({"messages": [HumanMessage(QUESTION)]})["messages"]

    assert sorted(tools.calls) == CALLS
    assert all(each in messages[-1].text for each in FINDINGS)


def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    gateway: MockServer, model: str, tools: Tools
) -> None:
    agent = create_agent(connect(gateway, model), wrapped(tools))
    messages = agent.invoke({"messages": [HumanMessage(CHAIN)]})["messages"]

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in messages[-1].text


def test_a_streamed_agent_does_the_same(gateway: MockServer, model: str, tools: Tools) -> None:
    agent = create_agent(connect(gateway, model), wrapped(tools))
    text = ""
    for message, _ in agent.stream({"messages": [HumanMessage(QUESTION)]}, stream_mode="messages"):
        if isinstance(message, AIMessageChunk):
            text += message.text

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
def test_a_form_is_filled_in(
    gateway: MockServer,
    model: str,
    method: Literal["json_schema", "function_calling", "json_mode"],
) -> None:
    form = connect(gateway, model).with_structured_output(
        None if method == "json_mode" else Recipe, method=method
    )
    recipe = form.invoke(ORDER)

    assert isinstance(recipe, dict if method == "json_mode" else Recipe)


def test_a_bound_tool_that_must_be_called_is_called(
    gateway: MockServer, model: str, tools: Tools
) -> None:
    chat = connect(gateway, model).bind_tools(wrapped(tools), tool_choice="get_time")
    [call] = chat.invoke(QUESTION).tool_calls

    assert (call["name"], call["args"]) == ("get_time", {"city": "Tokyo"})
