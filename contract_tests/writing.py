"""Files that are there as a whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def replaced(path: Path, text: str) -> None:
    """Write a file, or leave the one that is there as it was.

    Half a character, which JSON can spell and UTF-8 can't, is written as JSON spells it.
    """
    with NamedTemporaryFile(
        "w",
        dir=path.parent,
        prefix=f".{path.name}.",
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        delete=False,
    ) as file:
        try:
            file.write(text)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o666 & ~_umask())
    Path(file.name).replace(path)


def _umask() -> int:
    """Return the mask for new files, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
