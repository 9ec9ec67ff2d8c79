"""The commands that record, replay and promote, each as a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.recordings import recording
from mockserver import MockServer
from tests.commands import COMMAND, run
from tests.upstreams import HEAD, Upstream

KEY = "sk-planted-0123456789"
SSE = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}

Start = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> tuple["subprocess.Popen[str]", str]:
        ready = tmp_path / f"ready-{len(running)}"
        process = subprocess.Popen(
            [*COMMAND, *arguments, "--port", "0", "--ready-file", str(ready)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        running.append(process)
        while not ready.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        return process, ready.read_text("utf-8").strip()

    yield run
    for each in running:
        each.kill()
        each.communicate(timeout=20)


def ended(process: "subprocess.Popen[str]") -> tuple[str, str, int]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    return out, err, process.returncode


def post(url: str, body: Any = HELLO, key: str = KEY) -> httpx.Response:
    return httpx.post(url, json=body, headers={"x-goog-api-key": key})


def test_what_passes_is_recorded_checked_and_told(start: Start, tmp_path: Path) -> None:
    out = tmp_path / "tapes"
    with MockServer(dialect="google", api_keys=(KEY,)) as upstream:
        process, url = start(
            "record", "--upstream", upstream.url, "--out", str(out), "--dialect", "google",
            "--upstream-key-env", "UPSTREAM_KEY", UPSTREAM_KEY=KEY,
        )  # fmt: skip
        answer = post(url + SSE, key="another-key-altogether")
        httpx.get(f"{url}/nothing/here")
        told, errors, code = ended(process)
    lines = told.splitlines()

    assert answer.status_code == 200
    assert f"records {upstream.url} at {url} (mode all, dialect google) into {out}" in lines[0]
    assert lines[1].startswith("POST streamGenerateContent gemini-2.5-flash 200 ")
    assert lines[1].endswith(": keeps the contract (default/001.json)")
    assert lines[2].startswith("GET /nothing/here 404 ")
    assert lines[2].endswith(": nothing that the contract speaks of (default/002.json)")
    assert lines[3:] == ["2 recorded"]
    assert (errors, code) == ("", 0)
    assert "planted" not in told


@pytest.mark.parametrize(("flag", "expected"), [([], 0), (["--fail-on-findings"], 1)])
def test_findings_are_told_and_can_fail(
    flag: list[str], expected: int, start: Start, tmp_path: Path
) -> None:
    with MockServer(dialect="google") as upstream:
        process, url = start(
            "record", "--upstream", upstream.url, "--out", str(tmp_path / "tapes"),
            "--dialect", "comet", *flag,
        )  # fmt: skip
        post(url + SSE)
        told, _, code = ended(process)

    assert " findings (default/001.json)\n  " in told or " finding (default/001.json)\n  " in told
    assert re.search(
        r"^  [a-z ]+: usage[\w.-]+ at /0/usageMetadata\S*: expected ", told, re.MULTILINE
    )
    assert told.splitlines()[-1].startswith("1 recorded, ")
    assert code == expected


def test_a_process_that_is_killed_in_the_middle_leaves_what_was_recorded(
    start: Start, tmp_path: Path
) -> None:
    out = tmp_path / "tapes"
    go_on = threading.Event()
    with MockServer() as upstream:
        process, url = start("record", "--upstream", upstream.url, "--out", str(out))
        post(url + SSE)
        ended(process)
    stuck = Upstream(HEAD, b"5\r\nfirst\r\n", go_on)
    process, url = start("record", "--upstream", stuck.url, "--out", str(out))
    with httpx.stream("POST", url + SSE, json=HELLO, headers={"x-goog-api-key": KEY}) as answer:
        first = next(answer.iter_raw())
        process.kill()
        process.wait()
    go_on.set()
    (file,) = [each for each in out.rglob("*") if each.is_file()]

    assert first == b"first"
    assert file.name == "001.json"
    assert not recording.read(file).exchange.lost


def test_replay_serves_what_was_recorded_and_says_what_is_not(start: Start, tmp_path: Path) -> None:
    out = tmp_path / "tapes"
    with MockServer() as upstream:
        process, url = start("record", "--upstream", upstream.url, "--out", str(out))
        recorded = post(url + SSE)
        ended(process)
    process, url = start("replay", str(out))
    replayed = post(url + SSE, key="whatever")
    missed = post(url + SSE, {"contents": [{"role": "user", "parts": [{"text": "Hullo"}]}]})
    told, errors, code = ended(process)

    assert replayed.content == recorded.content
    assert missed.status_code == 404
    assert f"serves {url} (dialect comet) from 1 recordings in {out}" in told
    assert told.splitlines()[-1] == "1 replayed, 1 missed"
    assert '/contents/0/parts/0/text: wanted "Hello", got "Hullo"' in errors
    assert code == 0


def test_recordings_are_promoted_to_stubs_that_replay_alone(start: Start, tmp_path: Path) -> None:
    out = tmp_path / "tapes"
    with MockServer() as upstream:
        process, url = start("record", "--upstream", upstream.url, "--out", str(out))
        post(url + SSE)
        ended(process)
    done = run("promote", str(out), "--out", str(tmp_path / "stubs"))
    again = run("promote", str(out), "--out", str(tmp_path / "stubs"))

    file = tmp_path / "stubs" / "default" / "001.yaml"
    assert (done.stdout, done.returncode) == (f"{file}\n", 0)
    assert "text: Hello" in file.read_text("utf-8")
    assert again.returncode == 2
    assert f"{file}: there already; --force writes over them" in again.stderr


def test_listening_beyond_this_machine_is_warned_of(start: Start, tmp_path: Path) -> None:
    errors = [
        ended(
            start(
                "record", "--upstream", "http://127.0.0.1:9", "--out", str(tmp_path),
                "--host", each,
            )[0]
        )[1]
        for each in ("0.0.0.0", "localhost")
    ]  # fmt: skip

    assert errors == ["Warning: whoever reaches 0.0.0.0 can call http://127.0.0.1:9 here\n", ""]


@pytest.mark.parametrize(("host", "status"), [("0.0.0.0", 404), ("127.0.0.1", 200)])
def test_who_records_for_other_machines_has_no_admin_api(
    start: Start, tmp_path: Path, host: str, status: int
) -> None:
    _, url = start(
        "record", "--upstream", "http://127.0.0.1:9", "--mode", "none", "--host", host,
        "--out", str(tmp_path),
    )  # fmt: skip
    url = url.replace("0.0.0.0", "127.0.0.1")

    assert httpx.get(f"{url}/__admin/health").status_code == 200
    assert httpx.get(f"{url}/__admin/journal").status_code == status


def test_replaying_for_other_machines_takes_a_token(start: Start, tmp_path: Path) -> None:
    refused = run("replay", str(tmp_path), "--host", "0.0.0.0", "--port", "0")
    told = ended(
        start("replay", str(tmp_path), "--host", "0.0.0.0", "--admin-token", "planted-token")[0]
    )

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "give it a token with --admin-token" in refused.stderr
    assert told[2] == 0


def test_a_dialect_follows_from_the_host_of_the_upstream(start: Start, tmp_path: Path) -> None:
    _, url = start(
        "record", "--upstream", "https://generativelanguage.googleapis.com", "--mode", "once",
        "--out", str(tmp_path / "tapes"),
    )  # fmt: skip

    assert httpx.get(f"{url}/__admin/health").json()["dialect"] == "google"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["record", "--out", "x"], "Missing option '--upstream'"),
        (["record", "--upstream", "ftp://x", "--out", "x"], "upstream takes a base URL that begins"),
        (["record", "--upstream", "http://u:planted@x", "--out", "x"], "no user, no query"),
        (
            ["record", "--upstream", "http://x", "--out", "x", "--upstream-key-env", "UNSET"],
            "--upstream-key-env: UNSET must be set to a key",
        ),
        (["replay", "nowhere"], "no such folder of recordings: nowhere; make one with"),
        (["replay", ".", "--timing", "fast"], "timing takes none, original or a factor"),
        (["replay", ".", "--volatile", "contents"], "volatile: expected a JSON pointer"),
        (["replay", ".", "--record-mode", "once"], "to record, upstream must be"),
        (
            ["replay", ".", "--record-mode", "none", "--on-miss", "record", "--upstream", "http://x"],
            "on_miss record and record_mode none contradict each other",
        ),
        (
            ["replay", ".", "--record-mode", "all", "--on-miss", "fail", "--upstream", "http://x"],
            "on_miss fail and record_mode all contradict each other",
        ),
        (["promote", ".", "--out", "stubs"], ": no recording there that could be a stub"),
    ],
    ids=str,
)  # fmt: skip
def test_a_mistake_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments, PYTHONPATH=str(Path(__file__).parents[1]))

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "planted" not in done.stderr


def test_a_file_that_is_no_recording_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"version": 1}', "utf-8")
    done = run("replay", str(tmp_path))

    assert done.returncode == 2
    assert f"{tmp_path / 'a.json'} at /: expected a recording" in done.stderr


def test_a_recording_that_was_broken_off_is_named_at_the_start(
    start: Start, tmp_path: Path
) -> None:
    out = tmp_path / "tapes"
    with MockServer() as upstream:
        process, url = start("record", "--upstream", upstream.url, "--out", str(out))
        post(url + SSE)
        ended(process)
    file = out / "default" / "001.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"lost": ["end"]}), "utf-8")
    process, _ = start("replay", str(out), "--dialect", "google")
    _, errors, _ = ended(process)

    assert "Warning: default/001.json was broken off; it isn't replayed" in errors


def test_another_dialect_than_was_recorded_is_told(start: Start, tmp_path: Path) -> None:
    out = tmp_path / "tapes"
    with MockServer(dialect="google") as upstream:
        process, url = start(
            "record", "--upstream", upstream.url, "--out", str(out), "--dialect", "google"
        )
        post(url + SSE)
        ended(process)
    process, _ = start("replay", str(out))
    _, errors, _ = ended(process)

    assert "Warning: recorded of dialect google; --dialect says so" in errors


def test_without_the_packages_that_it_needs_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['httpx'] = None; sys.argv[1:] = ['replay', '.']\n"
        "from mockserver.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30,
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip

    assert done.returncode == 2
    assert "httpx isn't installed: pip install 'cometapi-mockserver[contract]'" in done.stderr


def test_stubs_beside_recordings_are_watched(start: Start, tmp_path: Path) -> None:
    (tmp_path / "tapes").mkdir()
    stub = tmp_path / "stub.json"
    stub.write_text('{"text": "Oslo."}', "utf-8")
    _, url = start("replay", str(tmp_path / "tapes"), "--stubs", str(stub), "--watch")
    before = after = post(url + SSE).text
    stub.write_text('{"text": "Stockholm."}', "utf-8")
    for _ in range(200):
        if "Oslo" not in (after := post(url + SSE).text):
            break
        time.sleep(0.05)

    assert "Oslo" in before
    assert "Stockholm" in after


def test_a_mock_that_replays_to_others_wants_a_token(tmp_path: Path) -> None:
    (tmp_path / "tapes").mkdir()
    done = run("replay", str(tmp_path / "tapes"), "--host", "0.0.0.0")

    assert done.returncode == 2
    assert "give it a token with --admin-token" in done.stderr
