"""The part of the plugin that keeps what is answered, and has it played again."""

from pathlib import Path
from tempfile import TemporaryFile

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import UsageError
from contract_tests.bad_files import BadFile
from contract_tests.outcome import Outcome
from contract_tests.plugin.connection import is_worker
from contract_tests.plugin.endings import SENDER, source
from contract_tests.recordings import recording
from contract_tests.recordings.recorder import Recorder
from contract_tests.recordings.replaying import Replay

_RECORDER = pytest.StashKey[Recorder]()


def prepare(config: pytest.Config) -> None:
    """Refuse what can't be recorded or replayed, before anything is sent.

    Raises:
        BadFile: A recording is broken.
        UsageError: The options make no sense together.
    """
    option = config.option
    if (option.target == "recorded") != bool(option.recordings):
        msg = "--target recorded and --recordings DIR belong together"
        raise UsageError(msg)
    if option.recordings and option.record:
        msg = "--record with --target recorded would only copy"
        raise UsageError(msg)
    if option.record:
        _make(Path(option.record))
    if option.recordings and not is_worker(config):
        _read(Path(option.recordings))


def _make(directory: Path) -> None:
    """Make the folder for recordings: what can't be kept need not be asked for."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=directory):
            pass
    except OSError as error:
        msg = f"--record {directory}: nothing can be written there: {error.strerror}"
        raise UsageError(msg) from error


def _read(directory: Path) -> None:
    """Read all recordings once: a broken one is told before anything is replayed."""
    if not directory.is_dir():
        msg = f"--recordings: there is no folder {directory}"
        raise UsageError(msg)
    try:
        for each in recording.files(directory):
            recording.read(each)
    except OSError as error:
        msg = f"{error.filename}: it can't be read: {error.strerror}"
        raise BadFile(msg) from error


def begin(item: pytest.Item, client: Client) -> None:
    """Get ready to keep, or to replay, what a scenario sends."""
    option = item.config.option
    if option.record:
        item.stash[_RECORDER] = Recorder(Path(option.record), client.target, option.dialect)
    if isinstance(client.target.transport, Replay):
        client.target.transport.begin(source(item))


def keep(item: pytest.Item, outcome: Outcome) -> None:
    """Keep what a scenario got; of one that couldn't be checked, what was kept before is better."""
    recorder = item.stash.get(_RECORDER, None)
    if recorder and outcome.state != "could not check":
        recorder.keep(item.stash[SENDER].exchanges)
