"""Stubs: what a call must be like, and what it is answered then.

To add something that a stub can ask for, write a function in `matching`, decorate it with ``@matcher()``, and
give it a place in ``schemas/mock/stub.json``.
"""

from mockserver.stubs.answering import answer, as_it_stands
from mockserver.stubs.asked import Asked
from mockserver.stubs.choosing import Found, Situation, find
from mockserver.stubs.describing import answers_with, asks_for
from mockserver.stubs.doubts import Doubt, doubts
from mockserver.stubs.files import Loaded, listed, load, survey
from mockserver.stubs.mistakes import Mistake
from mockserver.stubs.occasion import at_turn
from mockserver.stubs.reading import SCHEMA, read
from mockserver.stubs.stub import BadStub, Scenario, Stub

__all__ = [
    "SCHEMA",
    "Asked",
    "BadStub",
    "Doubt",
    "Found",
    "Loaded",
    "Mistake",
    "Scenario",
    "Situation",
    "Stub",
    "answer",
    "answers_with",
    "as_it_stands",
    "asks_for",
    "at_turn",
    "doubts",
    "find",
    "listed",
    "load",
    "read",
    "survey",
]
