"""The command ``cometapi-contract``: what it says of itself, and what it says to wrong words."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract_tests.claims import applying
from contract_tests.cli import main
from contract_tests.options import OPTIONS

CHECKOUT = Path(__file__).parents[1]


def said(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_help_of_run_tells_every_option_code_and_example() -> None:
    told = said("run", "--help")

    assert told.exit_code == 0
    assert all(f"  {each.name} " in told.output for each in OPTIONS)
    assert re.findall(r"^ +(\d+)  ", told.output, re.MULTILINE) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "70",
        "130",
    ]
    assert "COMETAPI_KEY    the key" in told.output
    assert "cometapi-contract run --target live --smoke" in told.output
    assert "All other arguments go to pytest" in told.output


def test_it_has_a_version() -> None:
    assert said("--version").output.startswith("cometapi-contract, version 0.")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--target", "mcok"], "Error: Invalid value for '--target': 'mcok' is none: it is mock, live, recorded, or a URL with http:// or https://"),
        (["--dialect", "klingon"], "Error: Invalid value for '--dialect': 'klingon' is not one of 'comet', 'google', 'vertex'."),
        (["--max-cost", "much"], "Error: Invalid value for '--max-cost': 'much' is not a valid float range."),
        (["--max-cost", "nan"], "Error: Invalid value for '--max-cost': 'nan' is not a number that can be used"),
        (["--timeout", "inf"], "Error: Invalid value for '--timeout': 'inf' is not a number that can be used"),
        (["--targt", "mock"], "Error: No such option '--targt'. Did you mean '--target'?"),
        (["--reprot=x.json"], "Error: No such option '--reprot'. Did you mean '--report'?"),
        (["--model", ""], "Error: Invalid value for '--model': '' is no name of a model, such as gemini-2.5-flash"),
        (["-n", "2", "--rate", "0"], "Error: Invalid value for '--rate': 0.0 is not in the range x>0."),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told_in_a_line_and_ends_with_2(arguments: list[str], line: str) -> None:
    told = said("run", *arguments)

    assert told.exit_code == 2
    assert told.output.splitlines()[-1] == line


def test_all_else_goes_to_pytest(capfd: pytest.CaptureFixture[str]) -> None:
    told = said("run", "-q", "--dialect", "comet", "-k", "bearer", "--collect-only")

    assert told.exit_code == 0
    out = told.output + capfd.readouterr().out
    assert "contract_tests/scenarios/test_auth.py::" in out
    assert "test_text" not in out


@pytest.mark.parametrize("package", ["pytest", "tenacity", "httpx"])
def test_without_the_extra_it_says_what_to_install(package: str) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None; from contract_tests.cli import main; main()"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, "run"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 2
    assert told.stderr.splitlines()[-1] == (
        f"Error: {package} isn't installed: pip install 'cometapi-mockserver[contract]'"
    )


def test_a_module_of_its_own_that_lacks_is_no_matter_of_the_extra() -> None:
    code = "import sys; sys.modules['contract_tests.running'] = None; from contract_tests.cli import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", code, "run"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 1
    assert "contract_tests.running" in told.stderr.splitlines()[-1]


def test_python_m_is_the_same_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "contract_tests", "--target", "mcok"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 2
    assert told.stderr.startswith("Usage: python -m contract_tests")
    assert "Traceback" not in told.stderr


def test_claims_are_listed() -> None:
    told = said("claims", "--dialect", "google").output
    row = "usage.total  observed  (page 184-192, cometapi.md 2.7, gemini.md 4.10, gemini.md 8)\n    totalTokenCount is the sum of"

    assert row in told
    assert "auth.bearer" not in told, "Google isn't said to take it"


def test_claims_are_listed_as_json() -> None:
    told = json.loads(said("claims", "--json").output)

    assert [each["id"] for each in told] == list(applying("comet"))
    assert {"id", "grade", "places", "says", "fields"} == set(told[0])
