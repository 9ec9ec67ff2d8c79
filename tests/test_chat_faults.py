"""Every fault on a chat: it does what it says, or says that it did nothing; planned, and on a socket."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import httpx_sse
import pytest

from mockserver import MockServer
from mockserver.exchange import Exchange
from mockserver.faults import FAULTS
from mockserver.mock import mock
from mockserver.settings import Settings
from tests.chats import PATH, USAGE, body, chat, chunks, refused

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


def test_a_fault_counts_the_chunks_of_a_stream_and_not_what_ends_it() -> None:
    healthy = chunks(chat(HEALTHY, "Tell me of Århus", stream=True, stream_options=USAGE).reply)
    *kept, error = events(spoilt("stream_error; form=data; after=99", stream=True))
    *_, last, end = spoilt("invalid_json; after=99", stream=True).reply.frames

    assert kept == healthy[:-1]
    assert "error" in error
    assert last.data.endswith(b",}\n\n")
    assert end.data == b"data: [DONE]\n\n"


def test_a_chat_is_sent_as_fast_as_a_model_writes() -> None:
    reply = spoilt("pace; tokens_per_second=10", stream=True).reply

    assert reply.frames[0].delay == 0  # who speaks is no token
    assert reply.frames[1].delay > 0
    assert spoilt("pace; tokens_per_second=10", stream=False).reply.frames[0].delay > 1


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer() as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers=KEY) as running:
        yield running


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
