"""Files that are there as a whole or not at all."""

import os
from pathlib import Path

import pytest

from contract_tests.writing import replaced


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("old and longer", "utf-8")

    replaced(file, "nytt: ø\n")

    assert file.read_bytes() == "nytt: ø\n".encode()
    assert list(tmp_path.iterdir()) == [file]


def test_a_text_that_cant_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("old", "utf-8")

    with pytest.raises(TypeError):
        replaced(file, None)  # type: ignore[arg-type]

    assert file.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_half_a_character_is_written_as_json_spells_it(tmp_path: Path) -> None:
    file = tmp_path / "report.json"

    replaced(file, '"\ud800"')

    assert file.read_bytes() == rb'"\ud800"'


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_can_be_read_by_those_whom_the_mask_lets(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replaced(tmp_path / "report.md", "")
    finally:
        os.umask(before)

    assert (tmp_path / "report.md").stat().st_mode & 0o777 == 0o640
