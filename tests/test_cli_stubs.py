"""`cometapi-mock stubs`: what it prints, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from mockserver.cli import cli

SHIPPED = Path(__file__).parents[1] / "fixtures" / "stubs"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["stubs", *map(str, words)])


def folder(path: Path, text: str) -> Path:
    (path / "a.yaml").write_text(text, "utf-8")
    return path


GOOD = "match: {text: {contains: Norway}}\ntext: Oslo.\n"
DOUBTFUL = "match: {turn: 0}\ntext: Oslo.\n"
WRONG = "match: {txt: Norway}\ntext: Oslo.\n"


def test_good_stubs_are_counted(tmp_path: Path) -> None:
    done = run("check", folder(tmp_path, GOOD))

    assert (done.exit_code, done.output) == (0, "1 stub, 1 file\n")


def test_doubts_are_told_and_end_with_1(tmp_path: Path) -> None:
    done = run("check", folder(tmp_path, DOUBTFUL))

    assert done.exit_code == 1
    assert done.output == (
        f"{tmp_path}/a.yaml:1: match.turn: turns count from 1, and this is 0 (doubt)\n"
        "1 stub, 1 file, 1 doubt\n"
    )


def test_doubts_can_be_allowed(tmp_path: Path) -> None:
    assert run("check", folder(tmp_path, DOUBTFUL), "--allow-doubts").exit_code == 0


def test_mistakes_are_told_and_end_with_3(tmp_path: Path) -> None:
    done = run("check", folder(tmp_path, WRONG), "--allow-doubts")

    assert done.exit_code == 3
    assert done.output == (
        f"{tmp_path}/a.yaml:1: match.txt: there is no such member; did you mean 'text'?\n"
        "0 stubs, 1 file, 1 mistake\n"
    )


def test_a_model_that_the_mock_will_have_is_no_doubt(tmp_path: Path) -> None:
    path = folder(tmp_path, "match: {model: next-1}\ntext: Oslo.\n")

    assert run("check", path).exit_code == 1
    assert run("check", path, "--model", "next-1=gemini-2.5-flash").exit_code == 0


def test_the_check_speaks_to_programs_too(tmp_path: Path) -> None:
    wrong = json.loads(run("check", folder(tmp_path, WRONG), "--format", "json").output)
    doubtful = json.loads(run("check", folder(tmp_path, DOUBTFUL), "--format", "json").output)

    assert (wrong["stubs"], wrong["files"], wrong["doubts"]) == (0, 1, [])
    assert wrong["mistakes"] == [
        {
            "text": "there is no such member; did you mean 'text'?",
            "path": "match.txt",
            "file": f"{tmp_path}/a.yaml",
            "line": 1,
        }
    ]
    (doubt,) = doubtful["doubts"]
    assert (doubt["stub"], doubt["place"]) == ("a", f"{tmp_path}/a.yaml:1")


def test_stubs_are_listed(tmp_path: Path) -> None:
    text = "- description: Norway's\n  priority: 2\n  match: {text: Norway}\n  text: Oslo.\n- text: Else.\n"

    done = run("list", folder(tmp_path, text))

    assert done.exit_code == 0
    assert done.output == (
        f"a ({tmp_path}/a.yaml:1, priority 2)\n"
        "  Norway's\n"
        "  asks for  text 'Norway'\n"
        "  answers   text 'Oslo.'\n"
        f"a#2 ({tmp_path}/a.yaml:5)\n"
        "  asks for  nothing: any call\n"
        "  answers   text 'Else.'\n"
    )


def test_the_list_is_for_programs_too() -> None:
    first = json.loads(run("list", SHIPPED, "--format", "json").output)[0]

    assert first["name"] == "capital"
    assert first["asks_for"] == ["text contains 'Norway'"]
    assert first["answers"] == "text 'Oslo.'"


def test_broken_stubs_are_not_listed(tmp_path: Path) -> None:
    done = run("list", folder(tmp_path, WRONG))

    assert done.exit_code == 3
    assert "did you mean 'text'?" in done.stderr
    assert done.stdout == ""


def test_a_folder_that_there_is_not_is_wrong_usage(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "stubs", "check", str(tmp_path / "nowhere")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert "nowhere" in done.stderr


@pytest.mark.parametrize(
    ("stub", "good"),
    [
        pytest.param({"text": "Oslo."}, True, id="one"),
        pytest.param([{"text": "Oslo."}, {"chunks": ["Os", "lo."]}], True, id="list"),
        pytest.param(
            {"parts": [{"functionCall": {"name": "f", "args": {"a": 1}}}]}, True, id="call"
        ),
        pytest.param({"parts": [{"function_call": {"name": "f"}}]}, False, id="spelling"),
        pytest.param({"txt": "Oslo."}, False, id="name"),
        pytest.param([{}], False, id="nothing"),
    ],
)
def test_the_schema_for_editors_stands_alone(*, stub: Any, good: bool) -> None:
    schema = json.loads(run("schema").output)

    assert jsonschema.Draft202012Validator(schema).is_valid(stub) is good
