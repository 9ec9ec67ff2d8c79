"""Findings that say the same, put together: a violation a thousand times is one thing to mend."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contract_tests.findings import Finding, Severity

Key = tuple[str, str, str, Severity]
"""Claim, check, place and severity: what makes a finding the same in another run."""

_INDEX = re.compile(r"/\d+(?=/|$)")
_ORDER: dict[Severity, int] = {"breaking": 0, "to learn": 1, "additive": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings of one key: how many, in how many scenarios or captures, and the first of them."""

    key: Key
    first: Finding
    count: int
    sources: int

    @property
    def pointer(self) -> str:
        """Where it is, whatever the index."""
        return self.key[2]


def generalised(pointer: str) -> str:
    """Write a JSON pointer with ``*`` for each index of a list."""
    return _INDEX.sub("/*", pointer)


def key(finding: Finding) -> Key:
    """Return what makes a finding the same in another run; texts and indexes differ from run to run."""
    return finding.claim, finding.check, generalised(finding.pointer), finding.severity


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return the groups, the worst first."""
    by_key: dict[Key, list[Finding]] = {}
    for each in findings:
        by_key.setdefault(key(each), []).append(each)
    groups = [
        Group(key=name, first=some[0], count=len(some), sources=len({each.source for each in some}))
        for name, some in by_key.items()
    ]
    return sorted(groups, key=lambda each: (_ORDER[each.first.severity], each.key))
