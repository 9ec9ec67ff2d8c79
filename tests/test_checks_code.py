import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, places, said, streamed, unary

RUNS = asking(tools=[{"code_execution": {}}])
CODE = {"executableCode": {"language": "PYTHON", "code": "print(1)"}}
RESULT = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}}
TEXT = {"text": "It is 1."}


def test_code_must_be_asked_for() -> None:
    check = "code_runs_if_asked_for"

    assert said(check, unary(answer(CODE, RESULT), RUNS)) == []
    assert said(check, unary(answer(CODE), asking(tools=[{"fileSearch": {}}]))) == []
    assert places(check, unary(answer(TEXT, CODE, RESULT), asking())) == [
        "/candidates/0/content/parts/1"
    ]
    assert said(check, unary(answer(CODE, RESULT))) is None
    assert said(check, unary(answer(TEXT), RUNS)) is None


def test_results_follow_their_code() -> None:
    check = "results_follow_their_code"

    assert said(check, unary(answer(TEXT, CODE, RESULT, CODE, RESULT, TEXT), RUNS)) == []
    assert said(check, streamed(answer(CODE, finishReason=None), answer(RESULT), sent=RUNS)) == []
    assert said(check, unary(answer(CODE, TEXT), RUNS)) == [
        "expected code and results in turn, got executableCode, other"
    ]
    assert len(said(check, unary(answer(RESULT, CODE), RUNS)) or []) == 1
    assert len(said(check, unary(answer(CODE, CODE, RESULT, RESULT), RUNS)) or []) == 1


def test_code_that_was_cut_has_no_result() -> None:
    check = "results_follow_their_code"

    assert said(check, unary(answer(CODE, finishReason="MAX_TOKENS"), RUNS)) is None
    assert said(check, unary(answer(CODE), asking(tools=[{"fileSearch": {}}]))) is None


def test_results_have_the_ids_of_their_code() -> None:
    check = "ids_of_results_are_those_of_code"
    code = {"executableCode": {**CODE["executableCode"], "id": "a"}}
    mine, other = (
        {"codeExecutionResult": {**RESULT["codeExecutionResult"], "id": each}} for each in "ab"
    )

    assert said(check, unary(answer(code, mine, TEXT))) == []
    assert places(check, unary(answer(code, other))) == [
        "/candidates/0/content/parts/1/codeExecutionResult/id"
    ]
    assert said(check, unary(answer(CODE, RESULT))) is None
