"""Recordings become stubs that people can read and change."""

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from contract_tests.recordings.recording import Recording
from contract_tests.writing import replaced
from mockserver.jsonwriter import canonical
from mockserver.recorder.folder import read, read_file
from mockserver.recorder.stubbed import answer, match, usable
from mockserver.settings import ConfigurationError

_TEMPLATES = (b"{{", b"{%")
_WIDTH = 100  # characters of a line


def promote(source: Path, out: Path, *, exact: bool = False, force: bool = False) -> list[Path]:
    """Write a stub for each kind of request in a folder of recordings, or in one file; return where.

    Recordings whose stubs would ask for the same become one, which answers as they did, in turn. Those
    that were broken off are left out. *exact* keeps counts, ids and chunks as they were cut.

    Raises:
        ConfigurationError: A file isn't a recording, there is none, or a stub is there already; then
            nothing is written.
    """
    found = read(source) if source.is_dir() else [(source, read_file(source))]
    root = source if source.is_dir() else source.parent
    stubs = {
        out / file.relative_to(root).with_suffix(".yaml"): document
        for file, document in _documents(found, exact=exact)
    }
    if not stubs:
        msg = f"{source}: no recording there that could be a stub"
        raise ConfigurationError(msg)
    there = [str(each) for each in stubs if each.exists()]
    if there and not force:
        msg = f"{', '.join(there)}: there already; --force writes over them"
        raise ConfigurationError(msg)
    for path, document in stubs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replaced(path, written(document))
    return list(stubs)


def written(document: Mapping[str, Any]) -> str:
    """Write a stub as YAML, texts of several lines as such."""
    yaml = YAML()
    yaml.width = _WIDTH
    out = io.StringIO()
    yaml.dump(_lined(document), out)
    return out.getvalue()


def _documents(
    found: Iterable[tuple[Path, Recording]], *, exact: bool
) -> Iterator[tuple[Path, dict[str, Any]]]:
    groups: dict[bytes, list[tuple[Path, Recording]]] = {}
    for file, each in found:
        if usable(each):
            asks = canonical([str(file.parent), match(each, exact=exact)])
            groups.setdefault(asks, []).append((file, each))
    for group in groups.values():
        yield group[0][0], _document([each for _, each in group], exact=exact)


def _document(made: list[Recording], *, exact: bool) -> dict[str, Any]:
    answers = [answer(each, exact=exact) for each in made]
    said = answers[0] if all(each == answers[0] for each in answers) else {"responses": answers}
    told = canonical(said)
    occasion = made[0].occasion
    asks = match(made[0], exact=exact)
    return {
        "description": f"recorded {occasion.when} of {occasion.root}",
        "match": asks,
        **_priority(asks),
        **({"template": False} if any(each in told for each in _TEMPLATES) else {}),
        **said,
    }


def _priority(asks: Mapping[str, Any]) -> dict[str, int]:
    """Rank a stub so that one which asks for less doesn't come before one which asks for more."""
    if "turn" in asks:
        return {"priority": 1}
    return {} if asks.keys() & {"text", "function_response", "operation"} else {"priority": -1}


def _lined(value: Any) -> Any:
    """Return a value whose texts of several lines are written as lines, where YAML can do that."""
    if isinstance(value, Mapping):
        return {key: _lined(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_lined(each) for each in value]
    return _scalar(value) if isinstance(value, str) else value


def _scalar(text: str) -> Any:
    """Return a text such that its lines stay lines, and what can't be seen is written in escapes."""
    lines = text.split("\n")
    if not all(map(str.isprintable, lines)):
        return DoubleQuotedScalarString(text)
    plain = all(each == each.rstrip() for each in lines) and not text.startswith((" ", "\n"))
    return LiteralScalarString(text) if len(lines) > 1 and plain else text
