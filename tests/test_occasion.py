import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver import MockServer
from mockserver.control import Control
from tests.stubbed import Asking, answer, ask, message, parts, stubbed


def said(mock: Any, text: str = "Hi", **asking: Any) -> str:
    return str(parts(answer(mock, text, Asking(**asking)))[0]["text"])


def test_responses_come_in_turn_and_the_last_again_and_again() -> None:
    mock = stubbed(
        {"responses": [{"text": "one"}, {"parts": [{"text": "two"}]}, {"chunks": ["th", "ree"]}]}
    )

    assert [said(mock) for _ in range(5)] == ["one", "two", "three", "three", "three"]


def test_a_response_may_be_an_error_or_a_fault() -> None:
    responses = [{"error": 503}, {"text": "", "fault": "429"}, {"text": "Oslo."}]
    mock = stubbed({"responses": responses}, dialect="google")

    assert [ask(mock).reply.status for _ in range(4)] == [503, 429, 200, 200]


def test_each_namespace_has_its_own_turns() -> None:
    mock = stubbed({"responses": [{"text": "one"}, {"text": "two"}]})

    assert [said(mock), said(mock, namespace="a"), said(mock), said(mock, namespace="b")] == [
        "one",
        "one",
        "two",
        "one",
    ]


def test_a_fault_of_a_response_comes_beside_that_of_the_stub() -> None:
    responses = [{"text": "one", "fault": "disconnect; after=0"}, {"text": "two"}]
    mock = stubbed({"responses": responses, "fault": "latency; seconds=2"})
    first, second = ask(mock), ask(mock)

    assert first.faults == ("latency; seconds=2", "disconnect; after=0")
    assert first.reply.ending == "disconnect"
    assert second.faults == ("latency; seconds=2",)
    assert second.reply.delay == 2


def test_a_response_may_have_a_delay_of_its_own() -> None:
    mock = stubbed({"responses": [{"text": "one", "delay": 0.5}, {"text": "two"}], "delay": 3})

    assert [ask(mock).reply.delay for _ in range(2)] == [0.5, 3]


@pytest.mark.parametrize("way", ["unary", "sse", "array"])
def test_a_delay_comes_before_the_head_and_no_frame(way: Any) -> None:
    exchange = ask(stubbed({"chunks": ["Os", "lo."], "delay": 0.25}), asking=Asking(way))

    assert exchange.reply.delay == 0.25
    assert not any(each.delay for each in exchange.reply.frames)


def test_a_fault_may_befall_an_error_too() -> None:
    mock = stubbed({"error": 503, "fault": "disconnect; after=0", "delay": 1})
    exchange = ask(mock)

    assert (exchange.reply.status, exchange.reply.ending) == (503, "disconnect")


def test_a_stub_answers_so_many_times_and_then_the_next() -> None:
    mock = stubbed({"text": "first", "times": 2}, {"text": "then"})

    assert [said(mock) for _ in range(4)] == ["first", "first", "then", "then"]


def test_a_scenario_leads_from_state_to_state_in_each_namespace() -> None:
    mock = stubbed(
        {
            "match": {"text": "log in"},
            "scenario": {"name": "login", "becomes": "in"},
            "text": "Welcome.",
        },
        {"scenario": {"name": "login", "state": "in"}, "text": "Your mail."},
        {"scenario": {"name": "login", "state": ""}, "text": "Who are you?"},
    )

    assert said(mock, "mail") == "Who are you?"
    assert said(mock, "log in") == "Welcome."
    assert said(mock, "mail") == "Your mail."
    assert said(mock, "mail", namespace="other") == "Who are you?"


def test_a_reset_begins_scenarios_and_turns_anew() -> None:
    login = {"name": "login", "becomes": "in"}
    mock = stubbed(
        {"scenario": {**login, "state": "in"}, "responses": [{"text": "a"}, {"text": "b"}]},
        {"scenario": login, "text": "Welcome."},
    )
    before = [said(mock) for _ in range(3)]
    Control(mock, "").reset()

    assert before == ["Welcome.", "a", "b"]
    assert [said(mock) for _ in range(3)] == before


def test_a_stub_that_is_added_anew_has_its_first_turn_again() -> None:
    mock = stubbed()
    control = Control(mock, "")
    document = {"name": "mine", "responses": [{"text": "one"}, {"text": "two"}]}
    control.add(document)
    before = [said(mock), said(mock)]
    control.add(document)

    assert before == ["one", "two"]
    assert said(mock) == "one"


def test_templates_know_the_request_the_match_and_the_turn() -> None:
    stub = {
        "match": {"text": {"regex": "of (?P<land>[A-Z]\\w+)"}},
        "text": "{{ match.land }}, asked {{ turn }}, by {{ request.headers.x-user }}: {{ request.text }}",
    }
    mock = stubbed(stub)
    asking = {"headers": {"x-user": "ann"}}

    assert said(mock, "capital of Norway", **asking) == "Norway, asked 1, by ann: capital of Norway"
    assert said(mock, "capital of Ghana", **asking) == "Ghana, asked 2, by ann: capital of Ghana"


def test_the_templates_of_a_response_know_its_turn() -> None:
    mock = stubbed(
        {"responses": [{"text": "{{ turn }}"}, {"error": {"code": 503, "message": "{{ turn }}."}}]}
    )

    assert said(mock) == "1"
    assert message(ask(mock)) == "2."


def test_templates_can_be_switched_off_for_a_stub_or_a_response() -> None:
    mock = stubbed(
        {"text": "{{ x }}", "template": False, "times": 1},
        {"responses": [{"text": "{{ turn }}"}, {"text": "{{ y }}", "template": False}]},
    )

    assert [said(mock) for _ in range(3)] == ["{{ x }}", "1", "{{ y }}"]


def test_a_template_that_speaks_of_what_is_not_there_is_an_error_of_the_stub() -> None:
    mock = stubbed({"text": "{{ request.function_response.name }}"})
    exchange = ask(mock)

    assert exchange.reply.status == 501
    assert exchange.stub == "stub-1"
    assert "stub stub-1: template" in message(exchange)
    assert "request.function_response is undefined" in message(exchange)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[httpx.Client]:
    stubs = {
        "cut": {
            "match": {"text": "cut"},
            "chunks": ["Os", "lo", " is it."],
            "fault": "disconnect; after=2",
        },
        "flaky": {"match": {"text": "flaky"}, "responses": [{"error": 429}, {"text": "Oslo."}]},
        "slow": {"match": {"text": "slow"}, "text": "Oslo.", "delay": 0.01},
    }
    for name, stub in stubs.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(stub), "utf-8")
    headers = {"x-goog-api-key": "any"}
    with (
        MockServer(stubs=[tmp_path]) as server,
        httpx.Client(base_url=server.url, headers=headers) as client,
    ):
        yield client


def body(text: str) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def test_on_a_socket_a_stream_breaks_off_after_its_frames(served: httpx.Client) -> None:
    path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    got: list[bytes] = []
    with (
        served.stream("POST", path, json=body("cut")) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        got.extend(answer.iter_raw())

    assert answer.headers["x-mock-stub"] == "cut"
    assert b"".join(got).count(b"data: ") == 2
    assert b"STOP" not in b"".join(got)


def test_on_a_socket_a_client_that_asks_again_is_answered(served: httpx.Client) -> None:
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    first, again = (served.post(path, json=body("flaky")) for _ in range(2))

    assert (first.status_code, again.status_code) == (429, 200)
    assert first.headers["x-mock-stub"] == again.headers["x-mock-stub"] == "flaky"
    assert served.post(path, json=body("slow")).status_code == 200
