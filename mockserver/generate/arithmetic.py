"""Sums in a prompt, worked out, so that an answer to ``2 + 2`` is 4."""

import re
from fractions import Fraction

_NUMBER = r"\d{1,12}(?:\.\d{1,6})?"
_SUM = re.compile(rf"(?<![\w.])({_NUMBER})((?:\s*[-+*/x\u00d7\u00f7]\s*{_NUMBER})+)(?![\w.])")
_STEP = re.compile(rf"\s*([-+*/x\u00d7\u00f7])\s*({_NUMBER})")
_MOST_STEPS = 20
_SIGNS = {"x": "*", "\u00d7": "*", "\u00f7": "/"}


def solve(text: str) -> tuple[str, str] | None:
    """Find the first sum in *text*; return it, spaced evenly, with its result."""
    found = _SUM.search(text)
    if found is None:
        return None
    steps = [(_SIGNS.get(sign, sign), Fraction(number)) for sign, number in _STEP.findall(found[2])]
    if len(steps) > _MOST_STEPS or ("/", Fraction()) in steps:
        return None
    numbers = [found[1], *(number for _, number in _STEP.findall(found[2]))]
    written = numbers[0] + "".join(
        f" {sign} {number}" for (sign, _), number in zip(steps, numbers[1:], strict=True)
    )
    return written, _shown(_evaluate(Fraction(found[1]), steps))


def _evaluate(first: Fraction, steps: list[tuple[str, Fraction]]) -> Fraction:
    """Multiply and divide before adding and subtracting, from the left."""
    terms = [first]
    for sign, number in steps:
        match sign:
            case "*":
                terms[-1] *= number
            case "/":
                terms[-1] /= number
            case _:
                terms.append(number if sign == "+" else -number)
    return sum(terms, Fraction())


def _shown(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.6g}"
