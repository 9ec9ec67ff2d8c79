"""The workflows in examples/: they use what there is. Their form is held by `make data`."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from contract_tests.options import OPTIONS
from mockserver.version import __version__

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples" / "github-actions"
WORKFLOWS = sorted(FOLDER.glob("contract-*.yml"))
ACTION = YAML(typ="safe").load((ROOT / "action.yml").read_text("utf-8"))
OURS = f"OWNER/cometapi-mockserver@v{__version__}"
KNOWN = {each.name for each in OPTIONS} | {"--report"}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda each: each.name)
def test_a_workflow_installs_this_version_and_gives_options_that_there_are(workflow: Path) -> None:
    text = workflow.read_text()
    (command,) = re.findall(r"cometapi-contract run(?:.|\\\n)*?(?=\n *\n|\n +echo|\Z)", text)

    assert f"PACKAGE: cometapi-mockserver[contract]=={__version__}" in text
    assert set(re.findall(r"--[a-z-]+", command)) <= KNOWN


@pytest.mark.parametrize("workflow", sorted(FOLDER.iterdir()), ids=lambda each: each.name)
def test_a_workflow_pins_its_actions_and_says_what_it_may(workflow: Path) -> None:
    text = workflow.read_text()

    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert all(re.fullmatch(r"actions/[a-z/-]+@v\d+", each) for each in uses if each != OURS)
    assert re.search(r"^permissions:\n  contents: read$", text, re.MULTILINE)


def steps() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the steps of the example, and of each snippet of the guide that has some."""
    workflow = YAML(typ="safe").load((FOLDER / "app-tests.yml").read_text("utf-8"))
    guide = (ROOT / "docs" / "github-action.md").read_text("utf-8")
    snippets = re.findall(r"^```yaml\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    found = [YAML(typ="safe").load(each)["steps"] for each in snippets]
    return [("app-tests.yml", workflow["jobs"]["tests"]["steps"]), *(("guide", x) for x in found)]


@pytest.mark.parametrize(("_", "steps"), steps())
def test_the_action_is_used_as_it_is(_: str, steps: list[dict[str, Any]]) -> None:
    (ours,) = (each for each in steps if "cometapi-mockserver" in each.get("uses", ""))

    assert ours["uses"] == OURS
    assert set(ours["with"]) <= set(ACTION["inputs"])
    used = re.findall(rf"steps\.{ours['id']}\.outputs\.(\w+)", str(steps))
    assert set(used) <= set(ACTION["outputs"])


@pytest.mark.parametrize("members", ["inputs", "outputs"])
def test_the_guide_has_each_input_with_its_default_and_each_output(members: str) -> None:
    guide = (ROOT / "docs" / "github-action.md").read_text("utf-8")

    rows = re.findall(r"^\| `([\w-]+)` \|(?: `?([^`|]*)`? \|)?", guide, re.MULTILINE)
    told = {name: default.strip() for name, default in rows}
    for name, each in ACTION[members].items():
        assert name in told
        assert told[name] == each.get("default", told[name])


def test_there_is_one_for_every_night_and_one_for_pull_requests() -> None:
    assert [each.name for each in WORKFLOWS] == ["contract-live.yml", "contract-mock.yml"]
    live, mock = (each.read_text() for each in WORKFLOWS)

    assert "schedule:" in live
    assert "secrets.COMETAPI_KEY" in live
    assert "secrets." not in mock
    assert "dialect: [comet, google, vertex]" in mock
