"""What the guide to stubs claims."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.schemas import documents
from mockserver.stubs import survey

GUIDE = (Path(__file__).parents[1] / "docs" / "stubs.md").read_text("utf-8")
CAPITAL = "match:\n  text: {contains: Norway}\ntext: Oslo.\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stubs").mkdir()
    (tmp_path / "stubs" / "capital.yaml").write_text(CAPITAL, "utf-8")
    return tmp_path


def shell(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command of the guide as this project has it, whatever is installed."""
    own = f'"{sys.executable}" -m mockserver'
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        ["bash", "-ec", command.replace("cometapi-mock", own)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(("number", "ending"), [(i, ".yaml") for i in range(5)] + [(0, ".json")])
def test_a_stub_of_the_guide_is_one(tmp_path: Path, number: int, ending: str) -> None:
    stubs = blocks(ending.removeprefix("."))
    (tmp_path / f"a{ending}").write_text(stubs[number], "utf-8")

    assert survey([tmp_path]).mistakes == ()
    assert len(stubs) == {".yaml": 5, ".json": 1}[ending]


@pytest.mark.parametrize("number", range(4))
def test_a_command_of_the_guide_runs(folder: Path, number: int) -> None:
    commands = blocks("sh")
    kept = "".join(x for x in commands[number].splitlines(keepends=True) if " serve " not in x)

    done = shell(kept, folder)

    assert done.returncode == 0, done.stderr
    assert len(commands) == 4


def test_a_mistake_is_told_as_the_guide_says(folder: Path) -> None:
    wrong = CAPITAL.replace("contains", "contians")
    (folder / "stubs" / "capital.yaml").write_text(wrong, "utf-8")

    done = shell("cometapi-mock stubs check stubs", folder)

    assert done.stdout == blocks("text")[1]
    assert done.returncode == 3


def test_an_answer_is_explained_as_the_guide_says(folder: Path) -> None:
    first, second, _ = blocks("sh")[2].splitlines()

    assert shell(f"{first}\n{second}", folder).stdout.startswith(blocks("text")[2])


def test_a_strict_mock_refuses_as_the_guide_says(folder: Path) -> None:
    first, second, _ = blocks("sh")[2].splitlines()

    told = json.loads(shell(f"{first}\n{second} --strict-stubs --format json", folder).stdout)

    message = json.loads(told["answer"]["body"])["error"]["message"]
    assert message.startswith(blocks("text")[3].rstrip("\n"))


def test_the_guide_has_a_row_for_every_member_of_a_stub() -> None:
    members = documents()["mock/stub.json"]["properties"]

    assert [each for each in members if f"`{each}`" not in GUIDE] == []
