"""Faults: what can go wrong on purpose, always in the same way.

To add a fault, write a function in one of the modules here and decorate it with ``@fault``: its name is the
fault's, its keyword parameters are the fault's own, its docstring is its documentation. A row for it in
docs/faults.md is demanded by a test.
"""

from mockserver.faults import (  # noqa: F401 - registers them
    bodies,
    content,
    endings,
    events,
    refusals,
    timing,
)
from mockserver.faults.fault import FAULTS, KINDS, BadFault, Fault, Planned, fault
from mockserver.faults.planning import apply, due, parse, refuse, shown, taken
from mockserver.faults.reading import is_stream, read

__all__ = [
    "FAULTS",
    "KINDS",
    "BadFault",
    "Fault",
    "Planned",
    "apply",
    "due",
    "fault",
    "is_stream",
    "parse",
    "read",
    "refuse",
    "shown",
    "taken",
]
