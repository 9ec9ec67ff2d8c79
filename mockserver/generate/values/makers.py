"""Plausible values by the name of a property and by format. To add one, add a row.

All are plainly made up: no real person, no address that reaches anybody (RFC 2606, 5737, 3849).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import jsonschema_rs

from mockserver.generate.choice import Choice
from mockserver.generate.reading.words import About, singular

Maker = Callable[[Choice, str], str]  # the topic is the second

_CITIES = ("Lisbon", "Oslo", "Nairobi", "Kyoto", "Lima", "Vienna", "Toronto", "Cape Town")
_COUNTRIES = ("Portugal", "Norway", "Kenya", "Japan", "Peru", "Austria", "Canada", "South Africa")
_STREETS = ("Sample Street", "Example Road", "Test Lane", "Model Avenue")
_COLOURS = ("blue", "green", "red", "yellow", "orange", "violet", "white", "black")
_LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H")
_WORDS = ("example", "sample", "detail", "aspect", "outline", "pattern", "basis", "measure")
_TITLES = (
    "A Short Guide to {}",
    "Notes on {}",
    "{} in Brief",
    "An Outline of {}",
    "First Steps: {}",
)
_SENTENCES = (
    "A short account of {}.",
    "This covers {} and what belongs to it.",
    "The main points of {} in one place.",
    "What matters about {}, put briefly.",
    "An overview of {} with its most important parts.",
)
_QUERIES = ("{}", "what is {}", "{} explained", "examples of {}", "more about {}", "{} in short")
_REASONS = (
    "It follows from what was said about {}.",
    "The request about {} asks for it.",
    "That is what {} comes down to.",
)


def _of(*options: str) -> Maker:
    return lambda choice, _: choice.one(options)


def _about(options: tuple[str, ...]) -> Maker:
    return lambda choice, topic: _capital(choice.one(options).format(topic or "the subject"))


def _one_of_the_topic(choice: Choice, topic: str) -> str:
    """Name one of what the topic begins with, if those are several: of planets, ``Planet C``."""
    first = topic.lower().partition(" ")[0]
    one = singular(first)
    return _lettered(one.capitalize() if one != first else "Sample")(choice, topic)


def _lettered(word: str) -> Maker:
    return lambda choice, _: f"{word} {choice.one(_LETTERS)}"


def _digits(template: str) -> Maker:
    """Fill each ``#`` of a template with a digit, each ``~`` with one of base 16."""
    fill: Mapping[str, str] = {"#": "0123456789", "~": "0123456789abcdef"}
    return lambda choice, _: "".join(
        choice.one(fill[each]) if each in fill else each for each in template
    )


def _date(choice: Choice, _: str = "") -> str:
    return f"{2024 + choice.number(3)}-{1 + choice.number(12):02}-{1 + choice.number(28):02}"


def _time(choice: Choice, _: str = "") -> str:
    return f"{8 + choice.number(12):02}:{15 * choice.number(4):02}:00"


def _moment(choice: Choice, _: str = "") -> str:
    return f"{_date(choice)}T{_time(choice)}Z"


_URL = _digits("https://example.com/items/###")
_EMAIL = _digits("person##@example.com")
_UUID = _digits("~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~")
_ADDRESS: Maker = lambda choice, _: f"{1 + choice.number(99)} {choice.one(_STREETS)}"  # noqa: E731
_SENTENCE = _about(_SENTENCES)

# Formats of JSON Schema and of Google's Schema.
FORMATS: Mapping[str, Maker] = {
    "date": _date,
    "date-time": _moment,
    "time": lambda choice, _: f"{_time(choice)}Z",
    "duration": lambda choice, _: f"PT{1 + choice.number(12)}H",
    "email": _EMAIL,
    "idn-email": _EMAIL,
    "hostname": _digits("host-##.example.com"),
    "idn-hostname": _digits("host-##.example.com"),
    "ipv4": lambda choice, _: f"192.0.2.{1 + choice.number(254)}",
    "ipv6": _digits("2001:db8::a~~"),
    "uri": _URL,
    "uri-reference": _URL,
    "iri": _URL,
    "iri-reference": _URL,
    "url": _URL,
    "uri-template": lambda *_: "https://example.com/items/{id}",
    "uuid": _UUID,
    "json-pointer": _digits("/items/#"),
    "relative-json-pointer": _digits("1/items#"),
    "regex": lambda *_: "^[a-z]+$",
    "byte": lambda *_: "c2FtcGxl",
}

