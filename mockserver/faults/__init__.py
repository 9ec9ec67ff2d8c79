"""Faults: what can go wrong on purpose, always in the same way.

To add a fault, write a function in one of the modules here and decorate it with ``@fault``: its name is the
fault's, its keyword parameters are the fault's own, its docstring is its documentation.
"""

from mockserver.faults import endings, refusals, timing  # noqa: F401 - registers them
from mockserver.faults.fault import FAULTS, BadFault, Fault, Planned, fault
from mockserver.faults.planning import apply, due, parse, refuse

__all__ = [
    "FAULTS",
    "BadFault",
    "Fault",
    "Planned",
    "apply",
    "due",
    "fault",
    "parse",
    "refuse",
]
