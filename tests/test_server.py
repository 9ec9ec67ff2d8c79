"""The mock on a real socket."""

import asyncio
import gzip
import json
import logging
import socket
import threading
from typing import Any

import httpx
import pytest

from mockserver import ConfigurationError, MockServer, Settings
from mockserver.app import create_app, read_body, send_reply
from mockserver.exchange import Frame, Reply
from mockserver.mock import mock
from mockserver.server import Server, bind, url

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
HELLO: dict[str, Any] = {"contents": [{"parts": [{"text": "Describe the moon in detail"}]}]}


def test_health_answers_as_soon_as_the_block_is_entered() -> None:
    with MockServer(dialect="google", seed=7) as server:
        found = httpx.get(f"{server.url}/__admin/health")

    assert found.status_code == 200
    assert found.json()["status"] == "ok"
    assert (found.json()["dialect"], found.json()["seed"]) == ("google", 7)


def test_a_server_is_gone_after_its_block() -> None:
    with MockServer() as server:
        pass

    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_many_servers_run_side_by_side() -> None:
    with MockServer(seed=1) as one, MockServer(seed=2) as other:
        answers = [
            httpx.post(each.url + PATH, json=HELLO, headers={"x-goog-api-key": "k"}).content
            for each in (one, other)
        ]

    assert answers[0] != answers[1]


def test_what_is_being_sent_is_finished_before_the_end() -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def app(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first, ", "more_body": True})
        begun.set()
        await asyncio.to_thread(go_on.wait)
        await send({"type": "http.response.body", "body": b"last"})

    def stop() -> None:
        begun.wait()
        server.should_exit = True
        while server.servers[0].is_serving():
            begun.wait(0.01)
        go_on.set()

    server = Server(app, threading.Thread(target=stop).start, mock(Settings()))
    with bind("127.0.0.1", 0) as listener:
        running = threading.Thread(target=server.run, args=([listener],))
        running.start()
        answer = httpx.get(url(listener))
        running.join()

    assert answer.text == "first, last"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"api_keys": "sk-1"}, "api_keys takes a list of keys, not 'str'"),
        ({"api_keys": None}, "api_keys takes a list of keys, not 'NoneType'"),
        ({"dialect": ["comet"]}, "dialect takes a name, not ['comet']"),
        ({"models": {5: "x"}}, "models takes names"),
        ({"api_keys": [" "]}, "api_keys takes keys that aren't blank"),
        ({"seed": "x"}, "seed takes a whole number, not 'x'"),
        ({"max_body": "x"}, "max_body takes bytes, 1 or more, not 'x'"),
        ({"max_header": 0}, "max_header takes bytes, 1 or more, not 0"),
        ({"max_inflated": -1}, "max_inflated takes bytes, 0 or more, not -1"),
        ({"max_depth": 0}, "max_depth takes brackets, 1 to 500, not 0"),
        ({"max_depth": 501}, "max_depth takes brackets, 1 to 500, not 501"),
        ({"idle_timeout": 0}, "idle_timeout takes seconds, more than 0, 1000000 at most, not 0"),
        (
            {"idle_timeout": 1e9},
            "idle_timeout takes seconds, more than 0, 1000000 at most, not 1000000000.0",
        ),
        (
            {"idle_timeout": True},
            "idle_timeout takes seconds, more than 0, 1000000 at most, not True",
        ),
        (
            {"read_timeout": "x"},
            "read_timeout takes seconds, more than 0, 1000000 at most, not 'x'",
        ),
        ({"read_timeout": float("nan")}, "read_timeout takes seconds"),
        ({"max_body": 0}, "max_body takes bytes"),
        ({"latency_ms": -5}, "latency_ms takes milliseconds, not -5"),
        ({"models": ["x"]}, "models takes names"),
        ({"log_level": "error"}, "no such setting: log_level; there are host, port, dialect"),
        ({"port": 99_999}, "can't listen on '127.0.0.1' port 99999"),
        ({"port": "80"}, "can't listen on '127.0.0.1' port '80'"),
        ({"host": " "}, "can't listen on ' '"),
        ({"host": "a\0b"}, "can't listen on 'a\\x00b'"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        MockServer(**setting)

    assert message in str(raised.value)


def test_a_mock_runs_once() -> None:
    server = MockServer()
    with server:
        pass

    with pytest.raises(RuntimeError, match="runs once; make another"), server:
        pass


def test_a_mock_is_the_control_of_its_common_namespace() -> None:
    with MockServer() as mock:
        mock.add(match={"text": {"contains": "moon"}}, text="Round.")
        mock.namespace("ann").fail_next(status=429)
        answers = [
            httpx.post(each + PATH, json=HELLO, headers={"x-goog-api-key": "k"})
            for each in (mock.url, f"{mock.url}/__ns/ann")
        ]

        assert [each.status_code for each in answers] == [200, 429]
        assert "Round." in answers[0].text
        assert [each.text for each in mock.requests] == ["Describe the moon in detail"]
        assert [each.status for each in mock.all_requests] == [200, 429]
        mock.assert_called_once(text={"contains": "moon"})


def test_a_mock_serves_an_app_in_the_event_loop_that_started_it() -> None:
    async def run() -> tuple[int, str]:
        async with MockServer() as mock, httpx.AsyncClient(base_url=mock.url) as app:
            answer = await app.post(PATH, json=HELLO, headers={"x-goog-api-key": "k"})
            return answer.status_code, mock.url

    status, there = asyncio.run(run())

    assert status == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(there)


def test_a_mock_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FileNotFoundError

    server = MockServer()
    monkeypatch.setattr(Server, "startup", fail)

    with pytest.raises(RuntimeError, match="could not be started: FileNotFoundError"), server:
        pass


def test_a_request_that_offers_http_2_keeps_its_body(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(HELLO)
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nhost: x\r\nx-goog-api-key: k\r\ncontent-length: {len(body)}\r\n"
            "connection: close, Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEA\r\n\r\n"
            f"{body}".encode()
        )
        received = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert received.startswith(b"HTTP/1.1 200")
    assert caplog.text == ""


def test_a_page_of_another_site_may_call(client: httpx.Client) -> None:
    asked = client.options(PATH, headers={"origin": "https://example.com"})
    answer = client.post(PATH, json=HELLO)

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "*"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_invalid_body_of_many_messages_is_refused_as_well_as_a_small_one(
    client: httpx.Client,
) -> None:
    part: dict[str, Any] = {"contents": [{"parts": [{}] * 10_000}]}
    unknown = {"contents": [{"parts": [{"text": "x"}]}], "tools": [{"x": 1}] * 10_000}
    lost = {"contents": [{"parts": [{"text": "x"}], "y": 1}] * 10_000}

    answers = [client.post(PATH, json=each, timeout=60) for each in (part, unknown, lost)]

    assert [each.status_code for each in answers] == [400, 400, 200]
    assert all(len(each.content) < 100_000 for each in answers)


def test_a_wrong_setting_says_which() -> None:
    with pytest.raises(ConfigurationError, match="no such setting: dialekt; there are host, port"):
        MockServer(dialekt="comet")
    with pytest.raises(ConfigurationError, match="unknown dialect"):
        MockServer(dialect="azure")
    with pytest.raises(ConfigurationError, match="unknown model 'gemini-x'"):
        create_app(Settings(models={"mine": "gemini-x"}))
    with pytest.raises(ConfigurationError, match="log_level takes one of debug, info"):
        Settings(log_level="loud")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="log_format takes one of text, json"):
        Settings(log_format="xml")  # type: ignore[arg-type]


