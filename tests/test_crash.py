"""A command that fails itself doesn't end as if the API had broken its contract."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from contract_tests.cli import main
from contract_tests.crash import CRASHED, crash_told


def test_what_nobody_foresaw_is_told_and_ends_with_70(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, crash_told():
        raise LookupError

    assert ended.value.code == 70
    assert capsys.readouterr().err.splitlines()[-1] == "LookupError"


@pytest.mark.parametrize(
    "error", [click.UsageError("a wrong word"), click.Abort(), BrokenPipeError()]
)
def test_what_click_tells_is_left_to_it(error: Exception) -> None:
    with pytest.raises(type(error)), crash_told():
        raise error


def test_a_run_whose_files_cannot_be_written_is_not_a_broken_contract(tmp_path: Path) -> None:
    tally = tmp_path / "nowhere" / "tally.json"
    told = CliRunner().invoke(
        main, ["run", "-q", "-k", "test_the_key_is_taken_in_its_own_header", "--tally", str(tally)]
    )

    assert told.exit_code == CRASHED
