"""The journal as an HTTP archive, as commands of curl, as a test for pytest."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver import MockServer
from mockserver.exchange import DAY_ONE, Call, Exchange, Frame, Reply
from mockserver.exports import FORMS, Session, curl, har, pytest_module
from mockserver.exports.literals import literal
from mockserver.journal import Entry, Journal
from tests.pytest_runs import PLUGIN

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
SECRET = "sk-planted-0123456789"
RUFF = Path(sys.executable).with_name("ruff")

CONTRACT = "from contract_tests.cli import main; main()"


@pytest.fixture
def running() -> Iterator[MockServer]:
    with MockServer(seed=5, dialect="google") as server:
        yield server


def export(server: MockServer, form: str, **query: str) -> str:
    answer = httpx.get(f"{server.url}/__admin/journal/export", params={"format": form, **query})

    assert answer.status_code == 200
    return answer.text


def ask(server: MockServer, text: str, path: str = PATH, **options: Any) -> httpx.Response:
    headers = {"x-goog-api-key": SECRET, **options.pop("headers", {})}
    body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    return httpx.post(server.url + path, json=body, headers=headers, **options)


def entry(**members: Any) -> Entry:
    call = Call(
        members.pop("method", "POST"), members.pop("path", PATH), members.pop("query", {}),
        members.pop("headers", {}), members.pop("body", b""), namespace=members.pop("ns", ""),
    )  # fmt: skip
    frames = members.pop("frames", (Frame(b"{}"),))
    reply = Reply(members.pop("status", 200), "application/json", frames)
    journal = Journal()
    number = journal.append(Exchange(call, reply, **members))
    journal.end(number, "sent", len(frames), DAY_ONE + timedelta(seconds=2))
    return journal.entries()[0]


def test_each_form_comes_as_a_file_of_its_media_type(running: MockServer) -> None:
    url = f"{running.url}/__admin/journal/export"
    answers = {each: httpx.get(url, params={"format": each}) for each in FORMS}
    default = httpx.get(url)

    assert default.text == answers["har"].text
    for name, each in answers.items():
        assert each.headers["content-type"] == FORMS[name].media_type
        assert each.headers["content-disposition"] == f'attachment; filename="{FORMS[name].file}"'


def test_the_contract_suite_reads_an_archive_and_finds_nothing(
    running: MockServer, tmp_path: Path
) -> None:
    ask(running, "Describe the moon")
    ask(running, "Describe the moon", STREAM, params={"alt": "sse"})
    ask(running, "Describe the moon", STREAM)
    ask(running, "Draw a fox", PATH.replace("2.5-flash", "2.5-flash-image"))
    httpx.post(running.url + PATH, json={}, params={"key": SECRET})
    file = tmp_path / "session.har"
    text = export(running, "har")
    file.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CONTRACT, "check", str(file), "--dialect", "google"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "5" in done.stdout
    assert SECRET not in text
    assert [each["_lost"] for each in json.loads(text)["log"]["entries"]] == [
        [], [], [], ["base64"], [],
    ]  # fmt: skip


def test_an_archive_has_times_and_what_the_format_asks_for() -> None:
    told = har.archive(
        Session(
            entries=(
                entry(
                    headers={"host": "mock:80", "content-type": "application/json"},
                    query={"alt": "sse"},
                    body=b"{}",
                    frames=(Frame(b"a", 0.5), Frame(b"\xff", 1.0)),
                    status=299,
                    ns="mine",
                ),
            )
        )
    )["log"]
    (found,) = told["entries"]

    assert (told["version"], told["creator"]["name"]) == ("1.2", "cometapi-mock")
    assert found["startedDateTime"] == "2026-03-25T00:00:00+00:00"
    assert found["time"] == 2_000
    assert found["timings"] == {"send": 0, "wait": 500, "receive": 1_500}
    assert found["request"]["url"] == f"http://mock:80/__ns/mine{PATH}?alt=sse"
    assert found["request"]["queryString"] == [{"name": "alt", "value": "sse"}]
    assert found["request"]["postData"]["text"] == "{}"
    assert (found["response"]["status"], found["response"]["statusText"]) == (299, "")
    assert found["response"]["content"] == {
        "size": 2, "mimeType": "application/json", "text": "Yf8=", "encoding": "base64",
    }  # fmt: skip


def test_an_exchange_that_has_not_ended_stands_in_an_archive_too() -> None:
    journal = Journal()
    journal.append(Exchange(Call("GET", "/"), Reply(200, "text/plain", ())))
    (found,) = har.archive(Session(entries=journal.entries()))["log"]["entries"]

    assert (found["time"], found["_progress"], found["_lost"]) == (0, "sending", ["end"])
    assert found["timings"] == {"send": 0, "wait": 0, "receive": 0}


def test_the_curl_lines_ask_the_same(running: MockServer) -> None:
    text = """It's "$HOME" `id` \\ and\nünïcode"""
    first = ask(running, text, STREAM, params={"alt": "sse"}, headers={"x-app": "it's $me"})
    httpx.get(f"{running.url}/v1beta/models", params={"key": SECRET, "pageSize": "1"})
    script = export(running, "curl")
    httpx.delete(f"{running.url}/__admin/journal")
    done = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, "COMETAPI_KEY": SECRET},
        timeout=60,
    )
    again = httpx.get(f"{running.url}/__admin/journal").json()["entries"]

    assert SECRET not in script
    assert '-H "x-goog-api-key: $COMETAPI_KEY"' in script
    assert '/v1beta/models?key=$COMETAPI_KEY&pageSize=1"' in script
    assert done.stdout.startswith(first.content)
    assert [each["prompt"] for each in again] == [text, ""]
    assert again[0]["request"]["headers"]["x-app"] == "it's $me"
    assert (again[1]["request"]["method"], again[1]["response"]["status"]) == ("GET", 200)


