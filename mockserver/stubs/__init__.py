"""Stubs: what a call must be like, and what it is answered then.

To add something that a stub can ask for, write a function in `matching` and decorate it with ``@matcher``.
"""

from mockserver.stubs.answering import answer
from mockserver.stubs.asked import Asked
from mockserver.stubs.choosing import Found, Situation, find
from mockserver.stubs.files import load
from mockserver.stubs.matching import differences
from mockserver.stubs.reading import read
from mockserver.stubs.stub import BadStub, Scenario, Stub

__all__ = [
    "Asked",
    "BadStub",
    "Found",
    "Scenario",
    "Situation",
    "Stub",
    "answer",
    "differences",
    "find",
    "load",
    "read",
]
