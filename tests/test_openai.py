"""OpenAI's own client on /v1/chat/completions, on a real socket: the newest here, an older one by `make sdks`."""

import asyncio
import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from google import genai
from openai import AsyncOpenAI, OpenAI, pydantic_function_tool
from PIL import Image
from pydantic import BaseModel

from mockserver import Control, MockServer
from tests.sdks.agent import (
    CALLS,
    CHAIN,
    DECLARATIONS,
    FINDINGS,
    LINKS,
    ORDER,
    QUESTION,
    STORY,
    Recipe,
    Tools,
    converse,
)

MODEL = "gemini-2.5-flash"


class GetWeather(BaseModel):
    """Get the current weather in a city."""

    city: str


class GetTime(BaseModel):
    """Get the current time in a city."""

    city: str


FORMS: list[Any] = [
    pydantic_function_tool(GetWeather, name="get_weather"),
    pydantic_function_tool(GetTime, name="get_time"),
]


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with MockServer(api_keys=("sk-good",)) as server:
        yield server


@pytest.fixture
def mock(running: MockServer) -> Iterator[Control]:
    namespace = running.namespace("chats")
    yield namespace
    namespace.reset()


@pytest.fixture
def client(mock: Control) -> Iterator[OpenAI]:
    with connect(mock) as one:
        yield one


@pytest.fixture(params=["gemini-2.5-flash", "gemini-3-flash-preview"])
def model(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def connect(mock: Control, key: str = "sk-good", retries: int = 0) -> OpenAI:
    return OpenAI(base_url=f"{mock.url}/v1", api_key=key, max_retries=retries)


def said(text: Any) -> list[Any]:
    return [{"role": "user", "content": text}]


def ask(client: OpenAI, text: Any, **more: Any) -> Any:
    """Ask for an answer as a whole."""
    return client.chat.completions.create(model=MODEL, messages=said(text), **more)


def pieces(client: OpenAI, text: str, **more: Any) -> list[Any]:
    """Ask for a stream."""
    return list(ask(client, text, stream=True, **more))


def text_of(chunks: list[Any]) -> str:
    return "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)


def run(client: OpenAI, model: str, question: str, tools: Tools, *, stream: bool) -> str:
    """Be an agent; the client itself puts a stream together."""

    def step(messages: list[Any]) -> Any:
        told: Any = {"model": model, "messages": messages, "tools": DECLARATIONS}
        if not stream:
            return client.chat.completions.create(**told).choices[0].message
        with client.chat.completions.stream(**told) as events:
            return events.get_final_completion().choices[0].message

    return converse(step, question, tools)


def test_a_stream_says_what_the_unary_answer_says(client: OpenAI) -> None:
    whole = ask(client, STORY)
    chunks = pieces(client, STORY, stream_options={"include_usage": True})
    told = [each for each in chunks if each.choices]

    assert "lighthouse" in whole.choices[0].message.content
    assert len(told) > 3
    assert text_of(chunks) == whole.choices[0].message.content
    assert {(each.id, each.model, each.created) for each in chunks} == {
        (whole.id, MODEL, whole.created)
    }
    assert told[0].choices[0].delta.role == "assistant"
    assert [each.choices[0].finish_reason for each in told] == [None] * (len(told) - 1) + ["stop"]
    assert chunks[-1].usage == whole.usage
    assert not any(each.usage for each in told)


def test_a_stream_tells_the_usage_only_to_those_who_ask(client: OpenAI) -> None:
    assert not any(each.usage for each in pieces(client, STORY))


def test_the_asynchronous_client_gets_the_same(client: OpenAI, mock: Control) -> None:
    async def both() -> tuple[str | None, str]:
        async with AsyncOpenAI(base_url=f"{mock.url}/v1", api_key="sk-good") as other:
            whole = await other.chat.completions.create(model=MODEL, messages=said(STORY))
            chunks = await other.chat.completions.create(
                model=MODEL, messages=said(STORY), stream=True
            )
            return whole.choices[0].message.content, text_of([each async for each in chunks])

    whole, streamed = asyncio.run(both())

    assert whole == streamed == ask(client, STORY).choices[0].message.content


def test_both_doors_say_the_same_to_the_same_prompt(client: OpenAI, mock: Control) -> None:
    whole = ask(client, STORY, temperature=0.5, seed=7)
    with genai.Client(api_key="sk-good", http_options={"base_url": mock.url}) as google:
        other = google.models.generate_content(
            model=MODEL, contents=STORY, config={"temperature": 0.5, "seed": 7}
        )
    usage = other.usage_metadata

    assert usage is not None
    assert whole.choices[0].message.content == other.text
    assert whole.usage.prompt_tokens == usage.prompt_token_count
    assert whole.usage.total_tokens == usage.total_token_count
    assert whole.usage.completion_tokens_details.reasoning_tokens == usage.thoughts_token_count
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens


def test_the_helper_for_streams_tells_what_happens(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model=MODEL, messages=said(STORY), stream_options={"include_usage": True}
    ) as events:
        kinds = [each.type for each in events]
        final = events.get_final_completion()

    assert kinds.count("content.delta") > 3
    assert kinds.count("content.done") == 1
    assert final.choices[0].message.content == ask(client, STORY).choices[0].message.content
    assert final.usage is not None
    assert final.usage.total_tokens > 0


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_agent_calls_its_tools_and_comes_to_an_end(
    client: OpenAI, model: str, *, stream: bool
) -> None:
    tools = Tools()
    text = run(client, model, QUESTION, tools, stream=stream)

    assert sorted(tools.calls) == CALLS
    assert all(each in text for each in FINDINGS)


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_an_agent_takes_from_one_result_what_the_next_call_needs(
    client: OpenAI, model: str, *, stream: bool
) -> None:
    tools = Tools()
    text = run(client, model, CHAIN, tools, stream=stream)

    assert tools.calls == LINKS
    assert "23 degrees and sunny in Oslo" in text


def test_calls_side_by_side_come_in_pieces_with_an_index(client: OpenAI) -> None:
    whole = ask(client, QUESTION, tools=DECLARATIONS).choices[0]
    chunks = pieces(client, QUESTION, tools=DECLARATIONS)
    told: dict[int, list[Any]] = {}
    for chunk in chunks:
        for each in chunk.choices[0].delta.tool_calls or []:
            told.setdefault(each.index, []).append(each)

    assert whole.finish_reason == chunks[-1].choices[0].finish_reason == "tool_calls"
    assert [*told] == [0, 1]
    for call, (head, *rest) in zip(whole.message.tool_calls, told.values(), strict=True):
        assert (head.id, head.type, head.function.name) == (call.id, "function", call.function.name)
        arguments = "".join(each.function.arguments for each in (head, *rest))
        assert arguments == call.function.arguments
        assert all(each.id is None for each in rest)


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("none", set()),
        ("required", {"get_weather", "get_time"}),
        ({"type": "function", "function": {"name": "get_time"}}, {"get_time"}),
    ],
    ids=["none", "required", "named"],
)
def test_a_choice_of_tools_is_heeded(client: OpenAI, choice: Any, names: set[str]) -> None:
    message = ask(client, QUESTION, tools=DECLARATIONS, tool_choice=choice).choices[0].message

    assert {each.function.name for each in message.tool_calls or []} == names
    assert message.content if not names else message.content == ""


