"""Limits of what a client may send, and what isn't HTTP, on a real socket."""

import gzip
import http.client
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from contract_tests import judge
from mockserver import MockServer, Settings, lingering
from mockserver.cli.serving import serve
from tests.seen import connected
from tests.wire.case import KEYS, MODELS, PATH, STREAM, chunked, head, question, request
from tests.wire.verdicts import Answer, answers

ASKED = question("Hello")
GOOD = request(ASKED)
LONG = head(headers={"content-length": "1001"})
LIMITS = ["max_header", "max_body", "max_inflated", "max_depth", "idle_timeout", "read_timeout"]
DIALECTS = ["comet", "google", "vertex"]


def told(base: str, *pieces: bytes, fin: bool = False, bodiless: bool = False) -> list[Answer]:
    """Send pieces, and read all answers until the server closes."""
    with connected(base) as there:
        for each in pieces:
            there.sendall(each)
        if fin:
            there.shutdown(socket.SHUT_WR)
        return list(answers(rest(there), bodiless=bodiless))


def rest(there: socket.socket) -> bytes:
    return b"".join(iter(lambda: there.recv(65_536), b""))


def flood(there: socket.socket, piece: bytes = b"x" * 10_000, pause: float = 0.0) -> None:
    """Send on and on; what is sent is less than may be thrown away, if it is said to be 64 MiB."""
    for _ in range(5_000):
        there.sendall(piece)
        time.sleep(pause)


def one(base: str, *pieces: bytes, fin: bool = False) -> Answer:
    (answer,) = told(base, *pieces, fin=fin)
    return answer


def listed(*headers: tuple[str, str]) -> bytes:
    return head(MODELS, headers, method="GET")


def hold(answer: Answer, dialect: str, status: int) -> None:
    """Hold a refusal to its status, and to the envelope or the page of a dialect."""
    assert answer.status == status
    if answer.headers["content-type"].startswith("text/html"):
        assert dialect != "comet"
        assert answer.body.startswith(b"<!DOCTYPE html>")
    else:
        assert list(judge.findings(f"errors/{dialect}.json", json.loads(answer.body))) == []


def test_the_guide_has_a_row_for_each_limit_with_its_default() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "limits.md").read_text("utf-8")
    rows = re.findall(r"^\| `--([a-z-]+)` \| `(\w+)` \| (\d+) \|", guide, re.MULTILINE)
    options = [each.name.replace("_", "-") for each in serve.params if each.name in LIMITS]

    assert {name: float(default) for _, name, default in rows} == {
        each: float(getattr(Settings(), each)) for each in LIMITS
    }
    assert [option for option, _, _ in rows] == options


