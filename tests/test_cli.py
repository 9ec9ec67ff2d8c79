"""The command line, as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = [sys.executable, "-m", "mockserver"]
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}

Serve = Callable[..., tuple["subprocess.Popen[str]", str]]


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, **environment},
    )


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> tuple["subprocess.Popen[str]", str]:
        process = subprocess.Popen(
            [*COMMAND, "serve", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "COMETAPI_MOCK_PORT": "0", **environment},
        )
        running.append(process)
        assert process.stdout is not None
        url = process.stdout.readline().split(" serves ")[1].split()[0]
        return process, url

    yield start
    for each in running:
        each.terminate()
        each.communicate(timeout=20)


def test_serve_prints_what_to_try(serve: Serve) -> None:
    process, url = serve()
    assert process.stdout is not None
    lines = "".join(process.stdout.readline() for _ in range(8))

    assert f'curl "{url}{PATH}"' in lines
    options = f'http_options={{"api_version": "v1beta", "base_url": "{url}"}}'
    assert f'genai.Client(api_key="any-key", {options})' in lines


def test_the_printed_curl_line_works(serve: Serve) -> None:
    process, _ = serve()
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    command = "".join(next(lines) for _ in range(5)).partition("Try it:\n")[2]
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["sigterm", "ctrl-c"]
)
def test_a_signal_stops_the_server_without_a_traceback(
    serve: Serve, number: signal.Signals, code: int
) -> None:
    process, _ = serve()
    process.send_signal(number)
    _, err = process.communicate(timeout=10)

    assert process.returncode == code
    assert "Traceback" not in err


def test_what_is_being_sent_is_finished_before_the_end(serve: Serve) -> None:
    process, url = serve("--latency-ms", "400")
    with httpx.Client() as client:
        request = client.build_request(
            "POST", url + PATH, json=HELLO, headers={"x-goog-api-key": "k"}
        )
        host, port = url.removeprefix("http://").split(":")
        body = request.content
        with socket.create_connection((host, int(port))) as connection:
            head = f"POST {PATH} HTTP/1.1\r\nhost: x\r\nx-goog-api-key: k\r\ncontent-length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            # The log line says that the answer is planned; it is still to be sent.
            assert process.stderr is not None
            assert "generateContent 200" in process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
    process.communicate(timeout=10)

    assert received.startswith(b"HTTP/1.1 200")
    assert b'"finishReason": "STOP"' in received
    assert process.returncode == 0


def test_options_win_over_the_environment_and_it_over_defaults(serve: Serve) -> None:
    _, url = serve("--dialect", "vertex", COMETAPI_MOCK_DIALECT="google", COMETAPI_MOCK_SEED="5")
    health = httpx.get(url + "/__admin/health").json()

    assert (health["dialect"], health["seed"]) == ("vertex", 5)


def test_keys_and_models_come_from_the_environment_too(serve: Serve) -> None:
    _, url = serve(COMETAPI_MOCK_API_KEY="one two", COMETAPI_MOCK_MODEL="mine=gemini-2.5-flash")
    path = PATH.replace("gemini-2.5-flash", "mine")
    answers = [
        httpx.post(url + path, json=HELLO, headers={"x-goog-api-key": key}).status_code
        for key in ("one", "two", "three")
    ]

    assert answers == [200, 200, 401]


def test_the_ready_file_holds_the_url(serve: Serve, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    _, url = serve("--ready-file", str(ready))

    assert ready.read_text("utf-8") == url + "\n"
    assert list(tmp_path.iterdir()) == [ready]


def test_log_lines_are_json_if_asked(serve: Serve) -> None:
    process, url = serve("--log-format", "json")
    httpx.post(url + PATH, json={"contents": []}, headers={"x-goog-api-key": "secret"})
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    line: dict[str, Any] = json.loads(err.splitlines()[0])

    assert (line["method"], line["path"], line["status"]) == ("POST", PATH, 500)
    assert line["level"] == "INFO"
    assert "secret" not in err


def test_the_log_level_silences_requests(serve: Serve) -> None:
    process, url = serve("--log-level", "error")
    httpx.post(url + PATH, json=HELLO, headers={"x-goog-api-key": "k"})
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)

    assert err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["--dialect", "azure"], "'azure' is not one of 'comet', 'google'", id="dialect"
        ),
        pytest.param(["--port", "99999"], "99999 is not in the range 0<=x<=65535", id="port"),
        pytest.param(["--seed", "x"], "'x' is not a valid integer", id="seed"),
        pytest.param(["--model", "x"], "--model takes NAME=LIKE", id="model"),
        pytest.param(["--model", "x=y"], "unknown model 'y'", id="unknown-model"),
        pytest.param(["--ports", "1"], "No such option", id="option"),
        pytest.param(
            ["--host", "256.0.0.1", "--port", "0"], "can't listen on 256.0.0.1", id="host"
        ),
        pytest.param(["--port", "0", "--ready-file", "/no/such/file"], "--ready-file", id="file"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], message: str) -> None:
    done = run("serve", *arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_taken_port_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))

    assert done.returncode == 2
    assert done.stderr == (
        f"python -m mockserver: can't listen on 127.0.0.1 port {port}: Address already in use;"
        " try another --port (0 is a free one)\n"
    )


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    done = run("serve", COMETAPI_MOCK_MAX_BODY="much")

    assert done.returncode == 2
    assert "COMETAPI_MOCK_MAX_BODY" in done.stderr


def test_help_names_every_option_with_its_variable() -> None:
    done = run("serve", "--help", COLUMNS="200")

    for name in (
        "host", "port", "dialect", "api-key", "seed", "max-body", "latency-ms", "model", "self-check",
        "log-level", "log-format", "ready-file",
    ):  # fmt: skip
        assert f"--{name}" in done.stdout
        assert f"COMETAPI_MOCK_{name.replace('-', '_').upper()}" in done.stdout


def test_without_a_command_there_is_help() -> None:
    done = run()

    assert done.returncode == 0
    assert "serve" in done.stdout


def test_the_installed_command_is_the_same() -> None:
    command = Path(sys.executable).with_name("cometapi-mock")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == run("--version").stdout