def test_a_form_is_filled_in(client: OpenAI, model: str) -> None:
    told: Any = {"model": model, "messages": said(ORDER), "response_format": Recipe}
    whole = client.chat.completions.parse(**told).choices[0].message
    with client.chat.completions.stream(**told) as events:
        streamed = events.get_final_completion().choices[0].message

    assert isinstance(whole.parsed, Recipe)
    assert whole.parsed.ingredients
    assert streamed.parsed == whole.parsed


def test_the_arguments_of_a_call_are_a_form_too(client: OpenAI) -> None:
    question = "What is the weather in Paris?"
    completion = client.chat.completions.parse(
        model=MODEL, messages=said(question), tools=FORMS, tool_choice="required"
    )
    [call] = completion.choices[0].message.tool_calls or []

    assert call.function.parsed_arguments == GetWeather(city="Paris")


def test_a_form_that_was_cut_or_withheld_is_told(client: OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(
            model=MODEL, messages=said(ORDER), response_format=Recipe, max_tokens=5
        )
    with pytest.raises(openai.ContentFilterFinishReasonError):
        client.chat.completions.parse(
            model=MODEL, messages=said(f"{ORDER} mock-finish-safety"), response_format=Recipe
        )


def test_json_without_a_schema_is_json(client: OpenAI) -> None:
    answer = ask(client, ORDER, response_format={"type": "json_object"})

    assert json.loads(answer.choices[0].message.content)


def test_several_choices_come_side_by_side(client: OpenAI) -> None:
    whole = ask(client, STORY, n=3)
    told = ["", "", ""]
    for chunk in pieces(client, STORY, n=3):
        for each in chunk.choices:
            told[each.index] += each.delta.content or ""

    assert [each.index for each in whole.choices] == [0, 1, 2]
    assert told == [each.message.content for each in whole.choices]
    assert len(set(told)) == 3


@pytest.mark.parametrize("stop", ["matters", ["nowhere", "matters"]], ids=["one", "several"])
def test_an_answer_ends_where_it_is_to_stop(client: OpenAI, stop: Any) -> None:
    whole = ask(client, STORY).choices[0].message.content
    cut = ask(client, STORY, stop=stop).choices[0]

    assert cut.message.content == whole.partition("matters")[0] != whole
    assert cut.finish_reason == "stop"
    assert text_of(pieces(client, STORY, stop=stop)) == cut.message.content


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_an_answer_that_is_too_long_is_cut(client: OpenAI, name: str) -> None:
    answer = ask(client, STORY, **{name: 150})

    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 150


def test_log_probabilities_are_told_token_by_token(client: OpenAI) -> None:
    [choice] = ask(client, "Hi", logprobs=True, top_logprobs=2).choices
    tokens = choice.logprobs.content
    streamed = [
        each
        for chunk in pieces(client, "Hi", logprobs=True, top_logprobs=2)
        if chunk.choices and chunk.choices[0].logprobs
        for each in chunk.choices[0].logprobs.content
    ]

    assert "".join(each.token for each in tokens) == choice.message.content
    assert {len(each.top_logprobs) for each in tokens} == {2}
    assert all(each.logprob <= 0 for each in tokens)
    assert streamed == tokens


def test_an_image_is_seen(client: OpenAI, mock: Control) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    url = {"url": f"data:image/png;base64,{data}", "detail": "low"}
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": url}]
    usage = ask(client, parts).usage
    mock.add(match={"modality": "image", "text": "What is this?"}, text="A red square.")

    assert usage.prompt_tokens_details.image_tokens > 0
    assert ask(client, parts).choices[0].message.content == "A red square."


def test_instructions_of_both_roles_are_the_systems(client: OpenAI, mock: Control) -> None:
    messages: Any = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        *said("Hi"),
        {"role": "assistant", "content": "Hello."},
        *said("How are you?"),
    ]
    mock.add(match={"system": "Be brief.\nBe kind.", "text": "How are you?"}, text="Fine.")
    answer = client.chat.completions.create(model=MODEL, messages=messages)

    assert answer.choices[0].message.content == "Fine."


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"model": "gemini-99"}, 503, "model_not_found"),
        ({"model": ""}, 400, ""),
        ({"messages": []}, 500, "invalid_request"),
        ({"temperature": "hot"}, 500, "invalid_request"),
    ],
    ids=["unknown model", "no model", "no messages", "wrong type"],
)
@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_what_is_refused_is_an_error_of_its_kind(
    client: OpenAI, told: Any, status: int, code: str, *, stream: bool
) -> None:
    kind = openai.BadRequestError if status == 400 else openai.InternalServerError
    with pytest.raises(kind) as raised:
        client.chat.completions.create(
            **{"model": MODEL, "messages": said("Hi"), "stream": stream, **told}
        )

    assert raised.value.status_code == status
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("text", "told", "code"),
    [("Hi", {"temperature": 9}, "400"), ("mock-block-safety", {}, "prompt_blocked")],
    ids=["out of range", "blocked"],
)
def test_what_the_provider_refuses_is_handed_on(
    client: OpenAI, text: str, told: Any, code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        ask(client, text, **told)

    assert str(raised.value.code) == code  # a number for the older client


def test_only_a_bearer_is_let_in(client: OpenAI, mock: Control) -> None:
    with connect(mock, key="sk-bad") as other, pytest.raises(openai.AuthenticationError):
        ask(other, "Hi")
    with pytest.raises(openai.AuthenticationError, match="Invalid token"):
        ask(
            client,
            "Hi",
            extra_headers={"Authorization": openai.Omit(), "x-goog-api-key": "sk-good"},
        )


def test_a_stream_whose_prompt_was_blocked_says_nothing(client: OpenAI) -> None:
    chunks = pieces(client, "mock-block-safety", stream_options={"include_usage": True})

    assert text_of(chunks) == ""
    assert not any(each.finish_reason for chunk in chunks for each in chunk.choices)
    assert chunks[-1].usage.completion_tokens == 0


def test_an_answer_that_was_withheld_is_filtered(client: OpenAI) -> None:
    whole = ask(client, "mock-finish-safety").choices[0]
    *_, last = pieces(client, "mock-finish-safety")

    assert (whole.finish_reason, whole.message.content) == ("content_filter", "")
    assert last.choices[0].finish_reason == "content_filter"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("400", openai.BadRequestError),
        ("401", openai.AuthenticationError),
        ("403", openai.PermissionDeniedError),
        ("413", openai.APIStatusError),
        ("429", openai.RateLimitError),
        ("500", openai.InternalServerError),
        ("503", openai.InternalServerError),
        ("524", openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_a_refusal_is_an_error_of_its_kind(
    client: OpenAI, mock: Control, fault: str, kind: type[openai.APIStatusError], *, stream: bool
) -> None:
    mock.fail_next(fault)
    with pytest.raises(kind) as raised:
        ask(client, "Hi", stream=stream)

    assert f"{raised.value.status_code}" == fault
    assert ask(client, "Hi").choices


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("close", openai.APIConnectionError),
        ("reset; after=0", openai.APIConnectionError),
        ("hang; after=0", openai.APITimeoutError),
        ("latency; seconds=5", openai.APITimeoutError),
    ],
)
def test_a_connection_that_breaks_or_hangs_is_an_error(
    client: OpenAI, mock: Control, fault: str, kind: type[openai.APIConnectionError]
) -> None:
    mock.fail_next(fault)
    with pytest.raises(kind):
        ask(client, "Hi", timeout=0.2)


