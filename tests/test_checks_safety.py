"""Checks of ratings and of blocked prompts: what they find, and what they leave alone."""

from typing import Any

import pytest

from tests.exchanges import BLOCKED, events, findings, message, places, response, saying, unary

RATING = {"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}


def rated(*ratings: Any, **members: Any) -> dict[str, Any]:
    return saying({"text": "4"}, safetyRatings=list(ratings), **members)


def feedback(*ratings: Any) -> dict[str, Any]:
    return {"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": list(ratings)}}


@pytest.mark.parametrize("category", ["HARASSMENT", "", 7, None])
def test_a_rating_of_no_category_is_found(category: Any) -> None:
    wrong = {**RATING, "category": category}

    assert places("ratings_are_of_categories_of_harm", unary(rated(RATING, wrong))) == [
        "/candidates/0/safetyRatings/1/category"
    ]
    assert places("ratings_are_of_categories_of_harm", unary(feedback(wrong))) == [
        "/promptFeedback/safetyRatings/0/category"
    ]


@pytest.mark.parametrize(
    ("category", "additive"), [("HARM_NEW", True), ("harassment", False), (None, False)]
)
def test_a_category_that_nobody_knows_is_additive(category: Any, additive: bool) -> None:  # noqa: FBT001
    found = findings(
        "ratings_are_of_categories_of_harm", unary(rated({**RATING, "category": category}))
    )

    assert [each.additive for each in found or ()] == [additive]


def test_categories_that_are_new_are_categories() -> None:
    new = rated({**RATING, "category": "HARM_CATEGORY_NEW"})

    assert places("ratings_are_of_categories_of_harm", unary(new)) == []
    assert places("ratings_are_of_categories_of_harm", unary()) is None


def test_a_probability_in_other_words_is_found_and_a_new_one_is_additive() -> None:
    number, lower, new = (
        findings("ratings_say_how_probable_harm_is", unary(rated({"probability": each})))
        for each in (1, "low", "VERY_HIGH")
    )

    assert [each.additive for found in (number, lower, new) for each in found or []] == [
        False,
        False,
        True,
    ]
    assert places("ratings_say_how_probable_harm_is", unary(rated(RATING, {}))) == []
    assert places("ratings_say_how_probable_harm_is", unary(rated({"category": "x"}))) is None


def test_blocked_is_said_only_if_it_is_true() -> None:
    said = rated({**RATING, "blocked": True}, RATING, {**RATING, "blocked": False})

    assert places("blocked_is_only_said_if_so", unary(said)) == [
        "/candidates/0/safetyRatings/2/blocked"
    ]


def test_safety_without_a_blocked_rating_is_found() -> None:
    wrong = rated(RATING, finishReason="SAFETY")
    right = rated(RATING, {**RATING, "blocked": True}, finishReason="SAFETY")

    assert places("safety_says_what_blocked", unary(wrong)) == ["/candidates/0/safetyRatings"]
    assert places("safety_says_what_blocked", unary(right)) == []
    assert places("safety_says_what_blocked", unary(rated(RATING))) is None


def test_ratings_that_were_not_asked_for_are_additive() -> None:
    found = findings("models_from_2_5_on_do_not_rate", unary(rated(RATING)))

    assert [(each.pointer, each.additive) for each in found or []] == [
        ("/candidates/0/safetyRatings", True)
    ]


@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", []])
def test_ratings_beside_a_candidate_that_was_stopped_are_expected(reason: Any) -> None:
    exchange = unary(rated(RATING, finishReason=reason))

    assert places("models_from_2_5_on_do_not_rate", exchange) == []


def test_earlier_models_and_those_that_are_asked_may_rate() -> None:
    early = unary(rated(RATING), model="gemini-2.0-flash")
    settings = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]
    asked = unary(rated(RATING), sent={"contents": [], "safetySettings": settings})

    assert places("models_from_2_5_on_do_not_rate", early) is None
    assert places("models_from_2_5_on_do_not_rate", asked) is None


def test_candidates_beside_a_reason_to_block_are_found() -> None:
    both = response(promptFeedback={"blockReason": "SAFETY"})

    assert places("a_blocked_prompt_has_no_candidates", unary(both)) == ["/candidates"]
    assert places("a_blocked_prompt_has_no_candidates", unary(BLOCKED)) == []
    assert places("a_blocked_prompt_has_no_candidates", unary(response(promptFeedback={}))) is None


def test_a_blocked_prompt_in_two_chunks_is_found() -> None:
    assert message("a_blocked_prompt_is_one_chunk", events(BLOCKED, BLOCKED)) == (
        "expected one chunk, got 2 chunks"
    )
    assert places("a_blocked_prompt_is_one_chunk", events(BLOCKED)) == []
    assert places("a_blocked_prompt_is_one_chunk", unary(BLOCKED)) is None


def test_counts_of_candidates_that_there_are_not_are_found() -> None:
    counted = BLOCKED | {"usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 1}}

    assert message("a_blocked_prompt_counts_no_candidates", unary(counted)) == (
        "expected counts of the prompt alone, got candidatesTokenCount"
    )
    assert places("a_blocked_prompt_counts_no_candidates", unary(BLOCKED)) == []
