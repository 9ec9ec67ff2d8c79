import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import LEVELS, answer, asking, places, said, streamed, unary

CALL = {"functionCall": {"name": "get_weather"}}
SIGNED = {**CALL, "thoughtSignature": "c2lnbmVk"}
TEXT = {"text": "Hi.", "thoughtSignature": "c2lnbmVk"}


def test_the_first_call_of_gemini_3_must_be_signed() -> None:
    check = "the_first_call_is_signed"

    assert said(check, unary(answer(SIGNED, CALL), model=LEVELS)) == []
    assert said(check, unary(answer({"text": "Let me look."}, SIGNED), model=LEVELS)) == []
    assert said(check, unary(answer(CALL, SIGNED), model=LEVELS)) == [
        "expected a thoughtSignature on the first function call, got none"
    ]
    assert len(said(check, streamed(answer(CALL), model=LEVELS)) or []) == 1


def test_candidates_without_calls_need_no_signature() -> None:
    two = {"candidates": [*answer(SIGNED)["candidates"], {**answer()["candidates"][0], "index": 1}]}

    assert said("the_first_call_is_signed", unary(two, model=LEVELS)) == []


def test_earlier_models_and_texts_need_no_signature() -> None:
    assert said("the_first_call_is_signed", unary(answer(CALL))) is None
    assert said("the_first_call_is_signed", unary(answer(CALL), model="m")) is None
    assert said("the_first_call_is_signed", unary(answer({"text": "Hi"}), model=LEVELS)) is None


def test_only_the_first_of_several_calls_is_signed() -> None:
    check = "further_calls_are_not_signed"

    assert said(check, unary(answer(SIGNED, CALL))) == []
    assert said(check, unary(answer(SIGNED, SIGNED))) == [
        "a thoughtSignature on a function call that isn't the first"
    ]
    assert said(check, unary(answer(SIGNED))) is None


def test_gemini_2_5_signs_after_thoughts_and_with_tools() -> None:
    check, tools = "gemini_2_5_signs_where_it_thought", asking(tools=[{"codeExecution": {}}])
    thought = {"thoughtsTokenCount": 7}

    assert said(check, unary(answer(TEXT, usage=thought), tools)) == []
    assert said(check, unary(answer(TEXT), tools)) == ["a signature after no thoughts, with tools"]
    assert places(check, unary(answer({"text": "A"}, TEXT, usage=thought), asking())) == [
        "/candidates/0/content/parts/1/thoughtSignature"
    ]


def test_gemini_2_5_is_not_judged_by_what_nobody_knows() -> None:
    check = "gemini_2_5_signs_where_it_thought"

    assert said(check, unary(answer(TEXT))) is None
    assert said(check, unary(answer(TEXT), asking(cachedContent="cachedContents/1"))) is None
    assert said(check, unary(answer(TEXT), asking(), model=LEVELS)) is None
