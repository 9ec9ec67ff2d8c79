from typing import Any

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, places, said, streamed, unary

ASKED = asking(generationConfig={"responseLogprobs": True, "logprobs": 2})


def _token(probability: float = -0.5) -> dict[str, Any]:
    return {"token": "Hi", "tokenId": 1, "logProbability": probability}


def _result(chosen: list[Any], *top: list[Any]) -> dict[str, Any]:
    steps = [{"candidates": each} for each in top]
    return answer(logprobsResult={"chosenCandidates": chosen, "topCandidates": steps})


GOOD = _result([_token(), {"token": "!"}], [_token(), _token(-2)], [_token()])


def test_an_average_above_0_is_found() -> None:
    check = "average_is_of_probabilities"

    assert said(check, unary(answer(avgLogprobs=-0.2))) == []
    assert said(check, unary(answer(avgLogprobs=0.000026))) == []
    assert said(check, unary(answer(avgLogprobs="x"))) == []
    assert said(check, unary(answer(avgLogprobs=0.2))) == ["expected 0 or less, got 0.2"]
    assert said(check, unary(answer())) is None


def test_an_average_in_a_stream_is_found() -> None:
    check = "streams_tell_no_average"

    assert said(check, streamed(answer())) == []
    assert places(check, streamed(answer(), answer(avgLogprobs=-0.2))) == [
        "/1/candidates/0/avgLogprobs"
    ]
    assert said(check, unary(answer(avgLogprobs=-0.2))) is None


def test_log_probabilities_must_be_asked_for() -> None:
    check = "log_probabilities_come_if_asked_for"

    assert said(check, unary(GOOD, ASKED)) == []
    assert said(check, unary(GOOD, asking())) == ["log probabilities, without responseLogprobs"]
    assert said(check, unary(GOOD)) is None
    assert said(check, unary(answer(), ASKED)) is None


def test_both_lists_are_as_long() -> None:
    check = "both_lists_have_a_row_a_step"

    assert said(check, unary(GOOD)) == []
    assert said(check, unary(_result([_token()]))) == []
    assert said(check, unary(_result([_token()], [_token()], [_token()]))) == [
        "expected as many topCandidates as the 1 chosen, got 2"
    ]


def test_a_log_probability_above_0_is_found() -> None:
    check = "log_probabilities_are_not_above_0"

    assert said(check, unary(GOOD)) == []
    assert said(check, unary(_result([_token()], [_token(0.5)]))) == ["expected 0 or less, got 0.5"]


def test_more_alternatives_than_asked_for_are_found() -> None:
    check = "no_more_alternatives_than_asked_for"

    assert said(check, unary(GOOD, ASKED)) == []
    assert said(check, unary(_result([_token()], [_token()] * 3), ASKED)) == [
        "expected up to 2 a step, got 3"
    ]
    assert said(check, unary(_result([_token()]), ASKED)) is None
    assert said(check, unary(GOOD)) is None
