"""``cometapi-mock faults``."""

import json
import subprocess
import sys

from click.testing import CliRunner

from mockserver.cli import cli
from mockserver.faults import FAULTS, KINDS


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, ["faults", *words])

    assert done.exit_code == 0, done.output
    return done.output


def test_all_faults_are_listed_by_kind_with_all_that_they_take() -> None:
    listed = run()

    assert [each for each in listed.splitlines() if each in KINDS] == list(KINDS)
    for each in FAULTS.values():
        assert f"\n  {each.name}\n      {each.doc}\n      {each.advice}\n" in listed
    assert "      after: a whole number, 0 or more = 1\n" in listed
    assert "      needs a stream of events\n" in listed
    assert "      reset: true or false = false\n" in listed
    assert "      after_bytes: a whole number, 0 or more\n" in listed


def test_programs_get_them_as_json() -> None:
    rows = {each["name"]: each for each in json.loads(run("--format", "json"))}

    assert rows.keys() == FAULTS.keys()
    assert rows["usage"] == {
        "name": "usage",
        "kind": "content",
        "does": FAULTS["usage"].doc,
        "client": "bears",
        "advice": FAULTS["usage"].advice,
        "needs": "an answer with usage",
        "parameters": {"on": {"takes": "never | last | every", "default": "never"}},
    }


def test_it_is_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "faults"], capture_output=True, text=True, check=True
    )

    assert "stream_error" in done.stdout


def test_another_format_is_refused() -> None:
    done = CliRunner().invoke(cli, ["faults", "--format", "xml"])

    assert done.exit_code == 2
    assert "'xml' is not one of" in done.output
