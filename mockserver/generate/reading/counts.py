"""Numbers that say how many things a prompt asks for: ``list 3 names``, ``Two sweet recipes``.

The rules are our own.
"""

import re

from mockserver.generate.reading.words import singular

_MOST = 100  # things that are asked for without a word that asks
_ASKING = re.compile(
    r"\b(?:list|name|give|suggest|generate|create|make|find|show|write|return|provide|top|exactly)\s+"
    r"(?:(?:me|us|exactly|the|top|first|a|list|of)\s+){0,4}$",
    re.IGNORECASE,
)
_IRREGULAR = ("children", "men", "women", "people", "mice", "species", "series")
# Words that begin a statement of what is counted, or end it: ``Two boys ate the apples``.
_NO_QUALITIES = (
    rf"(?:[a-z]*[^\Ws]s|the|an?|is|are|was|were|have|had|and|or|{'|'.join(_IRREGULAR)})\b"
)
_COUNTED = re.compile(
    rf"\s+(?:(?!{_NO_QUALITIES})[a-z]+(?:-[a-z]+)*\s+){{0,3}}?(?P<noun>[a-z]+)"
    r"(?=\s*(?:$|[.,:;!?\n(])"
    r"|\s+(?:for|about|of|on|in|from|with|without|to|that|which|who|by|as|at|please)\b)",
    re.IGNORECASE,
)
# Lengths, amounts and words of arithmetic: so much of something, not so many things.
_NO_THINGS = frozenset({
    "seconds", "minutes", "hours", "days", "nights", "weeks", "months", "years", "decades", "times",
    "meters", "metres", "kilometers", "kilometres", "miles", "inches", "grams", "kilograms", "kilos",
    "pounds", "tons", "liters", "litres", "cups", "degrees", "dollars", "euros", "cents", "pixels",
    "bytes", "stars", "points", "plus", "minus", "this", "does",
})  # fmt: skip


def is_asked_for(before: str, value: float, after: str) -> bool:
    """Return whether a number says how many things are asked for, by the text on both sides of it.

    That is behind a word that asks, or at the very beginning of a prompt before a plural.
    """
    if before.strip():
        return _ASKING.search(before) is not None
    found = _COUNTED.match(after)
    if not found or not 0 < value <= _MOST:
        return False
    noun = found["noun"].lower()
    plural = noun in _IRREGULAR or singular(noun) != noun
    return plural and noun not in _NO_THINGS
