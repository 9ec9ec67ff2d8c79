"""Faults of bodies, time and endings: as they are planned, and as a client sees them on a socket."""

import asyncio
import http.client
import json
import logging
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver import MockServer, faults
from mockserver.app import read_body, send_reply, serving
from mockserver.connection import EXTENSION
from mockserver.control import Control
from mockserver.dialects import GOOGLE
from mockserver.exchange import Ending, Frame, Reply
from mockserver.faults import FAULTS
from mockserver.mock import mock
from mockserver.server import Server, bind, url
from mockserver.settings import Settings
from tests.calls import send
from tests.seen import ARRAY, EVENTS, PROMPT, UNARY, Seen, connected, request, see

WHOLE = Reply(200, "application/json", (Frame(b'{"a": {"b": 1}}'),))
STREAM = Reply(200, "text/event-stream", (Frame(b"data: 1\n\n"), Frame(b"data: 2\n\n")))
NO_BODY = Reply(204, "text/plain", ())


def changed(spec: str, reply: Reply = WHOLE) -> Reply:
    return faults.apply(faults.parse(spec), reply, GOOGLE)[0]


@pytest.fixture(scope="module", params=["comet", "google"])
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever goes wrong on purpose, the server has nothing to complain of."""
    yield
    assert [
        each.message for each in caplog.get_records("call") if each.levelno >= logging.ERROR
    ] == []


# Bodies.


def test_a_page_can_stand_in_place_of_the_answer() -> None:
    reply = changed("html, latency; seconds=2")

    assert (reply.status, reply.media_type, reply.delay) == (200, "text/html; charset=UTF-8", 2)
    assert reply.body.startswith(b"<!DOCTYPE html>")


def test_the_end_of_a_body_can_be_left_out_with_http_in_order() -> None:
    assert changed("truncate").body == b'{"a": {'
    assert changed("truncate; after_bytes=3").body == b'{"a'
    assert changed("truncate; after_bytes=0").body == b""
    assert [each.data for each in changed("truncate; after_bytes=11", STREAM).frames] == [
        b"data: 1\n\n",
        b"da",
    ]
    assert changed("truncate; after_bytes=99", STREAM) == STREAM


def test_json_can_be_broken() -> None:
    assert changed("invalid_json").body == b'{"a": {"b": 1},}'
    assert changed("invalid_json; after=9").body == b'{"a": {"b": 1},}'


def test_the_json_of_one_chunk_can_be_broken() -> None:
    stream = Reply(200, "text/event-stream", (Frame(b"data: {}\n\n"), Frame(b"data: {}\n\n")))

    assert changed("invalid_json; after=1", stream).body == b"data: {}\n\ndata: {,}\n\n"


def test_a_body_can_be_empty_or_something_else_than_its_head_says() -> None:
    assert changed("empty_body").body == b""
    assert changed("wrong_content_type; value=text/css").media_type == "text/css"
    assert changed("bom").body == b"\xef\xbb\xbf" + WHOLE.body
    assert changed("bad_gzip").headers == {"content-encoding": "gzip"}


def test_a_body_can_be_compressed_chunk_by_chunk() -> None:
    whole, stream = changed("gzip"), changed("gzip", STREAM)
    unpacker = zlib.decompressobj(wbits=31)

    assert zlib.decompress(whole.body, wbits=31) == WHOLE.body
    assert whole.headers == stream.headers == {"content-encoding": "gzip"}
    assert [unpacker.decompress(each.data) for each in stream.frames] == [
        b"data: 1\n\n",
        b"data: 2\n\n",
    ]
    assert unpacker.eof
    assert changed("gzip", NO_BODY) == NO_BODY


def test_a_body_can_come_byte_by_byte() -> None:
    reply = changed("dribble; seconds=2")
    two = changed("dribble; size=2, ttft; seconds=3", STREAM)

    assert [each.data for each in reply.frames] == [b"%c" % each for each in WHOLE.body]
    assert [each.delay for each in reply.frames] == [0.0] + [2.0] * (len(WHOLE.body) - 1)
    assert [each.data for each in two.frames[:2]] == [b"da", b"ta"]
    assert [each.delay for each in two.frames[:2]] == [3, 0]
    assert changed("dribble; size=99") == WHOLE


# Time.


def test_an_answer_can_be_late() -> None:
    assert changed("latency").delay == 1
    assert changed("latency; seconds=2, latency; seconds=0.5").delay == 2.5


def test_a_body_can_be_late_behind_its_head() -> None:
    reply = changed("ttft; seconds=2", STREAM)

    assert (reply.delay, [each.delay for each in reply.frames]) == (0, [2, 0])
    assert changed("ttft", NO_BODY).frames == (Frame(b"", 1.0),)


def test_a_stream_can_have_the_pace_of_its_tokens() -> None:
    mocked = mock(Settings(faults=("pace; tokens_per_second=10",)))
    whole = send(mocked, f"POST /v1beta/models/gemini-2.5-flash:{UNARY}", PROMPT).reply
    stream = send(mocked, f"POST /v1beta/models/gemini-2.5-flash:{ARRAY}", PROMPT).reply
    said = json.loads(whole.body)["usageMetadata"]["candidatesTokenCount"]

    assert whole.frames[0].delay == pytest.approx(said / 10)
    assert sum(each.delay for each in stream.frames) == pytest.approx(said / 10)
    assert all(each.delay for each in stream.frames)
    assert changed("pace; tokens_per_second=0", STREAM) == STREAM


def test_a_stream_can_stall_and_go_on() -> None:
    middle, late = changed("stall; seconds=9", STREAM), changed("stall; after=7", STREAM)
    whole = changed("stall; seconds=9")

    assert [each.delay for each in middle.frames] == [0, 9]
    assert [each.delay for each in late.frames] == [0, 30]
    assert [(each.data, each.delay) for each in whole.frames] == [(b'{"a": {', 0), (b'"b": 1}}', 9)]
    assert changed("stall", Reply(200, "", (Frame(b"a"),))).frames == (Frame(b"a"),)


def test_the_settings_latency_is_before_the_head() -> None:
    line = f"POST /v1beta/models/gemini-2.5-flash:{UNARY}"

    assert send(mock(Settings(latency_ms=1500)), line, PROMPT).reply.delay == 1.5


# Endings.


@pytest.mark.parametrize(("name", "ending"), [("disconnect", "disconnect"), ("reset", "reset")])
def test_a_connection_can_break_in_the_middle(name: str, ending: Ending) -> None:
    cut, whole = changed(name, STREAM), changed(name)

    assert (cut.frames, cut.ending) == (STREAM.frames[:1], ending)
    assert (whole.body, whole.headers) == (b'{"a": {', {"content-length": "15"})


@pytest.mark.parametrize(
    ("spec", "left"),
    [
        ("after=0", b""),
        ("after=9", b"data: 1\n\n"),
        ("after_bytes=0", b""),
        ("after_bytes=10", b"data: 1\n\nd"),
        ("after_bytes=99", b"data: 1\n\ndata: 2\n"),
    ],
)
def test_where_it_breaks_can_be_told(spec: str, left: bytes) -> None:
    assert changed(f"disconnect; {spec}", STREAM).body == left


def test_the_middle_of_a_body_that_is_one_can_be_told() -> None:
    assert changed("reset; after=0").body == b""
    assert changed("reset; after=3").body == b'{"a": {'
    assert changed("reset; after_bytes=99").body == WHOLE.body[:-1]
    assert changed("reset", NO_BODY).body == b""


def test_nothing_at_all_may_come() -> None:
    closed, reset = changed("close"), changed("close; reset=true")
    hung, later = changed("hang, latency; seconds=3"), changed("hang; after=1", STREAM)

    assert (closed.status, closed.frames, closed.ending) == (0, (), "disconnect")
    assert (reset.status, reset.ending) == (0, "reset")
    assert (hung.status, hung.ending, hung.delay) == (0, "hang", 3)
    assert (later.status, later.frames, later.ending) == (200, STREAM.frames[:1], "hang")


def test_a_length_can_be_wrong() -> None:
    assert changed("wrong_length").headers == {"content-length": "25"}
    assert changed("wrong_length; more=1; wait=yes").ending == "hang"


# On a socket.

ENDS = {"reset": "reset", "hang": "waiting"}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("operator", [UNARY, EVENTS, ARRAY])
def test_every_fault_is_seen_on_a_socket(server: MockServer, name: str, operator: str) -> None:
    quick = {"stall": "; seconds=0.01", "latency": "; seconds=0.01", "ttft": "; seconds=0.01"}
    quick["pace"] = "; tokens_per_second=100000"
    seen = see(
        server.url, operator, name + quick.get(name, ""), until=b"" if name == "hang" else None
    )

    assert seen.end == ENDS.get(name, "closed")
    if name in {"close", "hang"}:
        assert seen.sent == b""
    else:
        assert seen.head.startswith(b"HTTP/1.1 ")
        assert f"x-mock-faults: {name}".encode() in seen.head
        assert seen.body or name == "empty_body"


def whole(base: str, operator: str) -> Seen:
    return see(base, operator, "wrong_content_type")


@pytest.mark.parametrize("operator", [UNARY, EVENTS, ARRAY])
@pytest.mark.parametrize("name", ["disconnect", "reset"])
def test_what_came_before_a_broken_connection_is_the_beginning(
    server: MockServer, operator: str, name: str
) -> None:
    seen, all_of_it = see(server.url, operator, name), whole(server.url, operator)

    assert 0 < len(seen.body) < len(all_of_it.body)
    assert all_of_it.body.startswith(seen.body)
    assert not seen.sent.endswith(b"0\r\n\r\n")


def test_a_body_that_breaks_has_the_length_of_the_whole(server: MockServer) -> None:
    length = len(whole(server.url, UNARY).body)

    assert f"content-length: {length}\r\n".encode() in see(server.url, UNARY, "disconnect").sent
    assert (
        f"content-length: {length}\r\n".encode() in see(server.url, UNARY, "stall; seconds=0").sent
    )


def test_no_answer_can_be_a_reset(server: MockServer) -> None:
    seen = see(server.url, UNARY, "close; reset=yes")

    assert (seen.sent, seen.end) == (b"", "reset")


def test_a_stream_can_hang_behind_its_first_chunk(server: MockServer) -> None:
    seen = see(server.url, EVENTS, "hang; after=1", until=b"data:")

    assert seen.end == "waiting"
    assert seen.body.count(b"data:") == 1


def test_a_length_that_is_too_long_leaves_a_client_waiting_or_alone(server: MockServer) -> None:
    alone = see(server.url, UNARY, "wrong_length; more=7")
    waiting = see(server.url, UNARY, "wrong_length; more=7; wait=true", until=alone.body)

    assert (alone.end, waiting.end) == ("closed", "waiting")
    assert f"content-length: {len(alone.body) + 7}".encode() in alone.head.lower()


def test_the_head_comes_before_a_body_that_is_late(server: MockServer) -> None:
    seen = see(server.url, UNARY, "ttft; seconds=60", until=b"\r\n\r\n")

    assert (seen.end, seen.body) == ("waiting", b"")
    assert seen.head.startswith(b"HTTP/1.1 200")


def test_a_character_is_cut_on_the_wire(server: MockServer) -> None:
    seen = see(server.url, EVENTS, "split_character; seconds=0")
    all_of_it = whole(server.url, EVENTS)

    assert (seen.body, len(seen.writes)) == (all_of_it.body, len(all_of_it.writes) + 1)
    with pytest.raises(UnicodeDecodeError):
        [each.decode() for each in seen.writes]


def test_a_connection_lives_on_behind_complete_faults(server: MockServer) -> None:
    specs = [
        "503",
        "html",
        "truncate",
        "empty_body",
        "joined",
        "dribble; size=50",
        "stall; seconds=0",
    ]
    there = http.client.HTTPConnection(server.url.removeprefix("http://"))
    there.connect()
    first = there.sock
    for each in specs:
        headers = {"x-goog-api-key": "any", "x-mock-fault": each}
        path = f"/v1beta/models/gemini-2.5-flash:{UNARY}"
        there.request("POST", path, json.dumps(PROMPT), headers)
        there.getresponse().read()
    last = there.sock
    there.close()

    assert first is last is not None


def test_pipelined_requests_are_answered_in_turn_whatever_their_faults(server: MockServer) -> None:
    requests = [request(UNARY, each) for each in ("503", "truncate", "empty_body")]
    with connected(server.url) as there:
        there.sendall(b"".join(requests) + request(UNARY, "disconnect"))
        got = b""
        while read := there.recv(65_536):
            got += read

    assert got.count(b"HTTP/1.1 503") == 1
    assert got.count(b"HTTP/1.1 200") == 3


def test_what_was_sent_before_a_reset_comes_though_the_client_is_slow() -> None:
    sent = b"a" * 16_000_000  # more than any system takes at once

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await read_body(receive, 0)
        reply = Reply(200, "text/plain", (Frame(sent),), ending="reset")
        await send_reply(reply, receive, send, scope["extensions"][EXTENSION])

    with serve(app) as base:
        seen = see(base, UNARY, "")

    assert seen.end == "reset"
    assert len(seen.body) > len(sent) // 2  # What the system has it may lose.


def test_a_server_stops_at_once_though_an_answer_hangs() -> None:
    with socket.socket() as there:
        with MockServer() as server:
            there.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
            there.sendall(request(EVENTS, "hang; after=1"))
            there.recv(65_536)
        rest = b"".join(iter(lambda: there.recv(65_536), b""))

    assert rest.count(b"data:") <= 1  # That it waited for nobody, its log would tell.


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Serve an application as the mock is served; yield the base URL."""
    ready = threading.Event()
    server = Server(app, ready.set, mock(Settings()))
    listener = bind("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    ready.wait()
    yield url(listener)
    server.should_exit = True
    thread.join()
    listener.close()


def test_how_far_an_answer_got_stands_in_the_journal() -> None:
    mocked = mock(Settings())
    with serve(serving(mocked)) as base:
        see(base, EVENTS, "disconnect; after=2")
        see(base, EVENTS, "hang; after=1", until=b"data:")
        see(base, UNARY, "close")
        see(base, UNARY, "503")
    entries = mocked.state.journal.entries()

    assert [(each.progress, each.frames) for each in entries] == [
        ("broken", 2),
        ("left", 1),
        ("broken", 0),
        ("sent", 1),
    ]


# The shell alone.


class Client:
    """Both ends of an ASGI application; it leaves as soon as anybody looks."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)


def sent(reply: Reply) -> tuple[tuple[str, int], list[dict[str, Any]]]:
    client = Client()
    return asyncio.run(send_reply(reply, client.receive, client.send)), client.sent


def test_a_client_that_leaves_before_a_late_head_gets_none() -> None:
    assert sent(changed("latency")) == (("left", 0), [])


def test_a_client_may_leave_between_head_and_body() -> None:
    result, messages = sent(changed("ttft"))

    assert (result, len(messages)) == (("left", 0), 1)


def test_without_a_connection_an_ending_is_left_to_the_server() -> None:
    result, messages = sent(changed("disconnect"))

    assert result == ("broken", 1)
    assert messages[-1] == {"type": "http.response.body", "body": b'{"a": {', "more_body": True}


@pytest.mark.parametrize(
    ("reply", "length"),
    [
        (WHOLE, "15"),
        (STREAM, None),
        (changed("dribble"), "15"),
        (changed("dribble, truncate; after_bytes=4"), "4"),
        (changed("wrong_length"), "25"),
        (Reply(200, "", (Frame(b"abc"),), {"Content-Length": "2"}), "3"),
        (Reply(200, "", (Frame(b"abc"),), {"Content-Length": "2"}, "disconnect"), None),
        (Reply(200, "", (Frame(b"abc"),), {"Content-Length": "x"}, "disconnect"), None),
    ],
)
def test_a_length_is_told_only_if_the_server_can_keep_it(reply: Reply, length: str | None) -> None:
    _, messages = sent(reply)
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}

    assert headers.get("content-length") == length


def test_a_queued_fault_is_for_one_namespace() -> None:
    mocked = mock(Settings())
    Control(mocked, "", "other").fail_next("close")

    assert send(mocked, f"POST /v1beta/models/gemini-2.5-flash:{UNARY}", PROMPT).reply.status == 200
