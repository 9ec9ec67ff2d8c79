"""Captures of exchanges, from files of three kinds: our recordings, HAR, and JSON lines.

Which kind a file is, its content says. Of a folder all files are read that may be one of them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract_tests.bad_files import BadFile, refuse
from contract_tests.captures import exchange_lines, har
from contract_tests.exchange import Exchange
from contract_tests.recordings import recording

_ENDINGS = (".json", ".har", ".jsonl")
_EXPECTED = "a recording, HAR 1.2 or an exchange on each line"


@dataclass(frozen=True, slots=True)
class Capture:
    """A file or folder that was read: its exchanges, and how many entries were ignored, by reason."""

    path: Path
    exchanges: tuple[Exchange, ...]
    ignored: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Capture:
    """Read a capture, without keys.

    Raises:
        BadFile: A file of it isn't one.
    """
    ignored: Counter[str] = Counter()
    files = recording.files(path, _ENDINGS) if path.is_dir() else [path]
    try:
        found = tuple(each for file in files for each in _exchanges(file, ignored))
    except OSError as error:
        msg = f"{error.filename}: it can't be read: {error.strerror}"
        raise BadFile(msg) from error
    return Capture(path, found, ignored)


def _exchanges(file: Path, ignored: Counter[str]) -> Iterator[Exchange]:
    if _has_lines(file):
        for number, row in exchange_lines.rows(file):
            yield exchange_lines.exchange(row, f"{file}:{number}")
        return
    value = _json(file)
    if isinstance(value, dict) and "log" in value:
        yield from har.exchanges(value, str(file), ignored)
    elif isinstance(value, dict) and "scenario" in value:
        yield recording.of_json(value, str(file)).exchange
    else:
        refuse(str(file), _EXPECTED, json.dumps(value))


def _has_lines(file: Path) -> bool:
    """Whether the first line that isn't empty is an exchange, or at least some JSON of its own.

    So a broken line later on is told as such. A HAR file without line breaks is one line, too.
    """
    with file.open("rb") as lines:
        first = next((each for each in lines if each.strip()), b"")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return not (isinstance(value, dict) and ("log" in value or "scenario" in value))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        refuse(str(file), f"{_EXPECTED}, in UTF-8", error)
    except json.JSONDecodeError as error:
        refuse(f"{file}:{error.lineno}", _EXPECTED, error.msg)
    except (ValueError, RecursionError) as error:  # numbers too long, nested too deep
        refuse(str(file), _EXPECTED, error)
