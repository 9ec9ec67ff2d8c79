"""pydantic-ai, whose agents run over Google's SDK."""

import asyncio
from typing import Any

import pytest
from pydantic_ai import (
    Agent,
    AgentRunResult,
    ModelHTTPError,
    ModelSettings,
    NativeOutput,
    RunUsage,
    ToolOutput,
)
from pydantic_ai.exceptions import ContentFilterError
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.google_cloud import GoogleCloudProvider

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


def connect(
    server: MockServer, model: str = "gemini-2.5-flash", key: str = "sk-any"
) -> GoogleModel:
    """Connect as one does to this origin: by the path of Vertex AI to Vertex AI."""
    vertex = server.settings.dialect == "vertex"
    provider = GoogleCloudProvider if vertex else GoogleProvider
    return GoogleModel(model, provider=provider(api_key=key, base_url=server.url))


def ask(model: GoogleModel, prompt: str, **options: Any) -> AgentRunResult[Any]:
    async def run() -> AgentRunResult[Any]:
        history = options.pop("message_history", None)
        async with Agent(model, **options) as agent:  # it closes its connections
            return await agent.run(prompt, message_history=history)

    return asyncio.run(run())


def ask_streaming(model: GoogleModel, prompt: str, **options: Any) -> tuple[list[str], RunUsage]:
    async def run() -> tuple[list[str], RunUsage]:
        async with (
            Agent(model, **options) as agent,
            agent.run_stream(prompt) as stream,
        ):
            pieces = [each async for each in stream.stream_text(delta=True, debounce_by=None)]
            return pieces, stream.usage

    return asyncio.run(run())


def test_a_stream_says_what_the_unary_answer_says(origin: MockServer, model: str) -> None:
    whole = ask(connect(origin, model), STORY)
    pieces, usage = ask_streaming(connect(origin, model), STORY)

    assert "lighthouse" in whole.output
    assert len(pieces) > 3
    assert "".join(pieces) == whole.output
    assert usage == whole.usage


def test_usage_is_read(origin: MockServer, model: str) -> None:
    usage = ask(connect(origin, model), STORY).usage

    assert usage.input_tokens > 0
    assert usage.output_tokens > usage.details["thoughts_tokens"] > 0


@pytest.mark.parametrize(
    ("key", "model", "statuses"),
    [("sk-bad", "gemini-2.5-flash", WRONG_KEY), ("sk-good", "gemini-99", NO_MODEL)],
    ids=["wrong key", "unknown model"],
)
def test_an_error_has_its_status(
    strict: MockServer, key: str, model: str, statuses: dict[str, int]
) -> None:
    with pytest.raises(ModelHTTPError) as raised:
        ask(connect(strict, model, key), STORY)
    with pytest.raises(ModelHTTPError) as streamed:
        ask_streaming(connect(strict, model, key), STORY)

    assert raised.value.status_code == statuses[strict.settings.dialect]
    assert streamed.value.status_code == statuses[strict.settings.dialect]


def test_thoughts_are_told_apart_from_the_answer(origin: MockServer, model: str) -> None:
    """An effort is a budget to Gemini 2.5 and a level to Gemini 3."""
    settings = ModelSettings(thinking="low")
    answer = ask(connect(origin, model), STORY, model_settings=settings).response

    assert answer.thinking
    assert answer.thinking not in (answer.text or "")


@pytest.mark.parametrize("prompt", ["mock-block-safety", "mock-finish-safety"])
def test_a_filtered_answer_is_told(origin: MockServer, prompt: str) -> None:
    with pytest.raises(ContentFilterError, match="SAFETY"):
        ask(connect(origin), prompt)


def test_an_agent_calls_its_tools_and_comes_to_an_end(
    origin: MockServer, model: str, tools: Tools
) -> None:
    result = ask(connect(origin, model), QUESTION, tools=tools.all)

    assert sorted(tools.calls) == CALLS
    assert all(each in result.output for each in FINDINGS)
    assert result.usage.requests == 2


def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    origin: MockServer, model: str, tools: Tools
) -> None:
    result = ask(connect(origin, model), CHAIN, tools=tools.all)

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in result.output
    assert result.usage.requests == 3


def test_a_streamed_agent_does_the_same(origin: MockServer, model: str, tools: Tools) -> None:
    pieces, _ = ask_streaming(connect(origin, model), QUESTION, tools=tools.all)

    assert sorted(tools.calls) == CALLS
    assert all(each in "".join(pieces) for each in FINDINGS)


def test_a_second_question_goes_on_from_the_first(
    origin: MockServer, model: str, tools: Tools
) -> None:
    first = ask(connect(origin, model), QUESTION, tools=tools.all)
    second = ask(
        connect(origin, model),
        "And what is the weather in Oslo?",
        tools=tools.all,
        message_history=first.all_messages(),
    )

    assert sorted(tools.calls) == sorted([*CALLS, ("get_weather", "Oslo")])
    assert "23 degrees and sunny in Oslo" in second.output


def test_an_agent_ends_with_a_form_filled_in(origin: MockServer, model: str, tools: Tools) -> None:
    """The form is a tool too, and some tool must be called at each step."""
    result = ask(
        connect(origin, model),
        QUESTION,
        tools=tools.all,
        output_type=Recipe,
    )

    assert sorted(tools.calls) == CALLS
    assert result.output.ingredients


@pytest.mark.parametrize("output", [ToolOutput, NativeOutput])
def test_a_form_is_filled_in(origin: MockServer, model: str, output: Any) -> None:
    recipe = ask(connect(origin, model), ORDER, output_type=output(Recipe)).output

    assert isinstance(recipe, Recipe)
    assert recipe.ingredients
