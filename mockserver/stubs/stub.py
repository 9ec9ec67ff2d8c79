"""A stub: a matcher and a canned answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.faults import Planned


class BadStub(ValueError):  # noqa: N818 - it says what it is
    """What was written isn't a stub; the message says where, what came, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A sequence of states: the stub answers in *state*, and leads to *becomes*, if that is given.

    Every scenario starts in the state ``""``.
    """

    name: str
    state: str | None = None
    becomes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What a call must be like, and what it is answered then.

    *name* is that of its file, or what it was given. *match* has what it asks for, by the names of
    `matching.MATCHERS`. *answer* has what it answers, as it was written: one of `reading.ANSWERS`.
    Of several that match, the one with the highest *priority* answers, then the first. *times* is how
    often it answers at all; None is always. *delay* is in seconds, before the first byte. *source* is
    the document that it was read from, *place* the file and line, where it is of a file.
    """

    name: str
    match: Mapping[str, Any] = field(default_factory=dict)
    answer: Mapping[str, Any]
    priority: int = 0
    times: int | None = None
    scenario: Scenario | None = None
    faults: tuple[Planned, ...] = ()
    delay: float = 0.0
    description: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
