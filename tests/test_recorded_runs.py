"""Runs that record, and runs that replay what was recorded, as processes of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.exchange import KEY
from contract_tests.recordings import recording
from tests.commands import run_suite

SCENARIO = "test_the_key_is_taken_as_bearer"  # sent in both ways


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return run_suite("-q", "-k", SCENARIO, *arguments)


def run_apart(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "contract_tests", "-q", "-k", SCENARIO, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ,
    )


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("runs") / "recordings"
    ended = run_apart("--record", str(directory), "-n", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return directory


def test_a_run_keeps_what_each_scenario_got(recordings: Path) -> None:
    found = [recording.read(each) for each in recording.files(recordings)]

    assert [each.exchange.source for each in found] == [
        f"test_auth.py::{SCENARIO}[sse]",
        f"test_auth.py::{SCENARIO}[unary]",
    ]
    assert {each.occasion.target for each in found} == {"mock"}
    assert {each.occasion.root for each in found} == {"http://mock/v1beta"}
    assert all(KEY in repr(each.exchange.request_headers) for each in found)
    assert all(each.exchange.status == 200 for each in found)


def test_a_replay_has_the_same_scenarios_and_the_same_verdict(recordings: Path) -> None:
    played = run("--target", "recorded", "--recordings", str(recordings))

    assert played.returncode == 0, played.stdout + played.stderr
    assert f"{len(list(recording.files(recordings)))} passed" in played.stdout


def test_a_replay_finds_what_is_broken_in_a_recording(recordings: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(recordings, tmp_path / "copy")
    for file in recording.files(copy):
        text = file.read_text("utf-8")
        spoilt = re.sub(r'(\\"totalTokenCount\\": )\d', r"\g<1>9", text)  # as long as before
        file.write_text(spoilt, "utf-8")
    played = run_apart("--target", "recorded", "--recordings", str(copy), "-n", "2")

    assert played.returncode == 1, played.stdout + played.stderr
    assert "expected the sum" in played.stdout


def test_a_scenario_without_a_recording_could_not_be_checked(tmp_path: Path) -> None:
    played = run("--target", "recorded", "--recordings", str(tmp_path))

    assert played.returncode == 4, played.stdout + played.stderr
    assert "no recording" in played.stdout


def test_what_could_not_be_checked_leaves_an_earlier_recording_alone(
    recordings: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(recordings, tmp_path / "copy")
    ended = run(
        "--target", "http://127.0.0.1:9", "--retries=1", "--backoff=0", "--record", str(copy)
    )

    assert ended.returncode == 4, ended.stdout + ended.stderr
    assert [each.read_bytes() for each in recording.files(copy)] == [
        each.read_bytes() for each in recording.files(recordings)
    ]


def test_a_broken_recording_is_a_bad_file(recordings: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(recordings, tmp_path / "copy")
    file = next(recording.files(copy))
    file.write_text(json.dumps({"version": 1}), "utf-8")
    played = run("--target", "recorded", "--recordings", str(copy))

    assert played.returncode == 3, played.stdout + played.stderr
    assert f"{file} at /: expected a recording" in played.stdout + played.stderr


def test_options_that_make_no_sense_end_with_2() -> None:
    ended = run("--target", "recorded")

    assert ended.returncode == 2
    assert "belong together" in ended.stdout + ended.stderr
