"""The command line, as a process of its own."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands import COMMAND, run, run_apart

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}

Serve = Callable[..., tuple["subprocess.Popen[str]", str]]


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


@pytest.mark.parametrize(("dialect", "chats"), [("comet", True), ("google", False)])
def test_serve_prints_how_to_chat_where_that_can_be(
    serve: Serve, dialect: str, *, chats: bool
) -> None:
    process, url = serve("--dialect", dialect)
    process.terminate()
    assert process.stdout is not None
    told = process.stdout.read()

    assert (f'OpenAI(api_key="any-key", base_url="{url}/v1")' in told) is chats


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


def test_a_job_in_the_background_of_a_script_ends_with_the_same_code() -> None:
    """A shell without job control starts it with SIGINT ignored."""
    command = f"{shlex.join(COMMAND)} serve --port 0 & read -r go; kill -INT $!; wait $!; exit $?"
    process = subprocess.Popen(
        ["sh", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert " serves " in process.stdout.readline()
    process.communicate("go\n", timeout=20)

    assert process.returncode == 130


def begin(url: str, body: bytes, length: int) -> socket.socket:
    host, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)))
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: x\r\nx-goog-api-key: k\r\ncontent-length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return connection


def test_who_is_not_served_yet_does_not_keep_the_server_from_stopping(serve: Serve) -> None:
    process, url = serve("--latency-ms", "60000")
    body = json.dumps(HELLO).encode()
    with begin(url, body, len(body)) as waiting, begin(url, body[:5], 9_000) as half:
        # The journal says that the answer is planned; it is to be sent in a minute.
        while httpx.get(f"{url}/__admin/journal/count?progress=sending").json()["count"] < 1:
            pass
        process.send_signal(signal.SIGTERM)
        received = waiting.recv(65_536), half.recv(65_536)
    _, err = process.communicate(timeout=15)

    assert received == (b"", b"")
    assert process.returncode == 0
    assert err.rstrip().endswith("generateContent 200 [left]")


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


def test_a_cached_content_is_there_from_the_start(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "handbook.json"
    contents = [{"role": "user", "parts": [{"text": "All doors are blue."}]}]
    cache = {
        "name": "cachedContents/handbook", "model": "models/gemini-2.5-flash", "contents": contents,
    }  # fmt: skip
    file.write_text(json.dumps(cache), "utf-8")
    _, url = serve("--cached-content", str(file))
    body = {**HELLO, "cachedContent": "cachedContents/handbook"}
    answer = httpx.post(url + PATH, json=body, headers={"x-goog-api-key": "any"}).json()

    assert answer["usageMetadata"]["cachedContentTokenCount"] > 0


def test_a_mock_that_others_reach_is_served_with_a_token_or_without_admin(serve: Serve) -> None:
    _, guarded = serve("--host", "0.0.0.0", COMETAPI_MOCK_ADMIN_TOKEN="secret")
    _, without = serve("--host", "0.0.0.0", "--no-admin")
    statuses = [
        httpx.get(f"{url.replace('0.0.0.0', '127.0.0.1')}/__admin/{path}").status_code
        for url in (guarded, without)
        for path in ("health", "journal")
    ]

    assert statuses == [200, 401, 200, 404]


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


def test_log_lines_have_no_colour_where_there_is_no_terminal(serve: Serve) -> None:
    process, url = serve()
    httpx.post(url + PATH, json=HELLO, headers={"x-goog-api-key": "k"})
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)

    assert "generateContent 200" in err
    assert "\x1b" not in out + err


def test_the_log_level_silences_requests(serve: Serve) -> None:
    process, url = serve("--log-level", "error")
    httpx.post(url + PATH, json=HELLO, headers={"x-goog-api-key": "k"})
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)

    assert err == ""


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("DIALECT", "google", "status 403"),
        ("API_KEY", "good", "status 401"),
        ("SEED", "1", "other bytes"),
        ("MAX_BODY", "10", "status 413"),
        ("SELF_CHECK", "1", "status 200"),
    ],
)
def test_a_variable_has_its_effect(serve: Serve, variable: str, value: str, what: str) -> None:
    _, url = serve(**{f"COMETAPI_MOCK_{variable}": value})
    headers = {} if variable == "DIALECT" else {"x-goog-api-key": "k"}
    answer = httpx.post(url + PATH, json=HELLO, headers=headers)
    usual = httpx.post(serve()[1] + PATH, json=HELLO, headers=headers)

    if what == "other bytes":
        assert answer.content != usual.content
    else:
        assert f"status {answer.status_code}" == what


def test_the_variable_of_a_flag_is_a_name_that_a_shell_can_set() -> None:
    done = run("serve", "--help", COLUMNS="200")

    assert re.search(r"COMETAPI_MOCK_SELF_CHECK\b(?!/)", done.stdout)
    assert run("serve", COMETAPI_MOCK_SELF_CHECK="maybe").returncode == 2


@pytest.mark.parametrize("kind", ["symlink", "folder", "pipe"])
def test_a_ready_file_replaces_nothing_but_a_file(tmp_path: Path, kind: str) -> None:
    ready = tmp_path / "ready"
    match kind:
        case "symlink":
            ready.symlink_to(tmp_path / "elsewhere")
        case "folder":
            ready.mkdir()
        case "pipe":
            os.mkfifo(ready)
    done = run_apart("serve", "--port", "0", "--ready-file", str(ready))

    assert done.returncode == 2
    assert "there is something else than a file" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["ready"]


def test_a_ready_file_of_an_earlier_run_is_replaced_and_gone_in_the_end(
    serve: Serve, tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    ready.write_text("http://stale\n", "utf-8")
    process, url = serve("--ready-file", str(ready))

    assert ready.read_text("utf-8") == url + "\n"
    assert ready.stat().st_mode & 0o444 == 0o444 & ~os.umask(os.umask(0o022))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert list(tmp_path.iterdir()) == []


def test_a_second_server_on_the_port_leaves_the_ready_file_of_the_first(
    serve: Serve, tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    _, address = serve("--ready-file", str(ready))
    port = address.rpartition(":")[2]

    assert run_apart("serve", "--port", port, "--ready-file", str(ready)).returncode == 2
    assert ready.read_text("utf-8") == address + "\n"


def test_a_ready_file_that_another_run_has_taken_stays(serve: Serve, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    first, _ = serve("--ready-file", str(ready))
    _, other = serve("--ready-file", str(ready))
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=10)

    assert ready.read_text("utf-8") == other + "\n"


@pytest.mark.parametrize("arguments", [["--dialect", "vertex"], ["--api-key", "sk-1"]], ids=str)
def test_the_printed_curl_line_works_with_other_settings(
    serve: Serve, arguments: list[str]
) -> None:
    process, _ = serve(*arguments)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    command = "".join(next(lines) for _ in range(5)).partition("Try it:\n")[2]
    environment = {**os.environ, "COMETAPI_KEY": "sk-1"}
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=True, env=environment
    )

    assert '"finishReason": "STOP"' in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--host", ""], "can't listen on ''", id="blank-host"),
        pytest.param(["--api-key", ""], "api_keys takes keys that aren't blank", id="blank-key"),
        pytest.param(["--api-key", "  "], "api_keys takes keys that aren't blank", id="blanks"),
        pytest.param(
            ["--dialect", "azure"], "'azure' is not one of 'comet', 'google'", id="dialect"
        ),
        pytest.param(["--port", "99999"], "99999 is not in the range 0<=x<=65535", id="port"),
        pytest.param(["--seed", "x"], "'x' is not a valid integer", id="seed"),
        pytest.param(["--model", "x"], "--model takes NAME=LIKE", id="model"),
        pytest.param(["--model", "x=y"], "unknown model 'y'", id="unknown-model"),
        pytest.param(
            ["--cached-content", "no.json"],
            "cached content no.json: No such file or directory",
            id="cache",
        ),
        pytest.param(["--ports", "1"], "No such option", id="option"),
        pytest.param(
            ["--host", "256.0.0.1", "--port", "0"], "can't listen on 256.0.0.1", id="host"
        ),
        pytest.param(
            ["--host", "0.0.0.0", "--port", "0"], "on 0.0.0.0 others can reach", id="exposed"
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], message: str) -> None:
    done = run("serve", *arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_ready_file_that_cannot_be_is_one_line_and_exit_code_2() -> None:
    done = run_apart("serve", "--port", "0", "--ready-file", "/no/such/file")

    assert done.returncode == 2
    assert "--ready-file" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_taken_port_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_apart("serve", "--port", str(port))

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

    assert done.stdout == run_apart("--version").stdout


def test_all_that_is_wrong_with_stubs_is_told_in_lines_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("txt: a\ndelay: x\n", "utf-8")

    done = run("serve", "--port", "0", "--stubs", str(tmp_path))

    assert done.returncode == 2
    assert [each.partition("a.yaml")[2] for each in done.stderr.splitlines()] == [
        ":1: txt: there is no such member; did you mean 'text'?",
        ":2: delay: takes a number, not 'x'",
    ]


def test_what_a_command_does_not_need_is_not_loaded() -> None:
    code = "import sys; from mockserver.cli import cli; cli(['env'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"httpx", "mockserver.generate", "starlette", "uvicorn"} & set(done.stdout.split())


def test_a_command_that_there_is_not_is_wrong_usage() -> None:
    done = run("nonsense")

    assert done.returncode == 2
    assert "No such command 'nonsense'" in done.stderr
