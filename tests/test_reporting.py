"""Whole runs, from the command to the files they leave."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests import judge
from contract_tests.baselines.baseline import Baseline
from tests.broken_api import broken_api
from tests.commands import run_suite
from tests.results import INFERRED

ROOT = Path(__file__).parents[1]
SCENARIO = """
from contract_tests.call import prompt
from contract_tests.scenario import holds

@holds("usage.total")
def test_one_of_our_own(send, models):
    send(prompt("Say hi", models.text))
"""
PLANTED = {"COMETAPI_KEY": "sk-planted-0123456789"}

Ran = subprocess.CompletedProcess[str]


LISTING = """
import os, pathlib
def pytest_sessionfinish(session):
    if session.config.pluginmanager.has_plugin("contract-reporting"):
        with pathlib.Path(__file__).with_name("reporting").open("a") as file:
            file.write(os.environ.get("PYTEST_XDIST_WORKER", "main"))
"""


def run(
    *arguments: object, plugin: str = "", where: Path | None = None, by: str = "contract_tests"
) -> Ran:
    """Run scenarios as a user does; *plugin* is code of a pytest plugin that joins them."""
    if not plugin and by == "contract_tests":
        return run_suite(*map(str, arguments), **PLANTED)
    command = [sys.executable, "-m", by, *map(str, arguments)]
    path = [str(ROOT)]
    if plugin and where:
        (where / "joining.py").write_text(plugin, "utf-8")
        path.append(str(where))
        command += ["-p", "joining"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**_environment(), **PLANTED, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    """Return ours, without what tells a process that pytest-xdist started it."""
    return {key: value for key, value in os.environ.items() if "XDIST" not in key}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return the arguments that run one scenario, which is always the same."""
    file = tmp_path_factory.mktemp("scenarios") / "test_own.py"
    file.write_text(SCENARIO, "utf-8")
    return file, "-k", "test_one_of_our_own", "-q"


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with broken_api() as url:
        yield url


