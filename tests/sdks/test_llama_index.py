"""LlamaIndex: llama-index-llms-google-genai, and the agents of llama-index-core."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from google.genai import types
from google.genai.errors import APIError
from llama_index.core import PromptTemplate
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.core.tools import BaseTool, FunctionTool
from llama_index.llms.google_genai import GoogleGenAI

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

pytestmark = [
    pytest.mark.usefixtures("collected"),
    pytest.mark.filterwarnings(
        # Its workflows look at every attribute of an agent, deprecated ones too.
        "ignore:.*deprecated:pydantic.warnings.PydanticDeprecationWarning",
        # google-genai over aiohttp, which is used where it's installed.
        "ignore:Inheritance class AiohttpClientSession:DeprecationWarning",
        # It leaves its connections to the garbage collector.
        "ignore:Exception ignored in. <(socket|function _Selector):pytest.PytestUnraisableExceptionWarning",
    ),
]


def connect(
    server: MockServer, model: str = "gemini-2.5-flash", key: str = "sk-any"
) -> GoogleGenAI:
    return GoogleGenAI(
        model=model,
        api_key=key,
        http_options=types.HttpOptions(base_url=server.url),
        max_retries=1,
        # Without these it asks for the model's own limits first.
        context_window=1_000_000,
        max_tokens=8_000,
    )


def wrapped(tools: Tools) -> list[BaseTool | Callable[..., Any]]:
    return [FunctionTool.from_defaults(each) for each in tools.all]


def test_a_stream_says_what_the_unary_answer_says(origin: MockServer, model: str) -> None:
    llm = connect(origin, model)
    whole = llm.complete(STORY)
    chunks = list(llm.stream_complete(STORY))

    assert "lighthouse" in whole.text
    assert len(chunks) > 3
    assert "".join(each.delta or "" for each in chunks) == whole.text


def test_usage_adds_up(origin: MockServer, model: str) -> None:
    usage = connect(origin, model).chat([ChatMessage(STORY)]).additional_kwargs

    assert usage["total_tokens"] >= usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens"] > 0


def test_the_limits_of_a_model_are_asked_for() -> None:
    """Of Google, that is: CometAPI's gateway has no such path, and wants them told (inferred)."""
    with MockServer(dialect="google") as server:
        llm = GoogleGenAI(
            model="gemini-2.5-flash",
            api_key="sk-any",
            http_options=types.HttpOptions(base_url=server.url),
        )

    assert llm.metadata.context_window == 1_048_576 + 65_536


@pytest.mark.parametrize(
    ("key", "model", "statuses"),
    [("sk-bad", "gemini-2.5-flash", WRONG_KEY), ("sk-good", "gemini-99", NO_MODEL)],
    ids=["wrong key", "unknown model"],
)
def test_an_error_has_its_status(
    strict: MockServer, key: str, model: str, statuses: dict[str, int]
) -> None:
    with pytest.raises(APIError) as raised:
        connect(strict, model, key).complete(STORY)

    assert raised.value.code == statuses[strict.settings.dialect]


def test_an_answer_that_was_stopped_is_an_error(origin: MockServer) -> None:
    with pytest.raises(ValueError, match="no candidates"):
        connect(origin).complete("mock-block-safety")
    with pytest.raises(RuntimeError, match="terminated early: SAFETY"):
        connect(origin).complete("mock-finish-safety")


@pytest.mark.parametrize(
    ("question", "calls", "findings"),
    [(QUESTION, CALLS, FINDINGS), (CHAIN, LINKS, ["23 degrees and sunny in Oslo"])],
    ids=["side by side", "one after the other"],
)
def test_an_agent_calls_its_tools_and_comes_to_an_end(
    origin: MockServer,
    model: str,
    question: str,
    calls: list[tuple[str, str]],
    findings: Sequence[str],
) -> None:
    tools = Tools()

    async def ask() -> str:
        agent = FunctionAgent(tools=wrapped(tools), llm=connect(origin, model))
        return str(await agent.run(question))

    text = asyncio.run(ask())

    assert sorted(tools.calls) == calls
    assert all(each in text for each in findings)


def test_an_agent_ends_with_a_form_filled_in(origin: MockServer, model: str, tools: Tools) -> None:
    async def ask() -> Any:
        agent = FunctionAgent(tools=wrapped(tools), llm=connect(origin, model), output_cls=Recipe)
        result: Any = await agent.run(QUESTION)
        return result.get_pydantic_model(Recipe)

    recipe = asyncio.run(ask())

    assert sorted(tools.calls) == CALLS
    assert isinstance(recipe, Recipe)
    assert recipe.ingredients


def test_a_form_is_filled_in(origin: MockServer, model: str) -> None:
    llm = connect(origin, model)
    whole = llm.structured_predict(Recipe, PromptTemplate(ORDER))
    *_, last = llm.stream_structured_predict(Recipe, PromptTemplate(ORDER))

    assert whole.ingredients
    assert last == whole
