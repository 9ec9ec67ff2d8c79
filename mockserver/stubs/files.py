"""Stub files: ``DIR/**/*.json``, ``.yaml`` and ``.yml``, each a stub or a list of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mockserver.stubs import documents, reading
from mockserver.stubs.documents import Document, UnreadableError
from mockserver.stubs.mistakes import Mistake, told
from mockserver.stubs.stub import BadStub, Stub

ENDINGS = frozenset({".json", ".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What folders and files hold: the stubs without mistakes, and all mistakes."""

    files: tuple[Path, ...] = ()
    stubs: tuple[Stub, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def load(sources: Iterable[str | Path]) -> tuple[Stub, ...]:
    """Read all stubs of folders and files, in the order of their paths.

    Raises:
        BadStub: One isn't, or there is no such folder or file; the message has all that is wrong.
    """
    loaded = survey(sources)
    if loaded.mistakes:
        raise BadStub(told(loaded.mistakes))
    return loaded.stubs


def survey(sources: Iterable[str | Path]) -> Loaded:
    """Read all stubs of folders and files, and find out all that is wrong with them."""
    folders = list(map(Path, sources))
    missing = [each for each in folders if not each.exists()]
    read = [each for folder in folders for each in listed(folder)]
    stubs: dict[str, Stub] = {}
    mistakes = [
        Mistake("there is no such folder or file of stubs", file=str(each)) for each in missing
    ]
    for each in (found for file, name in read for found in _stubs(file, name)):
        if isinstance(each, Mistake):
            mistakes.append(each)
        elif each.name in stubs:
            mistakes.append(_twice(each, stubs[each.name]))
        else:
            stubs[each.name] = each
    return Loaded(tuple(file for file, _ in read), tuple(stubs.values()), tuple(mistakes))


def listed(source: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder, or the file itself, with the names that their stubs have.

    Those that are hidden, or in a hidden folder, aren't meant.
    """
    if source.is_file():
        yield source, source.stem
    elif source.is_dir():
        for file in sorted(source.rglob("*")):
            inner = file.relative_to(source)
            hidden = any(each.startswith(".") for each in inner.parts)
            if file.suffix.lower() in ENDINGS and file.is_file() and not hidden:
                yield file, inner.with_suffix("").as_posix()


def _stubs(file: Path, name: str) -> Iterator[Stub | Mistake]:
    """Yield the stubs of a file, and what is wrong with it. The second of a list is called ``name#2``."""
    try:
        document = documents.read(file.read_text("utf-8-sig"), yaml=file.suffix.lower() != ".json")
    except UnreadableError as error:
        yield replace(error.mistake, file=str(file))
    except (OSError, UnicodeDecodeError) as error:
        yield Mistake(f"can't be read: {error}", file=str(file))
    else:
        for number, (value, path) in enumerate(_each(document), start=1):
            own = f"{name}#{number}" if number > 1 else name
            yield from _stub(value, own, file, _Place(document, path))


@dataclass(frozen=True, slots=True)
class _Place:
    document: Document
    path: tuple[int, ...]


def _stub(value: Any, name: str, file: Path, at: _Place) -> Iterator[Stub | Mistake]:
    found = [
        Mistake(each.text, path, str(file), at.document.line(path))
        for each in reading.mistakes(value)
        for path in [(*at.path, *each.path)]
    ]
    yield from sorted(found, key=lambda each: each.line)
    if not found:
        yield reading.stub(value, name, f"{file}:{at.document.line(at.path)}")


def _each(document: Document) -> Iterator[tuple[Any, tuple[int, ...]]]:
    if isinstance(document.value, list):
        yield from ((each, (index,)) for index, each in enumerate(document.value))
    else:
        yield document.value, ()


def _twice(stub: Stub, first: Stub) -> Mistake:
    file, _, line = stub.place.rpartition(":")
    text = f"there is a stub {stub.name!r} already, in {first.place}; give one of the files another name"
    return Mistake(text, file=file, line=int(line))
