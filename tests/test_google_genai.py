"""The official SDK, google-genai, against the mock on a real socket, as the page configures it."""

import asyncio
from collections.abc import Iterator
from itertools import groupby

import pytest
from google import genai
from google.genai import errors, types

from mockserver import MockServer

MODEL = "gemini-2.5-flash"
QUESTION = "Explain in detail how AI works"


def connect(server: MockServer, key: str = "sk-test") -> genai.Client:
    return genai.Client(api_key=key, http_options={"api_version": "v1beta", "base_url": server.url})


@pytest.fixture(scope="module")
def strict() -> Iterator[MockServer]:
    with MockServer(api_keys=("sk-good",)) as running:
        yield running


@pytest.fixture(params=["comet", "google", "vertex"], scope="module")
def any_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as running:
        yield running


def test_the_pages_example_works(server: MockServer) -> None:
    with connect(server) as client:
        response = client.models.generate_content(
            model=MODEL, contents="Explain how AI works in a few words"
        )

    assert response.text
    assert "AI" in response.text
    assert response.model_version == MODEL


def test_a_stream_says_what_the_unary_answer_says(any_server: MockServer) -> None:
    with connect(any_server) as client:
        whole = client.models.generate_content(model=MODEL, contents=QUESTION)
        chunks = list(client.models.generate_content_stream(model=MODEL, contents=QUESTION))

    assert len(chunks) > 3
    assert "".join(each.text or "" for each in chunks) == whole.text
    assert chunks[-1].usage_metadata == whole.usage_metadata
    assert [bool(each.candidates and each.candidates[0].finish_reason) for each in chunks] == [
        *[False] * (len(chunks) - 1),
        True,
    ]


def test_usage_adds_up(any_server: MockServer) -> None:
    with connect(any_server) as client:
        usage = client.models.generate_content(model=MODEL, contents=QUESTION).usage_metadata

    assert usage is not None
    assert usage.total_token_count == (
        (usage.prompt_token_count or 0)
        + (usage.candidates_token_count or 0)
        + (usage.thoughts_token_count or 0)
    )
    assert (usage.thoughts_token_count or 0) > 0


# Where aiohttp is installed, as beside other people's SDKs, it's what the asynchronous client uses.
@pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
def test_the_asynchronous_client_gets_the_same(server: MockServer) -> None:
    async def ask() -> tuple[str, str]:
        async with connect(server).aio as client:
            whole = await client.models.generate_content(model=MODEL, contents=QUESTION)
            stream = await client.models.generate_content_stream(model=MODEL, contents=QUESTION)
            return whole.text or "", "".join([each.text or "" async for each in stream])

    whole, streamed = asyncio.run(ask())
    with connect(server) as client:
        expected = client.models.generate_content(model=MODEL, contents=QUESTION).text

    assert whole == streamed == expected


def test_a_chat_keeps_its_history(any_server: MockServer) -> None:
    with connect(any_server) as client:
        chat = client.chats.create(model=MODEL)
        first = chat.send_message("Tell me about whales")
        second = "".join(each.text or "" for each in chat.send_message_stream("And their size?"))
        history = chat.get_history(curated=True)

    assert first.text
    assert "whales" in second
    # The SDK keeps each chunk of a stream as a content of its own.
    assert [role for role, _ in groupby(history, lambda each: each.role)] == ["user", "model"] * 2


def test_settings_of_the_sdk_reach_the_mock(server: MockServer) -> None:
    config = types.GenerateContentConfig(
        system_instruction="You are a pirate.",
        temperature=0.5,
        max_output_tokens=90,
        stop_sequences=["parts"],
        candidate_count=2,
        thinking_config=types.ThinkingConfig(thinking_budget=0),
        safety_settings=[
            types.SafetySetting(
                category=types.HarmCategory.HARM_CATEGORY_HARASSMENT,
                threshold=types.HarmBlockThreshold.BLOCK_NONE,
            )
        ],
    )
    with connect(server) as client:
        response = client.models.generate_content(model=MODEL, contents=QUESTION, config=config)

    assert response.candidates is not None
    assert len(response.candidates) == 2
    assert response.usage_metadata is not None
    assert response.usage_metadata.thoughts_token_count is None
    for each in response.candidates:
        assert each.content is not None
        assert each.content.parts is not None
        text = each.content.parts[0].text or ""
        assert text.startswith("Speaking as a pirate:")
        assert "parts" not in text


def test_media_in_the_spelling_of_the_sdk_is_taken(server: MockServer) -> None:
    contents: list[types.PartUnionDict] = [
        types.Part.from_bytes(data=b"\x89PNG", mime_type="image/png"),
        types.Part.from_uri(file_uri="https://example.com/a.mp4", mime_type="video/mp4"),
        "What is in these?",
    ]
    with connect(server) as client:
        response = client.models.generate_content(model=MODEL, contents=contents)

    assert response.usage_metadata is not None
    details = response.usage_metadata.prompt_tokens_details or []
    assert {each.modality for each in details} == {
        types.MediaModality.TEXT, types.MediaModality.IMAGE, types.MediaModality.VIDEO,
        types.MediaModality.AUDIO,
    }  # fmt: skip


def test_max_tokens_ends_an_answer(server: MockServer) -> None:
    config = types.GenerateContentConfig(
        max_output_tokens=5, thinking_config=types.ThinkingConfig(thinking_budget=0)
    )
    with connect(server) as client:
        response = client.models.generate_content(model=MODEL, contents=QUESTION, config=config)

    assert response.candidates is not None
    assert response.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert response.usage_metadata is not None
    assert response.usage_metadata.candidates_token_count == 5


