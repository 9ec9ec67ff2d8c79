"""Stub files: ``DIR/**/*.json`` and ``.yaml``, each a stub or a list of them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from mockserver.stubs.reading import read
from mockserver.stubs.stub import BadStub, Stub


def load(sources: Iterable[str | Path]) -> tuple[Stub, ...]:
    """Read all stubs of folders and files, in the order of their paths.

    Raises:
        BadStub: One isn't, or there is no such folder or file.
    """
    return tuple(stub for each in sources for stub in _of(Path(each)))


def _of(source: Path) -> Iterator[Stub]:
    if not source.exists():
        msg = f"no such folder or file of stubs: {source}"
        raise BadStub(msg)
    files = sorted(source.rglob("*.json")) if source.is_dir() else [source]
    root = source if source.is_dir() else source.parent
    for file in files:
        name = file.relative_to(root).with_suffix("").as_posix()
        yield read(json.loads(file.read_text("utf-8")), name)
