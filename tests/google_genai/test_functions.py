"""Functions and built-in tools: what google-genai calls by itself, and what it hands over."""

import asyncio

import pytest
from google import genai
from google.genai import types

from mockserver import MockServer
from tests.google_genai.conftest import connect
from tests.sdks.agent import CALLS, CHAIN, FINDINGS, LINKS, QUESTION, Tools

SEARCH = "What did the Wikipedia article on Zürich's river “Limmat” say about floods? 🌊"


def given(tools: Tools) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(tools=list(tools.all))


def declared(mode: types.FunctionCallingConfigMode, *names: str) -> types.GenerateContentConfig:
    """Declare the functions without being called by the SDK."""
    city = types.Schema(
        type=types.Type.OBJECT,
        properties={"city": types.Schema(type=types.Type.STRING)},
        required=["city"],
    )
    return types.GenerateContentConfig(
        tools=[
            types.Tool(
                function_declarations=[
                    types.FunctionDeclaration(name=name, description=about, parameters=city)
                    for name, about in {
                        "get_weather": "Get the current weather in a city.",
                        "get_time": "Get the current time in a city.",
                    }.items()
                ]
            )
        ],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode=mode, allowed_function_names=list(names) or None
            )
        ),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def test_functions_are_called_and_their_results_told(
    any_client: genai.Client, model: str, tools: Tools
) -> None:
    response = any_client.models.generate_content(
        model=model, contents=QUESTION, config=given(tools)
    )

    assert sorted(tools.calls) == CALLS
    assert response.text
    assert all(each in response.text for each in FINDINGS)
    assert response.candidates
    assert response.candidates[0].finish_reason == types.FinishReason.STOP


def test_one_function_gives_what_the_next_is_called_with(
    any_client: genai.Client, model: str, tools: Tools
) -> None:
    response = any_client.models.generate_content(model=model, contents=CHAIN, config=given(tools))

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in (response.text or "")


def test_functions_are_called_in_a_stream_too(
    any_client: genai.Client, model: str, tools: Tools
) -> None:
    chunks = any_client.models.generate_content_stream(
        model=model, contents=QUESTION, config=given(tools)
    )
    text = "".join(each.text or "" for each in chunks)

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


# Where aiohttp is installed, as beside other people's SDKs, it's what the asynchronous client uses.
@pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
def test_functions_are_called_by_the_asynchronous_client(
    origin: MockServer, model: str, tools: Tools
) -> None:
    # It copies what it is given, down to the object of a bound method: so these are functions.
    async def get_weather(city: str) -> str:
        """Get the current weather in a city."""
        return tools.get_weather(city)

    def get_time(city: str) -> str:
        """Get the current time in a city."""
        return tools.get_time(city)

    async def ask() -> str:
        config = types.GenerateContentConfig(tools=[get_weather, get_time])
        async with connect(origin).aio as client:
            response = await client.models.generate_content(
                model=model, contents=QUESTION, config=config
            )
        return response.text or ""

    text = asyncio.run(ask())

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_a_chat_calls_functions_at_each_question(
    any_client: genai.Client, model: str, tools: Tools, *, stream: bool
) -> None:
    chat = any_client.chats.create(model=model, config=given(tools))

    def say(message: str) -> str:
        if stream:
            return "".join(each.text or "" for each in chat.send_message_stream(message))
        return chat.send_message(message).text or ""

    first, second = say(QUESTION), say("And what is the weather in Oslo?")
    third = say("Thank you, that is all.")

    assert all(each in first for each in FINDINGS)
    assert "23 degrees and sunny in Oslo" in second
    assert sorted(tools.calls) == sorted([*CALLS, ("get_weather", "Oslo")])
    assert third


def test_a_function_that_must_be_called_is_called(any_client: genai.Client, model: str) -> None:
    config = declared(types.FunctionCallingConfigMode.ANY, "get_time")
    response = any_client.models.generate_content(model=model, contents=QUESTION, config=config)

    assert response.function_calls
    assert [(each.name, each.args) for each in response.function_calls] == [
        ("get_time", {"city": "Tokyo"})
    ]


def test_functions_that_must_not_be_called_are_not(any_client: genai.Client, model: str) -> None:
    config = declared(types.FunctionCallingConfigMode.NONE)
    response = any_client.models.generate_content(model=model, contents=QUESTION, config=config)

    assert response.function_calls is None
    assert response.text


def test_a_stream_hands_over_the_calls_of_the_unary_answer(
    any_client: genai.Client, model: str
) -> None:
    config = declared(types.FunctionCallingConfigMode.AUTO)
    whole = any_client.models.generate_content(model=model, contents=QUESTION, config=config)
    chunks = any_client.models.generate_content_stream(
        model=model, contents=QUESTION, config=config
    )
    streamed = [call for each in chunks for call in each.function_calls or ()]

    assert sorted((each.name, each.args) for each in streamed) == [
        ("get_time", {"city": "Tokyo"}), ("get_weather", {"city": "Paris"}),
    ]  # fmt: skip
    assert streamed == whole.function_calls


def test_a_question_about_something_else_calls_nothing(
    any_client: genai.Client, model: str, tools: Tools
) -> None:
    response = any_client.models.generate_content(
        model=model, contents="Write a limerick about a cat", config=given(tools)
    )

    assert tools.calls == []
    assert response.text


def test_what_is_grounded_is_where_the_metadata_say(any_client: genai.Client, model: str) -> None:
    config = types.GenerateContentConfig(tools=[types.Tool(google_search=types.GoogleSearch())])
    response = any_client.models.generate_content(model=model, contents=SEARCH, config=config)
    assert response.candidates
    metadata = response.candidates[0].grounding_metadata
    assert metadata is not None
    assert response.text
    raw = response.text.encode()

    assert metadata.web_search_queries
    assert metadata.grounding_supports
    assert metadata.grounding_chunks
    assert metadata.search_entry_point
    assert metadata.search_entry_point.rendered_content
    for each in metadata.grounding_supports:
        segment = each.segment
        assert segment is not None
        assert segment.text
        assert raw[segment.start_index or 0 : segment.end_index].decode() == segment.text
        assert all(
            0 <= at < len(metadata.grounding_chunks) for at in each.grounding_chunk_indices or ()
        )
    for chunk in metadata.grounding_chunks:
        assert chunk.web is not None
        assert (chunk.web.uri or "").startswith("https://")
        assert chunk.web.title


def test_a_grounded_stream_ends_with_the_metadata(any_client: genai.Client, model: str) -> None:
    config = types.GenerateContentConfig(tools=[types.Tool(google_search=types.GoogleSearch())])
    *_, last = any_client.models.generate_content_stream(
        model=model, contents=SEARCH, config=config
    )

    assert last.candidates
    assert last.candidates[0].grounding_metadata is not None


def test_code_is_written_and_run(any_client: genai.Client, model: str) -> None:
    config = types.GenerateContentConfig(
        tools=[types.Tool(code_execution=types.ToolCodeExecution())]
    )
    response = any_client.models.generate_content(
        model=model, contents="Run code to work out 17 * 23", config=config
    )

    assert response.executable_code
    assert "17" in response.executable_code
    assert "391" in (response.code_execution_result or "")
    assert response.candidates
    assert response.candidates[0].content
    results = [
        each.code_execution_result.outcome
        for each in response.candidates[0].content.parts or ()
        if each.code_execution_result
    ]
    assert results == [types.Outcome.OUTCOME_OK]
