"""The folder of cases: requests for which an API failed, a file for each, tried first the next time.

``schemas/contract/fuzz_case.json`` says what is in a file; its name is that of the cause.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests import judge
from contract_tests.bad_files import BadFile, refuse
from contract_tests.call import Call
from contract_tests.fuzzing.target.cause import Cause
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.hunting import Found
from contract_tests.recordings.recording import body_bytes, body_members
from contract_tests.strategies import Invalid
from contract_tests.writing import replaced

VERSION = 1
SCHEMA = "contract/fuzz_case.json"
_EXPECTED = f"a case as {SCHEMA} says"
_CALL = ("model", "operator", "query", "headers", "auth", "method", "path", "below")
_INVALID = ("flaw", "status", "field", "kind", "grade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """A folder of cases of one dialect; there needn't be one until there is something to keep."""

    folder: Path
    dialect: str

    def kept(self) -> dict[Path, Example]:
        """Return what is kept of this dialect, in order of the names.

        Raises:
            BadFile: A file isn't a case, or can't be read, or the folder is none.
        """
        if self.folder.exists() and not self.folder.is_dir():
            refuse(str(self.folder), "a folder of cases", "a file")
        values = {file: _value(file) for file in sorted(self.folder.glob("*.json"))}
        return {
            file: _example(value["example"])
            for file, value in values.items()
            if value["dialect"] == self.dialect
        }

    def keep(self, found: Mapping[Cause, Found], *, seed: int, minimal: bool) -> None:
        """Write a file for each cause, in place of one that was kept of it."""
        if found:
            self.folder.mkdir(parents=True, exist_ok=True)
        for each in found.values():
            value = self._written(each) | {"seed": seed, "minimal": minimal}
            text = json.dumps(value, indent=2, ensure_ascii=False)
            replaced(self.file(each.failure.cause), f"{text}\n")

    def remove(self, files: Iterable[Path]) -> None:
        """Remove cases that are right now."""
        for each in files:
            each.unlink()

    def file(self, cause: Cause) -> Path:
        """Return where the case of a cause is kept: a name that every file system takes."""
        words = re.sub(r"[^a-z0-9]+", "-", f"{cause.kind} {cause.what}".lower()).strip("-")[:60]
        digest = hashlib.sha256(f"{self.dialect} {cause!r}".encode()).hexdigest()[:8]
        return self.folder / f"{self.dialect}-{words.strip('-')}-{digest}.json"

    def _written(self, found: Found) -> dict[str, Any]:
        failure, example = found.failure, found.example
        cause = failure.cause
        answer = {"answer": body_members(failure.exchange.body)} if failure.exchange.status else {}
        return {
            "version": VERSION,
            "dialect": self.dialect,
            "cause": {
                "kind": cause.kind,
                "what": cause.what,
                "place": cause.place,
                "status": cause.status,
            },
            "severity": failure.severity,
            "expected": failure.expected,
            "came": failure.came,
            **answer,
            "example": _members(example),
        }


def _members(example: Example) -> dict[str, Any]:
    told = {"way": example.way, "call": _call_members(example.call)}
    if (invalid := example.invalid) is not None:
        members = {each: getattr(invalid, each) for each in _INVALID}
        told["invalid"] = members | {"sound": _call_members(invalid.sound)}
    return told


def _call_members(call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(call, name) for name in _CALL}
    body = body_members(call.body) if isinstance(call.body, bytes) else {"json": call.body}
    return told | {"query": {**call.query}, "headers": {**call.headers}} | body


def _example(value: Mapping[str, Any]) -> Example:
    call, told = _call(value["call"]), value.get("invalid")
    invalid = told and Invalid(**{**told, "sound": _call(told["sound"])}, call=call)
    return Example(call=call, way=value["way"], invalid=invalid)


def _call(value: Mapping[str, Any]) -> Call:
    body = value["json"] if "json" in value else body_bytes(value)
    return Call(**{each: value[each] for each in _CALL if each in value}, body=body)


def _value(file: Path) -> Mapping[str, Any]:
    """Read a file.

    Raises:
        BadFile: It isn't a case, or can't be read.
    """
    try:
        value = json.loads(file.read_text("utf-8"))
    except OSError as error:
        msg = f"{file}: it can't be read: {error.strerror}"
        raise BadFile(msg) from error
    except json.JSONDecodeError as error:
        refuse(f"{file}:{error.lineno}", _EXPECTED, error.msg)
    except (ValueError, RecursionError) as error:  # not UTF-8, numbers too long, nested too deep
        refuse(str(file), _EXPECTED, error)
    for each in judge.findings(SCHEMA, value):
        refuse(f"{file} at {each.pointer or '/'}", _EXPECTED, each.message)
    checked: Mapping[str, Any] = value
    return checked
