import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.declared import patterns
from mockserver.generate.choice import Choice

PATTERNS = [
    "^[A-Z]{2}\\d{6}$",
    "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$",
    "(?=.*[0-9]).+",
    "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{8,}$",
    "^\\S+@\\S+\\.\\S+$",
    "^(([01]\\d|2[0-3]):[0-5]\\d)$",
    "^(a|b)\\1$",
    "[^a-zA-Z0-9]",
    "^[\\s]\\D\\W$",
    "[^\\x00-\\x7f]|x",
    "^[\u4e00-\u9fff]{2}$",
    "x(?<=x)y",
    "(?i)^abc$",
    "^a++b$",
    "a??b*?",
    "^$",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_string_matches_by_pythons_engine_too(pattern: str) -> None:
    made = patterns.string(pattern, 0, 100, Choice(b"x").number)

    assert made is not None
    assert re.search(pattern, made)
    assert patterns.sample(pattern, 0, 100) == patterns.sample(pattern, 0, 100) is not None


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("^a+$", 50, 50),
        ("b", 10, 12),
        ("^[a-z]+-[0-9]+$", 20, 20),
        ("^[^@]+$", 0, 1),
        ("^x", 9, 9),
        ("x$", 9, 9),
    ],
)
def test_a_string_is_as_long_as_it_must_be(pattern: str, least: int, most: int) -> None:
    made = patterns.sample(pattern, least, most)

    assert made is not None
    assert re.search(pattern, made)
    assert least <= len(made) <= most


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("[", "no expression"),
        ("^$", "it is empty, and must not be"),
        ("a{60000}{60000}", "too long"),
        ("(?:){1000000000}x{9999}", "too long, after what is endless and nothing"),
        ("(" * 1_500 + ")" * 1_500, "too deep"),
        ("[\\ud800-\\udbff]", "half a character"),
        ("[^\\s\\S]", "nothing is in the set"),
        ("(?>a|b)c", "unknown to the writer"),
        ("^a(?=b)c$", "it excludes itself"),
        ("^\\w{1900}(?=b)c$", "after much work"),
    ],
)
def test_no_string_is_made_where_there_is_none(pattern: str, why: str) -> None:
    assert patterns.sample(pattern, 1, 5_000) is None, why


def test_very_long_strings_are_not_tried() -> None:
    assert patterns.sample("^a*$", 10_000, 20_000) is None


def test_no_pattern_makes_endless_work() -> None:
    drawn: list[int] = []

    def number(below: int) -> int:
        drawn.append(below)
        return 0

    assert patterns.string("^\\w{1900}(?=b)c$", 0, 5_000, number) is None
    assert 10_000 < len(drawn) < 30_000


def test_spellings_of_ecmascript_are_read() -> None:
    made = patterns.sample("^(?<year>\\d{4})-\\p{L}\\P{L}$", 0, 99)

    assert made is not None
    assert re.fullmatch(r"\d{4}-[A-Za-z][^A-Za-z]", made)


def test_what_takes_too_long_to_match_does_not() -> None:
    assert not patterns.matches("^(?=(a+)+b)(?=(a+)+c)(?=(a+)+b)x", "a" * 60)


def test_no_expression_matches_nothing() -> None:
    assert not patterns.matches("[", "[")
    assert not patterns.is_expression("[")
    assert patterns.is_expression("[a]")


def test_sets_that_python_warns_of_are_read_in_silence() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert patterns.sample("^[[a]$", 1, 1) in {"[", "a"}


@given(st.sampled_from(PATTERNS), st.binary(min_size=1, max_size=4))
def test_the_same_choices_make_the_same_string(pattern: str, digest: bytes) -> None:
    first = patterns.string(pattern, 0, 200, Choice(digest).number)

    assert first == patterns.string(pattern, 0, 200, Choice(digest).number)
    assert first is not None
    assert re.search(pattern, first)


def test_other_choices_make_other_strings() -> None:
    made = {patterns.string("^[a-z]{8}$", 0, 9, Choice(bytes([each])).number) for each in range(20)}

    assert len(made) == 20
