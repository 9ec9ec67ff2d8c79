"""The guide for tests in other languages: every snippet in it does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver import MockServer

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "other-languages.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [text for name, text in BLOCKS if name == "sh"]
SCRIPTS = {text.split()[1]: text for name, text in BLOCKS if name == "js"}


@pytest.fixture
def mock() -> Iterator[MockServer]:
    with MockServer() as running:
        if httpx.get(f"{running.url}/__admin/stubs").status_code != 200:
            pytest.skip("needs the admin API")
        yield running


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``cometapi-mock`` is what is tested here."""
    command = tmp_path / "bin" / "cometapi-mock"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mockserver "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def run(text: str, folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-e", "-c", text],
        capture_output=True, text=True, check=False, timeout=120, cwd=folder, env=environment,
    )  # fmt: skip


@pytest.mark.usefixtures("mock")
def test_the_example_on_node_runs(tmp_path: Path, shell: dict[str, str]) -> None:
    if not shutil.which("node"):
        pytest.skip("needs Node")
    app = tmp_path / "app"
    app.mkdir()
    for name, text in SCRIPTS.items():
        (app / name).write_text(text)
    done = run(SHELL[0], app, shell)

    assert set(SCRIPTS) == {"travel.mjs", "travel.test.mjs"}
    assert done.returncode == 0, done.stdout
    assert "# pass 2" in done.stdout


def test_the_commands_of_curl_run(tmp_path: Path, shell: dict[str, str], mock: MockServer) -> None:
    add, fail, *_ = lines = SHELL[1].splitlines()
    told = {**shell, "COMETAPI_MOCK_URL": mock.url}
    begun = run(f"{add}\n{fail}", tmp_path, told)
    path = f"{mock.url}/__ns/ann/v1beta/models/gemini-2.5-flash:generateContent"
    body = {"contents": [{"parts": [{"text": "Capital of Norway?"}]}]}
    answers = [httpx.post(path, json=body, headers={"x-goog-api-key": "k"}) for _ in range(2)]
    counted = run(lines[2], tmp_path, told)
    ended = run("\n".join(lines[3:]), tmp_path, told)

    assert begun.returncode == ended.returncode == 0, begun.stderr + ended.stderr
    assert [each.status_code for each in answers] == [429, 200]
    assert "Oslo." in answers[1].text
    assert json.loads(counted.stdout) == {"count": 1}
    assert mock.namespace("ann").requests == ()


def test_a_mock_that_stays_is_asked_by_its_environment(
    tmp_path: Path, shell: dict[str, str]
) -> None:
    with MockServer() as free:
        port = free.url.rpartition(":")[2]
    asking = 'curl --silent --retry 20 --retry-connrefused --retry-delay 1 "$COMETAPI_MOCK_URL/__admin/health"'
    text = f"{SHELL[2].replace('8707', port)}{asking}\nkill %1"
    done = run(text, tmp_path, shell)

    assert '"status":"ok"' in done.stdout.replace(" ", ""), done.stderr