def test_a_taken_port_is_a_configuration_error() -> None:
    with MockServer() as server, pytest.raises(ConfigurationError, match="another --port"):
        MockServer(port=int(server.url.rpartition(":")[2]))


def test_an_address_of_ipv6_is_written_with_brackets() -> None:
    try:
        listener = bind("::1", 0)
    except ConfigurationError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    with listener:
        assert url(listener).startswith("http://[::1]:")


def test_nagles_algorithm_is_off(server: MockServer) -> None:
    assert server._socket.proto == socket.IPPROTO_TCP  # noqa: SLF001 - with 0 it is left on


def test_an_added_model_behaves_like_its_example() -> None:
    with MockServer(models={"gemini-4-pro": "gemini-3.8-flash"}) as server:
        path = PATH.replace("gemini-2.5-flash", "gemini-4-pro")
        answer = httpx.post(server.url + path, json=HELLO, headers={"x-goog-api-key": "k"})

    assert answer.json()["modelVersion"] == "gemini-4-pro"


def test_self_check_finds_nothing_in_a_healthy_mock() -> None:
    with MockServer(self_check=True) as server:
        answer = httpx.post(server.url + PATH, json=HELLO, headers={"x-goog-api-key": "k"})

    assert answer.status_code == 200


def test_a_body_over_the_limit_is_refused_and_the_server_goes_on() -> None:
    with MockServer(max_body=1_000) as server, httpx.Client(base_url=server.url) as client:
        client.headers["x-goog-api-key"] = "k"
        plain = client.post(PATH, content=b" " * 1_000_000)
        headers = {"content-encoding": "gzip"}
        bomb = client.post(PATH, content=gzip.compress(b" " * 10_000_000), headers=headers)
        after = client.post(PATH, json=HELLO)

    assert plain.status_code == bomb.status_code == 413
    assert plain.json()["error"]["code"] == "read_request_body_failed"
    assert after.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="broken"),
        pytest.param(b"\xff\xfe", id="not-utf-8"),
        pytest.param(b'{"contents": NaN}', id="nan"),
        pytest.param(b'{"contents": 1e999}', id="infinity"),
        pytest.param(b'{"contents": [], "contents": []}', id="twice"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"a":' * 100_000, id="deep-objects"),
        pytest.param(b'{"contents":[{"parts":[{"text":"\\ud800"}]}]}', id="surrogate"),
        pytest.param(b"1" * 5_000, id="long-number"),
        pytest.param(b'"text"', id="no-object"),
        pytest.param(b"", id="empty"),
        pytest.param(b'{"contents": {"parts": ' + b'{"functionCall": {"name": "f", "args": ' +
                     b'{"a":' * 150 + b"1" + b"}" * 154, id="deep-arguments"),
    ],
)  # fmt: skip
def test_a_broken_body_gets_an_error_in_the_envelope(client: httpx.Client, body: bytes) -> None:
    answer = client.post(PATH, content=body)

    assert answer.status_code in {400, 500}
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert client.get("/__admin/health").status_code == 200


