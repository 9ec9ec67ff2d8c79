"""What a prompt asks to compute of numbers: a program in Python for it, and exactly what that program prints.

No program is run. Each computation is worked out here with the operations that its program has, so
that running the program anywhere gives the same.
"""

import ast
import math
import operator
import re
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.generate.reading import arithmetic

_READ = 2_000  # characters that are looked at
_MOST_NUMBERS = 40
_MOST_PRIMES, _PRIMES_END = 1_000, 7_920  # the thousandth prime is 7919
_MOST_FIBONACCI, _MOST_FACTORIAL = 300, 200
_MOST_LISTED = 50  # numbers repeated in the answer

Number = int | float
Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Program:
    """A program, what it prints, and what is to be said then; *fails* if it ends in an error."""

    code: str
    output: str
    answer: str
    fails: bool = False


def program(text: str) -> Program | None:
    """Return a program for what *text* asks to compute; None if that is nothing known here."""
    text = text[:_READ]
    sums = arithmetic.solve_all(_in_signs(text))
    if len(sums) > 1 and not _BY_ZERO.search(text):
        return _working_out(sums)
    for pattern, make in _KINDS.items():
        if (found := pattern.search(text)) and (made := make(found)):
            return made
    return _working_out(sums) if sums else None


def _printing(code: str, value: object, what: str) -> Program:
    """Make a program that ends by printing *value*, which is *what*."""
    return Program(f"{code}\n", f"{value}\n", f"{what} is {value}.")


def _division_by_zero(found: Found) -> Program:
    error = "ZeroDivisionError: division by zero"
    trace = f'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n{error}\n'
    answer = f"There is no result: the program ended with {error}."
    return Program(f"print({int(found[1])} / 0)\n", trace, answer, fails=True)


def _power(found: Found) -> Program | None:
    before, after = found.string[: found.start()], found.string[found.end() :]
    if before.rstrip().endswith(_SIGNS) or after.lstrip().startswith(_SIGNS):
        return None  # part of something larger
    base = int(found[1])
    exponent = int(found[2] or {"squared": 2, "cubed": 3}[found[3].lower()])
    what = f"{base} to the power of {exponent}"
    return _printing(f"print({base}**{exponent})", base**exponent, what)


_SIGNS = tuple("+-*/^%(")

_PRIMES_CODE = """\
primes = []
candidate = 2
while len(primes) < {count}:
    if all(candidate % prime for prime in primes):
        primes.append(candidate)
    candidate += 1
print({what})"""


def _primes(found: Found) -> Program | None:
    count = int(found[2])
    if not 0 < count <= _MOST_PRIMES:
        return None
    composite = {
        multiple
        for factor in range(2, math.isqrt(_PRIMES_END) + 1)
        for multiple in range(factor * factor, _PRIMES_END, factor)
    }
    primes = [each for each in range(2, _PRIMES_END) if each not in composite][:count]
    if found[1]:
        code = _PRIMES_CODE.format(count=count, what="sum(primes)")
        return _printing(code, sum(primes), f"The sum of the first {count} primes")
    return _listing(_PRIMES_CODE.format(count=count, what="primes"), primes, "primes")


def _listing(code: str, numbers: list[int], what: str) -> Program:
    shown = ", ".join(map(str, numbers[:_MOST_LISTED]))
    more = f", and so on up to {numbers[-1]}" if len(numbers) > _MOST_LISTED else ""
    answer = f"The first {len(numbers)} {what}: {shown}{more}."
    return Program(f"{code}\n", f"{numbers}\n", answer)


_FIBONACCI_CODE = """\
numbers = [0, 1]
while len(numbers) < {count}:
    numbers.append(numbers[-2] + numbers[-1])
print({what})"""


def _fibonacci(found: Found) -> Program | None:
    """Make the numbers from 0 on, or the one at a place, where 0 is at place 0."""
    summed, first = found[1], found[2]
    count = int(first or found[3] or found[4])
    if not 1 < count <= _MOST_FIBONACCI:
        return None
    numbers = [0, 1]
    while len(numbers) <= count:
        numbers.append(numbers[-2] + numbers[-1])
    if summed:
        code = _FIBONACCI_CODE.format(count=count, what="sum(numbers)")
        what = f"The sum of the first {count} Fibonacci numbers"
        return _printing(code, sum(numbers[:count]), what)
    if first:
        code = _FIBONACCI_CODE.format(count=count, what="numbers")
        return _listing(code, numbers[:count], "Fibonacci numbers")
    code = _FIBONACCI_CODE.format(count=count + 1, what="numbers[-1]")
    return _printing(code, numbers[-1], f"Fibonacci number {count}")


def _factorial(found: Found) -> Program | None:
    number = int(found[1] or found[2])
    if number > _MOST_FACTORIAL:
        return None
    code = f"from math import factorial\n\nprint(factorial({number}))"
    return _printing(code, math.factorial(number), f"{number}!")


def _range(found: Found) -> Program | None:
    first, last = int(found[1]), int(found[2])
    if first > last:
        return None
    total = (first + last) * (last - first + 1) // 2
    code = f"print(sum(range({first}, {last + 1})))"
    return _printing(code, total, f"The sum of the numbers from {first} to {last}")