@pytest.mark.parametrize("fault", ["disconnect; after=2", "reset; after=2", "hang; after=2"])
def test_a_stream_that_breaks_or_hangs_is_an_error(
    client: OpenAI, mock: Control, fault: str
) -> None:
    """The older client lets out of a stream what its transport raises."""
    mock.fail_next(fault)
    stream = ask(client, STORY, stream=True, timeout=0.2)

    assert next(stream).choices
    with pytest.raises((openai.APIConnectionError, httpx.TransportError)):
        list(stream)


@pytest.mark.parametrize("fault", ["429", "500", "503", "close"])
def test_the_client_asks_again_by_itself(mock: Control, fault: str) -> None:
    mock.add(text="Oslo.")
    mock.fail_next(fault)
    with connect(mock, retries=1) as client:
        assert ask(client, "Capital of Norway?").choices[0].message.content == "Oslo."

    mock.assert_called(2)


def test_the_client_asks_again_even_for_a_model_that_nobody_has(mock: Control) -> None:
    with connect(mock, retries=1) as client, pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="gemini-99", messages=said("Hi"))

    assert [each.status for each in mock.requests] == [503, 503]


def test_a_stub_answers_by_either_door(client: OpenAI, mock: Control) -> None:
    mock.add(match={"text": {"contains": "Norway"}}, text="Oslo.")
    call = {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}}
    mock.add(match={"text": {"contains": "weather"}}, parts=[call])
    whole = ask(client, "Capital of Norway?")
    streamed = text_of(pieces(client, "Capital of Norway?"))
    [called] = ask(client, "And the weather?", tools=DECLARATIONS).choices[0].message.tool_calls
    with genai.Client(api_key="sk-good", http_options={"base_url": mock.url}) as google:
        other = google.models.generate_content(model=MODEL, contents="Capital of Norway?")

    assert whole.choices[0].message.content == streamed == other.text == "Oslo."
    assert (called.function.name, called.function.arguments) == ("get_weather", '{"city":"Oslo"}')


def test_the_headers_of_the_mock_are_within_reach(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model=MODEL,
        messages=said("Hi"),
        n=2,
        extra_headers={"x-mock-fault": "usage; on=never"},
    )

    assert raw.headers["x-mock-seed"] == "0"
    assert raw.headers["x-mock-faults"] == "usage; on=never"
    assert "'n'" in raw.headers["x-mock-warning"]
    assert len(raw.parse().choices) == 2


def test_models_are_listed_and_got_with_the_gateways_oddities(client: OpenAI) -> None:
    listed = list(client.models.list())
    one = client.models.retrieve(MODEL)
    none = client.models.retrieve("gemini-99")

    assert one in listed
    assert one.object == "model"
    assert none.model_extra is not None
    assert none.model_extra["error"]["code"] == "model_not_found"  # with a 200


def test_a_test_reads_what_was_asked_and_answered(client: OpenAI, mock: Control) -> None:
    messages: Any = [{"role": "system", "content": "Be brief."}, *said(STORY)]
    answer = client.chat.completions.create(model=MODEL, messages=messages)
    [request] = mock.requests

    assert (request.system, request.text, request.model) == ("Be brief.", STORY, MODEL)
    assert request.answer_text == answer.choices[0].message.content
