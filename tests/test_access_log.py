"""The log lines of exchanges."""

import json
import logging
from typing import Any

import httpx
import pytest

from mockserver import MockServer
from mockserver.access_log import write
from mockserver.exchange import Call, Exchange, Frame, Reply

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
SECRET = "sk-planted-0123456789"


def exchange(path: str = PATH, **members: Any) -> Exchange:
    call = Call("POST", path, {"key": SECRET}, namespace=members.pop("ns", ""), body=b"12")
    return Exchange(call, Reply(200, "text/plain", (Frame(b"abc"),)), **members)


def test_a_line_has_all_that_is_known(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mockserver")
    write(
        exchange(
            ns="mine", operation="generateContent", model="gemini-2.5-flash", stub="oslo",
            faults=("latency; seconds=1", "429"), unmatched=True, seed=3, warnings=("beware",),
        ),
        7, "left", 1.23456789,
    )  # fmt: skip
    (line,) = caplog.records
    told = {
        "number": 7, "method": "POST", "path": PATH, "status": 200,
        "operation": "generateContent", "model": "gemini-2.5-flash", "seed": 3,
        "namespace": "mine", "stub": "oslo", "unmatched": True,
        "faults": "latency; seconds=1, 429", "progress": "left", "seconds": 1.234568,
        "request_bytes": 2, "response_bytes": 3, "warnings": "beware",
    }  # fmt: skip

    assert {name: each for name, each in line.__dict__.items() if name in told} == told
    assert line.levelname == "WARNING"
    assert line.getMessage() == (
        f"POST {PATH} 200 [in mine; stub oslo; unmatched; latency; seconds=1; 429; left] (beware)"
    )


def test_an_ordinary_line_is_short(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mockserver")
    write(exchange(), 1, "sent", 0.1)

    assert caplog.messages == [f"POST {PATH} 200"]


def test_a_line_that_nobody_wants_is_not_made(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="mockserver")
    write(exchange(), 1, "sent", 0.1)

    assert caplog.records == []


def test_a_key_stands_in_no_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mockserver")
    write(
        exchange(f"/v1beta/{SECRET}", model=SECRET, warnings=(f"unknown {SECRET}",)), 1, "sent", 0
    )

    assert SECRET not in json.dumps(caplog.records[0].__dict__, default=str)
    assert SECRET not in caplog.text


def test_a_line_is_written_when_the_answer_has_ended(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mockserver")
    with MockServer() as server:
        body = {"contents": [{"parts": [{"text": "Hi"}]}]}
        httpx.post(server.url + PATH, json=body, headers={"x-goog-api-key": "k"})
        number = httpx.get(f"{server.url}/__admin/journal").json()["entries"][0]["number"]
    (line,) = [each for each in caplog.records if each.name == "mockserver"]

    assert line.__dict__["number"] == number
    assert line.__dict__["progress"] == "sent"
    assert line.__dict__["seconds"] > 0
