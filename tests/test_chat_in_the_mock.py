"""Stubs, quotas and limits by way of a chat."""

from typing import Any

import pytest

from mockserver import stubs
from mockserver.mock import mock
from mockserver.models import MODELS
from mockserver.settings import Settings
from tests import chats, stubbed
from tests.chats import WEATHER, chat, chunks, joined, message, refused

PATH = "/v1/chat/completions"
KEY = {"authorization": "Bearer any"}
HEALTHY = mock(Settings())


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


@pytest.mark.parametrize("headers", [{"x-mock-fault": "503"}, {"authorization": ""}])
def test_a_chat_that_is_refused_before_it_is_read_names_its_model_all_the_same(
    headers: dict[str, str],
) -> None:
    assert chat(HEALTHY, headers=headers).model == chats.MODEL
    assert chat(HEALTHY, headers=headers, model=5).model == ""


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