def _numbers(found: Found) -> Program | None:
    """Compute something of a list of numbers, as the function of the standard library does."""
    if _DOUBTFUL.search(found[2]):
        return None
    written = re.findall(_NUMBER, found[2])
    numbers: list[Number] = [float(each) if "." in each else int(each) for each in written]
    if len(numbers) > _MOST_NUMBERS:
        return None
    kind = _NAMES[found[1].lower()]
    if kind == "sum" and float in map(type, numbers):
        kind = "fsum"
    name, call, compute = _LISTS[kind]
    module = f"import {call.partition('.')[0]}\n\n" if "." in call else ""
    code = f"{module}numbers = {numbers}\nprint({call}(numbers))"
    shown = ", ".join(map(str, numbers))
    return _printing(code, compute(numbers), f"The {name} of {shown}")


# What it is called, what the program calls, and the same here. Floats are summed by `fsum`, since
# the built-in sum of floats isn't the same in all versions of Python.
_LISTS: Mapping[str, tuple[str, str, Callable[[list[Any]], object]]] = {
    "sum": ("sum", "sum", sum),
    "fsum": ("sum", "math.fsum", math.fsum),
    "mean": ("average", "statistics.mean", statistics.mean),
    "median": ("median", "statistics.median", statistics.median),
    "product": ("product", "math.prod", math.prod),
    "min": ("smallest", "min", min),
    "max": ("largest", "max", max),
    "sorted": ("sorted list", "sorted", sorted),
}
_NAMES = {
    "sum": "sum", "total": "sum", "mean": "mean", "average": "mean", "median": "median",
    "product": "product", "minimum": "min", "smallest": "min", "lowest": "min", "min": "min",
    "maximum": "max", "largest": "max", "highest": "max", "max": "max", "sort": "sorted",
    "sorted": "sorted",
}  # fmt: skip


def _in_signs(text: str) -> str:
    """Write what computes in words with signs."""
    for word, sign in _WORDS.items():
        text = re.sub(rf"(?<=[\d)])\s{{1,3}}{word}\s{{1,3}}(?=[-(\d])", f" {sign} ", text)
    for word, sign in _POWERS.items():
        text = re.sub(rf"(?<=\d)\s{{1,3}}{word}\b", sign, text, flags=re.IGNORECASE)
    return text


def _working_out(sums: list[tuple[str, str]]) -> Program:
    """Compute as Python does, a line each: what has a fraction is a float, with all its digits."""
    code = "".join(f"print({written})\n" for written, _ in sums)
    values = (_value(ast.parse(written, mode="eval").body) for written, _ in sums)
    answer = " ".join(f"{written} = {result}." for written, result in sums)
    return Program(code, "".join(f"{each}\n" for each in values), answer)


_WORDS = {
    "plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "\u00d7": "*",
    "(?:raised )?to the power(?: of)?": "**",
}  # fmt: skip
_POWERS = {"squared": "**2", "cubed": "**3"}
_OPERATORS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _value(node: ast.expr) -> Number:
    """Work out a sum that `arithmetic` has read."""
    match node:
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case ast.UnaryOp(operand=operand):
            return -_value(operand)
        case _:
            number: Number = ast.literal_eval(node)
            return number


# "1,000 and 2,000": the comma may part thousands, or numbers.
_DOUBTFUL = re.compile(r"\s.*\d,\d{3}(?!\d)|\d,\d{3}(?!\d).*\s|\d,000(?!\d)")
_NUMBER = r"-?\d{1,6}(?:\.\d{1,4})?"
_BETWEEN = r"(?:\s{0,3},\s{0,3}(?:and\s{1,3})?|\s{1,3}and\s{1,3}|\s{1,3})"


def _asking(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BY_ZERO = _asking(r"(?<![\w.])(\d{1,9})\s{0,3}[/\u00f7]\s{0,3}0(?!\.?\d|\w|/)")
# In the order in which they are looked for.
_KINDS: Mapping[re.Pattern[str], Callable[[Found], Program | None]] = {
    _BY_ZERO: _division_by_zero,
    _asking(
        r"(?<![\w.])(\d{1,4})\s{0,3}(?:(?:(?:raised )?to the power(?: of)?|\*\*|\^)"
        r"\s{0,3}(\d{1,2})(?!\.?\d|\w)|(squared|cubed)\b)"
    ): _power,
    _asking(
        r"\b(?:(sum)\b[^.\d\n]{0,40})?\bfirst\s{1,3}(\d{1,4})\s{1,3}primes?(?:\s{1,3}numbers?)?\b"
    ): _primes,
    _asking(
        r"\b(?:(sum)\b[^.\d\n]{0,40})?\bfirst\s{1,3}(\d{1,3})\s{1,3}fibonacci\b"
        r"|\b(\d{1,3})(?:st|nd|rd|th)\s{1,3}fibonacci\b"
        r"|\bfibonacci(?:\s{1,3}(?:number|of)){0,2}[\s(]{1,3}(\d{1,3})(?!\w)"
    ): _fibonacci,
    _asking(
        r"\bfactorial(?:\s{1,3}of)?[\s(]{1,3}(\d{1,3})(?!\w)"
        r"|\b(?:what(?:'s| is)|calculate|compute)\s{1,3}(\d{1,3})!"
    ): _factorial,
    _asking(
        r"\bsum\b[^.\d\n]{0,60}?(?<![-\d])(\d{1,7})\s{0,3}(?:to|through|\.\.)\s{0,3}(\d{1,7})"
        r"(?!\.?\d|\w)"
    ): _range,
    _asking(
        rf"\b({'|'.join(_NAMES)})\b[^.\d\n]{{0,60}}?((?:{_NUMBER}{_BETWEEN}){{1,60}}{_NUMBER})"
        r"(?!\.?\d|\w|\s{0,3}[-+*/^%])"
    ): _numbers,
}
