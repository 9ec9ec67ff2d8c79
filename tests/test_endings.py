"""How scenarios end, and what that says of their claims: own ones, run as a user runs them."""

import json
from pathlib import Path
from typing import Any

from tests.commands import run_suite

SCENARIOS = {
    "asserts": """
@holds("{claim}")
def test_own(send, models):
    exchange = send(prompt("Say hi", models.text))
    assert exchange.status == 201, f"expected 201, got {{exchange.status}}"
""",
    "stumbles": """
@holds("{claim}")
def test_own(send, models):
    send(prompt("Say hi", models.text)).usage["noSuchCount"]
""",
    "missends": """
@holds("{claim}")
def test_own(send, models):
    send(replace(prompt("Say hi", models.text), headers={{"x-odd": 7}}))
""",
    "skips": """
@holds("{claim}")
def test_own(send, models):
    pytest.skip("nothing to look at")
""",
    "lacks": """
@holds("{claim}")
def test_own(send, models, no_such_fixture):
    pass
""",
    "unknown": """
@holds("no.such-claim")
def test_own(send, models):
    pass
""",
    "alone": """
@holds("{claim}")
def test_own():
    assert 1 + 1 == 3, "sums are off"
""",
}
HEAD = """
from dataclasses import replace
import pytest
from contract_tests.call import prompt
from contract_tests.scenario import holds
"""
DOCUMENTED, INFERRED = "usage.total", "stream.finish-last"


def run(folder: Path, kind: str, claim: str = DOCUMENTED) -> tuple[int, str, Any]:
    """Run one scenario; return the exit code, the output and the report, if there is one."""
    # One process takes a module for what its name says: each run needs its own.
    scenario, report = folder / f"test_{folder.name}.py", folder / "report.json"
    scenario.write_text(HEAD + SCENARIOS[kind].format(claim=claim), "utf-8")
    ran = run_suite(str(scenario), "-k", "test_own", "-q", "--report", str(report))
    told = json.loads(report.read_text("utf-8")) if report.exists() else None
    return ran.returncode, ran.stdout + ran.stderr, told


def state(told: Any, claim: str) -> str:
    return next(str(each["state"]) for each in told["claims"] if each["id"] == claim)


def test_an_assertion_that_fails_breaks_the_claim(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "asserts")

    assert code == 1
    assert state(told, DOCUMENTED) == "broken"
    assert "expected 201, got 200" in output
    found = next(each for each in told["findings"] if each["claim"] == DOCUMENTED)
    assert found["severity"] == "breaking"
    assert found["curl"].startswith("curl ")


def test_of_an_inferred_claim_it_is_to_learn_and_fails_nothing(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "asserts", INFERRED)

    assert state(told, INFERRED) == "to learn"
    assert code == 0, output
    assert "1 xfailed" in output


def test_what_an_answer_lacks_breaks_the_claim_too(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "stumbles")

    assert code == 1
    assert state(told, DOCUMENTED) == "broken"
    assert "KeyError: 'noSuchCount'" in output


def test_a_scenario_that_sent_nothing_shows_no_example(tmp_path: Path) -> None:
    code, _, told = run(tmp_path, "alone")

    assert code == 1
    found = next(each for each in told["findings"] if each["claim"] == DOCUMENTED)
    assert (found["example"], found["curl"]) == ("", "")


def test_a_scenario_that_skips_holds_nothing(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "skips")

    assert state(told, DOCUMENTED) == "not looked at"
    assert code == 4, output


def test_a_suite_that_fails_itself_says_nothing_of_the_api(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "lacks")

    assert code == 4
    assert state(told, DOCUMENTED) == "could not check"
    assert "no_such_fixture" in output


def test_a_request_that_cannot_be_sent_says_nothing_of_the_api(tmp_path: Path) -> None:
    code, output, told = run(tmp_path, "missends")

    assert code == 4, output
    assert state(told, DOCUMENTED) == "could not check"


def test_a_claim_that_there_isnt_is_wrong_usage(tmp_path: Path) -> None:
    code, output, _ = run(tmp_path, "unknown")

    assert code == 2
    assert "test_own holds claims that there aren't: no.such-claim" in output