# Strings by a word of the name; the last word is looked up first.
STRINGS: Mapping[str, Maker] = {
    word: maker
    for words, maker in {
        ("email", "mail"): _EMAIL,
        ("url", "uri", "link", "website", "homepage", "href", "image", "photo"): _URL,
        ("phone", "mobile", "telephone", "fax"): _digits("+1-555-01##"),
        ("date", "day", "birthday", "deadline", "dob", "birthdate", "start", "end"): _date,
        ("time",): _time,
        ("datetime", "timestamp", "created", "updated", "at"): _moment,
        ("duration",): lambda choice, _: f"{1 + choice.number(12)} hours",
        ("uuid", "guid"): _UUID,
        ("id", "identifier", "reference", "sku", "code"): _digits("ID-####"),
        ("token", "hash", "key", "signature"): _digits("~~~~~~~~~~~~~~~~"),
        ("hostname", "host", "domain"): FORMATS["hostname"],
        ("ip",): FORMATS["ipv4"],
        ("city", "town", "location", "place", "destination", "origin", "capital"): _of(*_CITIES),
        ("country", "nation"): _of(*_COUNTRIES),
        ("state", "region", "province"): _of("North", "South", "East", "West"),
        ("continent",): _of("Africa", "Asia", "Europe", "North America", "South America"),
        ("address", "street"): _ADDRESS,
        ("zip", "zipcode", "postcode", "postal"): _digits("#####"),
        ("colour", "color"): _of(*_COLOURS),
        ("language", "lang", "locale"): _of("en", "fr", "de", "es", "ja"),
        ("currency",): _of("USD", "EUR", "JPY", "GBP"),
        ("symbol", "ticker"): _of("EXMP", "SMPL", "TEST"),
        ("timezone", "tz"): _of("UTC", "Europe/Oslo", "Asia/Tokyo", "Africa/Nairobi"),
        ("price", "cost", "amount"): _digits("1#.#0 USD"),
        ("title", "headline", "heading", "subject"): _about(_TITLES),
        (
            "description", "summary", "abstract", "overview", "bio", "caption", "synopsis", "detail",
            "content", "body", "text", "message", "note", "answer", "response", "comment", "review",
            "result", "output", "explanation", "translation", "feedback", "paragraph", "sentence",
        ): _SENTENCE,
        ("reason", "reasoning", "rationale", "justification", "thought"): _about(_REASONS),
        ("query", "question", "topic", "keyword", "search", "prompt"): _about(_QUERIES),
        ("person", "user", "author", "customer", "employee", "patient", "contact"): _lettered("Person"),
        ("username", "login", "nickname", "handle"): _digits("user##"),
        ("company", "organization", "organisation", "brand", "employer"): _lettered("Company"),
        ("product", "item"): _lettered("Product"),
        ("job", "occupation", "profession", "role", "position"): _of("engineer", "teacher", "nurse"),
        ("name", "label"): _one_of_the_topic,
        ("status",): _of("active", "pending", "done"),
        ("category", "type", "kind", "genre", "tag"): _of("general", "basic", "special", "other"),
        ("priority", "severity", "level", "difficulty"): _of("low", "medium", "high"),
        ("sentiment",): _of("positive", "neutral", "negative"),
        ("gender",): _of("female", "male", "other"),
        ("unit",): _of("piece", "metre", "gram"),
        ("version",): _digits("1.#.#"),
        ("path", "file", "filename"): _digits("sample-##.txt"),
        ("weather", "condition"): _of("sunny", "cloudy", "rainy"),
    }.items()
    for word in words
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers of a kind lie: from *least* in *steps* of *step*."""

    least: float
    steps: int
    step: float = 1

    def one(self, choice: Choice) -> float:
        """Return one of them."""
        return self.least + choice.number(self.steps + 1) * self.step


# Numbers by a word of the name.
SCALES: Mapping[str, Scale] = {
    word: scale
    for words, scale in {
        ("age",): Scale(20, 45),
        ("year",): Scale(1990, 35),
        ("month",): Scale(1, 11),
        ("day",): Scale(1, 27),
        ("hour",): Scale(0, 23),
        ("minute", "second"): Scale(1, 58),
        ("price", "cost", "amount", "total", "budget", "fee", "balance"): Scale(5, 180, 0.5),
        ("salary", "income", "revenue"): Scale(30_000, 60, 1_000),
        ("rating", "star", "grade"): Scale(3, 4, 0.5),
        ("score",): Scale(60, 40),
        ("percent", "percentage"): Scale(5, 90),
        ("confidence", "probability", "likelihood", "ratio", "similarity"): Scale(0.5, 49, 0.01),
        ("latitude", "lat"): Scale(-60, 480, 0.25),
        ("longitude", "lng", "lon", "long"): Scale(-170, 1_360, 0.25),
        ("temperature", "temp"): Scale(-5, 35),
        ("humidity",): Scale(30, 60),
        ("population",): Scale(100_000, 900, 1_000),
        ("weight", "height", "width", "depth", "length", "distance"): Scale(10, 180, 0.5),
        ("quantity", "qty", "count", "number", "stock"): Scale(1, 9),
        ("calorie",): Scale(100, 80, 5),
        ("id",): Scale(1_000, 8_999),
        ("port",): Scale(8_000, 999),
        ("retry", "attempt", "child", "adult", "guest", "room", "bedroom"): Scale(1, 3),
        ("page", "index", "rank", "position", "priority", "order", "step"): Scale(1, 4),
    }.items()
    for word in words
}
ANY = Scale(1, 198, 0.5)


def text(about: About, choice: Choice, topic: str) -> str:
    """Make up a string for what a property is called, else described as, else a word or two.

    What is a number elsewhere is one here, too, as text.
    """
    for word in (*reversed(about.words), *about.described):
        if word in STRINGS:
            return STRINGS[word](choice, topic)
        if word in SCALES:
            return f"{SCALES[word].one(choice):g}"
    named = " ".join(about.words)
    return f"{_capital(named)} {choice.one(_LETTERS)}" if named else choice.one(_WORDS)


def sentence(choice: Choice, topic: str) -> str:
    """Make up a sentence, as filling."""
    return _SENTENCE(choice, topic)


def scale(about: About) -> Scale | None:
    """Return where the numbers of a property lie, by its name."""
    known = (SCALES[each] for each in reversed(about.words) if each in SCALES)
    return next(known, None)


def fits(kind: str, written: str) -> bool:
    """Say whether a string has a format, as far as that is known."""
    return _format(kind).is_valid(written)


@cache
def _format(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"format": kind}, validate_formats=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
