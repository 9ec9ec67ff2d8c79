"""Reports of a run, in the format that the ending of a file says; all of them show the same.

To add a format, write a function from `contents` to text in a module of its own, and put it into
`WRITERS`.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from contract_tests.asking.targets import UsageError
from contract_tests.report import html, json, junit, markdown
from contract_tests.report.contents import Contents, contents
from contract_tests.result import Result
from contract_tests.writing import replaced

WRITERS: Mapping[str, Callable[[Contents], str]] = {
    ".json": json.text,
    ".xml": junit.text,
    ".md": markdown.text,
    ".html": html.text,
}


def usable(names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that reports are to be written to.

    Raises:
        UsageError: A report can't be written there.
    """
    paths = tuple(Path(each) for each in names)
    for path in paths:
        if path.suffix.lower() not in WRITERS:
            known = ", ".join(WRITERS)
            msg = f"--report {path}: no report ends like that; known endings: {known}"
            raise UsageError(msg)
        if path.is_dir():
            msg = f"--report {path}: it is a folder; name a file in it"
            raise UsageError(msg)
        if not path.parent.is_dir():
            msg = f"--report {path}: there is no folder {path.parent}; make it first"
            raise UsageError(msg)
        if not os.access(path.parent, os.W_OK):
            msg = f"--report {path}: nothing can be written into {path.parent}"
            raise UsageError(msg)
    return paths


def written(result: Result, paths: Iterable[Path]) -> None:
    """Write a run's reports, each as a whole or not at all."""
    told = contents(result)
    for path in paths:
        replaced(path, WRITERS[path.suffix.lower()](told))
