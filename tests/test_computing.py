import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.programs import computing
from mockserver.generate.programs.computing import Program
from tests.programs import printed

NUMBERS = st.integers(-999_999, 999_999) | st.integers(-99_999, 99_999).map(lambda each: each / 100)


def made(text: str) -> Program:
    program = computing.program(text)

    assert program is not None
    return program


@pytest.mark.parametrize(
    ("text", "output"),
    [
        pytest.param(
            "What is the sum of the first 50 primes? Generate and run code", "5117\n", id="primes"
        ),
        pytest.param("List the first 5 prime numbers", "[2, 3, 5, 7, 11]\n", id="prime-list"),
        pytest.param("Sum of the first 1000 primes", "3682913\n", id="most-primes"),
        pytest.param("first 7 Fibonacci numbers", "[0, 1, 1, 2, 3, 5, 8]\n", id="fibonacci"),
        pytest.param("sum of the first 7 Fibonacci numbers", "20\n", id="fibonacci-sum"),
        pytest.param("What is the 10th Fibonacci number?", "55\n", id="fibonacci-place"),
        pytest.param("Compute fibonacci(30)", "832040\n", id="fibonacci-call"),
        pytest.param("Compute the factorial of 5", "120\n", id="factorial"),
        pytest.param("What is 6!?", "720\n", id="factorial-sign"),
        pytest.param("Compute 2 to the power of 20.", "1048576\n", id="power"),
        pytest.param("Compute 2 ** 10, please", "1024\n", id="power-sign"),
        pytest.param("Compute 17 squared. State the number.", "289\n", id="squared"),
        pytest.param("3 cubed", "27\n", id="cubed"),
        pytest.param("Sum of the numbers from 1 to 100", "5050\n", id="range"),
        pytest.param("What is the average of 10, 20 and 30?", "20\n", id="mean"),
        pytest.param("mean of 1 and 2", "1.5\n", id="mean-with-a-fraction"),
        pytest.param("Add up the total of 1.5, 2 and 3.25", "6.75\n", id="sum-of-fractions"),
        pytest.param("sum of " + ", ".join(["0.1"] * 10), "1.0\n", id="sum-without-loss"),
        pytest.param("sum of 100,200,300", "600\n", id="sum-without-blanks"),
        pytest.param("the median of [4, -9, 12]", "4\n", id="median"),
        pytest.param("product of 2, 3, and 7", "42\n", id="product"),
        pytest.param("the smallest of 4, -9 and 12", "-9\n", id="smallest"),
        pytest.param("max(4, 9, 2)", "9\n", id="largest"),
        pytest.param("Sort 5, 3 and 1", "[1, 3, 5]\n", id="sorted"),
        pytest.param("Compute 999 times 999. State it.", "998001\n", id="times"),
        pytest.param("12 divided by 8", "1.5\n", id="divided"),
        pytest.param("what is 65465-6544 * 65464-6+1.02255", "-428330955.97745\n", id="sum"),
        pytest.param("-(3 + 4) * 2", "-14\n", id="negative"),
        pytest.param("0.1 + 0.2", "0.30000000000000004\n", id="as-floats-have-it"),
        pytest.param("Compute 17*23+4 and 2^10", "395\n1024\n", id="two-sums"),
        pytest.param("What is 5 squared and 3 plus 4, and 2 to the power of 5?", "25\n7\n32\n", id="sums-in-words"),
        pytest.param("Solve\n1. 9/2\n2. 3 cubed", "4.5\n27\n", id="numbered-sums"),
        pytest.param(
            "run print(1/0)",
            'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n'
            "ZeroDivisionError: division by zero\n",
            id="division-by-zero",
        ),
    ],
)  # fmt: skip
def test_a_program_prints_the_right_thing(text: str, output: str) -> None:
    program = made(text)

    assert program.output == output
    assert printed(program) == output
    assert program.fails == output.startswith("Traceback")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(
            "sum of the first 50 primes", "The sum of the first 50 primes is 5117.", id="sum"
        ),
        pytest.param("0.1 + 0.2", "0.1 + 0.2 = 0.3.", id="exact-where-the-program-isn't"),
        pytest.param("first 3 primes", "The first 3 primes: 2, 3, 5.", id="list"),
        pytest.param(
            "Compute 17*23+4 and 2^10", "17 * 23 + 4 = 395. 2 ** 10 = 1024.", id="two-sums"
        ),
        pytest.param(
            "Compute 2 + 2, 3 + 3 and 1/0", "There is no result: the program ended with ZeroDivisionError: division by zero.",
            id="one-failure-of-several",
        ),
        pytest.param(
            "1 / 0", "There is no result: the program ended with ZeroDivisionError: division by zero.",
            id="failure",
        ),
    ],
)  # fmt: skip
def test_an_answer_says_what_came_out(text: str, answer: str) -> None:
    assert made(text).answer == answer


