"""The baseline: a file of findings that are accepted, each with a reason, and the contract as it was.

A finding in it is known, and doesn't count. The file can't hide that the suite itself was loosened:
what of the contract became weaker since is told, until that has a reason, too. A seal over all but
the reasons tells whether something else than ``--update-baseline`` has changed it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, get_args

from contract_tests.asking.targets import UsageError
from contract_tests.bad_files import BadFile
from contract_tests.baselines.relaxations import EDITED, Relaxation, contract, in_force, relaxations
from contract_tests.findings import Severity
from contract_tests.grouping import Key, key
from contract_tests.result import Result, assembled
from contract_tests.writing import replaced

VERSION = 1
_ABOUT = (
    "What is accepted, and the contract as it was. Write a reason to each entry; "
    "let `--update-baseline` change all else."
)
_ANEW = "or remove it, and let --update-baseline write another"
_FINDING = ("claim", "check", "pointer", "severity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is accepted.

    Attributes:
        findings: The reason for each accepted finding; "" if nobody has written one.
        relaxed: The reason for each accepted weakening of the contract.
        contract: The lines of the contract as it was.
        file: Where it stands.
        dialect: By whose claims the findings are.
        intact: Whether only reasons were changed by hand.
    """

    file: Path
    dialect: str
    findings: Mapping[Key, str]
    relaxed: Mapping[Relaxation, str]
    contract: tuple[str, ...]
    intact: bool = True

    @classmethod
    def new(cls, file: Path, dialect: str) -> Self:
        """Return one that accepts nothing, with the contract as it is now."""
        return cls(file=file, dialect=dialect, findings={}, relaxed={}, contract=contract())

    def complaints(self) -> tuple[str, ...]:
        """Return what makes a run that goes by it RELAXED, a line each."""
        weaker = [each for each in self._weaker() if not self._reason(each)]
        bare = [
            f"accepted without a reason: {' '.join(filter(None, each))}"
            for each, reason in sorted(self.findings.items())
            if not reason
        ]
        return (*(str(each) for each in sorted(weaker)), *bare)

    def judged(self, result: Result) -> Result:
        """Return a run's result by this baseline: what it accepts doesn't count."""
        held, known = assembled(result.outcomes, dialect=self.dialect, known=self.findings.keys())
        return replace(
            result,
            claims=held,
            known=known,
            reasons=self.findings,
            baseline=str(self.file),
            relaxed=self.complaints(),
        )

    def updated(self, result: Result) -> Self:
        """Return it as after a run: what was found is accepted, and so is what is weaker now.

        Reasons stay. What wasn't found again goes, unless nothing looked for it.
        """
        found = {key(each) for each in (*result.findings, *result.known)}
        seen = set(_looked(result))
        unseen = {each for each in self.findings if each[:2] not in seen}
        return replace(
            self,
            findings={each: self.findings.get(each, "") for each in sorted(found | unseen)},
            relaxed={each: self._reason(each) for each in sorted(self._weaker())},
            contract=contract(),
            intact=True,
        )

    def _weaker(self) -> set[Relaxation]:
        """Return what is weaker now than it ever was, as far as the file knows."""
        edited = set() if self.intact else {EDITED}
        return {*relaxations(self.contract, contract()), *in_force(self.relaxed), *edited}

    def _reason(self, relaxation: Relaxation) -> str:
        """Return why it was accepted; of a seal that is broken again, nobody has said that."""
        again = relaxation == EDITED and not self.intact
        return "" if again else self.relaxed.get(relaxation, "")

    def write(self) -> None:
        """Write it to its file."""
        value = {
            "version": VERSION,
            "about": _ABOUT,
            "dialect": self.dialect,
            "findings": [
                {**dict(zip(_FINDING, each, strict=True)), "reason": reason}
                for each, reason in self.findings.items()
            ],
            "relaxed": [
                {"was": each.was, "now": each.now, "reason": reason}
                for each, reason in self.relaxed.items()
            ],
            "contract": list(self.contract),
        }
        value["seal"] = seal(value)
        replaced(self.file, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def accepted(name: str | None, dialect: str, *, update: bool) -> Baseline | None:
    """Return the baseline in a file, or a new one; None without a name.

    Raises:
        BadFile: It isn't one.
        UsageError: It can't be written.
    """
    if name is None:
        if update:
            msg = "--update-baseline needs --baseline FILE, the file to write"
            raise UsageError(msg)
        return None
    path = Path(name)
    if update and not path.exists():
        if not path.parent.is_dir():
            msg = f"--baseline {path}: there is no folder {path.parent}; make it first"
            raise UsageError(msg)
        return Baseline.new(path, dialect)
    return read(path, dialect)


def read(path: Path, dialect: str) -> Baseline:
    """Read a baseline for a run by the claims of *dialect*.

    Raises:
        BadFile: It can't be read, isn't a baseline, or is one for another dialect.
    """
    value = _json(path)
    try:
        found = _baseline(path, value)
    except (LookupError, TypeError, ValueError) as error:
        msg = f"{path}: it isn't a baseline of version {VERSION} ({type(error).__name__}: {error}); mend it, {_ANEW}"
        raise BadFile(msg) from error
    if found.dialect != dialect:
        msg = f"{path}: it is a baseline for --dialect {found.dialect}, not {dialect}; take another file"
        raise BadFile(msg)
    return found


def seal(value: Mapping[str, Any]) -> str:
    """Return the digest of a baseline file: all of it but the reasons, and the seal itself."""
    bare = {
        name: [_bare(each) for each in part] if isinstance(part, list) else part
        for name, part in value.items()
        if name != "seal"
    }
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _bare(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: each for name, each in entry.items() if name != "reason"}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        msg = f"{path}: {error.strerror}; --update-baseline writes one where there is none"
        raise BadFile(msg) from error
    except json.JSONDecodeError as error:
        msg = f"{path}:{error.lineno}: it isn't JSON: {error.msg}; mend that line, {_ANEW}"
        raise BadFile(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: it isn't UTF-8; save it so, {_ANEW}"
        raise BadFile(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path}: it can't be read as JSON: {error}; mend it, {_ANEW}"
        raise BadFile(msg) from error


def _baseline(path: Path, value: Any) -> Baseline:
    if value["version"] != VERSION:
        msg = f"version {value['version']}"
        raise ValueError(msg)
    lines = tuple(value["contract"])
    relaxed = {Relaxation(each["was"], each["now"]): _reason(each) for each in value["relaxed"]}
    former = (each.was for each in relaxed if each.was and each != EDITED)
    relaxations((*lines, *former), ())  # a line that can't be read is an error of the file
    return Baseline(
        file=path,
        dialect=value["dialect"],
        findings={_key(each): _reason(each) for each in value["findings"]},
        relaxed=relaxed,
        contract=lines,
        intact=seal(value) == value["seal"],
    )


def _key(entry: Mapping[str, Any]) -> Key:
    claim, check, pointer, severity = (entry[each] for each in _FINDING)
    if severity not in get_args(Severity):
        msg = f"severity {severity!r}"
        raise ValueError(msg)
    return claim, check, pointer, severity


def _reason(entry: Mapping[str, Any]) -> str:
    return str(entry["reason"]).strip()


def _looked(result: Result) -> Iterator[tuple[str, str]]:
    """Yield each claim with each check, or scenario, that could have found something."""
    for outcome in result.outcomes:
        for look in outcome.looked:
            claim, _, check = look.partition(" ")
            yield claim, check
        if outcome.state in {"passed", "failed", "to learn"}:
            yield from ((claim, outcome.source) for claim in outcome.claims)
