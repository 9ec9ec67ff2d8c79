"""The workflows in examples/: they use what there is. Their form is held by `make data`."""

import re
from pathlib import Path

import pytest

from contract_tests.options import OPTIONS
from mockserver.version import __version__

WORKFLOWS = sorted((Path(__file__).parents[1] / "examples" / "github-actions").glob("*.yml"))
KNOWN = {each.name for each in OPTIONS} | {"--report"}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda each: each.name)
def test_a_workflow_installs_this_version_and_gives_options_that_there_are(workflow: Path) -> None:
    text = workflow.read_text()
    (command,) = re.findall(r"cometapi-contract run(?:.|\\\n)*?(?=\n *\n|\n +echo|\Z)", text)

    assert f"PACKAGE: cometapi-mockserver[contract]=={__version__}" in text
    assert set(re.findall(r"--[a-z-]+", command)) <= KNOWN


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda each: each.name)
def test_a_workflow_pins_its_actions_and_says_what_it_may(workflow: Path) -> None:
    text = workflow.read_text()

    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", each) for each in uses)
    assert re.search(r"^permissions:\n  contents: read$", text, re.MULTILINE)


def test_there_is_one_for_every_night_and_one_for_pull_requests() -> None:
    assert [each.name for each in WORKFLOWS] == ["contract-live.yml", "contract-mock.yml"]
    live, mock = (each.read_text() for each in WORKFLOWS)

    assert "schedule:" in live
    assert "secrets.COMETAPI_KEY" in live
    assert "secrets." not in mock
    assert "dialect: [comet, google, vertex]" in mock
