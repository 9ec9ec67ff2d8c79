"""What a prompt tells: numbers, names, places, dates and the like, each kind found once.

Rule-based, by what stands where: ``in Paris`` is a place, ``3 apples`` a number of apples,
``name: Bob`` a pair. `picks` chooses from it what fits a property. The rules are our own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from mockserver.generate.reading import counts, phrases, prompt
from mockserver.generate.reading.phrases import CAPITAL, EMAIL, NAME, QUOTED
from mockserver.generate.reading.words import singular, split

_READ = 4_000  # characters of a text that are looked at
_NEAR = 4  # words on each side that belong to a number

_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>\d{4})"
_HALF = r"\ ?(?P<half>[ap])\.?m\b\.?"

_MONTHS = {each: number for number, each in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    start=1)}  # fmt: skip
_WORD_NUMBERS = {each: number for number, each in enumerate(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
     "twelve"), start=1)}  # fmt: skip

_TIMES = {"": 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

# Kinds whose digits and words are nothing else, longest first; then all others.
_WHOLE = {
    "email": re.compile(EMAIL),
    "url": re.compile(r"https?://[^\s<>\"'\u201d)\]]{0,500}[^\s<>\"'\u201d)\].,;:!?]"),
    "date-time": re.compile(
        r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?"
    ),
    "uuid": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    "date": re.compile(
        rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b|\b{_MONTH}\ {_DAY},?\ {_YEAR}\b",
        re.IGNORECASE,
    ),
    "day-date": re.compile(rf"\b{_DAY}\ (?:of\ )?{_MONTH},?\ {_YEAR}\b", re.IGNORECASE),
    "time": re.compile(
        rf"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:{_HALF})?",
        re.IGNORECASE,
    ),
    "hour": re.compile(rf"\b(?P<hour>1[0-2]|[1-9]){_HALF}", re.IGNORECASE),
    "address": re.compile(
        rf"\b\d{{1,5}}\ (?:{CAPITAL}\ ){{1,3}}(?i:street|st|road|rd|avenue|ave|lane|drive|way)\b",
    ),
    "phone": re.compile(r"(?<![\w-])\+?\(?\d{1,4}\)?(?:[ .-]\(?\d{2,4}\)?){2,4}(?![\w-])"),
}
_OTHERS = {
    "quoted": re.compile(QUOTED),
    "code": re.compile(
        r"(?<![\w-])(#?[A-Za-z]{1,20}[-_]\d[\w-]{0,20}|[A-Z]{1,5}\d[A-Z\d-]{0,20})\b|#(\w{1,30})"
    ),
    "zip": re.compile(r"(?<=\b[A-Z]{2}\ )\d{5}\b"),
    "capitals": re.compile(r"\b[A-Z]{2,5}\b"),
    **phrases.NARROW,
    "name": re.compile(rf"(?<![\w'\u2019]){NAME}"),
}
_PAIR = re.compile(
    r"(?<![\w-])(?P<key>[A-Za-z][\w-]{0,30}(?:\ [A-Za-z][\w-]{0,30})?)"
    r"(?:\ ?=\ ?|\ ?:\ |['\"`]?\ ?:\ ?(?=['\"])|\ is\ )"
    r"(?:\"(?P<double>[^\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})'|(?P<bare>[^\s,;](?:[^,;\n]|,(?=\d{3}\b)){0,80}?)"
    r"(?=[.!?](?:\s|$)|\s(?:and|with|for|but|in|at|on|who|which|years?)\b|,(?!\d{3}\b)|[;\n]|$))"
)
_LIST = re.compile(
    r"\b(?P<key>[A-Za-z][\w-]{1,30})(?:['\"`]?\ ?[:=]?\ ?\[(?P<brackets>[^][\n]{1,500})\]"
    r"|\ ?:\ (?P<bare>[^.:;?!\n]{1,300}))"
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_NUMBER = re.compile(
    r"(?<![\w.-])[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,10})?(?!\w*\d)"
    r"(?:\ (?P<times>thousand|million|billion)\b)?"
    rf"|\b(?:{'|'.join(_WORD_NUMBERS)})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+|[$\u20ac\u00a3%\u00b0]")
_ACTS = re.compile(r"\s*$|,|'s\b|\s(?:is|was|and|or|has|had|wants|lives|works|likes)\b")
_SENTENCE_END = re.compile(r"(?:^|[.!?:\n\"\u201c(])\s*$")

# Words with capitals that begin sentences or stand alone, and name nothing.
_NO_NAMES = frozenset({
    "a", "about", "add", "all", "also", "am", "an", "and", "answer", "any", "are", "as", "ask",
    "at", "be", "book", "build", "but", "by", "calculate", "call", "can", "classify", "compare",
    "compute", "convert", "could", "create", "define", "delete", "describe", "did", "do", "does",
    "double", "draft", "each", "every", "explain", "extract", "fetch", "fill", "find", "first",
    "for", "from", "generate", "get", "give", "good", "great", "has", "have", "hello", "here",
    "hey", "hi", "how", "i", "i'd", "i'm", "i've", "if", "in", "is", "it", "its", "json", "just",
    "let", "list", "look", "make", "may", "me", "my", "name", "need", "no", "not", "now", "of",
    "ok", "okay", "on", "one", "only", "our", "parse", "pick", "plan", "please", "provide", "put",
    "return", "run", "say", "schedule", "search", "send", "set", "she", "he", "show", "some",
    "suggest", "summarize", "tell", "thank", "thanks", "that", "the", "then", "there", "these",
    "they", "this", "those", "to", "today", "translate", "two", "update", "use", "user", "using",
    "want", "we", "what", "what's", "when", "where", "which", "who", "who's", "why", "will",
    "with", "would", "write", "yes", "you", "your", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
})  # fmt: skip
_NO_KEYS = frozenset({"and", "or", "the", "a", "with", "my", "his", "her", "its", "use"})
_NO_VALUES = frozenset({"it", "this", "that", "he", "she", "they", "these", "those"})
_NO_PLACES = frozenset({
    "the", "any", "all", "this", "that", "your", "you", "our", "its", "one", "two", "and",
    "english", "detail", "details", "total", "order", "case", "which", "what", "words", "general",
    "short", "full", "each", "them", "mind", "addition", "particular", "time", "terms", "mine",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text, the words around it, and whether so many things are asked for."""

    value: int | float
    written: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells. *kinds* has each kind of string in order of appearance.

    *words* and *plain* are the text in lower case and the singular, *plain* with its digits.
    *pairs* are what is said outright: the words of a name, and the value; *lists* likewise. Dates
    and times are as ISO 8601 writes them.
    """

    text: str = ""
    topic: str = ""
    pairs: tuple[tuple[tuple[str, ...], str], ...] = ()
    lists: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    numbers: tuple[Quantity, ...] = ()
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    plain: str = ""

    def all(self, *kinds: str) -> list[str]:
        """Return what there is of some kinds, the first kind first."""
        return [each for kind in kinds for each in self.kinds.get(kind, ())]


def told(text: str) -> Told:
    """Find what a prompt tells."""
    asked = prompt.asked(text)
    text = text[:_READ]
    kinds: dict[str, list[str]] = {}
    rest = text
    for kind, expression in phrases.WIDE.items():
        _note(kinds, kind, expression.finditer(text))
    for kind, expression in _WHOLE.items():
        _note(kinds, kind, expression.finditer(rest))
        rest = expression.sub(lambda found: " ; ".ljust(len(found[0])), rest)
    for kind, expression in _OTHERS.items():
        _note(kinds, kind, expression.finditer(rest))
    return Told(
        text,
        prompt.topic(asked),
        tuple(_pairs(text)),
        tuple(_lists(text)),
        tuple(_numbers(rest)),
        {kind: tuple(each) for kind, each in kinds.items() if each},
        _words(text),
        plain(text),
    )


def plain(text: str) -> str:
    """Write a text in lower case and in the singular, with one blank between words."""
    return " ".join(singular(each) for each in re.findall(r"[^\W_]+", text.lower()))


def _note(kinds: dict[str, list[str]], kind: str, matches: Iterator[re.Match[str]]) -> None:
    """Add what was found of a kind, each once."""
    values = kinds.setdefault(_MERGED.get(kind, kind), [])
    for found in matches:
        value = _READ_AS.get(kind, _group)(found)
        if value and value not in values:
            values.append(value)


def _pairs(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for found in _PAIR.finditer(text):
        value = found["double"] or found["single"] or (found["bare"] or "").strip(" .!?\"')")
        if value and value.lower() not in _NO_VALUES:
            key = split(found["key"])
            yield tuple(each for each in key if each not in _NO_KEYS) or key, value


def _lists(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for found in _LIST.finditer(text):
        items = _COMMA.split(found["brackets"] or found["bare"])
        plain = tuple(filter(None, (each.strip(" \"'`") for each in items)))
        if plain and (found["brackets"] or len(plain) > 1):
            yield split(found["key"]), plain


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        before, after = text[max(0, found.start() - 60) : found.start()], text[found.end() :][:60]
        value = _value(found)
        yield Quantity(
            value,
            found[0],
            _words(before)[-_NEAR:],
            _words(after)[:_NEAR],
            counts.is_asked_for(before, value, after),
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(singular(each.lower()) for each in _WORD.findall(text))


def _value(found: re.Match[str]) -> int | float:
    if found[0].lower() in _WORD_NUMBERS:
        return _WORD_NUMBERS[found[0].lower()]
    plain = found[0].split(" ")[0].replace(",", "").replace("\u2212", "-")
    times = _TIMES[(found["times"] or "").lower()]
    return float(plain) * times if "." in plain else int(plain) * times


def _group(found: re.Match[str]) -> str:
    """Return the group that took part; the whole where there is none."""
    return next(filter(None, found.groups()), found[0])


def _date(found: re.Match[str]) -> str:
    """Return a date as ISO 8601 writes it; empty for one that no calendar has."""
    parts = found.groupdict()
    written = parts.get("iso")
    if not written:
        month = _MONTHS[parts["month"][:3].lower()]
        written = f"{parts['year']}-{month:02}-{int(parts['day']):02}"
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return ""


def _time(found: re.Match[str]) -> str:
    parts = found.groupdict()
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    return f"{hour:02}:{parts.get('minute') or '00'}:{parts.get('second') or '00'}"


def _name(found: re.Match[str]) -> str:
    """Return a name without a word in front of it that only begins the sentence."""
    words = found[0].split(" ")
    begins = _SENTENCE_END.search(found.string[max(0, found.start() - 5) : found.start()])
    if len(words) == 1 and re.fullmatch("[A-Z]{2,5}", words[0]):
        return ""  # An abbreviation, which is a kind of its own.
    while words and (words[0].lower() in _NO_NAMES or not words[0][0].isupper()):
        words.pop(0)
    alone = begins and words == found[0].split(" ")[:1] == found[0].split(" ")
    return "" if alone and not _ACTS.match(found.string, found.end()) else " ".join(words)


def _place(found: re.Match[str]) -> str:
    place = _group(found)
    return "" if place.split(" ")[0].lower() in _NO_NAMES else place


def _low_place(found: re.Match[str]) -> str:
    return "" if found[1] in _NO_PLACES else found[1].title()


_MERGED = {"day-date": "date", "hour": "time"}
_READ_AS: Mapping[str, Callable[[re.Match[str]], str]] = {
    "date": _date,
    "day-date": _date,
    "time": _time,
    "hour": _time,
    "place": _place,
    "object": _place,
    "from": _place,
    "to": _place,
    "at": _place,
    "low place": _low_place,
    "spoken": lambda found: found[1].title(),
    "name": _name,
}
