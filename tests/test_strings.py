import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.programs import strings
from mockserver.generate.programs.computing import Program
from tests.programs import printed


def made(program: Program | None) -> Program:
    assert program is not None
    return program


@pytest.mark.parametrize(
    ("text", "output"),
    [
        pytest.param("How many r's are in strawberry?", "3\n", id="letters"),
        pytest.param("how many times does the letter S occur in 'Mississippi'", "4\n", id="times"),
        pytest.param("How many letters x are there in the word text?", "1\n", id="word"),
        pytest.param("Reverse the string 'abc \u03b8\U0001f321'", "\U0001f321\u03b8 cba\n", id="reverse"),
        pytest.param("run exactly `print('\u03b8 \U0001f321')`", "\u03b8 \U0001f321\n", id="print"),
        pytest.param('print("sum of 2 and 3")', "sum of 2 and 3\n", id="print-what-looks-like-more"),
    ],
)  # fmt: skip
def test_a_program_does_with_words_what_is_asked(text: str, output: str) -> None:
    program = made(strings.program(text))

    assert program.output == output
    assert printed(program) == output
    assert output.strip() in program.answer


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("How many people live in Paris?", id="no-letter"),
        pytest.param("Reverse the decision", id="no-string"),
        pytest.param("print(x)", id="no-literal"),
        pytest.param(r"print('\n')", id="escape"),
    ],
)
def test_what_is_no_task_of_words_has_no_program(text: str) -> None:
    assert strings.program(text) is None


@pytest.mark.parametrize(
    ("text", "output"),
    [
        pytest.param("Write and run Python code about rain", "rain", id="run"),
        pytest.param("Use code execution: explain rain", "explain rain", id="code-execution"),
    ],
)
def test_who_insists_on_code_gets_some(text: str, output: str) -> None:
    program = made(strings.demanded(text))

    assert output in program.output
    assert printed(program) == program.output


@pytest.mark.parametrize("text", ["Run away", "Write code about rain", "", "\u2014"])
def test_who_does_not_insist_gets_none(text: str) -> None:
    assert strings.demanded(text) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_topic_is_printed_as_it_is(text: str) -> None:
    program = made(strings.demanded(f"Run code: {text}"))

    assert printed(program) == program.output
