import json
from typing import Any

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange import Call, Exchange
from mockserver.mock import Mock
from mockserver.pipeline import respond
from tests.stubbed import (
    CALL,
    WEATHER,
    Asking,
    answer,
    ask,
    candidate,
    events,
    message,
    parts,
    stubbed,
)

OSLO = {"text": "Oslo."}
COUNTING = {"match": {"operation": "countTokens"}}
KINDS: dict[str, dict[str, Any]] = {
    "text": {"text": "Oslo."},
    "parts": {"parts": [OSLO]},
    "response": {"response": {"candidates": [{"content": {"parts": [OSLO]}}]}},
    "responses": {"responses": [{"text": "Oslo."}]},
    "chunks": {"chunks": ["Oslo."]},
}


def counted(mock: Mock) -> Exchange:
    body = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
    path = "/v1beta/models/gemini-2.5-flash:countTokens"
    return respond(
        Call("POST", path, {}, {"x-goog-api-key": "any"}, json.dumps(body).encode()), mock
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_comes_at_once_as_events_and_as_an_array(
    kind: str, dialect: str
) -> None:
    mock = stubbed(KINDS[kind], dialect=dialect)
    at_once, stream = answer(mock), events(ask(mock, asking=Asking("sse")))
    array = json.loads(ask(mock, asking=Asking("array")).reply.body)

    assert parts(at_once) == [OSLO]
    assert [part for each in stream for part in parts(each)] == [OSLO]
    assert array == stream
    for each in (at_once, stream[-1]):
        assert candidate(each)["finishReason"] == "STOP"
        assert each["usageMetadata"]["candidatesTokenCount"] == 2


def test_the_text_of_a_stub_is_cut_into_chunks_as_any_other() -> None:
    text = "The capital of Norway is Oslo, a city by the sea with many islands."
    stream = events(ask(stubbed({"text": text}), asking=Asking("sse")))

    assert len(stream) > 1
    assert "".join(part["text"] for each in stream for part in parts(each)) == text


def test_a_response_that_says_nothing_says_what_is_generated() -> None:
    stub = {"response": {"usageMetadata": {"promptTokenCount": 5000}}}
    own, canned = answer(stubbed()), answer(stubbed(stub))

    assert canned["candidates"] == own["candidates"]
    assert canned["usageMetadata"]["promptTokenCount"] == 5000


def test_a_call_that_is_sent_back_with_its_signature_is_accepted() -> None:
    first = {"match": {"text": "Weather?"}, "responses": [{"parts": [CALL]}, {"text": "Sunny."}]}
    mock = stubbed(first)
    asked = {"role": "user", "parts": [{"text": "Weather?"}]}
    asking = Asking(model="gemini-3-flash-preview")
    called = candidate(answer(mock, contents=[asked], tools=[WEATHER], asking=asking))["content"]
    response = {"functionResponse": {"name": "get_weather", "response": {"sun": True}}}
    back = [asked, called, {"role": "user", "parts": [response]}]
    exchange = ask(mock, contents=back, tools=[WEATHER], asking=asking)

    assert "thoughtSignature" in called["parts"][0]
    assert exchange.reply.status == 200
    assert exchange.warnings == ()


def test_a_request_that_breaks_a_rule_is_refused_whatever_a_stub_says() -> None:
    exchange = ask(stubbed({"text": "Oslo."}), generationConfig={"temperature": 9})

    assert exchange.reply.status == 400
    assert "temperature" in message(exchange)


@pytest.mark.parametrize("kind", ["parts", "response", "chunks"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_call_that_the_request_does_not_declare_is_an_error_of_the_stub(
    kind: str, dialect: str
) -> None:
    said = {"candidates": [{"content": {"parts": [CALL]}}]}
    documents = {"parts": [CALL], "response": said, "chunks": [said]}
    exchange = ask(stubbed({kind: documents[kind]}, dialect=dialect))

    assert exchange.reply.status == 501
    assert exchange.stub == "stub-1"
    assert message(exchange).startswith(
        "cometapi-mock: stub stub-1: it calls 'get_weather', which the request doesn't declare;"
        " it declares no functions"
    )


def test_the_error_names_the_functions_that_there_are() -> None:
    stub = {"parts": [{"functionCall": {"name": "get_whether"}}]}

    assert "it declares get_weather" in message(ask(stubbed(stub), tools=[WEATHER]))


def test_a_candidate_that_ends_since_it_calls_astray_may_do_so() -> None:
    gone = {"content": {"parts": [CALL]}, "finishReason": "UNEXPECTED_TOOL_CALL"}

    assert parts(answer(stubbed({"response": {"candidates": [gone]}}))) == [CALL]


def test_other_operations_are_answered_with_the_response_as_it_stands() -> None:
    exchange = counted(stubbed({**COUNTING, "response": {"totalTokens": 5}}, dialect="google"))

    assert json.loads(exchange.reply.body) == {"totalTokens": 5}


def test_other_operations_have_turns_errors_and_bytes_too() -> None:
    responses = [{"response": {"totalTokens": 1}}, {"error": 503}, {"raw": {"body": "{"}}]
    mock = stubbed({**COUNTING, "responses": responses}, dialect="google")
    seen = [counted(mock).reply for _ in range(4)]

    assert [each.status for each in seen] == [200, 503, 200, 200]
    assert seen[3].body == b"{"


def test_an_empty_response_is_what_is_generated_with_the_stubs_delay() -> None:
    mock = stubbed({"response": {}, "delay": 3})

    assert parts(answer(mock)) == parts(answer(stubbed()))
    assert ask(mock).reply.delay == 3
