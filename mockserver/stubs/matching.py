"""Matchers: what a stub can ask of a call, each a generator of differences. A match is no difference."""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mockserver.difference import Difference
from mockserver.stubs.asked import Asked

Matcher = Callable[[Any, Asked], Iterator[Difference]]

MATCHERS: dict[str, Matcher] = {}


def matcher(function: Matcher) -> Matcher:
    """Register a function as the matcher of its name."""
    MATCHERS[function.__name__] = function
    return function


def differences(match: Mapping[str, Any], asked: Asked) -> Iterator[Difference]:
    """Yield in what a call falls short of what is asked for."""
    for name, wanted in match.items():
        yield from MATCHERS[name](wanted, asked)


@matcher
def model(wanted: str, asked: Asked) -> Iterator[Difference]:
    """Ask for a model, by a pattern as of a shell: ``gemini-2.5-*``."""
    if not fnmatchcase(asked.model, wanted):
        yield Difference("model", wanted, asked.model)


@matcher
def text(wanted: str | Mapping[str, str], asked: Asked) -> Iterator[Difference]:
    """Ask for what the user said last."""
    yield from of_text("text", wanted, asked.text)


def of_text(what: str, wanted: str | Mapping[str, str], got: str) -> Iterator[Difference]:
    """Yield in what a text falls short: it is to equal a string, or to do what a mapping says."""
    asked = {"equals": wanted} if isinstance(wanted, str) else wanted
    for how, each in asked.items():
        if not _HOLDS[how](each, got):
            yield Difference(what, f"{how} {each!r}", repr(got))


_HOLDS: Mapping[str, Callable[[str, str], bool]] = {
    "equals": lambda wanted, got: wanted == got,
    "contains": lambda wanted, got: wanted in got,
    "regex": lambda wanted, got: re.search(wanted, got) is not None,
}
