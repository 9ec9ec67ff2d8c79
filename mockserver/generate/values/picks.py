"""What of a prompt fits a property, by its name and description. The rules are our own.

What is taken once is taken again only where nothing else of its kind is left.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockserver.generate.reading.phrases import LANGUAGES, beside
from mockserver.generate.reading.told import Quantity, Told, plain
from mockserver.generate.reading.words import About, singular

# What kind of string a word in a name asks for; of two kinds, the first is looked for first. The
# last word of a name counts most. To add a word, add it to a row.
_KINDS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("email",): ("email", "mail"),
    ("url",): ("url", "uri", "link", "website", "homepage", "webpage", "href"),
    ("phone",): ("phone", "mobile", "telephone", "fax"),
    ("date",): (
        "date", "day", "birthday", "deadline", "dob", "since", "until", "start", "end", "checkin",
        "checkout",
    ),
    ("time",): ("time", "clock"),
    ("date-time",): ("datetime", "timestamp"),
    ("address",): ("street",),
    ("address", "email"): ("address",),
    ("zip",): ("zip", "zipcode", "postcode"),
    ("uuid",): ("uuid", "guid"),
    ("code", "quoted", "uuid"): ("id", "code", "sku", "reference", "identifier", "serial"),
    ("capitals",): ("symbol", "ticker", "currency", "stock", "iata"),
    ("from", "place", "low place"): ("origin", "departure"),
    ("to", "place", "low place"): ("destination", "arrival"),
    ("spoken", "language"): ("language", "lang", "locale"),
    ("at", "place", "quoted"): (
        "restaurant", "hotel", "shop", "store", "cafe", "museum", "airport", "station",
    ),
    ("called", "quoted", "counted", "name"): ("item", "product"),
    ("place", "object", "low place", "name"): (
        "city", "location", "place", "town", "country", "region", "state", "venue", "capital", "area",
        "village", "continent", "nation",
    ),
    ("called", "name", "quoted"): (
        "name", "person", "user", "author", "customer", "recipient", "sender", "contact", "character",
        "patient", "employee", "guest", "passenger", "attendee", "participant", "artist", "company",
        "player", "owner", "friend", "title", "brand", "team",
    ),
    ("saying", "quoted"): (
        "text", "body", "message", "sentence", "phrase", "word", "string", "content", "command", "note",
        "expression", "path", "file", "filename",
    ),
}  # fmt: skip
_KIND_OF = {word: kinds for kinds, words in _KINDS.items() for word in words}
# What a word in a name, wherever it stands there, asks for before all, if there is some.
_LED: Mapping[str, tuple[str, ...]] = {
    word: kinds
    for kinds, words in {
        ("from", "from email", "from unit"): ("from", "source", "start", "base"),
        ("from email", "from"): ("sender",),
        ("to email", "to", "to unit", "whom", "email"): ("to", "recipient", "receiver"),
        ("to", "to unit"): ("target", "end"),
        ("about",): ("about", "subject", "topic"),
    }.items()
    for word in words
}
_OPPOSITE = {"from": "to", "to": "from"}
_NOT_LED = frozenset({"date", "time", "datetime", "timestamp", "text", "url", "id", "path", "file"})
_CODED = frozenset({"language", "lang", "currency", "zip"})  # their code is of their own kind
_CODE = re.compile(r"\b(?:codes?|iso)\b", re.IGNORECASE)
_SUBJECTS = frozenset({"query", "question", "search", "topic", "prompt", "q", "keyword", "request"})
_ONCE = frozenset({"called", "quoted"})
_FIRST_PART = frozenset({"city", "town", "village", "capital"})
_LAST_PART = frozenset({"state", "country", "region", "province"})

_SEATED = ("table", "dinner", "reservation")
# Words around a number that make it one for such a property.
_UNITS: Mapping[str, frozenset[str]] = {
    "age": frozenset({"year", "old", "aged", "age"}),
    "price": frozenset({"$", "\u20ac", "\u00a3", "usd", "dollar", "euro", "eur", "pound", "cost"}),
    "percent": frozenset({"%", "percent"}),
    "temperature": frozenset({"\u00b0", "degree", "celsius", "fahrenheit"}),
    "day": frozenset({"day", "week"}),
    "distance": frozenset({"km", "mile", "kilometer", "meter", "m"}),
    "person": frozenset({"people", "person", "guest", "passenger", "adult", "traveller", *_SEATED}),
}
_UNIT_OF = {
    "amount": "price", "cost": "price", "budget": "price", "total": "price", "salary": "price",
    "fee": "price", "value": "price", "percentage": "percent", "rate": "percent", "temp": "temperature",
    "duration": "day", "length": "distance", "guest": "person", "party": "person", "people": "person",
    "traveler": "person", "passenger": "person",
}  # fmt: skip
_ANY_NUMBER = frozenset({
    "quantity", "count", "number", "num", "amount", "limit", "value", "total", "qty", "size", "result",
    "many", "max", "top", "seed", "sum", "first", "second", "left", "right", "operand", "base",
    "exponent", "score", "point", "coordinate",
})  # fmt: skip
_SHORT = 2  # letters of a name that says nothing, such as x
_DEGREES = frozenset({"latitude", "longitude", "lat", "lng", "lon"})
_MOST_DEGREES = 180
_YEARS = range(1_500, 2_201)

_NOT = frozenset({"no", "not", "without", "never", "exclude", "excluding", "except", "disable", "don",
                  "skip", "omit", "off"})  # fmt: skip
_FLAG = frozenset({"is", "has", "have", "include", "with", "use", "enable", "enabled", "should",
                   "allow", "want", "need", "flag", "required", "included"})  # fmt: skip
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NEAR = 3  # words before a flag that may deny it
_NEXT = 2  # words after a number that it may count


def string(told: Told, about: About, taken: frozenset[str] = frozenset()) -> str | None:
    """Return the string of a prompt that fits a property; None if there is none."""
    if said := _pair(told, about) or beside(told.text, about.words):
        return said
    kinds, found = _candidates(told, about)
    fresh = [each for each in found if each not in taken]
    # A place may be both an origin and a city; a name is given once, and no city is a country.
    once = _ONCE & set(kinds) or about.last in _LAST_PART
    usable = fresh or ([] if once else found)
    if usable:
        return _coded(_part(usable[0], about), about)
    numbers = (each.written for each in told.numbers if _is_beside(each, about))
    return next(filter(lambda each: each not in taken, numbers), None) or _subject(told, about)


def listed(told: Told, about: About) -> tuple[str, ...]:
    """Return the items that a prompt lists for a property; empty if it lists none."""
    named = (items for key, items in told.lists if singular(key[-1]) == about.last)
    return next(named, ())


def number(told: Told, about: About, taken: frozenset[str] = frozenset()) -> int | float | None:
    """Return the number of a prompt that fits a property; None if there is none."""
    if (pair := _pair(told, about)) and (read := _plain(pair)) is not None:
        return read
    numbers = [each for each in told.numbers if _measures(each, about)]
    left = [each for each in told.numbers if str(each.value) not in taken]
    if not numbers and _takes_any(about):
        numbers = left
    fresh = [each for each in numbers if each in left] or numbers
    return fresh[0].value if fresh else None


def boolean(told: Told, about: About) -> bool | None:
    """Return what a prompt says of a flag: whether it is named, and not denied."""
    pair = (_pair(told, about) or "").lower()
    if pair in _TRUTHS:
        return _TRUTHS[pair]
    named = {each for each in about.words if each not in _FLAG}
    for index, each in enumerate(told.words):
        if each in named:
            return not _NOT & set(told.words[max(0, index - _NEAR) : index])
    return None


def option(
    told: Told, about: About, options: Sequence[Any], taken: frozenset[str] = frozenset()
) -> Any:
    """Return the option that a prompt names, the earliest of the longest; None if it names none.

    Case doesn't matter, nor the plural, nor blanks for underscores.
    """
    texts = [each for each in options if isinstance(each, str) and plain(each)]
    if not texts:
        return None
    said = [_pair(told, about), beside(told.text, about.words), *_candidates(told, about)[1]]
    for value in filter(None, said):
        for each in texts:
            if plain(each) in {plain(value), LANGUAGES.get(value)} and each not in taken:
                return each
    places = [(_place(each, told), -len(each), each) for each in texts]
    named = [each for at, _, each in sorted(places) if at >= 0]
    return _first(named, taken)


def count(told: Told, about: About) -> int | None:
    """Return how many items a prompt asks for; None if it doesn't say."""
    for each in told.numbers:
        wanted = about.last in each.after[:_NEXT] or (each.asked_for and each.after)
        if wanted and isinstance(each.value, int) and each.value > 0:
            return each.value
    return None


