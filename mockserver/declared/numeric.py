"""Numbers that a JSON Schema allows: bounds, open bounds, steps. Exact, whatever floats do."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from typing import Any

_TRIED = 200  # steps away from the wanted one, for one that floats divide without a rest


@dataclass(frozen=True, slots=True)
class Range:
    """What is allowed: bounds (None for none), whether they are left out, and the step if any."""

    least: Fraction | None
    most: Fraction | None
    least_open: bool
    most_open: bool
    step: Fraction | None

    @property
    def size(self) -> Fraction | None:
        """How far the bounds are from each other; None where one is missing."""
        return None if self.least is None or self.most is None else self.most - self.least


def exact(number: float) -> Fraction:
    """Read a number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def allowed(schema: Mapping[str, Any], *, whole: bool) -> Range:
    """Read the range off the keywords of a schema; *whole* is for integers."""
    least, least_open = _bound(schema, "minimum", "exclusiveMinimum", 1)
    most, most_open = _bound(schema, "maximum", "exclusiveMaximum", -1)
    step = exact(schema["multipleOf"]) if "multipleOf" in schema else None
    if whole:  # What is a multiple of p/q and whole is a multiple of p.
        step = Fraction(step.numerator if step else 1)
    return Range(least, most, least_open, most_open, step)


def nearest(within: Range, wanted: float) -> int | float | None:
    """Return the allowed number nearest to *wanted*, or about so; None if none is allowed."""
    if within.step is not None:
        return _stepped(within, within.step, exact(wanted))
    low, high = _inner(within)
    number = exact(wanted)
    number = number if low is None else max(number, low)
    number = number if high is None else min(number, high)
    found = plain(number)
    return found if _is_within(exact(found), within) else None


def amount(within: Range) -> float:
    """Return how many numbers are allowed; infinity for no end of them."""
    low, high = _steps(within, within.step) if within.step is not None else (None, None)
    return math.inf if low is None or high is None else max(0, high - low + 1)


def _bound(
    schema: Mapping[str, Any], closed: str, opened: str, sign: int
) -> tuple[Fraction | None, bool]:
    """Return the stricter of two bounds, and whether it is itself left out."""
    bounds = [
        (sign * exact(schema[key]), key == opened) for key in (closed, opened) if key in schema
    ]
    if not bounds:
        return None, False
    value, is_open = max(bounds)
    return sign * value, is_open


def _inner(within: Range) -> tuple[Fraction | None, Fraction | None]:
    """Return closed bounds just inside those that are open."""
    room = within.size
    margin = min(Fraction(1), room / 4) if room is not None else Fraction(1)
    low, high = within.least, within.most
    if low is not None and within.least_open:
        low += margin
    if high is not None and within.most_open:
        high -= margin
    return low, high


def _steps(within: Range, step: Fraction) -> tuple[int | None, int | None]:
    """Return the first and the last allowed multiple of the step."""
    low = None if within.least is None else math.ceil(within.least / step)
    high = None if within.most is None else math.floor(within.most / step)
    if low is not None and within.least_open and low * step == within.least:
        low += 1
    if high is not None and within.most_open and high * step == within.most:
        high -= 1
    return low, high


def _stepped(within: Range, step: Fraction, wanted: Fraction) -> int | float | None:
    low, high = _steps(within, step)
    if low is not None and high is not None and low > high:
        return None
    middle = round(wanted / step)
    middle = middle if low is None else max(middle, low)
    middle = middle if high is None else min(middle, high)
    found = [
        plain(each * step)
        for each in islice(_around(middle), _TRIED)
        if (low is None or each >= low) and (high is None or each <= high)
    ]
    return next((each for each in found if _divides(step, each)), found[0])


def _around(middle: int) -> Iterator[int]:
    yield middle
    for distance in count(1):
        yield middle + distance
        yield middle - distance


def _divides(step: Fraction, number: float) -> bool:
    """Say whether floats agree that *number* is a multiple, as most validators look at it."""
    if step.denominator == 1:
        return number % step.numerator == 0
    return (number / float(step)).is_integer()


def _is_within(number: Fraction, within: Range) -> bool:
    low, high = within.least, within.most
    above = low is None or number > low or (number == low and not within.least_open)
    return above and (high is None or number < high or (number == high and not within.most_open))


def plain(number: Fraction) -> int | float:
    """Return a number as JSON has it: whole if it is, else the nearest float."""
    return number.numerator if number.denominator == 1 else float(number)