def test_a_long_list_is_shortened_in_the_answer_alone() -> None:
    program = made("the first 60 primes")

    assert program.answer.endswith("227, 229, and so on up to 281.")
    assert program.output.endswith("277, 281]\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Hello", id="nothing"),
        pytest.param("The sum of human knowledge", id="no-numbers"),
        pytest.param("Compute 5 + 2**3", id="power-in-a-larger-sum"),
        pytest.param("Compute 2**3 * 4 of it", id="power-before-more"),
        pytest.param("first 1001 primes", id="too-many-primes"),
        pytest.param("first 0 primes", id="no-primes"),
        pytest.param("first 301 fibonacci numbers", id="too-many-fibonacci-numbers"),
        pytest.param("factorial of 201", id="too-large-a-factorial"),
        pytest.param("sum of 9 to 3", id="backwards"),
        pytest.param("sum of 1,000 and 2,000", id="thousands-or-lists"),
        pytest.param("sum of 1,000,000 grains", id="thousands"),
        pytest.param("sum of " + ", ".join("1" * 41), id="too-many-numbers"),
        pytest.param("from 1/0/2024 on", id="date"),
        pytest.param(" " * 2_000 + "2 + 2", id="too-far-away"),
    ],
)
def test_what_is_unclear_or_too_large_is_not_computed(text: str) -> None:
    assert computing.program(text) is None


@given(
    st.sampled_from(["sum", "average", "median", "product", "smallest", "largest", "sorted"]),
    st.lists(NUMBERS, min_size=2, max_size=40),
)
def test_what_is_said_of_a_list_is_what_its_program_prints(
    what: str, numbers: list[int | float]
) -> None:
    program = made(f"Compute the {what} of {', '.join(map(str, numbers))}")

    assert printed(program) == program.output
    assert f"numbers = {numbers}" in program.code


@given(
    st.lists(st.tuples(st.sampled_from("+-*/"), st.integers(0, 999)), min_size=1, max_size=8),
    st.integers(0, 999),
)
def test_a_sum_is_what_its_program_prints(more: list[tuple[str, int]], first: int) -> None:
    text = f"{first} " + " ".join(f"{sign} {number}" for sign, number in more)
    program = computing.program(f"Compute {text}")

    assert program is None or printed(program) == program.output


@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.sampled_from("+-*/^"), st.integers(1, 99)),
        min_size=2, max_size=10, unique=True,
    )
)  # fmt: skip
def test_of_several_sums_each_has_a_line_of_what_is_printed(
    sums: list[tuple[int, str, int]],
) -> None:
    program = made("Compute " + ", ".join(f"{one} {sign} {other}" for one, sign, other in sums))

    assert program.code.count("print(") == len(program.output.splitlines()) == len(sums)
    assert printed(program) == program.output


@given(st.text(st.sampled_from("sum of first primes 0123456789 ,.*/^()-!andto"), max_size=80))
def test_any_text_gets_a_program_that_prints_what_it_says_or_none(text: str) -> None:
    program = computing.program(text)

    assert program is None or printed(program) == program.output