def test_the_same_request_gets_the_same_bytes_however_it_is_written(client: httpx.Client) -> None:
    request = {
        "systemInstruction": {"parts": [{"text": "You are a tutor."}]},
        "contents": [{"role": "user", "parts": [{"text": "What is 2+2?"}]}],
        "generationConfig": {"maxOutputTokens": 400, "thinkingConfig": {"thinkingBudget": 0}},
    }
    variant = (
        b'{"generation_config": {"thinkingConfig": {"thinking_budget": "0"},'
        b' "max_output_tokens": 400.0}, "tools": null,\n'
        b' "system_instruction": {"parts": {"text": "You are a tutor."}},'
        b' "contents": {"role": "user", "parts": [[{"text": "What is \\u0032+2?"}]]}}'
    )
    answers = {
        client.post(PATH, json=request).content,
        client.post(PATH, content=variant).content,
        client.post(f"/v1/models/{PATH.rpartition('/')[2]}", json=request).content,
        client.post(PATH.replace("/models/", "/models/models/"), json=request).content,
    }

    assert len(answers) == 1


def test_a_stream_arrives_in_events_that_make_up_the_unary_answer(client: httpx.Client) -> None:
    whole = client.post(PATH, json=HELLO).json()
    with client.stream("POST", STREAM, params={"alt": "sse"}, json=HELLO) as response:
        lines = [each for each in response.iter_lines() if each]
    chunks = [json.loads(each.removeprefix("data: ")) for each in lines]
    text = "".join(each["candidates"][0]["content"]["parts"][0]["text"] for each in chunks)

    assert response.headers["content-type"] == "text/event-stream"
    assert len(chunks) > 3
    assert text == whole["candidates"][0]["content"]["parts"][0]["text"]
    assert chunks[-1]["usageMetadata"] == whole["usageMetadata"]
    assert {each["responseId"] for each in chunks} == {whole["responseId"]}
    assert ["finishReason" in each["candidates"][0] for each in chunks[:-1]].count(True) == 0


def test_the_operator_of_the_page_may_stand_in_the_path_as_a_whole(client: httpx.Client) -> None:
    encoded = client.post(STREAM + "%3Falt%3Dsse", json=HELLO)

    assert encoded.headers["content-type"] == "text/event-stream"


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        pytest.param({"x-goog-api-key": "k"}, {}, id="header"),
        pytest.param({"Authorization": "Bearer k"}, {}, id="bearer"),
        pytest.param({"Authorization": "k"}, {}, id="bare-authorization"),
        pytest.param({}, {"key": "k"}, id="query"),
    ],
)
def test_a_key_is_taken_from_each_place(
    server: MockServer, headers: dict[str, str], query: dict[str, str]
) -> None:
    answer = httpx.post(server.url + PATH, json=HELLO, headers=headers, params=query)

    assert answer.status_code == 200


