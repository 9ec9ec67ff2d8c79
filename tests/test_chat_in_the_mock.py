"""All that a mock can do, by way of a chat: stubs, faults, quotas, journal, recordings, and what is told of them."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import httpx_sse
import pytest

from mockserver import MockServer, stubs
from mockserver.exchange import Exchange
from mockserver.faults import FAULTS
from mockserver.mock import mock
from mockserver.models import MODELS
from mockserver.settings import Settings
from tests import chats, stubbed
from tests.chats import USAGE, WEATHER, body, chat, chunks, joined, message, refused

PATH = "/v1/chat/completions"
KEY = {"authorization": "Bearer any"}
HEALTHY = mock(Settings())

# What has nothing to change in a chat: an answer that is whole, or a stream of one.
IDLE_WHOLE = {
    *("bare_finish", "leading_stop", "finish_on_every", "early_finish", "late_signature"),
    *("cut_short", "duplicate", "out_of_order", "line_ends", "no_final_newline", "no_blank"),
    *("empty_data", "data_lines", "comments", "event_lines", "done", "stream_error"),
    *("split_data", "joined"),
}
IDLE_STREAM = {"bare_finish", "done"}
# What leaves no JSON that can be read, as it is meant to.
SPOILT = {"html", "redirect", "truncate", "invalid_json", "empty_body", "stream_error", "gzip"}

CHANGING = [name for name, each in FAULTS.items() if not each.refuses]
REFUSING = [name for name, each in FAULTS.items() if each.refuses]


def spoilt(fault: str, *, stream: bool, **more: Any) -> Exchange:
    options: dict[str, Any] = {"stream_options": USAGE} if stream else {}
    headers = {"x-mock-fault": fault}
    return chat(HEALTHY, "Tell me of Århus", headers=headers, stream=stream, **options, **more)


def events(exchange: Exchange) -> list[Any]:
    """Return the data of each event, but for what ends a stream of chats."""
    reply = exchange.reply
    read = httpx.Response(
        200,
        headers={"content-type": "text/event-stream"},
        content=reply.body.removeprefix(b"\xef\xbb\xbf"),
    )
    data = [each.data for each in httpx_sse.EventSource(read).iter_sse()]
    return [json.loads(each) for each in data if each not in {"", "[DONE]"}]


def reasons(exchange: Exchange) -> list[str | None]:
    return [x["finish_reason"] for each in events(exchange) for x in each["choices"]]


# Faults.


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", CHANGING)
def test_a_fault_changes_a_chat_or_says_that_it_did_not(fault: str, *, stream: bool) -> None:
    options: dict[str, Any] = {"stream_options": USAGE} if stream else {}
    healthy = chat(HEALTHY, "Tell me of Århus", stream=stream, **options).reply
    exchange = spoilt(fault, stream=stream)
    changed = (exchange.reply.body, exchange.reply.frames, exchange.reply.media_type)
    same = (healthy.body, healthy.frames, healthy.media_type)
    beside = (
        exchange.reply.delay,
        exchange.reply.ending,
        "content-encoding" in exchange.reply.headers,
    )
    idle = any("changed nothing" in each for each in exchange.warnings)

    assert exchange.reply.headers["x-mock-faults"] == fault
    assert idle == ((changed, beside) == (same, (0.0, "complete", False)))
    assert idle == (fault in (IDLE_STREAM if stream else IDLE_WHOLE))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", [each for each in CHANGING if each not in SPOILT])
def test_no_fault_breaks_the_json_of_a_chat_by_accident(fault: str, *, stream: bool) -> None:
    exchange = spoilt(fault, stream=stream)
    if exchange.reply.ending != "complete":
        assert FAULTS[fault].kind == "ending"
    elif stream:
        assert all(each["object"] == "chat.completion.chunk" for each in events(exchange))
        assert b"data: [DONE]" in exchange.reply.body.replace(b"data:[", b"data: [")
    else:
        body = exchange.reply.body.removeprefix(b"\xef\xbb\xbf")
        assert json.loads(body)["object"] == "chat.completion"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", REFUSING)
def test_a_refusal_comes_in_an_envelope_of_the_gateway(fault: str, *, stream: bool) -> None:
    exchange = spoilt(fault, stream=stream)

    assert exchange.reply.status == (503 if fault == "unknown_model" else int(fault))
    if exchange.reply.media_type.startswith("text/html"):
        assert fault == "524"
        return
    _, error = refused(exchange)
    assert error["type"] in {"comet_api_error", "upstream_error", "bad_response_status_code"}
    assert "status" not in error


def test_what_the_provider_refuses_loses_its_text_in_a_stream() -> None:
    _, whole = refused(spoilt("503", stream=False))
    _, stream = refused(spoilt("503", stream=True))

    assert whole["type"] == "upstream_error"
    assert stream["message"] == "openai_error"


def test_a_stream_can_end_in_many_ways() -> None:
    assert set(reasons(spoilt("no_finish", stream=True))) == {None}
    assert reasons(spoilt("finish_on_every", stream=True)).count("stop") > 1
    assert reasons(spoilt("leading_stop", stream=True))[:3] == [None, None, "stop"]
    assert reasons(spoilt("early_finish", stream=True)).count("stop") == 2
    assert reasons(spoilt("unknown_enum", stream=True))[-1] == "content_filter"
    assert set(reasons(spoilt("cut_short", stream=True))) == {None}
    assert reasons(spoilt("late_signature", stream=True))[-2:] == ["stop", None]


def test_an_answer_can_lack_what_a_chat_has() -> None:
    whole = {each: json.loads(spoilt(each, stream=False).reply.body) for each in CONTENT}

    assert whole["no_finish"]["choices"][0]["finish_reason"] is None
    assert whole["empty_answer"]["choices"][0]["message"]["content"] == ""
    assert whole["empty_candidates"]["choices"] == []
    assert "usage" not in whole["usage"]
    assert "id" not in whole["response_id"]
    assert whole["unknown_field"]["unheardOf"] == whole["unknown_field"]["choices"][0]["unheardOf"]
    assert whole["unknown_part"]["choices"][0]["message"]["unheardOf"] == {"of": 1}
    assert whole["null_fields"]["choices"][0]["message"]["tool_calls"] is None


CONTENT = (
    *("no_finish", "empty_answer", "empty_candidates", "usage", "response_id"),
    *("unknown_field", "unknown_part", "null_fields"),
)


def test_the_chunks_of_a_stream_can_differ_in_what_they_share() -> None:
    assert (
        len({each["id"] for each in events(spoilt("response_id; how=changing", stream=True))}) > 2
    )
    assert not any("usage" in each for each in events(spoilt("usage", stream=True)))
    assert all(
        each["choices"] == [] for each in events(spoilt("empty_candidates", stream=True))[1:]
    )


def test_an_error_stands_in_a_stream_as_one_of_the_gateway() -> None:
    *_, error = events(spoilt("stream_error; form=data", stream=True))

    assert error["error"]["type"] == "upstream_error"


def test_a_chat_is_sent_as_fast_as_a_model_writes() -> None:
    reply = spoilt("pace; tokens_per_second=10", stream=True).reply

    assert reply.frames[0].delay == 0  # who speaks is no token
    assert reply.frames[1].delay > 0
    assert spoilt("pace; tokens_per_second=10", stream=False).reply.frames[0].delay > 1


# Stubs.


@pytest.mark.parametrize(
    ("told", "content"),
    [
        ({"text": "Oslo."}, "Oslo."),
        ({"parts": [{"text": "Os"}, {"text": "lo."}]}, "Oslo."),
        ({"response": {"candidates": [{"content": {"parts": [{"text": "Oslo."}]}}]}}, "Oslo."),
        ({"chunks": ["Os", {"candidates": [{"content": {"parts": [{"text": "lo."}]}}]}]}, "Oslo."),
        (
            {"text": "{{ request.text }} {{ request.model }}"},
            "What is the capital? gemini-2.5-flash",
        ),
        ({"responses": [{"text": "Oslo."}, {"text": "Bergen."}]}, "Oslo."),
        ({"match": {"operation": "chat.completions"}, "text": "Oslo."}, "Oslo."),
        ({"match": {"operation": "generateContent"}, "text": "Oslo."}, "Oslo."),
        ({"match": {"system": "Be brief.", "turn": 2}, "text": "Oslo."}, "Oslo."),
        ({"match": {"json": {"$.generationConfig.temperature": 0.5}}, "text": "Oslo."}, "Oslo."),
        ({"match": {"tools": ["get_weather"], "stream": False}, "text": "Oslo."}, "Oslo."),
        ({"match": {"headers": {"x-user": "ann"}}, "text": "Oslo."}, "Oslo."),
        ({"match": {"model": "gemini-2.5-*"}, "text": "Oslo."}, "Oslo."),
    ],
)
def test_a_stub_answers_a_chat(told: dict[str, Any], content: str) -> None:
    exchange = chat(
        stubbed.stubbed(told, strict_stubs=True),
        headers={"x-user": "ann"},
        temperature=0.5,
        tools=[WEATHER],
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hello!"},
            {"role": "user", "content": "What is the capital?"},
        ],
    )

    assert exchange.stub == "stub-1"
    assert message(exchange)["content"] == content


def test_a_stub_can_be_for_streams_of_chats_and_answers_in_its_own_chunks() -> None:
    asked = {"match": {"stream": True, "operation": "chat.completions"}, "chunks": ["Os", "lo."]}
    mock = stubbed.stubbed(asked, {"text": "Whole."})
    stream = chunks(chat(mock, stream=True).reply)

    assert [x["choices"][0]["delta"].get("content") for x in stream] == ["", "Os", "lo.", None]
    assert message(chat(mock))["content"] == "Whole."


def test_a_stub_for_chats_alone_is_for_no_other_way() -> None:
    mock = stubbed.stubbed({"match": {"operation": "chat.completions"}, "text": "Oslo."})

    assert chat(mock).stub == "stub-1"
    assert stubbed.ask(mock).stub == ""


def test_a_stub_for_chats_that_asks_for_streams_is_not_doubted() -> None:
    for stream in (True, False):
        told = {"match": {"operation": "chat.completions", "stream": stream}, "text": "Oslo."}
        assert list(stubs.doubts([stubs.read(told, "a")], MODELS)) == []


def test_a_tool_loop_goes_by_stubs() -> None:
    mock = stubbed.stubbed(
        {"match": {"function_response": {"name": "get_weather"}}, "text": "It rains."},
        {"match": {"text": "Weather?"}, "parts": [stubbed.CALL]},
    )
    first = message(chat(mock, "Weather?", tools=[WEATHER]))
    (call,) = first["tool_calls"]
    told = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": '{"sky": "rain"}'},
    ]

    assert call["function"] == {"name": "get_weather", "arguments": '{"city":"Oslo"}'}
    assert message(chat(mock, messages=told, tools=[WEATHER]))["content"] == "It rains."


def test_a_stub_refuses_a_chat_in_the_words_of_the_gateway() -> None:
    status, error = refused(chat(stubbed.stubbed({"error": {"code": 503, "message": "Full."}})))

    assert (status, error["message"], error["type"]) == (503, "Full.", "upstream_error")
    assert refused(chat(stubbed.stubbed({"error": 429})))[0] == 429


def test_a_raw_answer_of_a_stub_stays_as_it_is() -> None:
    exchange = chat(stubbed.stubbed({"raw": {"status": 418, "body": {"tea": True}}}))

    assert (exchange.reply.status, exchange.reply.body) == (418, b'{"tea": true}')


def test_the_fault_and_the_delay_of_a_stub_come_to_a_chat() -> None:
    mock = stubbed.stubbed({"text": "Oslo.", "fault": "no_finish", "delay": 2})
    exchange = chat(mock)

    assert chats.completion(exchange)["choices"][0]["finish_reason"] is None
    assert exchange.reply.delay == 2


def test_scenarios_and_turns_go_on_by_either_face() -> None:
    mock = stubbed.stubbed({"responses": [{"text": "One."}, {"text": "Two."}, {"text": "Three."}]})
    first = message(chat(mock))["content"]
    second = stubbed.parts(stubbed.answer(mock))[0]["text"]
    third = joined(chat(mock, stream=True))["message"]["content"]

    assert (first, second, third) == ("One.", "Two.", "Three.")


def test_strict_stubs_refuse_a_chat_that_none_is_for() -> None:
    mock = stubbed.stubbed({"match": {"text": "Weather?"}, "text": "Rain."}, strict_stubs=True)
    status, error = refused(chat(mock))

    assert status == 404
    assert "text: wanted 'Weather?', got 'What is the capital?'" in error["message"]


# What a mock is asked beside.


def test_a_chat_counts_against_the_quotas_of_all_calls() -> None:
    made = mock(Settings(quota_requests=2))

    assert chat(made).reply.status == stubbed.ask(made).reply.status == 200
    assert refused(chat(made))[0] == 429


def test_the_query_of_a_chat_does_not_matter() -> None:
    assert chat(HEALTHY, query={"alt": "sse"}).reply.body == chat(HEALTHY).reply.body
    status, error = refused(chat(HEALTHY, temperature=9, query={"alt": "sse"}))
    assert (status, error["type"]) == (400, "upstream_error")


def test_a_body_that_cannot_be_read_is_refused_as_a_whole_answer() -> None:
    headers = {"content-encoding": "gzip", "x-mock-fault": "503"}
    _, error = refused(chat(HEALTHY, stream=True, headers=headers))

    assert error["type"] == "upstream_error"


def test_the_self_check_holds_what_a_chat_says_to_its_schemas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def odd(*_: object, **__: object) -> str:
        return "tired"

    monkeypatch.setattr("mockserver.chat.completions.reason", odd)
    for stream in (False, True):
        exchange = chat(stubbed.stubbed({"text": "Oslo."}), stream=stream)
        assert exchange.cause == "internal"
        assert "openai/chat_completion" in exchange.warnings[0]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(max_body=5_000) as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server.url, headers=KEY) as running:
        yield running


def test_a_test_sees_what_was_chatted(server: MockServer, client: httpx.Client) -> None:
    server.add({"text": "Oslo."})
    asked = body("Capital?", messages=[*SYSTEM, {"role": "user", "content": "Capital?"}])
    client.post(PATH, json=asked)
    client.post(PATH, json={**asked, "stream": True, "tools": [WEATHER]})
    first, second = server.requests

    for each in (first, second):
        assert (each.operation, each.model) == ("chat.completions", "gemini-2.5-flash")
        assert (each.text, each.system) == ("Capital?", "Be brief.")
        assert (each.answer_text, each.stub, each.failed) == ("Oslo.", "added-1", False)
        assert (each.prompt, each.answer) == ("Capital?", "Oslo.")
    assert first.body["contents"] == [{"role": "user", "parts": [{"text": "Capital?"}]}]
    assert (first.streamed, second.streamed) == (False, True)
    assert second.tools == ("get_weather",)


SYSTEM = [{"role": "system", "content": "Be brief."}]


def test_a_test_sees_which_functions_a_chat_called(
    server: MockServer, client: httpx.Client
) -> None:
    server.add({"parts": [stubbed.CALL, {"functionCall": {"name": "get_weather", "args": {}}}]})
    for stream in (False, True):
        client.post(PATH, json=body(stream=stream, tools=[WEATHER]))

    for each in server.requests:
        assert each.function_calls == (
            {"name": "get_weather", "args": {"city": "Oslo"}},
            {"name": "get_weather", "args": {}},
        )


def test_a_test_sees_what_was_refused(server: MockServer, client: httpx.Client) -> None:
    client.post(PATH, json={"model": "gemini-2.5-flash"})
    client.post(PATH, content=b"{")
    client.post(PATH, json=[])
    client.post(PATH, json=body(), headers={"x-mock-fault": "no_finish"})

    assert [each.failed for each in server.requests] == [True] * 4
    assert [each.text for each in server.requests] == ["", "", "", "What is the capital?"]


def test_a_chat_has_the_namespace_of_its_base_url(server: MockServer, client: httpx.Client) -> None:
    inner = server.namespace("inner")
    inner.add({"text": "Inside."})
    below = client.post(f"/__ns/inner{PATH}", json=body()).json()
    named = client.post(PATH, json=body(), headers={"x-mock-namespace": "inner"}).json()
    outside = client.post(PATH, json=body()).json()

    said = [each["choices"][0]["message"]["content"] for each in (below, named, outside)]
    assert said[:2] == ["Inside.", "Inside."]
    assert said[2] != "Inside."


def test_a_chat_is_held_to_the_limits(client: httpx.Client) -> None:
    answer = client.post(PATH, json=body("x" * 6_000))

    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "read_request_body_failed"


def test_a_queued_fault_happens_to_the_next_chat(server: MockServer, client: httpx.Client) -> None:
    server.fail_next("429")

    assert [client.post(PATH, json=body()).status_code for _ in range(2)] == [429, 200]


def test_a_chat_that_breaks_off_breaks_on_the_wire(client: httpx.Client) -> None:
    broken = {"x-mock-fault": "disconnect; after=100"}
    with client.stream("POST", PATH, json=body(stream=True), headers=broken) as answer:
        came = until_it_breaks(answer)

    assert b'"finish_reason": "stop"' in came
    assert b"[DONE]" not in came


def until_it_breaks(answer: httpx.Response) -> bytes:
    came = b""
    try:
        for each in answer.iter_raw():
            came += each
    except httpx.RemoteProtocolError:
        return came
    pytest.fail("it didn't break")


@pytest.mark.parametrize("fault", ["dribble; size=7", "gzip", "comments", "split_character"])
def test_a_chat_that_comes_oddly_is_the_same(client: httpx.Client, fault: str) -> None:
    asked = body("Tell me of Århus", stream=True)
    with client.stream("POST", PATH, json=asked, headers={"x-mock-fault": fault}) as answer:
        data = [each.data for each in httpx_sse.EventSource(answer).iter_sse() if each.data]
    healthy = chat(HEALTHY, "Tell me of Århus", stream=True).reply

    assert data[-1] == "[DONE]"
    assert [json.loads(each) for each in data[:-1]] == chunks(healthy)
