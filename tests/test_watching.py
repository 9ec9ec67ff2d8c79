"""Stubs that are read again when they change."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from mockserver import MockServer, Settings
from mockserver.mock import mock
from mockserver.settings import ConfigurationError
from mockserver.watching import look, stamps, watching

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}


class Told(logging.Handler):
    """Lets a test wait for a line in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._come = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._come:
            self.lines.append(record.getMessage())
            self._come.notify_all()

    def wait_for(self, piece: str) -> None:
        with self._come:
            came = self._come.wait_for(
                lambda: any(piece in each for each in self.lines), timeout=60
            )
        assert came, f"{piece!r} is not in {self.lines}"


@pytest.fixture
def told() -> Iterator[Told]:
    handler, logger = Told(), logging.getLogger("mockserver")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


def ask(server: MockServer) -> str:
    response = httpx.post(server.url + PATH, json=HELLO, headers={"x-goog-api-key": "any"})
    return str(response.json()["candidates"][0]["content"]["parts"][0]["text"])


Write = Callable[[str], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def replace(text: str) -> None:
        new = tmp_path / ".new"
        new.write_text(text, "utf-8")
        new.replace(tmp_path / "a.yaml")

    return replace


def test_a_change_is_answered_by_and_a_broken_one_is_not(
    tmp_path: Path, write: Write, told: Told
) -> None:
    write("text: first")
    with MockServer(stubs=(tmp_path,), watch=True) as server:
        assert ask(server) == "first"

        write("text: second, and longer")
        told.lines.clear()
        told.wait_for("stubs: 1")
        assert ask(server) == "second, and longer"

        write("txt: third")
        told.wait_for("the stubs are wrong, so those of before stay")
        assert ask(server) == "second, and longer"
        assert any("a.yaml:1: txt: there is no such member" in each for each in told.lines)

        told.lines.clear()
        (tmp_path / "b.yaml").write_text("text: fourth", "utf-8")
        write("priority: 1\ntext: fifth")
        told.wait_for("stubs: 2")
        assert ask(server) == "fifth"


def test_a_single_file_is_watched(tmp_path: Path, write: Write, told: Told) -> None:
    write("text: first")
    made = mock(Settings(stubs=(tmp_path / "a.yaml",), watch=True))
    told.lines.clear()
    with watching(made):
        write("text: second, and longer")
        told.wait_for("stubs: 1")

    assert made.state.given[0].answer == {"text": "second, and longer"}


def test_nothing_is_read_again_without_a_change(tmp_path: Path, write: Write, told: Told) -> None:
    write("text: first")
    made = mock(Settings(stubs=(tmp_path,)))
    before = stamps(made)
    told.lines.clear()

    assert look(made, before) == before
    assert told.lines == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path, write: Write, told: Told) -> None:
    write("text: first")
    made = mock(Settings(stubs=(tmp_path / "a.yaml",), watch=True))
    (tmp_path / "a.yaml").unlink()
    tmp_path.rmdir()
    with watching(made):
        told.wait_for("the stubs can't be watched, so they stay as they are: ")

    assert len(made.state.given) == 1


def test_nothing_is_watched_unless_it_is_asked_for(tmp_path: Path, write: Write) -> None:
    write("text: first")
    made = mock(Settings(stubs=(tmp_path,)))
    with watching(made):
        assert "cometapi-mock-stubs" not in {each.name for each in threading.enumerate()}


def test_a_watch_needs_stubs() -> None:
    with pytest.raises(ConfigurationError, match="watch takes stubs to watch, not 'none'"):
        Settings(watch=True)


def test_a_change_shows_in_the_marks(tmp_path: Path, write: Write) -> None:
    write("text: first")
    made = mock(Settings(stubs=(tmp_path,)))
    before = stamps(made)

    write("text: second, and longer")
    (tmp_path / "notes.md").write_text("no stub", "utf-8")

    assert before != stamps(made)
    assert len(stamps(made)) == 1


def test_doubts_are_logged(tmp_path: Path, write: Write, told: Told) -> None:
    write("match: {turn: 0}\ntext: first")

    mock(Settings(stubs=(tmp_path,)))

    assert told.lines == [
        "stubs: 1",
        f"stub {tmp_path}/a.yaml:1: match.turn: turns count from 1, and this is 0",
    ]