def _pair(told: Told, about: About) -> str | None:
    for key, value in told.pairs:
        words = tuple(singular(each) for each in key)
        if about.words and (words[-len(about.words) :] == about.words or words == (about.last,)):
            return value
    return None


def _candidates(told: Told, about: About) -> tuple[tuple[str, ...], list[str]]:
    """Return what is of the kinds that a property's name or description asks for, and these."""
    for word in about.words if about.last not in _NOT_LED else ():
        if word in _LED and (found := _found(told, about, _LED[word])):
            return _LED[word], found
    for word in (*_by_weight(about.words), *_nouns(about)):
        if word in _KIND_OF:
            kinds = _KIND_OF[word]
            found = _found(told, about, kinds)
            # "to Bob: 'Hi'" is said to somebody, and names no member.
            others = {value for key, value in told.pairs if key[0] != "to"}
            places = set(told.all("place")) if "called" in kinds else set()
            found = [each for each in found if each not in others]
            return kinds, [each for each in found if each not in places] or found
    return (), []


def _found(told: Told, about: About, kinds: Sequence[str]) -> list[str]:
    """Return what there is of some kinds: no address for a name, and for one direction not the other."""
    directed = {*kinds, *(kind for word in about.words for kind in _LED.get(word, ()))}
    away = {value for each in directed & {*_OPPOSITE} for value in told.all(_OPPOSITE[each])}
    wanted = [each for each in kinds if not ("name" in about.words and "email" in each)]
    return [each for each in told.all(*wanted) if each not in away]


