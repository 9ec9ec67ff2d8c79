"""The apps in examples/: their own test suites, run as their authors would."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contract_tests.cli import main as contract
from mockserver import MockServer

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / "examples" / "agent-python"
NODE = ROOT / "examples" / "agent-node"
HERE = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def node_version() -> int:
    node = shutil.which("node")
    if not node:
        return 0
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.removeprefix("v").partition(".")[0])


needs_node = pytest.mark.skipif(node_version() < 20, reason="needs Node 20 or later")


def suite(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder. The plugin comes along with the distribution, where that is installed."""
    there = entry_points(group="pytest11", name="cometapi-mock")
    plugin = [] if there else ["-p", "mockserver.pytest_plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugin, *arguments],
        cwd=folder,
        env=HERE,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_suite_of_the_agent_on_python_passes_in_two_processes() -> None:
    done = suite(PYTHON, "-n", "2")

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^=+ (\d+) passed in ", done.stdout, re.MULTILINE), done.stdout


def test_a_test_of_it_fails_on_what_no_stub_is_for_even_if_the_app_swallows_that(
    tmp_path: Path,
) -> None:
    shutil.copytree(PYTHON, tmp_path / "app", ignore=shutil.ignore_patterns("tests"))
    (tmp_path / "app" / "tests").mkdir()
    (tmp_path / "app" / "tests" / "test_swallowing.py").write_text("""\
import pytest
from travel_desk.__main__ import main

@pytest.mark.cometapi_stub(match={"text": {"contains": "Norway"}}, text="Fly to Oslo.")
def test_it_says_sorry(capsys):
    assert main("How do I get to Denmark?") == 1
""")
    done = suite(tmp_path / "app")

    assert done.returncode == 1, done.stdout + done.stderr
    assert "no stub was for 1 request" in done.stdout
    assert "Norway" in done.stdout
    assert "How do I get to Denmark?" in done.stdout


def test_the_recording_of_the_agent_on_python_keeps_the_contract() -> None:
    recordings = PYTHON / "tests" / "recordings"
    done = CliRunner().invoke(contract, ["check", str(recordings), "--dialect", "comet"])

    assert done.exit_code == 0, done.output


def told(recordings: Path) -> list[Any]:
    """Return what was said in each exchange that is recorded: last by the app, then by the model."""
    found = [json.loads(each.read_text("utf-8")) for each in sorted(recordings.rglob("*.json"))]
    return [
        (
            each["request"]["json"]["contents"][-1]["parts"],
            [
                {name: said for name, said in part.items() if name != "thoughtSignature"}
                for line in each["response"]["text"]
                if line.startswith("data:")
                for part in json.loads(line[5:])["candidates"][0]["content"]["parts"]
            ],
        )
        for each in found
    ]


def test_the_recording_of_the_agent_on_python_is_what_the_commands_of_its_readme_make(
    tmp_path: Path,
) -> None:
    readme = (PYTHON / "README.md").read_text("utf-8")
    (recording,) = re.findall(r"^cometapi-mock (record .*)$", readme, re.MULTILINE)
    (asking,) = re.findall(r"^GOOGLE_GEMINI_BASE_URL=\S+ python (.*)$", readme, re.MULTILINE)
    out, ready = tmp_path / "recordings", tmp_path / "ready"
    with MockServer() as api:
        api.add(
            match={"function_response": True},
            chunks=["Trains from Oslo to Bergen ", "leave at 08:25, 12:03 ", "and 15:59."],
        )
        line = recording.replace("https://api.cometapi.com", api.url)
        words = shlex.split(line.replace("tests/recordings", str(out)))
        recorder = subprocess.Popen(
            [sys.executable, "-m", "mockserver", *words, "--port", "0", "--ready-file", str(ready)],
            cwd=PYTHON,
            env=HERE,
        )
        try:
            while recorder.poll() is None and not ready.exists():
                time.sleep(0.05)
            place = {"GOOGLE_GEMINI_BASE_URL": ready.read_text("utf-8").strip()}
            keys = {"COMETAPI_KEY": "any-key"}
            subprocess.run(
                [sys.executable, *shlex.split(asking)],
                cwd=PYTHON,
                env=HERE | place | keys,
                check=True,
            )
        finally:
            recorder.terminate()
            recorder.wait(timeout=30)

    assert told(out) == told(PYTHON / "tests" / "recordings")


def with_mock(tmp_path: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of package.json, as `npm test` does where the mock is installed."""
    installed = tmp_path / "cometapi-mock"
    installed.write_text(f'#!/bin/sh\nexec {sys.executable} -m mockserver "$@"\n')
    installed.chmod(0o755)
    return subprocess.run(
        shlex.split(command),
        cwd=NODE,
        env={**HERE, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@needs_node
def test_the_suite_of_the_agent_on_node_passes(tmp_path: Path) -> None:
    scripts = json.loads((NODE / "package.json").read_text("utf-8"))["scripts"]
    done = with_mock(tmp_path, f"{scripts['test']} --test-reporter=tap")

    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(re.findall(r"^# (pass|fail) (\d+)$", done.stdout, re.MULTILINE))
    assert counts["fail"] == "0"
    assert int(counts["pass"]) > 10


@needs_node
def test_the_agent_on_node_answers_at_the_console(tmp_path: Path) -> None:
    scripts = json.loads((NODE / "package.json").read_text("utf-8"))["scripts"]
    question = shlex.quote("What's the weather in Bergen?")
    done = with_mock(tmp_path, f"cometapi-mock run -- {scripts['start']} {question}")

    assert done.returncode == 0, done.stderr
    assert "rain, 11 degrees" in done.stdout


def test_the_agent_on_python_answers_at_the_console() -> None:
    question = "What's the weather in Bergen?"
    run = [sys.executable, "-m", "mockserver", "run", "--"]
    done = subprocess.run(
        [*run, sys.executable, "-m", "travel_desk", question],
        cwd=PYTHON,
        env=HERE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert "rain, 11 degrees" in done.stdout
