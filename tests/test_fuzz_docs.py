"""What the guide of ``fuzz --target`` and the workflow claim."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from contract_tests.cli import main
from contract_tests.fuzzing.command import fuzz
from contract_tests.fuzzing.target.cause import Kind
from contract_tests.result import EXIT_CODES
from mockserver.version import __version__

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "fuzzing.md").read_text("utf-8")
WORKFLOW = (ROOT / "examples" / "github-actions" / "fuzz-nightly.yml").read_text("utf-8")
COMMANDS = re.findall(r"^cometapi-contract fuzz (.+)$", GUIDE, re.MULTILINE)
IN_WORKFLOW = re.findall(
    r"cometapi-contract fuzz ((?:.|\\\n)+?) > fuzz\.md", WORKFLOW.replace("\\\n", "")
)


@pytest.mark.parametrize("command", [*COMMANDS, *IN_WORKFLOW])
def test_the_commands_are_taken(command: str) -> None:
    words = shlex.split(
        re.sub(r'"\$(\w+)"', lambda each: {"DIALECT": "comet"}.get(each[1], "1"), command)
    )

    assert fuzz.make_context("fuzz", words).params["target"]


@pytest.mark.parametrize("command", [x for x in COMMANDS if "--target mock" in x])
def test_the_commands_that_need_no_network_find_nothing(command: str, tmp_path: Path) -> None:
    words = [*shlex.split(command), "--examples", "12", "--cases", str(tmp_path), "-q"]
    done = CliRunner().invoke(main, ["fuzz", *words, "--seed", "1"])

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("kept: mock, ")


def test_the_commands_are_found() -> None:
    assert len(COMMANDS) == 5
    assert len(IN_WORKFLOW) == 2


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_failure_stands_in_the_guide(kind: str) -> None:
    assert f"\n| `{kind}` | " in GUIDE


def test_the_exit_codes_are_those_that_there_are() -> None:
    told = dict(re.findall(r"^\| (\d+) \|(?: `([a-z ]+)`)? \|", GUIDE, re.MULTILINE))

    assert {code: each for code, each in told.items() if each} == {
        str(EXIT_CODES[each]): each
        for each in ("kept", "broken", "could not check", "too dear", "interrupted")
    }
    codes = re.findall(
        r"^ +(\d+)  ", CliRunner().invoke(main, ["fuzz", "--help"]).output, re.MULTILINE
    )
    assert set(codes) == set(told)


def test_the_workflow_installs_this_version() -> None:
    assert f"PACKAGE: cometapi-mockserver[fuzz]=={__version__}" in WORKFLOW
