from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver import MockServer
from mockserver.stubs.raw import reply
from tests.stubbed import ask, message, stubbed


def test_a_body_is_sent_as_it_is_written() -> None:
    made = reply({"status": 503, "headers": {"X-Served-By": "edge"}, "body": "<h1>ø</h1>"})

    assert (made.status, made.body) == (503, "<h1>ø</h1>".encode())
    assert made.headers == {"x-served-by": "edge"}


def test_a_body_may_be_bytes_or_json_or_nothing() -> None:
    assert reply({"base64": "/+8="}).body == b"\xff\xef"
    assert reply({"body": {"text": "ø"}}).body == '{"text": "ø"}'.encode()
    assert reply({"status": 204}).body == b""


def test_frames_are_sent_each_in_a_write_of_its_own() -> None:
    made = reply({"frames": ["data: {", {"base64": "w6Q="}, "}\n\n"]})

    assert [each.data for each in made.frames] == [b"data: {", "ä".encode(), b"}\n\n"]


def test_the_content_type_is_that_of_the_stub_or_what_it_would_be() -> None:
    assert reply({"headers": {"Content-Type": "text/html"}, "body": ""}).media_type == "text/html"
    assert reply({"body": "{}"}).media_type == "application/json; charset=UTF-8"
    assert reply({"frames": [""]}).media_type == "text/event-stream"


def test_nothing_but_the_mocks_own_headers_is_added() -> None:
    exchange = ask(stubbed({"raw": {"body": "{}", "headers": {"x-a": "b"}}}, dialect="comet"))

    assert set(exchange.reply.headers) == {"x-a", "x-mock", "x-mock-seed", "x-mock-stub"}


def test_on_a_socket_a_length_of_the_stub_does_not_count(tmp_path: Path) -> None:
    text = '{"raw": {"headers": {"Content-Length": "3", "X-A": "b"}, "frames": ["Os", "lo."]}}'
    (tmp_path / "oslo.json").write_text(text, "utf-8")
    with MockServer(stubs=[tmp_path]) as server:
        path = "/v1beta/models/gemini-2.5-flash:generateContent"
        body = {"contents": [{"parts": [{"text": "Hi"}], "role": "user"}]}
        answer = httpx.post(server.url + path, json=body, headers={"x-goog-api-key": "any"})

    assert answer.text == "Oslo."
    assert answer.headers["x-a"] == "b"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (
            {"headers": {"X-Asked": "{{ request.text }}"}},
            r"raw: there can be no header X-Asked: 'a\nb: c'",
        ),
        ({"base64": "{{ request.text }}"}, "raw: Incorrect padding"),
    ],
)
def test_what_a_template_makes_unsendable_is_an_error_of_the_stub(
    told: dict[str, Any], reason: str
) -> None:
    exchange = ask(stubbed({"raw": told}, dialect="google"), "a\nb: c")

    assert exchange.reply.status == 501
    assert message(exchange) == f"cometapi-mock: stub stub-1: {reason}"
