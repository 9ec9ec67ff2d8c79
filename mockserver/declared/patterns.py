"""Strings that match a regular expression, found by trying, and always found the same way.

The libraries that make such strings draw from sets, whose order changes from run to run, and have
no bound on what they write; so only the standard library's parse of an expression is used here. The
judge is the ECMA-262 engine of `jsonschema_rs`, whose backtracking is bounded.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

import jsonschema_rs

Number = Callable[[int], int]  # a number from 0 and below the one given

_LONGEST = 2_000  # characters that are ever written
_BACKTRACKS = 100_000
_KEPT = 256  # expressions that are remembered
_SPARE = (4, 2, 0, 8, 12, 20, 40, 100)  # characters beyond those needed, by attempt
_ATTEMPTS = 5 * len(_SPARE)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PLAIN = _LETTERS + _LETTERS.upper() + "0123456789"
_PRINTABLE = _PLAIN + " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n"
_SURROGATES = range(0xD800, 0xE000)

_SPELLINGS = (  # of ECMA-262, and how Python spells the like
    (re.compile(r"\(\?<(?![=!])"), "(?P<"),
    (re.compile(r"\\p\{[^}]*\}"), r"\\w"),
    (re.compile(r"\\P\{[^}]*\}"), r"\\W"),
)

_CATEGORIES: Mapping[str, re.Pattern[str]] = {
    "CATEGORY_DIGIT": re.compile(r"\d", re.ASCII),
    "CATEGORY_NOT_DIGIT": re.compile(r"\D", re.ASCII),
    "CATEGORY_SPACE": re.compile(r"\s", re.ASCII),
    "CATEGORY_NOT_SPACE": re.compile(r"\S", re.ASCII),
    "CATEGORY_WORD": re.compile(r"\w", re.ASCII),
    "CATEGORY_NOT_WORD": re.compile(r"\W", re.ASCII),
}


def is_expression(pattern: str) -> bool:
    """Say whether *pattern* is a regular expression at all."""
    return _judge(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Say whether *pattern* is found in *text*; not where that takes too long to find out."""
    judge = _judge(pattern)
    try:
        return judge is not None and judge.is_valid(text)
    except ValueError:
        return False


def string(pattern: str, least: int, most: int, number: Number) -> str | None:
    """Make a string of *least* to *most* characters in which *pattern* is found.

    What varies is drawn from *number*. Return None if none is found in some dozens of attempts:
    there may be none, or the expression is too involved.
    """
    tokens = _parsed(pattern)
    if tokens is None or least > _LONGEST:
        return None
    for attempt in range(_ATTEMPTS):
        ahead = attempt >= len(_SPARE) and attempt % 2 > 0
        for text in _candidates(tokens, least, _Writer(number, ahead=ahead), attempt):
            if least <= len(text) <= most and matches(pattern, text):
                return text
    return None


def _candidates(tokens: Any, least: int, writer: "_Writer", attempt: int) -> Iterator[str]:
    """Yield a string for an expression, and where it is too short, how it may be made longer."""
    text = writer.written(tokens, _SPARE[attempt % len(_SPARE)])
    if text is None:
        return
    yield text
    missing = least - len(text)
    if missing > 0:
        shortest = writer.written(tokens, 0) or ""
        yield writer.written(tokens, least - len(shortest), greedy=True) or ""
        more = "".join(writer.letter() for _ in range(missing))
        yield text + more
        yield more + text


@lru_cache(_KEPT)
def sample(pattern: str, least: int, most: int) -> str | None:
    """Make the one string that stands for a pattern wherever another can't be found."""
    state = 1

    def number(below: int) -> int:
        nonlocal state
        state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407 & 2**64 - 1
        return (state >> 33) % below

    return string(pattern, least, most, number)