def test_a_curl_line_sends_bytes_that_are_no_text_and_says_what_was_cut() -> None:
    entries = (
        entry(body=b"\xff\x00", stub="oslo"),
        entry(body=b'["' + b"A" * 5_000 + b'"]', headers={"x-goog-api-client": "gl-python"}),
        entry(body=b"a\0b", method="PATCH"),
        entry(path="/a b", method="GET"),
    )
    told = curl.write(Session(entries=entries)).split("\n\n")

    assert told[1].startswith(
        "# 1: 200, by the stub 'oslo'\necho /wA= | base64 -d | curl -sS http://"
    )
    assert told[1].endswith("--data-binary @-")
    assert told[2].startswith("# 1: 200; a body was cut, so this isn't the same request\n")
    assert "gl-python" not in told[2]
    assert "echo YQBi" in told[3]
    assert told[4] == "# 1: 200\ncurl -sS http://localhost/a%20b\n"


def live_through_all_that_can_happen(running: MockServer) -> None:
    oslo = {"match": {"text": {"contains": "Norway"}}, "text": 'The "capital": Oslo.'}
    admin = f"{running.url}/__admin"
    ask(running, 'Describe it\'s "moon"')
    ask(running, "Describe the moon", STREAM, params={"alt": "sse"})
    ask(running, "Describe the moon", STREAM)
    httpx.put(f"{admin}/stubs/oslo", json=oslo)
    httpx.post(f"{admin}/faults", json={"fault": "429; rate=1"})
    ask(running, "The capital of Norway?")
    ask(running, "The capital of Norway?")
    ask(running, "The capital of Norway?", headers={"x-mock-fault": "429"})
    with pytest.raises(httpx.HTTPError):
        ask(running, "The moon", STREAM, headers={"x-mock-fault": "disconnect; after=1"})
    httpx.post(running.url + PATH, content=b'{"contents"', headers={"x-goog-api-key": SECRET})
    httpx.post(running.url + PATH, content=b"\xff", headers={"x-goog-api-key": SECRET})
    ask(running, f"My key is {SECRET}")
    ask(running, "A" * 5_000)
    ask(running, "Draw a fox", PATH.replace("2.5-flash", "2.5-flash-image"))
    httpx.get(f"{running.url}/v1beta/nowhere")
    for fault in ("stream_error", "done", "data_lines", "bom", "truncate", "gzip", "empty_data"):
        for query in ({"alt": "sse"}, {}):
            ask(running, "The sea", STREAM, params=query, headers={"x-mock-fault": fault})


def test_the_test_runs_and_passes_on_a_mock_and_fails_on_another(
    running: MockServer, tmp_path: Path
) -> None:
    live_through_all_that_can_happen(running)
    text = export(running, "pytest")
    (tmp_path / "test_journal.py").write_text(text, "utf-8")
    good = run_pytest(tmp_path)
    (tmp_path / "test_journal.py").write_text(text.replace("Oslo.", "Bergen.", 1), "utf-8")
    bad = run_pytest(tmp_path)

    assert SECRET not in text
    assert good.returncode == 0, good.stdout + good.stderr
    assert "1 passed" in good.stdout
    assert bad.returncode == 1


def run_pytest(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            *("-p", "no:cacheprovider"),
            *("-p", PLUGIN),
            "--rootdir",
            str(folder),
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[1],
    )


def test_the_test_is_formatted(running: MockServer, tmp_path: Path) -> None:
    ask(running, """It's "said" \\ \x01 \u2028 'so'""" + " and on" * 30)
    ask(running, "In a namespace", headers={"x-mock-namespace": "Test: ok?"})
    httpx.put(f"{running.url}/__admin/stubs/a", json={"text": "x", "match": {"tools": []}})
    file = tmp_path / "test_journal.py"
    file.write_text(export(running, "pytest"), "utf-8")
    settings = tmp_path / "ruff.toml"
    settings.write_text("[lint]\nselect = ['E', 'F', 'I', 'W', 'UP']\nignore = ['E501']\n", "utf-8")
    done = [
        subprocess.run([RUFF, *command, str(file)], capture_output=True, text=True, check=False)
        for command in (
            ["format", "--diff"],
            ["format", "--diff", "--line-length", "100"],
            ["check", "--config", str(settings)],
        )
    ]

    assert [each.returncode for each in done] == [0, 0, 0], done
    assert "def test_session_test_ok(cometapi_mock: Any)" in file.read_text("utf-8")


def test_a_request_that_was_cut_is_not_asked_again() -> None:
    cut = entry(body=b'["' + b"A" * 5_000 + b'"]')
    text = pytest_module.write(Session(entries=(cut,)))

    assert "    # 1: its body was cut, so it can't be asked again\n" in text
    assert pytest_module.write(Session(entries=())).count("def test") == 0
    compile(text, "test_journal.py", "exec")


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True], "b": {}, "c": []}, "it's", 'say "no"', """both ' and "'""",
        "\\'", "\\\\\"'", "new\nline", b"\x00\xff",
    ],
    ids=repr,
)  # fmt: skip
def test_a_literal_is_the_value(value: Any) -> None:
    assert eval(literal(value)) == value