def _by_weight(words: Sequence[str]) -> list[str]:
    """Return the words of a name, the last first, but what says less behind all."""
    weak = {"name", *({"code"} if _CODED & set(words) else ())}
    return [
        *(each for each in words if each in weak),
        *(each for each in words if each not in weak),
    ][::-1]


def _coded(text: str, about: About) -> str:
    """Return the code of a language, where a property says that it wants one."""
    wanted = "code" in about.words or _CODE.search(about.description)
    return LANGUAGES.get(text, text) if wanted else text


def _nouns(about: About) -> Iterable[str]:
    """Return the words of a description that may say what a property is."""
    return about.described[:8] if not any(each in _ANY_NUMBER for each in about.words) else ()


def _first(found: Sequence[Any], taken: frozenset[str]) -> Any:
    fresh = [each for each in found if each not in taken]
    return next(iter(fresh or found), None)


def _part(text: str, about: About) -> str:
    """Return of ``Paris, France`` or ``Ada Example`` what is asked for: one end or both."""
    first, _, last = text.partition(", ")
    if "name" in about.words and {"first", "given", "last", "family"} & set(about.words):
        words = text.split(" ")
        return words[0] if {"first", "given"} & set(about.words) else words[-1]
    if about.last in _FIRST_PART:
        return first
    return last if last and about.last in _LAST_PART else text


def _subject(told: Told, about: About) -> str | None:
    """Return what a prompt is about, where that is what a property holds."""
    asks = about.last in _SUBJECTS and told.text
    return told.topic.strip("\u201c\u201d") or None if asks else None


def _is_beside(quantity: Quantity, about: About) -> bool:
    """Say whether a number is so close to a property's name that it may be its text."""
    named = set(quantity.before[-1:]) & set(about.words)
    return bool(named) or (about.last in _DEGREES and _measures(quantity, about))


def _measures(quantity: Quantity, about: About) -> bool:
    """Say whether the words around a number are of the property, or its unit."""
    around = {*quantity.before[-2:], *quantity.after[:2]}
    if about.last == "year":
        return quantity.value in _YEARS
    units = _UNITS.get(_UNIT_OF.get(about.last, about.last), frozenset())
    if about.last in _DEGREES and isinstance(quantity.value, float):
        return abs(quantity.value) <= _MOST_DEGREES
    named = {each for each in about.words if len(each) > _SHORT}
    return bool(around & (units | named))


def _takes_any(about: About) -> bool:
    return len(about.last) <= _SHORT or about.last in _ANY_NUMBER


def _plain(written: str) -> int | float | None:
    found = re.search(r"-?\d[\d,]{0,20}(?:\.\d{1,10})?", written)
    if found is None:
        return None
    plain = found[0].replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _place(option: str, told: Told) -> int:
    """Return where an option is named in a text; a letter alone must stand there as it is."""
    if len(option) < _SHORT:
        found = re.search(rf"(?<![\w']){re.escape(option)}(?![\w'])", told.text)
    else:
        found = re.search(rf"(?<!\w){re.escape(plain(option))}(?!\w)", told.plain)
    return found.start() if found else -1