@lru_cache(_KEPT)
def _judge(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    except ValueError:  # among them jsonschema_rs.ValidationError
        return None


@lru_cache(_KEPT)
def _parsed(pattern: str) -> Any:
    """Parse an expression; return None where Python can't."""
    for ecma, python in _SPELLINGS:
        pattern = ecma.sub(python, pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sets that may come to mean another thing
        try:
            # The module has no public name, but the same shape in Python 3.11 to 3.14.
            return import_module("re._parser").parse(pattern)
        except (re.error, RecursionError, OverflowError):
            return None


class _Unwritable(Exception):  # noqa: N818 - no error: it only ends an attempt
    """What can't be written, or not at a bearable length."""


class _Writer:
    """Strings for a parsed expression."""

    def __init__(self, number: Number, *, ahead: bool) -> None:
        self._number = number
        self._ahead = ahead  # whether what is looked at ahead is written, too
        self._groups: dict[int, str] = {}
        self._spare = 0  # characters that repeats may still take beyond those they must
        self._greedy = False  # whether they take all of them
        self._left = 0

    def written(self, tokens: Any, spare: int, *, greedy: bool = False) -> str | None:
        """Write a string for *tokens*; return None if that can't be done."""
        self._spare, self._greedy, self._left = spare, greedy, _LONGEST
        try:
            return self._all(tokens)
        except (_Unwritable, RecursionError):
            return None

    def letter(self) -> str:
        """Write a letter."""
        return _LETTERS[self._number(len(_LETTERS))]

    def _all(self, tokens: Any) -> str:
        return "".join(self._one(operator.name, value) for operator, value in tokens)

    def _one(self, operator: str, value: Any) -> str:
        self._left -= 1
        if self._left < 0:
            raise _Unwritable
        match operator:
            case "LITERAL":
                return _character(value)
            case "NOT_LITERAL" | "ANY" | "IN":
                return self._set(operator, value)
            case "AT" | "ASSERT_NOT":
                return ""
            case _:
                return self._group(operator, value)

    def _group(self, operator: str, value: Any) -> str:
        """Write what holds other tokens."""
        match operator:
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*value)
            case "BRANCH":
                return self._all(value[1][self._number(len(value[1]))])
            case "SUBPATTERN":
                self._groups[value[0]] = self._all(value[-1])
                return self._groups[value[0]]
            case "GROUPREF":
                return self._groups.get(value, "")
            case "ASSERT":
                return self._all(value[1]) if self._ahead and value[0] > 0 else ""
        raise _Unwritable

    def _repeat(self, least: int, most: int, tokens: Any) -> str:
        more = min(most - least, self._spare)
        count = least + (more if self._greedy else self._number(more + 1))
        text = ""
        for index in range(count):
            piece = self._all(tokens) if index < least or self._spare > 0 else ""
            if not piece:
                break
            text += piece
            self._spare -= len(piece) if index >= least else 0
        return text

    def _set(self, operator: str, value: Any) -> str:
        """Write one character of a set: a plain one, else a printable one, else its first."""
        members = [(operator, value)] if operator != "IN" else [(op.name, it) for op, it in value]
        negated = members[0][0] == "NEGATE"
        for pool in (_PLAIN, _PRINTABLE):
            fitting = [
                each for each in pool if any(_within(each, *one) for one in members) != negated
            ]
            if fitting:
                return fitting[self._number(len(fitting))]
        if members[0][0] == "RANGE":
            return _character(members[0][1][0])
        raise _Unwritable


def _within(character: str, operator: str, value: Any) -> bool:
    match operator:
        case "LITERAL":
            return bool(ord(character) == value)
        case "NOT_LITERAL":
            return bool(ord(character) != value)
        case "RANGE":
            return bool(value[0] <= ord(character) <= value[1])
        case "CATEGORY":
            return _CATEGORIES[value.name].fullmatch(character) is not None
        case _:
            return operator == "ANY" and character != "\n"


def _character(code: int) -> str:
    if code in _SURROGATES:
        raise _Unwritable
    return chr(code)
