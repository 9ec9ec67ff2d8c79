import decimal
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.reading import arithmetic


@pytest.mark.parametrize(
    ("prompt", "solved"),
    [
        pytest.param("What is 2 + 2?", ("2 + 2", "4"), id="question"),
        pytest.param("What is 2 + 2.", ("2 + 2", "4"), id="full-stop"),
        pytest.param("Solve 17 * 23. Show your work.", ("17 * 23", "391"), id="sentence"),
        pytest.param("17*23", ("17 * 23", "391"), id="no-blanks"),
        pytest.param("2 + 3 * 4", ("2 + 3 * 4", "14"), id="precedence"),
        pytest.param("12 / 4 / 3", ("12 / 4 / 3", "1"), id="from-the-left"),
        pytest.param("1 - 2 - 3", ("1 - 2 - 3", "-4"), id="below-zero"),
        pytest.param("7 x 6", ("7 * 6", "42"), id="letter"),
        pytest.param("8 \u00d7 9 \u00f7 2", ("8 * 9 / 2", "36"), id="signs"),
        pytest.param("10 / 4", ("10 / 4", "2.5"), id="fraction"),
        pytest.param("1 / 3", ("1 / 3", "0.3333333333"), id="endless-fraction"),
        pytest.param("0.1 + 0.2", ("0.1 + 0.2", "0.3"), id="no-error-of-binary-fractions"),
        pytest.param("1234567.5 + 1", ("1234567.5 + 1", "1234568.5"), id="all-digits"),
        pytest.param("12345678901.5 + 1", ("12345678901.5 + 1", "12345678902.5"), id="even-more-digits"),
        pytest.param("999999999999 * 999999999999", ("999999999999 * 999999999999", "999999999998000000000001"), id="large"),
        pytest.param("123456789012345 * 987654321098765", ("123456789012345 * 987654321098765", "121932631137021071359549253925"), id="thirty-digits"),
        pytest.param("First 1 + 1, then 2 + 2", ("1 + 1", "2"), id="first-of-two"),
        pytest.param("In version 1.2.3 of 2024: what is 2 + 2?", ("2 + 2", "4"), id="behind-numbers"),
        pytest.param("Compute 2^10 of it", ("2 ** 10", "1024"), id="power"),
    ],
)  # fmt: skip
def test_a_sum_is_worked_out(prompt: str, solved: tuple[str, str]) -> None:
    assert arithmetic.solve(prompt) == solved


@pytest.mark.parametrize(
    ("prompt", "results"),
    [
        pytest.param("Compute 17*23+4 and 2^10", ["395", "1024"], id="and"),
        pytest.param("Compute 17*23+4 and 10/4 for me", ["395", "2.5"], id="asked-for-together"),
        pytest.param("17*23+4 and 2^10?", ["395", "1024"], id="nothing-else"),
        pytest.param("Compute 2+2, 3*3 and 10/4", ["4", "9", "2.5"], id="commas"),
        pytest.param("Compute 1,000 + 1, 2,000 + 2", ["1001", "2002"], id="thousands"),
        pytest.param("1. 2+2\n2. 3*3", ["4", "9"], id="numbered"),
        pytest.param("Solve:\n1) 10/4\n2) 2 ** 3", ["2.5", "8"], id="lines"),
        pytest.param("Compute a) 10/4 b) 3+4", ["2.5", "7"], id="letters"),
        pytest.param("What is 12 * 12? And what is 3 + 4?", ["144", "7"], id="questions"),
        pytest.param("How much is more: 2 + 2 and 3 * 3.", ["4", "9"], id="sentence"),
        pytest.param("What is 2 + 2? 2 + 2 is what?", ["4"], id="the-same-twice"),
        pytest.param("What is 2 + 2? Support is there 24/7 today", ["4"], id="no-sum-behind"),
        pytest.param("Read chapters 2, 3 - 4.", [], id="not-all-are-sums"),
        pytest.param("How many zeros are in 10^6?", [], id="power-in-passing"),
        pytest.param(
            "Compute " + ", ".join(f"{each} + 1" for each in range(20)),
            [str(each) for each in range(1, 11)],
            id="ten-at-most",
        ),
    ],
)  # fmt: skip
def test_several_sums_are_worked_out(prompt: str, results: list[str]) -> None:
    assert [result for _, result in arithmetic.solve_all(prompt)] == results


def test_a_sum_does_not_depend_on_how_exact_decimals_are_elsewhere() -> None:
    with decimal.localcontext(prec=3):
        solved = arithmetic.solve("12345678901.5 + 1")

    assert solved == ("12345678901.5 + 1", "12345678902.5")


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param("", id="nothing"),
        pytest.param("Tell me about 42", id="number-alone"),
        pytest.param("1 / 0", id="division-by-zero"),
        pytest.param("1 / 0.0", id="division-by-zero-point-zero"),
        pytest.param("a1 + 2", id="name"),
        pytest.param("1 + 2b", id="unit"),
        pytest.param("1.2.3 - 4.5.6", id="versions"),
        pytest.param("+".join("1" * 60), id="too-long"),
        pytest.param("What happened on 2026-03-25?", id="date"),
        pytest.param("Describe a picture of 1920x1080 pixels", id="resolution"),
        pytest.param("Compare Python 3.11-3.13", id="range"),
        pytest.param("Summarise https://example.com/2024-10/news", id="address"),
    ],
)
def test_what_is_no_sum_is_not_worked_out(prompt: str) -> None:
    assert arithmetic.solve(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        pytest.param("1,000 + 1", "1001", id="thousands"),
        pytest.param("5 + 1,000", "1005", id="thousands-behind"),
        pytest.param("-5 + 3", "-2", id="sign-in-front"),
        pytest.param("(2 + 3) * 4", "20", id="brackets"),
        pytest.param("2 * (3 + 4)", "14", id="brackets-behind"),
        pytest.param("2^3 + 1", "9", id="power"),
        pytest.param("2 + 3^2", "11", id="power-behind"),
        pytest.param("1 + 2 + 3a", None, id="unit-behind"),
        pytest.param("50% + 1", None, id="percent"),
    ],
)
def test_a_part_of_a_sum_is_not_taken_for_the_whole(prompt: str, right: str | None) -> None:
    solved = arithmetic.solve(prompt)

    assert solved is None or solved[1] == right


@given(
    st.integers(0, 10**6), st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 10**6)), min_size=1, max_size=6)
)  # fmt: skip
def test_a_sum_of_whole_numbers_is_what_python_makes_of_it(
    first: int, steps: list[tuple[str, int]]
) -> None:
    written = f"{first}" + "".join(f" {sign} {number}" for sign, number in steps)

    assert arithmetic.solve(f"What is {written}?") == (
        written,
        str(eval(written)),  # noqa: S307, RUF100
    )


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_quotient_is_right_to_six_digits(one: int, other: int) -> None:
    solved = arithmetic.solve(f"{one} / {other}")

    assert solved is not None
    assert abs(Fraction(solved[1]) - Fraction(one, other)) <= Fraction(one, other) / 10**5


@given(st.text(alphabet="0123456789 .,()+-*/^%x\u00d7\u00f7$\u0663\n", max_size=30))
def test_no_run_of_digits_and_signs_is_too_odd_to_be_worked_out_or_left_alone(prompt: str) -> None:
    solved = arithmetic.solve(prompt)

    assert solved is None or re.fullmatch(r"-?\d+(\.\d+)?(e[-+]\d+)?", solved[1])