@pytest.fixture(scope="module", params=DIALECTS)
def limited(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(
        dialect=request.param, max_header=1_000, max_body=1_000, max_depth=20
    ) as server:
        yield server


def expected(server: MockServer, **statuses: int) -> tuple[str, int]:
    """Return the dialect of a mock, and what of these is its status; Vertex AI has Google's."""
    dialect = server.settings.dialect
    return dialect, statuses.get(dialect, statuses["google"])


# Heads.


@pytest.mark.parametrize("missing", [0, 4])
def test_a_head_over_the_limit_is_refused(limited: MockServer, missing: int) -> None:
    large = listed(("x-a", "v" * 2_000))
    hold(one(limited.url, large[: len(large) - missing]), limited.settings.dialect, 431)


def test_a_head_as_large_as_the_limit_is_taken() -> None:
    asked = listed(("connection", "close"))
    with MockServer(max_header=len(asked)) as server:
        assert one(server.url, asked).status == 200
    with MockServer(max_header=len(asked) - 1) as server:
        assert one(server.url, asked).status == 431


# Bodies.


def test_a_body_whose_length_is_over_the_limit_is_refused_before_it_comes(
    limited: MockServer,
) -> None:
    answer = one(limited.url, LONG)

    hold(answer, *expected(limited, comet=413, google=400))
    assert answer.headers["connection"] == "close"


def test_who_asks_before_it_sends_too_much_is_not_told_to_go_on() -> None:
    asked = head(headers={"content-length": "1001", "expect": "100-continue"})
    with MockServer(max_body=1_000) as server, connected(server.url) as there:
        there.sendall(asked)

        assert there.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_refused_as_soon_as_it_is_over_the_limit() -> None:
    coded = chunked(b" " * 1_001, [600])
    asked = head(headers={"transfer-encoding": "chunked"})
    with MockServer(max_body=1_000) as server:
        assert one(server.url, asked + coded[:-5]).status == 413
        assert one(server.url, asked + coded).status == 413


@pytest.mark.parametrize("kept", ["close", "keep-alive"])
def test_who_sends_all_before_it_reads_gets_its_answer(kept: str) -> None:
    with MockServer(max_body=1_000) as server:
        host = server.url.removeprefix("http://")
        with closing(http.client.HTTPConnection(host, timeout=20)) as client:
            client.request("POST", PATH, b" " * 8_000_000, {**KEYS, "connection": kept})
            answer = client.getresponse()

            assert answer.status == 413
            assert b"request body exceeds 1000 bytes" in answer.read()
        assert httpx.get(f"{server.url}/__admin/ready").status_code == 200


def test_a_body_that_is_too_large_may_have_a_fault_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with MockServer(max_body=1_000) as server:
        for fault in ("disconnect", "hang"):
            asked = head(headers={"content-length": "1001", "x-mock-fault": fault})
            assert not any(each.whole for each in told(server.url, asked, b"x" * 500, fin=True))

    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_who_sends_on_and_on_after_its_answer_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "_ROOM", 100_000)
    with MockServer(max_body=1_000) as server, connected(server.url) as there:
        there.sendall(LONG)
        with pytest.raises(ConnectionError):
            flood(there)


def test_who_neither_leaves_nor_sends_after_its_answer_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lingering, "_SECONDS", 0.05)
    with MockServer(max_body=1_000) as server, connected(server.url) as there:
        there.sendall(LONG)
        assert rest(there)
        with pytest.raises(ConnectionError):
            flood(there, b"x", 0.01)


def test_the_server_stops_though_a_connection_lingers() -> None:
    with MockServer(max_body=1_000) as server, connected(server.url) as there:
        there.sendall(LONG)
        assert rest(there)
        server.__exit__(None, None, None)


def test_a_body_that_nobody_reads_goes_by_and_the_connection_stays() -> None:
    asked = head("/metrics", {"content-length": "200000"}, method="GET")
    with MockServer(idle_timeout=0.3) as server, connected(server.url) as there:
        there.sendall(asked + b"x" * 10)
        first = there.recv(16)
        there.sendall(b"x" * 199_990)
        there.sendall(listed())
        found = list(answers(first + rest(there), bodiless=False))

    assert [each.status for each in found] == [200, 200]


def test_a_connection_whose_body_went_by_behind_the_answer_is_idle_then() -> None:
    asked = head("/metrics", {"content-length": "5"}, method="GET")
    with MockServer(idle_timeout=0.2) as server, connected(server.url) as there:
        there.sendall(asked)
        first = there.recv(16)
        there.sendall(b"x" * 5)
        found = list(answers(first + rest(there), bodiless=False))

    assert [each.status for each in found] == [200]


def test_of_a_body_that_nobody_reads_no_more_than_so_much_goes_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lingering, "_ROOM", 100_000)
    asked = head("/metrics", {"content-length": "2000000000"}, method="GET")
    with MockServer() as server, connected(server.url) as there:
        there.sendall(asked)
        there.recv(16)
        with pytest.raises(ConnectionError):
            flood(there)


def test_a_broken_body_behind_its_answer_gets_no_second_one() -> None:
    asked = head("/metrics", {"transfer-encoding": "chunked"}, method="GET")
    with MockServer() as server, connected(server.url) as there:
        there.sendall(asked)
        first = there.recv(16)
        there.sendall(b"zz\r\n")
        found = list(answers(first + rest(there), bodiless=False))

    assert [each.status for each in found] == [200]