def test_keys_stand_in_no_log_line_and_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    secret = "sk-0123456789secret"
    caplog.set_level(logging.DEBUG)
    with MockServer(api_keys=("good",)) as server:
        answers = [
            httpx.post(server.url + PATH, json=HELLO, params={"key": secret}),
            httpx.post(server.url + PATH, json=HELLO, headers={"x-goog-api-key": secret}),
            httpx.post(
                server.url + PATH, json=HELLO, headers={"authorization": f"Bearer {secret}"}
            ),
            httpx.post(server.url + "/v1beta/nowhere", params={"key": secret}),
        ]

    lines = [each for each in caplog.records if each.name == "mockserver"]
    assert [each.status_code for each in answers] == [401, 401, 401, 301]
    assert len(lines) == 4
    assert not any(secret in str(each.__dict__) for each in lines)
    assert not any(secret in each.text + str(each.headers) for each in answers)


def test_a_log_line_keeps_control_characters_out(
    caplog: pytest.LogCaptureFixture, client: httpx.Client
) -> None:
    caplog.set_level(logging.INFO, logger="mockserver")
    client.post("/v1beta/models/a%0D%0Ab:generateContent", json=HELLO)

    assert "a\\r\\nb" in caplog.text


def test_the_front_page_says_where_the_api_is(client: httpx.Client) -> None:
    answer = client.post("/v1beta/nowhere", json=HELLO, follow_redirects=True)

    assert answer.status_code == 200
    assert "/v1beta" in answer.text


def test_latency_comes_before_the_first_byte() -> None:
    app = create_app(Settings(latency_ms=50))
    received: list[bool] = []
    sent: list[str] = []
    slept: list[str] = []

    async def receive() -> dict[str, Any]:
        if received:
            await asyncio.sleep(60)
        received.append(True)
        return {"type": "http.request", "body": json.dumps(HELLO).encode()}

    async def send(message: Any) -> None:
        slept.append("sent" if not ticked.is_set() else "slept")
        sent.append(message["type"])

    async def tick() -> None:
        await asyncio.sleep(0.02)
        ticked.set()

    async def run() -> None:
        ticker = asyncio.create_task(tick())
        await app(scope, receive, send)
        await ticker

    ticked = threading.Event()
    scope = {
        "type": "http", "method": "POST", "path": PATH, "query_string": b"", "root_path": "",
        "headers": [(b"x-goog-api-key", b"k")],
    }  # fmt: skip
    asyncio.run(run())

    assert slept[0] == "slept"
    assert sent == ["http.response.start", "http.response.body"]


def test_of_a_body_that_is_too_large_no_more_is_kept_than_tells_it() -> None:
    pieces = iter([True] * 99 + [False])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 10, "more_body": next(pieces)}

    assert asyncio.run(read_body(receive, 25)) == b"x" * 30


def test_a_stream_ends_when_its_client_leaves() -> None:
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    reply = Reply(200, "text/event-stream", (Frame(b"a"), Frame(b"b", delay=60), Frame(b"c")))
    asyncio.run(send_reply(reply, receive, send))

    assert sent == ["http.response.start", "http.response.body"]


def test_an_answer_that_its_client_left_is_taken_down_as_that() -> None:
    with MockServer(latency_ms=60_000) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as early:
            early.sendall(b"GET /v1beta/models HTTP/1.1\r\nhost: x\r\n\r\n")
            while not entries(server):
                pass
        while (found := entries(server))[0]["progress"] == "sending":
            pass

    assert found[0]["progress"] == "left"
    assert found[0]["response"]["frames"] == {"planned": 1, "sent": 0}


def entries(server: MockServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{server.url}/__admin/journal").json()["entries"]
    return found


def test_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody(
    server: MockServer, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as early:
        early.sendall(
            f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\nabc".encode()
        )

    assert client.post(PATH, json=HELLO).status_code == 200
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_concurrent_calls_get_the_answers_of_single_ones(server: MockServer) -> None:
    bodies = [{"contents": [{"parts": [{"text": f"Tell me about {n}"}]}]} for n in range(20)]

    async def ask_all() -> list[bytes]:
        async with httpx.AsyncClient(base_url=server.url, params={"key": "k"}) as client:
            answers = await asyncio.gather(*(client.post(PATH, json=each) for each in bodies * 3))
            return [each.content for each in answers]

    together = asyncio.run(ask_all())
    with httpx.Client(base_url=server.url, params={"key": "k"}) as client:
        alone = [client.post(PATH, json=each).content for each in bodies]

    assert together == alone * 3
    assert len(set(alone)) == len(bodies)
