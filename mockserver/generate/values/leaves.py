"""One string, number or flag for a flat schema: what was told if it fits, else made up."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mockserver.declared import numeric, patterns
from mockserver.declared.intersection import Schema
from mockserver.generate.choice import Choice
from mockserver.generate.reading.told import Told
from mockserver.generate.reading.words import About
from mockserver.generate.values import makers, picks
from mockserver.generate.values.makers import Scale

_SCALE = re.compile(
    r"(?<![\w.-])(-?\d{1,9})\s?(?:-|\u2013|to|and)\s?(-?\d{1,9})(?![\w-])", re.ASCII
)
_STEPS = 100  # into which a bounded range is cut
_DIGITS = 4  # after the point


@dataclass(frozen=True, slots=True)
class Wish:
    """What a value is to be: about what, chosen how, told what, and what was told is taken.

    *nth* above 0 says which of many values it is to be, one after the other; *said* is told for
    this very place; *default*, which its schema allows, is what it is if nothing is told.
    """

    about: About
    choice: Choice
    told: Told
    taken: frozenset[str] = frozenset()
    nth: int = 0
    said: str | None = None
    default: Any = None


def string(flat: Schema, wish: Wish) -> str:
    """Return a string for a flat schema that has one."""
    least, most = flat.get("minLength", 0), flat.get("maxLength", math.inf)
    for each in _strings(flat.get("format", ""), wish):
        if least <= len(each) <= most and patterns.matches(flat.get("pattern", ""), each):
            return each
    if "pattern" in flat:
        found = patterns.string(flat["pattern"], least, most, wish.choice.number)
        return found or patterns.sample(flat["pattern"], least, most) or ""
    return _cut(_text(wish), flat, wish)


def number(flat: Schema, wish: Wish, *, whole: bool) -> int | float:
    """Return a number for a flat schema that allows one."""
    within = numeric.allowed(flat, whole=whole)
    said = picks.number(wish.told, wish.about, wish.taken)
    if said is not None and numeric.nearest(within, said) == said:
        return said
    if isinstance(wish.default, int | float) and not isinstance(wish.default, bool):
        return int(wish.default) if whole else wish.default
    if wish.nth > 0:
        return _nth(within, wish.nth)
    wanted = round(_scale(within, wish.about).one(wish.choice), _DIGITS)
    made = numeric.nearest(within, wanted)
    return 0 if made is None else made


def boolean(wish: Wish) -> bool:
    """Return a flag: what is said of it, else either."""
    said = picks.boolean(wish.told, wish.about)
    if said is None and isinstance(wish.default, bool):
        return wish.default
    return wish.choice.number(2) == 1 if said is None else said


def _strings(kind: str, wish: Wish) -> Iterator[str]:
    """Yield what may do, the likeliest first."""
    said = wish.said or picks.string(wish.told, wish.about, wish.taken)
    if kind not in makers.FORMATS:
        yield from filter(None, [said])
        yield from (each for each in (wish.default, _text(wish)) if isinstance(each, str))
        return
    for each in (said, *_told(kind, wish), wish.default):
        if isinstance(each, str) and makers.fits(kind, each):
            yield each
    yield makers.FORMATS[kind](wish.choice, wish.told.topic)


def _text(wish: Wish) -> str:
    """Make up a text; where one after the other is to be another, with its number."""
    made = makers.text(wish.about, wish.choice, wish.told.topic)
    return f"{wish.nth} {made}" if wish.nth > 0 else made


def _told(kind: str, wish: Wish) -> Iterator[str]:
    """Yield what a prompt tells in a format, whatever the property is called."""
    found = [each for each in wish.told.all(_KINDS.get(kind, kind)) if each not in wish.taken]
    yield from found
    days, times = wish.told.all("date"), wish.told.all("time")
    if kind == "date-time":
        yield from (f"{each}Z" for each in found)
        yield from (f"{each}:00Z" for each in found)
        yield from (f"{day}T{(times or ['09:00:00'])[0]}Z" for day in days)
    elif kind == "time":
        yield from (f"{each}Z" for each in found)


_KINDS = {"uri": "url", "uri-reference": "url", "iri": "url", "idn-email": "email"}


def _nth(within: numeric.Range, nth: int) -> int | float:
    """Return a number: with each *nth* from 1 on another, as far as there are some."""
    step = within.step or (within.size or Fraction(_STEPS)) / _STEPS
    up = within.least is not None or within.most is None
    start = (within.least if up else within.most) or Fraction(0)
    found = numeric.nearest(within, numeric.plain(start + (nth - 1) * (step if up else -step)))
    return 0 if found is None else found


def _scale(within: numeric.Range, about: About) -> Scale:
    """Return where to look for a number: by its description or name, if that is allowed."""
    described = _SCALE.search(about.description)
    low, high = (int(each) for each in described.groups()) if described else (0, 0)
    for each in (Scale(low, high - low) if low < high else None, makers.scale(about)):
        if each is not None and _inside(each, within):
            return each
    return _bounded(within)


def _inside(scale: Scale, within: numeric.Range) -> bool:
    ends = (scale.least, scale.least + scale.steps * scale.step)
    low = within.least is None or min(ends) >= within.least
    return low and (within.most is None or max(ends) <= within.most)


def _bounded(within: numeric.Range) -> Scale:
    """Return a scale between the bounds, or from the only one."""
    least, most = within.least, within.most
    if least is None and most is None:
        return makers.ANY
    if least is None or most is None:
        end = least if least is not None else most
        start = 0 if end is None else numeric.plain(end)
        return Scale(start if most is None else start - _STEPS, _STEPS)
    room = most - least
    coarse = within.step is not None and room >= _STEPS
    step = Fraction(room // _STEPS) if coarse else room / _STEPS
    return Scale(numeric.plain(least), _STEPS, numeric.plain(step))


def _cut(text: str, flat: Schema, wish: Wish) -> str:
    """Make a text as long as it must be, and no longer than it may be."""
    least, most = flat.get("minLength", 0), flat.get("maxLength", math.inf)
    while len(text) < least:
        text = f"{text} {makers.sentence(wish.choice, wish.told.topic)}"
    if len(text) <= most:
        return text
    short = text[: int(most)].rpartition(" ")[0] or text[: int(most)]
    return short if len(short) >= least else text[: int(most)]
