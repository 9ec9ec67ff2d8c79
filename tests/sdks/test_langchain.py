"""LangChain: langchain-google-genai, and the agent of langchain (LangGraph underneath)."""

from typing import Literal

import pytest
from google.genai.errors import APIError
from google.genai.types import BlockedReason
from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.tools import StructuredTool
from langchain_google_genai import ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError, GoogleAPIError
from pydantic import SecretStr

from mockserver import MockServer
from tests.sdks.agent import (
    CALLS,
    CHAIN,
    FINDINGS,
    LINKS,
    NO_MODEL,
    ORDER,
    QUESTION,
    STORY,
    WRONG_KEY,
    Recipe,
    Tools,
)

pytestmark = pytest.mark.filterwarnings(
    # LangChain leaves the connections of a model to the garbage collector.
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


def connect(
    server: MockServer,
    model: str = "gemini-2.5-flash",
    key: str = "sk-any",
    *,
    thoughts: bool = False,
) -> ChatGoogleGenerativeAI:
    """Connect as one does to this origin: by the path of Vertex AI to Vertex AI."""
    return ChatGoogleGenerativeAI(
        model=model,
        google_api_key=SecretStr(key),
        vertexai=server.settings.dialect == "vertex",
        base_url=server.url,
        include_thoughts=thoughts,
        max_retries=1,  # one try; 0 would be Google's own number of them
    )


def wrapped(tools: Tools) -> list[StructuredTool]:
    return [StructuredTool.from_function(each) for each in tools.all]


def test_a_stream_says_what_the_unary_answer_says(origin: MockServer, model: str) -> None:
    chat = connect(origin, model)
    whole = chat.invoke(STORY)
    chunks = list(chat.stream(STORY))

    assert "lighthouse" in whole.text
    assert len(chunks) > 3
    assert "".join(each.text for each in chunks) == whole.text


def test_usage_adds_up_and_is_counted_once_in_a_stream(origin: MockServer, model: str) -> None:
    chat = connect(origin, model)
    whole = chat.invoke(STORY)
    merged = AIMessageChunk(content="")
    for each in chat.stream(STORY):
        merged += each
    usage = whole.usage_metadata

    assert usage is not None
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["output_token_details"]["reasoning"] > 0
    assert merged.usage_metadata == usage


@pytest.mark.parametrize(
    ("key", "model", "statuses"),
    [("sk-bad", "gemini-2.5-flash", WRONG_KEY), ("sk-good", "gemini-99", NO_MODEL)],
    ids=["wrong key", "unknown model"],
)
def test_an_error_has_its_status(
    strict: MockServer, key: str, model: str, statuses: dict[str, int]
) -> None:
    with pytest.raises((ChatGoogleGenerativeAIError, GoogleAPIError)) as raised:
        connect(strict, model, key).invoke(STORY)

    assert isinstance(raised.value.__cause__, APIError)
    assert raised.value.__cause__.code == statuses[strict.settings.dialect]


def test_thoughts_are_told_apart_from_the_answer(origin: MockServer, model: str) -> None:
    blocks = connect(origin, model, thoughts=True).invoke(STORY).content_blocks

    assert [each["type"] for each in blocks] == ["reasoning", "text"]


def test_what_search_found_is_in_the_metadata(origin: MockServer, model: str) -> None:
    chat = connect(origin, model).bind_tools([{"google_search": {}}])
    metadata = chat.invoke("Who won the Tour de France in 2024?").response_metadata

    assert metadata["grounding_metadata"]["grounding_chunks"]


def test_texts_are_embedded() -> None:
    with MockServer() as server:
        embeddings = GoogleGenerativeAIEmbeddings(
            model="gemini-embedding-001", api_key=SecretStr("sk-any"), base_url=server.url
        )
        vectors = embeddings.embed_documents(["A cat", "Tax law"])

    assert [len(each) for each in vectors] == [3072, 3072]


def test_a_blocked_prompt_is_told(origin: MockServer) -> None:
    answer = connect(origin).invoke("Tell me mock-block-safety")

    assert answer.text == ""
    assert answer.response_metadata["prompt_feedback"]["block_reason"] == BlockedReason.SAFETY


def test_an_agent_calls_its_tools_and_comes_to_an_end(
    origin: MockServer, model: str, tools: Tools
) -> None:
    agent = create_agent(connect(origin, model), wrapped(tools))
    messages = agent.invoke({"messages": [HumanMessage(QUESTION)]})["messages"]

    assert sorted(tools.calls) == CALLS
    assert isinstance(messages[-1], AIMessage)
    assert not messages[-1].tool_calls
    assert all(each in messages[-1].text for each in FINDINGS)


def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    origin: MockServer, model: str, tools: Tools
) -> None:
    agent = create_agent(connect(origin, model), wrapped(tools))
    messages = agent.invoke({"messages": [HumanMessage(CHAIN)]})["messages"]

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in messages[-1].text


def test_a_streamed_agent_does_the_same(origin: MockServer, model: str, tools: Tools) -> None:
    agent = create_agent(connect(origin, model), wrapped(tools))
    text = ""
    for message, _ in agent.stream({"messages": [HumanMessage(QUESTION)]}, stream_mode="messages"):
        if isinstance(message, AIMessageChunk):
            text += message.text

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


def test_an_agent_ends_with_a_form_filled_in(origin: MockServer, model: str, tools: Tools) -> None:
    agent = create_agent(
        connect(origin, model), wrapped(tools), response_format=ToolStrategy(Recipe)
    )
    state = agent.invoke({"messages": [HumanMessage(QUESTION)]})

    assert sorted(tools.calls) == CALLS
    assert isinstance(state["structured_response"], Recipe)


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_a_form_is_filled_in(
    origin: MockServer, model: str, method: Literal["json_schema", "function_calling"]
) -> None:
    recipe = connect(origin, model).with_structured_output(Recipe, method=method).invoke(ORDER)

    assert isinstance(recipe, Recipe)
    assert recipe.ingredients


def test_a_bound_tool_that_must_be_called_is_called(
    origin: MockServer, model: str, tools: Tools
) -> None:
    chat = connect(origin, model).bind_tools(wrapped(tools), tool_choice="get_time")
    calls = chat.invoke(QUESTION).tool_calls

    assert {each["name"] for each in calls} == {"get_time"}
    assert calls[0]["args"] == {"city": "Tokyo"}
