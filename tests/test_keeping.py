"""What is refused before a run that records or replays."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contract_tests.asking.targets import Target, UsageError
from contract_tests.bad_files import BadFile
from contract_tests.exchange import Exchange
from contract_tests.outcome import Outcome, State
from contract_tests.plugin import keeping
from contract_tests.plugin.endings import SENDER
from contract_tests.plugin.unusable import had_bad_file, told_by_pytest
from contract_tests.recordings import recording
from contract_tests.recordings.recorder import Recorder


def config(
    target: str, *, record: str | None = None, recordings: Path | None = None, **members: Any
) -> pytest.Config:
    option = SimpleNamespace(
        target=target, record=record, recordings=str(recordings) if recordings else None
    )
    made: Any = SimpleNamespace(option=option, stash=pytest.Stash(), **members)
    return cast("pytest.Config", made)


@pytest.mark.parametrize("target", ["mock", "live", "http://localhost:1"])
def test_any_target_may_be_recorded(target: str, tmp_path: Path) -> None:
    keeping.prepare(config(target, record=str(tmp_path / "new" / "er")))

    assert not any((tmp_path / "new" / "er").iterdir())


def test_a_folder_that_nothing_can_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(
        UsageError, match=r"--record .*file/x: nothing can be written there: Not a d"
    ):
        keeping.prepare(config("mock", record=str(tmp_path / "file" / "x")))


def test_a_recorded_target_needs_its_folder_and_no_other_takes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="belong together"):
        keeping.prepare(config("recorded"))
    with pytest.raises(UsageError, match="belong together"):
        keeping.prepare(config("mock", recordings=tmp_path))


def test_a_replay_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="would only copy"):
        keeping.prepare(config("recorded", recordings=tmp_path, record="x"))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere"):
        keeping.prepare(config("recorded", recordings=tmp_path / "nowhere"))


def test_a_broken_recording_is_refused_by_the_process_that_reports(tmp_path: Path) -> None:
    (tmp_path / "001.json").write_text("{", "utf-8")

    with pytest.raises(BadFile, match=r"001\.json:1: expected a recording in JSON"):
        keeping.prepare(config("recorded", recordings=tmp_path))
    keeping.prepare(config("recorded", recordings=tmp_path, workerinput={}))


def test_a_recording_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "001.json").mkdir()

    with pytest.raises(BadFile, match=r"001\.json: it can't be read"):
        keeping.prepare(config("recorded", recordings=tmp_path))


@pytest.mark.parametrize(("error", "bad"), [(BadFile("x"), True), (UsageError("x"), False)])
def test_pytest_tells_what_ends_a_run_and_whether_it_was_a_file(
    error: Exception, *, bad: bool
) -> None:
    made = config("mock")

    with pytest.raises(pytest.UsageError, match="x"), told_by_pytest(made):
        raise error
    assert had_bad_file(made) == bad
    assert not had_bad_file(config("mock"))


@pytest.mark.parametrize("state", ["passed", "failed", "could not check"])
def test_what_could_not_be_checked_is_not_kept(state: State, tmp_path: Path) -> None:
    target = Target(name="live", root="https://h/v1beta")
    sent = Exchange(source="test_a.py::test_b", url="https://h/v1beta/models", status=200)
    node: Any = SimpleNamespace(stash=pytest.Stash())
    node.stash[keeping._RECORDER] = Recorder(tmp_path, target, "comet")  # noqa: SLF001
    node.stash[SENDER] = SimpleNamespace(exchanges=[sent])
    keeping.keep(node, Outcome(source="x", state=state))

    assert bool(list(recording.files(tmp_path))) == (state != "could not check")
