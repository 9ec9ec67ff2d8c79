"""Sums in a prompt, worked out, so that an answer to ``2 + 2`` is 4."""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

# A run of digits, signs and brackets with nothing else stuck to it.
_RUN = re.compile(
    r"(?<![\w.,$%^])[-(\d][\d\s.,()+*/^%\u00d7\u00f7x-]*[\d)](?![\w$%^]|\s*[-+*/^%(\u00d7\u00f7])"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Without blanks around it, a line, a slash or an x makes dates, ranges and sizes; a power is a size too.
_TIGHT = re.compile(r"\d(?:[-/x]|\s*(?:\^|\*\*)\s*)\d")
_LABEL = r"(?:\(?(?:[a-z]|\d{1,2})[.)]\s+)"
_ASKED = re.compile(
    rf"\b(?:what(?:'s| is)|calculate|compute|solve|evaluate|how much is)\s*(?::\s*)?{_LABEL}?$",
    re.IGNORECASE,
)
# What stands between sums that are asked for together.
_JOIN = re.compile(rf"\s*[,;&]?\s*(?:(?:and|then|also)\s+){{0,2}}{_LABEL}?", re.IGNORECASE)
_PIECE = re.compile(rf"{_LABEL}?(\S(?:(?!,\s|\n).)*)(?:,\s+|\s*\n\s*|$)")
_POWER = re.compile(r"(\d{1,4})\s*(?:\^|\*\*)\s*(\d{1,2})", re.ASCII)
_NOTHING_MORE = re.compile(r"\s*(?:[=?.!,;:]|$)", re.MULTILINE)
_MARKS = " \n?=.!"  # around several sums that are all there is
_READ = 500  # characters that are looked at
_LONGEST = 80  # characters of a sum
_MOST = 10  # sums that are worked out
_SIGNS = str.maketrans({"\u00d7": "*", "x": "*", "\u00f7": "/"})
_DIGITS = 10
_EXACT = Context(prec=100)

_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that stands in a text from *start* to *end*: spaced evenly, and its result."""

    start: int
    end: int
    solved: tuple[str, str]


def solve(text: str) -> tuple[str, str] | None:
    """Find the first sum in *text*; return it, spaced evenly, with its result."""
    return next(iter(solve_all(text)), None)


def solve_all(text: str) -> list[tuple[str, str]]:
    """Find the sums in *text*, each once and ten at the most; return them as `solve` does."""
    wanted = (each.solved for group in _groups(text) for each in _wanted(group, text))
    return list(dict.fromkeys(wanted))[:_MOST]


def _groups(text: str) -> Iterator[list[_Sum]]:
    """Yield the sums in a text, together where no more than a comma or an *and* is between them."""
    group: list[_Sum] = []
    for run in _RUN.finditer(text[:_READ]):
        for each in _sums(run):
            if group and not _JOIN.fullmatch(text, group[-1].end, each.start):
                yield group
                group = []
            group.append(each)
    if group:
        yield group


def _sums(run: re.Match[str]) -> list[_Sum]:
    """Read a run as one sum, or else as several, parted by commas or lines; none if one isn't one."""
    if solved := _solved(run[0]):
        return [_Sum(run.start(), run.end(), solved)]
    pieces = list(_PIECE.finditer(run[0]))
    sums = [
        _Sum(run.start() + each.start(1), run.start() + each.end(1), solved)
        for each in pieces
        if (solved := _solved(each[1]))
    ]
    return sums if len(sums) == len(pieces) else []


def _wanted(group: list[_Sum], text: str) -> Iterator[_Sum]:
    """Yield the sums of a group that are asked for, or that nothing more is said of."""
    last = group[-1].end
    whole = text.strip(_MARKS if group[1:] else None)
    asked = text[group[0].start : last] == whole
    ended = _NOTHING_MORE.match(text, last)
    for each in group:
        asked = asked or _ASKED.search(text[: each.start]) is not None
        tight = _TIGHT.search(text[each.start : each.end])
        if asked or (not tight and (ended or _NOTHING_MORE.match(text, each.end))):
            yield each


def _solved(written: str) -> tuple[str, str] | None:
    if len(written) > _LONGEST:
        return None
    if power := _POWER.fullmatch(written):
        base, exponent = int(power[1]), int(power[2])
        return f"{base} ** {exponent}", str(base**exponent)
    written = _THOUSANDS.sub("", written).translate(_SIGNS)
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
