"""What docs/faults.md claims: its tables are those of the code, and its commands and stubs work."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mockserver import stubs
from mockserver.faults import FAULTS, KINDS, Fault, parse, shown
from tests.test_faults_sdk import FALLS_SHORT

GUIDE = (Path(__file__).parents[1] / "docs" / "faults.md").read_text("utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def row(each: Fault) -> str:
    """Write the row of a fault as the guide has it."""
    takes = "<br>".join(f"`{shown(one)}`" for one in each.parameters.values())
    needs = f" Needs {each.needs}." if each.needs else ""
    cells = (f"`{each.name}`", f"{each.doc}{needs}", f"{each.client}. {each.advice}", takes)
    return "| " + " | ".join(x.replace("``", "`").replace("|", "\\|") for x in cells) + " |"


@pytest.mark.parametrize("each", FAULTS.values(), ids=FAULTS)
def test_each_fault_stands_in_the_guide_with_all_that_it_takes(each: Fault) -> None:
    assert row(each) in GUIDE.splitlines()


def test_the_guide_has_no_fault_that_there_is_not_and_all_kinds() -> None:
    assert len(re.findall(r"^\| `\w+` \| .* \| .* \| .* \|$", GUIDE, re.MULTILINE)) == len(FAULTS)
    assert re.findall(r"^### .*\(`(\w+)`\)$", GUIDE, re.MULTILINE) == list(KINDS)


def test_the_faults_of_its_examples_are_some() -> None:
    written = re.findall(r"(?:x-mock-fault: |--fault \")([^\"\n]+)\"", GUIDE)

    assert len(written) >= 3
    assert all(parse(each) for each in written)


def test_it_names_what_the_sdk_cannot_bear() -> None:
    (told,) = re.findall(r"^google-genai .* fails with (.*):$", GUIDE, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", told)) == FALLS_SHORT


def test_its_commands_run(tmp_path: Path) -> None:
    from mockserver import MockServer  # noqa: PLC0415

    with MockServer(dialect="google") as server:
        for each in snippets("sh"):
            text = each.replace("http://127.0.0.1:8707", server.url)
            if "serve" in text:
                continue
            done = subprocess.run(
                ["bash", "-c", text], capture_output=True, text=True, check=False, cwd=tmp_path
            )
            assert done.returncode in {0, 18}, done.stderr  # 18: curl misses the rest
            assert done.stdout


@pytest.mark.parametrize("text", snippets("yaml"))
def test_its_stubs_are_stubs(text: str) -> None:
    document: dict[str, Any] = YAML(typ="safe").load(text)

    assert stubs.read(document, "guide").faults


def test_its_refusals_are_what_is_refused() -> None:
    for each in snippets("json"):
        assert json.loads(each)["error"]["details"][-1]["retryDelay"] == "38s"
