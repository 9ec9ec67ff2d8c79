"""What docs/fuzz-client.md claims: its tables are those of the code, its tests and commands work."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract_tests.cli import main
from contract_tests.fuzzing import client_shapes
from contract_tests.fuzzing.client.behaviour import EXPECTED, GOT
from contract_tests.fuzzing.client.chunkings import CHUNKINGS
from contract_tests.fuzzing.client.fuzzed import Extent
from contract_tests.fuzzing.client.options import OPTIONS
from contract_tests.fuzzing.client.shapes import SHAPES

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = (DOCS / "fuzz-client.md").read_text("utf-8")
TABLE = (DOCS / "fuzz-client-table.md").read_text("utf-8")


def section(name: str) -> str:
    return GUIDE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guide_has_every_shape_with_its_fault_and_what_a_client_does() -> None:
    rows = re.findall(r"^\| `(.*)` \| (?:`(.*)` )?\| (\w+) \|$", section("Shapes"), re.MULTILINE)

    assert rows == [(each.name, each.spec, each.client) for each in SHAPES.values()]


def test_the_table_of_clients_has_every_shape() -> None:
    rows = re.findall(r"^\| `(.*?)` \| (\w+) \|", TABLE, re.MULTILINE)

    assert rows == [(each.name, each.client) for each in SHAPES.values()]


def test_the_guide_has_every_chunking() -> None:
    named = re.findall(r"^\| (`.*`) \| ", section("Chunkings"), re.MULTILINE)

    assert ", ".join(named) == ", ".join(f"`{name}`" for name in CHUNKINGS)


def test_the_guide_has_every_word_for_what_is_told() -> None:
    words = re.findall(r"^\| (\w[\w, ]*|-) \| ", section("What is told"), re.MULTILINE)
    told = {each for word in words for each in word.split(", ")} - {"a good client", "this one"}

    assert told == {*EXPECTED, *GOT, "-"} - {"idle"}


def test_the_guide_has_every_option() -> None:
    named = {
        line.partition("=")[0] for line in re.findall(r"^\| `(\w+=.*)` \|", GUIDE, re.MULTILINE)
    }
    options = set(re.findall(r"`(--\w+) ", section("A program in any language")))

    assert named == {each.name for each in fields(Extent)}
    assert {each.opts[0] for each in OPTIONS} <= options


def test_its_tests_run(pytester: pytest.Pytester) -> None:
    app = (DOCS.parent / "tests" / "perfect_client.py").read_text("utf-8") + "\n\nask = stream\n"
    pytester.makepyfile(app=app)
    whole, each = snippets("py")
    pytester.makepyfile(
        test_client=whole.replace("timeout=5)", "shapes=('bom', 'no_finish'))"),
        test_each_shape=each,
    )
    pytester.makeconftest(f"import sys\nsys.path[:0] = [{str(DOCS.parent)!r}, '.']\n")

    ran = pytester.runpytest("-p", "no:cacheprovider", "-k", "whole or comes or bom or 400")

    ran.assert_outcomes(passed=2, failed=1, deselected=len(client_shapes(skip=("hang*",))) - 2)
    ran.stdout.fnmatch_lines(["*bom/bytes: expected to go wrong, and goes right*"])


def test_its_command_writes_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ask.sh").write_text(snippets("bash")[0], "utf-8")
    (told,) = re.findall(r"^writes\n\n```text\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    done = CliRunner().invoke(main, shlex.split(snippets("sh")[1])[1:])

    assert done.stdout == told, done.stderr
    assert done.exit_code == 1
