"""Sums in a prompt, worked out, so that an answer to ``2 + 2`` is 4."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction

# A run of digits, signs and brackets with nothing else stuck to it.
_RUN = re.compile(
    r"(?<![\w.,$%^])[-(\d][\d\s.,()+*/^%\u00d7\u00f7x-]*[\d)](?![\w$%^]|\s*[-+*/^%(\u00d7\u00f7])"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Without blanks around it, a line, a slash or an x makes dates, ranges and sizes.
_TIGHT = re.compile(r"\d[-/x]\d")
_ASKED = re.compile(
    r"\b(?:what(?:'s| is)|calculate|compute|solve|evaluate|how much is)\s*$", re.IGNORECASE
)
_NOTHING_MORE = re.compile(r"\s*(?:[=?.!,;:]|$)", re.MULTILINE)
_READ = 500  # characters that are looked at
_LONGEST = 80  # characters of a sum
_SIGNS = str.maketrans({"\u00d7": "*", "x": "*", "\u00f7": "/"})
_DIGITS = 10
_EXACT = Context(prec=100)

_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def solve(text: str) -> tuple[str, str] | None:
    """Find the first sum in *text*; return it, spaced evenly, with its result."""
    for found in _RUN.finditer(text[:_READ]):
        asked = _ASKED.search(text[: found.start()])
        tight = _TIGHT.search(found[0]) and found[0] != text.strip()
        alone = _NOTHING_MORE.match(text, found.end()) and not tight
        if len(found[0]) <= _LONGEST and (asked or alone):
            solved = _solved(_THOUSANDS.sub("", found[0]).translate(_SIGNS))
            if solved:
                return solved
    return None


def _solved(written: str) -> tuple[str, str] | None:
    try:
        tree = ast.parse(" ".join(written.split()), mode="eval").body
        result = _value(tree)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None
    return (ast.unparse(tree), _shown(result)) if isinstance(tree, ast.BinOp) else None


def _value(node: ast.expr) -> Fraction:
    """Work out a tree of numbers, the four operations and signs.

    Raises:
        ValueError: There is something else in it.
        ZeroDivisionError: It divides by zero.
    """
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case _:
            raise ValueError(ast.dump(node))


def _shown(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    # A context of our own: the thread's may be set by the program around us.
    exact = _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return format(exact, "f") if Fraction(exact) == number else f"{float(number):.{_DIGITS}g}"
