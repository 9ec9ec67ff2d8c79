import pytest

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import LEVELS, answer, asking, places, said, streamed, unary

THOUGHT = {"text": "Let me see.", "thought": True}
TEXT = {"text": "Cy."}


def _asking(**thinking: object) -> dict[str, object]:
    return asking(generationConfig={"thinkingConfig": thinking})


def _usage(thoughts: object) -> dict[str, object]:
    return {"thoughtsTokenCount": thoughts}


def test_a_budget_of_zero_leaves_no_thoughts() -> None:
    check, sent = "budget_zero_is_kept", _asking(thinkingBudget=0)

    assert said(check, unary(answer(TEXT), sent)) == []
    assert said(check, unary(answer(TEXT, usage=_usage(7)), sent)) == [
        "expected none with a budget of 0, got 7"
    ]
    assert places(check, streamed(answer(THOUGHT), answer(TEXT), sent=sent)) == [
        "/0/candidates/0/content/parts/0"
    ]


@pytest.mark.parametrize(
    ("sent", "model"),
    [
        (_asking(thinkingBudget=1), "gemini-2.5-flash"),
        (_asking(), "gemini-2.5-flash"),
        (_asking(thinkingBudget=0), "gemini-2.5-pro"),
        (_asking(thinkingBudget=False), "gemini-2.5-flash"),
    ],
)
def test_other_budgets_and_models_are_not_held_to_zero(sent: dict[str, object], model: str) -> None:
    assert said("budget_zero_is_kept", unary(answer(TEXT), sent, model=model)) is None


def test_an_answer_without_candidates_is_not_held_to_zero() -> None:
    assert said("budget_zero_is_kept", unary({}, _asking(thinkingBudget=0))) is None


@pytest.mark.parametrize(("thoughts", "bad"), [(100, 0), (125, 0), (126, 1), ("x", 0), (None, 0)])
def test_thoughts_may_overrun_their_budget_by_a_quarter(thoughts: object, bad: int) -> None:
    exchange = unary(answer(TEXT, usage=_usage(thoughts)), _asking(thinkingBudget=100))

    assert len(said("thoughts_stay_within_the_budget", exchange) or []) == bad


@pytest.mark.parametrize(
    ("budget", "model"), [(-1, "gemini-2.5-flash"), (0, "gemini-2.5-flash"), (100, LEVELS)]
)
def test_no_budget_holds_no_thoughts(budget: int, model: str) -> None:
    exchange = unary(answer(TEXT), _asking(thinkingBudget=budget), model=model)

    assert said("thoughts_stay_within_the_budget", exchange) is None


def test_thoughts_come_only_if_asked_for() -> None:
    check = "thoughts_come_if_asked_for"

    assert places(check, unary(answer(THOUGHT, TEXT), asking())) == [
        "/candidates/0/content/parts/0"
    ]
    assert said(check, unary(answer(TEXT), asking())) == []
    assert said(check, unary(answer(THOUGHT, TEXT), _asking(includeThoughts=True))) is None


def test_thoughts_are_no_fault_where_nobody_knows_what_was_asked() -> None:
    assert said("thoughts_come_if_asked_for", unary(answer(THOUGHT, TEXT))) is None


def test_interim_pictures_are_no_thoughts() -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thought": True}

    assert said("thoughts_come_if_asked_for", unary(answer(picture), asking())) == []


def test_thoughts_that_are_told_must_be_counted() -> None:
    check = "thoughts_that_are_told_are_counted"

    assert said(check, unary(answer(THOUGHT, TEXT))) == [
        "expected a count beside thoughts, got none"
    ]
    assert said(check, unary(answer(THOUGHT, TEXT, usage=_usage(3)))) == []


def test_a_stream_that_broke_off_has_no_count_to_look_at() -> None:
    broken = streamed(answer(THOUGHT, finishReason=None))

    assert said("thoughts_that_are_told_are_counted", broken) is None


def test_a_thought_behind_the_answer_is_found() -> None:
    check = "thoughts_come_first"

    assert said(check, unary(answer(THOUGHT, TEXT, THOUGHT))) == [
        "a thought behind the answer's text"
    ]
    assert said(check, unary(answer(THOUGHT, {"text": ""}, THOUGHT, TEXT))) == []


def test_code_and_thoughts_may_take_turns() -> None:
    sent = asking(tools=[{"codeExecution": {}}])

    assert said("thoughts_come_first", unary(answer(THOUGHT, TEXT, THOUGHT), sent)) is None


@pytest.mark.parametrize("mark", [False, None, "true"])
def test_the_mark_of_a_thought_is_true_or_absent(mark: object) -> None:
    exchange = unary(answer({**THOUGHT, "thought": mark}))

    assert places("the_mark_of_a_thought_is_true", exchange) == [
        "/candidates/0/content/parts/0/thought"
    ]


def test_a_true_mark_is_no_fault() -> None:
    assert said("the_mark_of_a_thought_is_true", unary(answer(THOUGHT, TEXT))) == []
    assert said("the_mark_of_a_thought_is_true", unary(answer(TEXT))) is None