PACKED = gzip.compress(question("a" * 1_000), mtime=0)


def test_a_body_that_is_too_large_when_decompressed_is_refused(limited: MockServer) -> None:
    answer = one(limited.url, request(PACKED, content_encoding="gzip", connection="close"))

    hold(answer, *expected(limited, comet=413, google=400))
    assert b"1000 bytes" in answer.body


def test_what_may_come_out_of_a_compressed_body_has_a_limit_of_its_own() -> None:
    with MockServer(max_inflated=900) as server:
        answer = one(server.url, request(PACKED, content_encoding="gzip", connection="close"))

    hold(answer, "comet", 413)
    assert b"900 bytes" in answer.body


def test_a_body_may_be_larger_decompressed_than_as_it_is_sent() -> None:
    body = question("a" * 1_000)
    packed = gzip.compress(body, mtime=0)
    asked = request(packed, content_encoding="gzip", connection="close")
    with MockServer(max_body=len(packed), max_inflated=len(body)) as server:
        assert one(server.url, asked).status == 200


def test_a_nesting_over_the_limit_is_refused(limited: MockServer) -> None:
    deep = request(b"[" * 21 + b"]" * 21, connection="close")
    answer = one(limited.url, deep)
    admin = httpx.put(f"{limited.url}/__admin/strict", content=b"[" * 21 + b"]" * 21,
                      headers={"content-type": "application/json"})  # fmt: skip

    hold(answer, *expected(limited, comet=500, google=400))
    assert b"deep" in answer.body or b"depth" in answer.body
    assert admin.json()["error"]["message"] == "Message too deep."


# Times.


def test_a_connection_that_says_nothing_is_closed() -> None:
    with MockServer(idle_timeout=0.05) as server, connected(server.url) as there:
        assert rest(there) == b""

        with connected(server.url) as kept:
            kept.sendall(listed())
            assert [each.status for each in answers(rest(kept), bodiless=False)] == [200]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_request_that_does_not_come_to_its_end_is_refused(dialect: str) -> None:
    with MockServer(dialect=dialect, read_timeout=0.05) as server:
        for piece in (GOOD[:1], GOOD[:100], GOOD[:-1]):
            hold(one(server.url, piece), dialect, 408)


def test_a_slow_request_is_answered_if_it_comes_to_its_end_in_time(server: MockServer) -> None:
    with connected(server.url) as there:
        for each in GOOD:
            there.sendall(bytes([each]))
        there.shutdown(socket.SHUT_WR)

        assert [each.status for each in answers(rest(there), bodiless=False)] == [200]


def test_a_body_that_nobody_reads_has_to_come_to_its_end_too() -> None:
    asked = head("/metrics", {"content-length": "9"}, method="GET")
    with MockServer(read_timeout=0.05) as server:
        assert [each.status for each in told(server.url, asked)] == [200]


# What isn't HTTP.