def read(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def with_reasons(file: Path) -> None:
    """Write a reason to each entry of a baseline, as a person does."""
    value = read(file)
    for each in [*value["findings"], *value["relaxed"]]:
        each["reason"] = "Ticket 7."
    file.write_text(json.dumps(value), "utf-8")


def test_a_run_leaves_all_reports_that_were_asked_for(
    one: Sequence[object], tmp_path: Path
) -> None:
    files = [tmp_path / f"r{each}" for each in (".json", ".xml", ".md", ".html")]

    ran = run(*one, *(f"--report={each}" for each in files))

    assert ran.returncode in {0, 4}, ran.stdout + ran.stderr  # few claims are looked at
    assert sorted(tmp_path.iterdir()) == sorted(files)
    told = read(files[0])
    assert list(judge.findings("contract/report.json", told)) == []
    assert (told["target"], told["dialect"], told["exchanges"]) == ("mock", "comet", 1)
    assert told["latency"][0]["whole"]["max"] > 0
    assert told["started"].endswith("Z")
    assert f"report: {files[0]}" in ran.stdout


def test_a_broken_api_is_told_with_a_command_that_shows_no_key(
    one: Sequence[object], tmp_path: Path, broken: str
) -> None:
    ran = run(*one, "--target", broken, "--report", tmp_path / "r.json")

    assert ran.returncode == 1
    assert "broken: usage.total (" in ran.stdout
    assert "curl " in ran.stdout
    told = read(tmp_path / "r.json")
    assert told["verdict"] == "broken"
    assert told["cost"]["text"] == "unknown"
    assert {"path": "candidates[].shine", "seen": 1, "of": 1, "known": False, "example": "true"} in (
        told["ledger"]["undocumented"]
    )  # fmt: skip
    assert PLANTED["COMETAPI_KEY"] not in (tmp_path / "r.json").read_text("utf-8") + ran.stdout


def test_what_a_baseline_accepts_doesnt_count_once_there_is_a_reason(
    one: Sequence[object], tmp_path: Path, broken: str
) -> None:
    file, told = tmp_path / "baseline.json", tmp_path / "r.json"
    here = (*one, "--target", broken, "--baseline", file)

    bare = run(*here, "--update-baseline")
    with_reasons(file)
    accepted = run(*here, "--report", told, "-n", "1", plugin=LISTING, where=tmp_path)

    assert bare.returncode == 1
    assert "RELAXED: accepted without a reason: usage.total" in bare.stdout
    assert accepted.returncode == 0, accepted.stdout
    assert "1 xfailed" in accepted.stdout
    assert (tmp_path / "reporting").read_text("utf-8") == "main", "each process has reported"
    assert {each["standing"] for each in read(told)["findings"]} == {"known"}
    assert {each["reason"] for each in read(told)["findings"]} == {"Ticket 7."}
    assert read(told)["exchanges"] == 1


def test_what_is_only_to_learn_or_relaxed_is_told_as_that(tmp_path: Path) -> None:
    scenario = tmp_path / "test_learning.py"
    scenario.write_text(
        f"""
from contract_tests.scenario import holds

@holds({INFERRED!r})
def test_learning():
    assert 1 == 2, "expected a, got b"
""",
        "utf-8",
    )
    new = Baseline.new(tmp_path / "b.json", "comet")
    replace(new, contract=("claim usage.gone comet documented", *new.contract)).write()

    plain = ("-c", ROOT / "contract_tests" / "pytest.ini", "-p", "contract_tests.plugin")
    ran = run(*plain, scenario, "--baseline", new.file, by="pytest")

    assert "1 xfailed" in ran.stdout
    assert f"to learn: {INFERRED} (" in ran.stdout
    assert "RELAXED: gone: claim usage.gone comet documented" in ran.stdout
    assert ran.returncode == 1


def test_a_run_of_nothing_accepts_nothing(tmp_path: Path) -> None:
    run("-k", "test_that_there_is_none", "--baseline", tmp_path / "b.json", "--update-baseline")

    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_broken_off_reports_what_it_has(tmp_path: Path) -> None:
    plugin = "import pytest\ndef pytest_runtest_logfinish(): raise KeyboardInterrupt\n"

    ran = run(
        "-q", "--report", tmp_path / "r.json", "--baseline", tmp_path / "b.json", "--update-baseline",
        plugin=plugin, where=tmp_path,
    )  # fmt: skip

    assert ran.returncode == 128 + signal.SIGINT
    told = read(tmp_path / "r.json")
    assert (told["stopped"], told["verdict"], told["exit_code"]) == ("interrupted",) * 2 + (130,)
    assert not (tmp_path / "b.json").exists(), "what wasn't seen may not be dropped"


def test_a_run_that_ends_at_the_first_failure_says_so(
    one: Sequence[object], tmp_path: Path, broken: str
) -> None:
    run(*one, "-x", "--target", broken, "--report", tmp_path / "r.json")

    assert read(tmp_path / "r.json")["stopped"] == "stopping after 1 failures"


def test_a_suite_that_fails_reports_what_it_has(one: Sequence[object], tmp_path: Path) -> None:
    plugin = "def pytest_runtest_logfinish(): raise ValueError('own fault')\n"

    run(*one, "--report", tmp_path / "r.json", plugin=plugin, where=tmp_path)

    assert read(tmp_path / "r.json")["stopped"] == "the suite itself failed"


def test_a_list_of_scenarios_is_no_run(one: Sequence[object], tmp_path: Path) -> None:
    ran = run(*one, "--collect-only", "--report", tmp_path / "r.json")

    assert not (tmp_path / "r.json").exists()
    assert "= contract =" not in ran.stdout


def test_what_cant_be_used_is_told_before_anything_is_sent() -> None:
    cases = [
        (["--report", "r.txt"], 2, "known endings"),
        (["--report", "none/r.json"], 2, "there is no folder none"),
        (["--update-baseline"], 2, "needs --baseline FILE"),
        (["--baseline", "none/b.json", "--update-baseline"], 2, "there is no folder none"),
        (["--baseline", "none.json"], 3, "none.json: No such file"),
        (["--baseline", "LICENSE"], 3, "LICENSE:2: it isn't JSON"),
    ]
    script = f"""
import sys
from contract_tests.running import run
for each in {[arguments for arguments, _, _ in cases]}:
    code = run(each)
    print(code, file=sys.stderr)
"""

    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    errors = [each for each in ran.stderr.splitlines() if each]
    assert ran.stdout == ""
    assert len(errors) == 2 * len(cases), ran.stderr
    for (_, code, told), error, ended in zip(cases, errors[::2], errors[1::2], strict=True):
        assert told in error
        assert ended == str(code), error
