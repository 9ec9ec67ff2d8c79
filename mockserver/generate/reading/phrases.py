"""What stands after words that lead to it: ``in Paris`` is a place, ``about lunch`` a subject."""

import re
from collections.abc import Sequence

CAPITAL = r"[^\W\d_a-z][\w'\u2019]{0,30}(?:-[^\W\d_][\w'\u2019]{0,30})*"
NAME = rf"{CAPITAL}(?:\ (?:(?:de|la|le|of|the|del|do|da|von|van|der)\ ){{0,2}}{CAPITAL}){{0,4}}"
EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
QUOTED = (
    r"(?:\"([^\"\n]{1,300})\"|\u201c([^\u201d\n]{1,300})\u201d|(?<!\w)'([^'\n]{1,300})'(?!\w)"
    r"|`([^`\n]{1,300})`)"
)

# Names of languages in English, with their codes (ISO 639-1).
LANGUAGES = {
    "Arabic": "ar", "Chinese": "zh", "Czech": "cs", "Danish": "da", "Dutch": "nl", "English": "en",
    "Finnish": "fi", "French": "fr", "German": "de", "Greek": "el", "Hebrew": "he", "Hindi": "hi",
    "Hungarian": "hu", "Indonesian": "id", "Italian": "it", "Japanese": "ja", "Korean": "ko",
    "Norwegian": "no", "Polish": "pl", "Portuguese": "pt", "Romanian": "ro", "Russian": "ru",
    "Spanish": "es", "Swedish": "sv", "Thai": "th", "Turkish": "tr", "Ukrainian": "uk",
    "Vietnamese": "vi",
}  # fmt: skip
_LANGUAGE = "|".join(LANGUAGES)

_AFTER = rf"\s+(?:the\s+)?({NAME}(?:,\ {NAME})?)"
_UNIT = r"[^\W\d_]{1,20}"
_CONVERTED = r"\b(?i:convert|exchange|change|what\ is|what's|how\ much\ (?:is|are))\s+[^\w\s]?\d[\d.,]{0,20}\s?"
_PARTICLE = r"(?:and|or|to|for|from|at|in|into|on|of|with|by|please)\b"
_THINGS = rf"(?!(?:the|an?|my|some)\b|{_PARTICLE})[a-z][\w-]{{0,30}}(?:\ (?!{_PARTICLE})[a-z][\w-]{{0,30}}){{0,2}}"
_END = r"[.!?](?=\s|$)|[,;:\"\u201c(\n]|$"

# Kinds whose values may hold what is a kind of its own elsewhere, such as an address.
WIDE = {
    "from email": re.compile(rf"\b[Ff]rom\s+({EMAIL})"),
    "to email": re.compile(rf"\b(?i:to|e?-?mail)\s+({EMAIL})"),
    "saying": re.compile(
        rf"\b(?:saying|stating|(?:that|which)\ says)[:,]?\s+(?:that\s+)?(?:{QUOTED}|([^\s\"\u201c'`][^.!?\n]{{0,300}}))"
    ),
}
NARROW = {
    "from": re.compile(rf"\b[Ff]rom{_AFTER}|\bbetween\s+(?:the\s+)?({NAME})\s+and\b"),
    "to": re.compile(rf"\b(?:to|into){_AFTER}|\bbetween\s+(?:the\s+)?{NAME}\s+and{_AFTER}"),
    "from unit": re.compile(rf"{_CONVERTED}({_UNIT})\s+(?:in)?to\s+{_UNIT}"),
    "to unit": re.compile(rf"{_CONVERTED}{_UNIT}\s+(?:in)?to\s+({_UNIT})"),
    "at": re.compile(rf"\bat{_AFTER}"),
    "place": re.compile(rf"\b(?:in|at|near|around|visit|visiting|to|from){_AFTER}"),
    "object": re.compile(rf"\b(?:for|about|of){_AFTER}"),
    "low place": re.compile(r"\b(?:in|near)\s+([a-z]{3,30})\b"),
    "called": re.compile(rf"\b(?:named|called|name\ is|I\ am|I'm)\s+({NAME})"),
    "about": re.compile(
        rf"\babout\s+(?:the\s+|an?\s+)?(?:{QUOTED}|([^\W_][^.,;:!?\"\u201c(\n]{{0,80}}?)"
        rf"(?=\s+(?:saying|stating|that|which|with|to|from|and|on|at|using)\b|{_END}))"
    ),
    "counted": re.compile(
        rf"\b(?i:order|buy|purchase|add|ship)\s+(?:(?:me|us)\s+)?(?:\d{{1,6}}|an?|some|one|two|three|four|five|six)\s+({_THINGS})"
        rf"|\b(?i:add|put)\s+({_THINGS})\s+(?:to|on|in(?:to)?)\s+(?:the|my|our)\b"
    ),
    "whom": re.compile(rf"\b(?i:e?-?mail|message|tell|remind|ask)\s+({NAME})"),
    "spoken": re.compile(rf"\b(?:to|into|in|from)\s+((?i:{_LANGUAGE}))\b"),
    "language": re.compile(rf"\b(?:{_LANGUAGE})\b"),
}

# Names of properties whose values are words of a few, so that small letters may be one.
_OF_A_FEW = frozenset({
    "status", "state", "category", "type", "kind", "genre", "tag", "label", "priority", "severity",
    "color", "colour", "size", "level", "mode", "format", "role", "department", "section", "language",
})  # fmt: skip
_LEADING = r"with|in|of|by|having|whose|under|for|and"
_NAMED = rf"(?!I\b){NAME}(?![\w@-]|\.\w|\ \d)"  # no more than a name, such as a date
_LOW = (
    r"(?!(?:and|or|of|for|to|in|on|at|by|from|with|is|are|was|the|an?|please|that|which|as|it|not|only"
    r"|if|when|now|today|code|name|id|number)\b)[\w-]{1,40}"
)
_SHORT = 2  # letters of a name that isn't looked for


def beside(text: str, words: Sequence[str]) -> str | None:
    """Return the value that stands at a property's name in prose; None if there is none.

    That is a quotation right after it, a name after it (``the user Bob``), a word where the values
    are of a few (``with status open``), and what it is set to (``set the status of it to open``).
    """
    if not words or len(words[-1]) <= _SHORT:
        return None
    name = rf"\b(?i:{'[ _-]'.join(map(re.escape, words))}|{re.escape(words[-1])})"
    low = rf"\b(?i:{_LEADING})\s+{name}\s+({_LOW})" if words[-1] in _OF_A_FEW else "(?!)"
    for each in (
        rf"{name}\s+{QUOTED}",
        rf"\b(?i:the|an?|at|to|from|{_LEADING})\s+{name}\s+({_NAMED})",
        low,
        rf"\b(?i:set|change|update|switch)\s[^.?!\n]{{0,40}}{name}\b[^.?!,;\n]{{0,40}}?\sto\s+(?:{QUOTED}|({NAME}|{_LOW}))",
    ):
        if found := re.search(each, text):
            return str(next(filter(None, found.groups())))
    return None
