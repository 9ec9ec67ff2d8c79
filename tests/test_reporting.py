"""Whole runs, from the command to the files they leave."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from contract_tests import judge
from tests.broken_api import broken_api

ROOT = Path(__file__).parents[1]
ONE = ("-k", "test_bearer_is_taken", "-q")
ONE_KEY = {"COMETAPI_KEY": "sk-planted-0123456789"}

Ran = subprocess.CompletedProcess[str]


def run(*arguments: object, plugin: str = "", where: Path | None = None) -> Ran:
    """Run scenarios as a user does; *plugin* is code of a pytest plugin that joins them."""
    command = [sys.executable, "-m", "contract_tests", *map(str, arguments)]
    path = [str(ROOT)]
    if plugin and where:
        (where / "joining.py").write_text(plugin, "utf-8")
        path.append(str(where))
        command += ["-p", "joining"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **ONE_KEY, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with broken_api() as url:
        yield url


def read(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def with_reasons(file: Path) -> Path:
    """Write a reason to each entry of a baseline, as a person does."""
    value = read(file)
    for each in [*value["findings"], *value["relaxed"]]:
        each["reason"] = "Ticket 7."
    file.write_text(json.dumps(value), "utf-8")
    return file


def test_a_run_leaves_all_reports_that_were_asked_for(tmp_path: Path) -> None:
    files = [tmp_path / f"r{each}" for each in (".json", ".xml", ".md", ".html")]

    ran = run(*ONE, *(f"--report={each}" for each in files))

    assert ran.returncode in {0, 4}, ran.stdout + ran.stderr  # few claims are looked at
    assert sorted(tmp_path.iterdir()) == sorted(files)
    told = read(files[0])
    assert list(judge.findings("contract/report.json", told)) == []
    assert (told["target"], told["dialect"], told["exchanges"]) == ("mock", "comet", 1)
    assert told["latency"][0]["whole"]["max"] > 0
    assert told["started"].endswith("Z")
    assert f"report: {files[0]}" in ran.stdout


def test_a_broken_api_is_told_with_a_command_that_shows_no_key(tmp_path: Path, broken: str) -> None:
    ran = run(*ONE, "--target", broken, "--report", tmp_path / "r.json")

    assert ran.returncode == 1
    assert "broken: usage.total (" in ran.stdout
    assert "curl " in ran.stdout
    told = read(tmp_path / "r.json")
    assert told["verdict"] == "broken"
    assert told["cost"]["text"] == "unknown"
    assert {"path": "candidates[].shine", "seen": 1, "of": 1, "known": False, "example": "true"} in (
        told["ledger"]["undocumented"]
    )  # fmt: skip
    assert ONE_KEY["COMETAPI_KEY"] not in (tmp_path / "r.json").read_text("utf-8") + ran.stdout


def test_what_a_baseline_accepts_for_a_reason_doesnt_count(tmp_path: Path, broken: str) -> None:
    file, again = tmp_path / "baseline.json", tmp_path / "r.json"
    here = (*ONE, "--target", broken, "--baseline", file)

    assert run(*here, "--update-baseline").returncode == 1, "nothing is accepted yet"
    bare = run(*here)
    assert bare.returncode == 1
    assert "RELAXED: accepted without a reason: usage.total" in bare.stdout
    with_reasons(file)
    accepted = run(*here, "--report", again)

    assert accepted.returncode == 0, accepted.stdout
    told = read(again)
    assert {each["standing"] for each in told["findings"]} == {"known"}
    assert {each["reason"] for each in told["findings"]} == {"Ticket 7."}
    assert "1 xfailed" in accepted.stdout


def test_processes_side_by_side_report_once(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "baseline.json"
    here = (*ONE, "--target", broken, "--baseline", file, "-n", "1")

    run(*here, "--update-baseline")
    with_reasons(file)
    ran = run(*here, "--report", tmp_path / "r.json")

    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("= contract =") == 1
    assert read(tmp_path / "r.json")["exchanges"] == 1


def test_a_run_that_is_broken_off_reports_what_it_has(tmp_path: Path) -> None:
    plugin = "import pytest\ndef pytest_runtest_logfinish(): raise KeyboardInterrupt\n"

    ran = run(
        "-q", "--report", tmp_path / "r.json", "--baseline", tmp_path / "b.json", "--update-baseline",
        plugin=plugin, where=tmp_path,
    )  # fmt: skip

    assert ran.returncode == 128 + signal.SIGINT
    assert read(tmp_path / "r.json")["stopped"] == "interrupted"
    assert not (tmp_path / "b.json").exists(), "what wasn't seen may not be dropped"


def test_a_run_that_ends_at_the_first_failure_says_so(tmp_path: Path, broken: str) -> None:
    run("-q", "-x", "-k", "test_auth", "--target", broken, "--report", tmp_path / "r.json")

    assert read(tmp_path / "r.json")["stopped"] == "stopping after 1 failures"


def test_a_suite_that_fails_reports_what_it_has(tmp_path: Path) -> None:
    plugin = "def pytest_runtest_logfinish(): raise ValueError('own fault')\n"

    run(*ONE, "--report", tmp_path / "r.json", plugin=plugin, where=tmp_path)

    assert read(tmp_path / "r.json")["stopped"] == "the suite itself failed"


def test_a_list_of_scenarios_is_no_run(tmp_path: Path) -> None:
    ran = run(*ONE, "--collect-only", "--report", tmp_path / "r.json")

    assert not (tmp_path / "r.json").exists()
    assert "= contract =" not in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--report", "r.txt"], 2, "known endings"),
        (["--report", "none/r.json"], 2, "there is no folder none"),
        (["--update-baseline"], 2, "needs --baseline FILE"),
        (["--baseline", "none/b.json", "--update-baseline"], 2, "there is no folder none"),
        (["--baseline", "none.json"], 3, "none.json: No such file"),
        (["--baseline", "LICENSE"], 3, "LICENSE:1: it isn't JSON"),
    ],
    ids=["ending", "folder", "no-baseline", "no-folder", "no-file", "no-json"],
)
def test_what_cant_be_used_is_told_before_anything_is_sent(
    arguments: Sequence[str], code: int, told: str
) -> None:
    ran = run(*ONE, *arguments)

    assert (ran.returncode, told in ran.stderr) == (code, True), ran.stderr
    assert len(ran.stderr.splitlines()) <= 2
    assert "1 passed" not in ran.stdout
