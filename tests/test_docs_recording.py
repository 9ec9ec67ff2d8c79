"""What docs/record-and-replay.md shows: its commands, files and messages."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from contract_tests.exchange import Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion
from mockserver import MockServer, Recordings
from mockserver.recorder import promotion
from tests.exchanges import saying

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "record-and-replay.md").read_text("utf-8")
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def asking(text: str) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def run(command: str, folder: Path, *more: str) -> "subprocess.Popen[str]":
    words = shlex.split(command.removeprefix("cometapi-mock"))
    return subprocess.Popen(
        [sys.executable, "-m", "mockserver", *words, *more],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COMETAPI_KEY": "sk-of-the-guide"},
    )  # fmt: skip


def ask_through(command: str, folder: Path, body: Any) -> httpx.Response:
    ready = folder / "ready"
    process = run(command, folder, "--port", "0", "--ready-file", str(ready))
    while not ready.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    answer = httpx.post(ready.read_text("utf-8").strip() + PATH, json=body)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, out + err
    return answer


def test_the_commands_do_what_the_guide_says(tmp_path: Path) -> None:
    record, replay, volatile, promote = blocks("sh")
    with MockServer(api_keys=("sk-of-the-guide",)) as api:
        command = record.replace("https://api.cometapi.com", api.url)
        recorded = ask_through(command, tmp_path, asking("Hi"))
    replayed = ask_through(replay, tmp_path, asking("Hi"))
    again = ask_through(volatile, tmp_path, asking("Hi"))
    promoted = run(promote, tmp_path)
    out, _ = promoted.communicate(timeout=30)

    assert recorded.status_code == 200
    assert recorded.content == replayed.content == again.content
    assert out == "stubs/default/001.yaml\n"


def test_the_stub_of_the_guide_is_what_becomes_of_a_recording(tmp_path: Path) -> None:
    (shown,) = blocks("yaml")
    made = Exchange(
        source="recorded::default",
        url=f"https://api.cometapi.com{PATH}",
        sent=asking("What is the capital of Norway?"),
        status=200,
        frames=(Frame(json.dumps(saying({"text": "Oslo."})).encode()),),
    )
    occasion = Occasion(
        target="x", root="https://api.cometapi.com", dialect="comet", when="2026-11-24T08:00:00Z"
    )
    recording.add(tmp_path / "recordings", made, occasion, number=1)
    (file,) = promotion.promote(tmp_path / "recordings", tmp_path / "stubs")

    assert file.read_text("utf-8") == shown
    assert YAML(typ="safe", pure=True).load(shown)["text"] == "Oslo."


def test_the_miss_of_the_guide_is_what_is_answered(tmp_path: Path) -> None:
    *_, volatile, shown = blocks("text")
    with MockServer() as api:
        options = Recordings(directory=tmp_path, record_mode="all", upstream=api.url)
        with MockServer(recordings=options) as server:
            headers = {"x-goog-api-key": "any-key"}
            httpx.post(server.url + PATH, json=asking("Explain rain"), headers=headers)
    (tmp_path / "volatile.txt").write_text(volatile, "utf-8")
    with MockServer(recordings=tmp_path) as server:
        missed = httpx.post(server.url + PATH, json=asking("Explain snow"))

    assert missed.json()["error"]["message"].startswith(shown.strip())


def test_the_lines_of_the_guide_are_those_of_the_console() -> None:
    head = r"POST (stream)?[gG]enerateContent gemini-2.5-flash 200 \d+ ms, \d+ frames?: "
    lines = blocks("text")[1].splitlines()

    assert re.fullmatch(head + r"keeps the contract \(default/001.json\)", lines[0])
    assert re.fullmatch(head + r"1 finding \(default/002.json\)", lines[1])
    assert re.fullmatch(r"  breaking: usage\.present at /: .+", lines[2])