@pytest.fixture(scope="module", params=DIALECTS)
def of_dialect(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as server:
        yield server


@pytest.mark.parametrize(
    "data",
    [
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        listed(("x-a", "\0")),
        listed(("x-a", "\x01")),
        listed().replace(b"host: 127.0.0.1\r\n", b""),
        head(headers={"content-length": "many"}),
        head(headers=[("content-length", "1"), ("content-length", "2")]),
        head(headers=[("content-length", "1"), ("transfer-encoding", "chunked")]),
        head(headers={"transfer-encoding": "gzip"}),
        head(headers={"transfer-encoding": "chunked"}, version="HTTP/1.0"),
        head(headers={"transfer-encoding": "chunked"}) + b"zz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        head(version="HTTP/0.9"),
        head("mock:443", method="CONNECT"),
        head("/", method="CONNECT"),
    ],
)
def test_what_is_not_http_is_refused_in_the_words_of_the_dialect(
    of_dialect: MockServer, data: bytes
) -> None:
    answer = one(of_dialect.url, data)

    hold(answer, of_dialect.settings.dialect, 400)
    assert answer.headers["connection"] == "close"
    assert "x-mock" in answer.headers


def test_a_refusal_of_a_broken_body_has_none_itself_if_it_is_of_head(server: MockServer) -> None:
    asked = head(headers={"transfer-encoding": "chunked"}, method="HEAD")
    (answer,) = told(server.url, asked, b"zz\r\n", bodiless=True)

    assert (answer.status, answer.body) == (400, b"")


def test_what_is_not_http_shows_no_key(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    answer = one(server.url, b"GET / HTTP/1.1\r\nx-goog-api-key sk-secret\r\n\r\n")

    assert b"illegal header line" in answer.body
    assert b"sk-secret" not in answer.body
    assert "400 malformed_request (illegal header line)" in caplog.text
    assert "sk-secret" not in caplog.text
    assert "Invalid HTTP request" not in caplog.text


# What is unusual, and is HTTP.


def test_a_later_version_of_http_1_is_taken(server: MockServer) -> None:
    asked = head(MODELS, {"connection": "close"}, method="GET", version="HTTP/1.2")

    assert one(server.url, asked).status == 200


@pytest.mark.parametrize("target", [f"http://api.example{MODELS}", f"HTTPS://x:1{MODELS}?a=b"])
def test_an_absolute_url_is_taken(server: MockServer, target: str) -> None:
    answer = one(server.url, head(target, {"connection": "close"}, method="GET"))

    assert answer.status == 200
    assert server.all_requests[-1].operation == "models.list"


def test_an_absolute_url_without_a_path_leads_to_the_front_page(server: MockServer) -> None:
    answer = one(server.url, head("http://api.example", {"connection": "close"}, method="GET"))

    assert answer.status == 200


def test_blank_lines_before_a_request_are_nothing(server: MockServer) -> None:
    answer = one(server.url, b"\r\n", b"\r\n" + GOOD, fin=True)

    assert answer.status == 200


@pytest.mark.parametrize("path", [PATH, STREAM, f"{STREAM}?alt=sse"])
def test_a_client_that_ends_its_side_after_it_asked_gets_its_answers(
    server: MockServer, path: str
) -> None:
    asked = request(ASKED, path)
    found = told(server.url, asked, asked, asked, fin=True)

    assert [(each.status, each.whole) for each in found] == [(200, True)] * 3


def test_a_line_end_that_comes_behind_an_answer_still_ends_the_line_before(
    server: MockServer,
) -> None:
    middle = GOOD.index(b"\r\n") + 1
    with connected(server.url) as there:
        there.sendall(GOOD + GOOD[:middle])
        first = there.recv(65_536)
        time.sleep(0.05)  # for the server to be done with it
        there.sendall(GOOD[middle:])
        there.shutdown(socket.SHUT_WR)
        found = list(answers(first + rest(there), bodiless=False))

    assert [each.status for each in found] == [200, 200]


def test_a_client_that_ends_its_side_in_its_request_gets_none(server: MockServer) -> None:
    for end in (0, 1, 100, len(GOOD) - 1):
        assert told(server.url, GOOD[:end], fin=True) == []


def test_a_client_that_ends_its_side_and_would_have_to_wait_is_taken_for_left(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with MockServer(latency_ms=60_000) as server:
        assert told(server.url, listed(), fin=True) == []

    assert "GET /v1beta/models 200 [left]" in caplog.text


def test_a_client_that_ends_its_side_while_it_waits_is_taken_for_left() -> None:
    with MockServer(latency_ms=60_000) as server, connected(server.url) as there:
        there.sendall(GOOD)
        while not server.all_requests:
            time.sleep(0.001)
        there.shutdown(socket.SHUT_WR)

        assert rest(there) == b""


@pytest.mark.parametrize("fault", ["hang", "disconnect"])
def test_an_ending_on_purpose_ends_also_who_has_ended_its_side(
    server: MockServer, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(server.url) as there:
        there.sendall(request(ASKED, x_mock_fault=fault))
        there.shutdown(socket.SHUT_WR)
        found = list(answers(rest(there), bodiless=False))

    assert not any(each.whole for each in found)
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