def test_a_wrong_key_is_a_client_error(strict: MockServer) -> None:
    with connect(strict, "sk-bad") as client, pytest.raises(errors.ClientError) as raised:
        client.models.generate_content(model=MODEL, contents=QUESTION)

    assert raised.value.code == 401
    assert "Invalid token" in str(raised.value.message)
    with connect(strict, "sk-good") as client:
        assert client.models.generate_content(model=MODEL, contents=QUESTION).text


def test_an_unknown_model_is_a_server_error_of_the_gateway(server: MockServer) -> None:
    with connect(server) as client, pytest.raises(errors.ServerError) as raised:
        client.models.generate_content(model="nope-1", contents=QUESTION)

    assert raised.value.code == 503
    assert raised.value.status is None


def test_a_wrong_thinking_parameter_is_a_client_error(any_server: MockServer) -> None:
    config = types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)
    )
    with connect(any_server) as client:
        with pytest.raises(errors.ClientError) as raised:
            client.models.generate_content(model=MODEL, contents=QUESTION, config=config)
        with pytest.raises(errors.ClientError) as streamed:
            list(
                client.models.generate_content_stream(model=MODEL, contents=QUESTION, config=config)
            )

    assert "thinking" in str(raised.value.message).lower()
    assert raised.value.code == streamed.value.code == 400


def test_a_blocked_prompt_says_why(any_server: MockServer) -> None:
    with connect(any_server) as client:
        whole = client.models.generate_content(model=MODEL, contents="mock-block-SAFETY")
        (event,) = client.models.generate_content_stream(model=MODEL, contents="mock-block-SAFETY")

    assert not whole.candidates
    assert whole.prompt_feedback is not None
    assert whole.prompt_feedback.block_reason == types.BlockedReason.SAFETY
    assert event.prompt_feedback == whole.prompt_feedback


def test_a_candidate_may_end_for_safety_before_it_says_anything_or_late(
    any_server: MockServer,
) -> None:
    with connect(any_server) as client:
        soon = client.models.generate_content(model=MODEL, contents="mock-finish-SAFETY")
        late = list(
            client.models.generate_content_stream(
                model=MODEL, contents=f"{QUESTION} mock-finish-SAFETY-late"
            )
        )

    assert soon.text is None
    assert soon.candidates is not None
    assert soon.candidates[0].finish_reason == types.FinishReason.SAFETY
    assert late[0].text
    assert late[-1].candidates is not None
    assert late[-1].candidates[0].finish_reason == types.FinishReason.SAFETY


def test_log_probabilities_are_read(server: MockServer) -> None:
    config = types.GenerateContentConfig(response_logprobs=True, logprobs=3)
    with connect(server) as client:
        response = client.models.generate_content(model=MODEL, contents=QUESTION, config=config)

    assert response.candidates is not None
    result = response.candidates[0].logprobs_result
    assert result is not None
    assert result.chosen_candidates is not None
    assert result.top_candidates is not None
    assert "".join(each.token or "" for each in result.chosen_candidates) == response.text
    assert [len(each.candidates or []) for each in result.top_candidates] == [3] * len(
        result.chosen_candidates
    )


def test_grounding_arrives_with_sources_and_places(any_server: MockServer) -> None:
    here = types.RetrievalConfig(lat_lng=types.LatLng(latitude=48.2, longitude=16.37))
    config = types.GenerateContentConfig(
        tools=[types.Tool(google_search=types.GoogleSearch(), google_maps=types.GoogleMaps())],
        tool_config=types.ToolConfig(retrieval_config=here),
    )
    with connect(any_server) as client:
        response = client.models.generate_content(
            model=MODEL, contents="Which caf\u00e9s are near here \u2615?", config=config
        )
    assert response.candidates
    assert response.text
    metadata = response.candidates[0].grounding_metadata
    assert metadata
    chunks, supports = metadata.grounding_chunks or [], metadata.grounding_supports or []

    assert any(each.web and each.web.title for each in chunks)
    assert any(each.maps and "48.2,16.37" in (each.maps.uri or "") for each in chunks)
    assert metadata.web_search_queries
    assert supports
    for each in supports:
        assert each.segment
        said = response.text.encode()[each.segment.start_index or 0 : each.segment.end_index]
        assert said.decode() == each.segment.text


def test_code_and_its_result_arrive(any_server: MockServer) -> None:
    config = types.GenerateContentConfig(
        tools=[types.Tool(code_execution=types.ToolCodeExecution())]
    )
    question = "What is the sum of the first 50 primes? Generate and run code for it."
    with connect(any_server) as client:
        response = client.models.generate_content(model=MODEL, contents=question, config=config)

    assert "sum(primes)" in (response.executable_code or "")
    assert response.code_execution_result == "5117\n"
    assert response.candidates
    assert response.candidates[0].content
    assert response.candidates[0].content.parts
    assert "5117" in (response.candidates[0].content.parts[-1].text or "")


def test_a_page_that_was_read_arrives(any_server: MockServer) -> None:
    config = types.GenerateContentConfig(tools=[types.Tool(url_context=types.UrlContext())])
    with connect(any_server) as client:
        response = client.models.generate_content(
            model=MODEL, contents="Summarize https://example.com/a", config=config
        )
    assert response.candidates
    metadata = response.candidates[0].url_context_metadata
    assert metadata
    (page,) = metadata.url_metadata or []

    assert page.retrieved_url == "https://example.com/a"
    assert page.url_retrieval_status == types.UrlRetrievalStatus.URL_RETRIEVAL_STATUS_SUCCESS
