"""A folder of recordings, as a tape that answers calls."""

import itertools
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from contract_tests.bad_files import BadFile
from contract_tests.exchange import Exchange as Recorded
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Recording
from mockserver.dialects import Dialect
from mockserver.difference import Difference, NearMiss
from mockserver.exchange import Call
from mockserver.recorder.essence import VOLATILE, Essence, document, essence, of_document
from mockserver.recorder.recordings import Recordings, hold_pointer
from mockserver.recorder.replies import reply
from mockserver.settings import ConfigurationError
from mockserver.tape import Taped

COMMON = "default"  # the folder of the common namespace
VOLATILE_FILE = "volatile.txt"
_NEAREST = 3
_SHOWN = 10  # differences of one
_SPENT = Difference("times", "as often as recorded", "once more")
_VERSION = re.compile(r"/v\d\w*(/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A recording in its folder: *name* is its path there, *new* one that this process has made."""

    name: str
    file: Path
    essence: Essence
    recording: Recording
    new: bool = False


@dataclass(slots=True)
class Folder:
    """All recordings of a folder; one that was broken off answers nothing. Safe to use from threads.

    Attributes:
        broken: The names of those that were broken off.
    """

    options: Recordings
    dialect: Dialect
    broken: tuple[str, ...] = ()
    _volatile: tuple[str, ...] = ()
    _kept: dict[Path, list[Kept]] = field(default_factory=dict)
    _old: frozenset[Path] = frozenset()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def directory(self) -> Path:
        """Where it is."""
        return Path(self.options.directory)

    @property
    def required(self) -> bool:
        """Whether a call that isn't recorded is an error."""
        return self.options.on_miss != "generate"

    @property
    def dialects(self) -> set[str]:
        """Whose answers were recorded."""
        return {x.recording.occasion.dialect for group in self._kept.values() for x in group}

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def essence(self, call: Call) -> Essence:
        """Return what a call asks."""
        return essence(call, self.dialect, self._volatile)

    def place(self, namespace: str) -> Path:
        """Return the folder of a namespace."""
        return recording.folder(self.directory, source(namespace))

    def find(self, call: Call, played: Callable[[str], int]) -> Taped:
        """Find the recording for a call: among those of its namespace, then among all others."""
        asked = self.essence(call)
        with self._lock:
            known = [[each for each in group if not each.new] for group in self._groups(call)]
        for group in known:
            if same := [each for each in group if each.essence.key == asked.key]:
                turn = played(f"recording {group[0].file.parent} {asked.key}")
                if turn < len(same) or self.options.playback_repeats:
                    found = same[min(turn, len(same) - 1)]
                    return Taped(found.name, reply(found.recording.exchange, self.options.factor))
        return Taped(near=tuple(_nearest(asked, (each for group in known for each in group))))

    def records(self, call: Call, played: Callable[[str], int]) -> bool:
        """Whether a call goes to the upstream, to be recorded."""
        mode = self.options.mode
        if mode == "once":
            mode = "none" if self.place(call.namespace) in self._old else "new_episodes"
        if mode == "new_episodes":
            return self.find(call, played).reply is None
        return mode == "all"

    def add(self, kept: Kept) -> None:
        """Take a recording that was made just now; in the mode ``all`` older ones of the same go."""
        with self._lock:
            group = self._kept.setdefault(kept.file.parent, [])
            replaced = [
                each
                for each in group
                if self.options.mode == "all"
                and not each.new
                and each.essence.key == kept.essence.key
            ]
            for each in replaced:
                each.file.unlink(missing_ok=True)
                group.remove(each)
            group.append(kept)

    def load(self) -> None:
        """Read the folder.

        Raises:
            ConfigurationError: It isn't there though nothing else is, or a file isn't what it should be.
        """
        if not self.directory.is_dir() and (self.options.mode == "none" or self.directory.exists()):
            msg = (
                f"no such folder of recordings: {self.directory}; make one with"
                f" cometapi-mock record --upstream URL --out {self.directory}"
            )
            raise ConfigurationError(msg)
        self._volatile = (*VOLATILE, *self.options.volatile, *_declared(self.directory))
        broken: list[str] = []
        for each in read(self.directory):
            kept = self.kept(*each)
            if "end" in kept.recording.exchange.lost:
                broken.append(kept.name)
            else:
                self._kept.setdefault(kept.file.parent, []).append(kept)
        self.broken = tuple(broken)
        self._old = frozenset(self._kept)

    def kept(self, file: Path, made: Recording, *, new: bool = False) -> Kept:
        """Return a recording as one of this folder."""
        name = file.relative_to(self.directory).as_posix()
        call, body = requested(made)
        read = of_document(call, body, self.dialect, self._volatile)
        return Kept(name=name, file=file, essence=read, recording=made, new=new)

    def _groups(self, call: Call) -> list[list[Kept]]:
        own = self.place(call.namespace)
        return [list(self._kept[each]) for each in sorted(self._kept, key=lambda x: (x != own, x))]


def opened(options: Recordings, dialect: Dialect) -> Folder:
    """Read a folder.

    Raises:
        ConfigurationError: A file there isn't what it should be.
    """
    folder = Folder(options, dialect)
    folder.load()
    return folder


def source(namespace: str) -> str:
    """Return as whose the exchanges of a namespace are recorded."""
    return f"{recording.NO_SCENARIO}::{namespace or COMMON}"


def read(directory: Path) -> Iterator[tuple[Path, Recording]]:
    """Yield the recordings of a folder, in the order in which they were made.

    Raises:
        ConfigurationError: A file isn't one.
    """
    files = recording.files(directory) if directory.is_dir() else ()
    for each in sorted(files, key=lambda each: (each.parent, len(each.name), each.name)):
        yield each, read_file(each)


def read_file(file: Path) -> Recording:
    """Read a recording.

    Raises:
        ConfigurationError: It isn't one.
    """
    try:
        return recording.read(file)
    except (BadFile, OSError) as error:
        raise ConfigurationError(str(error)) from error


def requested(made: Recording) -> tuple[Call, object]:
    """Return the call that was recorded, without its body, and the body."""
    exchange = made.exchange
    sent = exchange.sent
    body = document(sent, {}) if isinstance(sent, bytes) else sent
    return Call(exchange.method, _path(exchange, made.occasion.root), exchange.query), body


def _path(exchange: Recorded, root: str) -> str:
    """Return a recorded path without what stands before its version."""
    path, base = unquote(exchange.path), unquote(urlsplit(root).path.rstrip("/"))
    rest = path.removeprefix(base)
    # The root of a scenario's recordings has the version in it.
    return rest if _VERSION.match(rest) else _version(base) + rest


def _version(base: str) -> str:
    found = re.search(r"/v\d\w*(/.*)?$", base)
    return found[0] if found else ""


def _nearest(asked: Essence, kept: Iterable[Kept]) -> Iterator[NearMiss]:
    """Yield the recordings that differ least; one for another path is far from any for the same."""
    for each in sorted(kept, key=lambda each: _distance(asked, each.essence))[:_NEAREST]:
        first = tuple(itertools.islice(asked.differences(each.essence), _SHOWN))
        yield NearMiss(each.name, first or (_SPENT,))


def _distance(asked: Essence, recorded: Essence) -> tuple[bool, bool, int]:
    count = sum(1 for _ in asked.differences(recorded))
    return asked.path != recorded.path, asked.method != recorded.method, count


def _declared(directory: Path) -> Iterator[str]:
    """Yield what a folder declares to be volatile: a pointer a line, comments behind ``#``."""
    file = directory / VOLATILE_FILE
    if not file.is_file():
        return
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: expected UTF-8, a JSON pointer a line; {error}"
        raise ConfigurationError(msg) from error
    for number, line in enumerate(lines, start=1):
        if pointer := line.partition("#")[0].strip():
            hold_pointer(pointer, f"{file}:{number}")
            yield pointer
