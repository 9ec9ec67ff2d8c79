"""Scenarios: how a model is told to think, and what it tells of it."""

from typing import Any

import pytest

from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import refusal, text
from contract_tests.scenario import Sender, both_ways, holds, smoke, spoken

# Not every model of its generation has all levels, or can be kept from thinking; these do and can.
_ALL_LEVELS = "gemini-3-flash-preview"
_CAN_STOP = "gemini-2.5-flash"
_PUZZLE = "Ann is older than Bob. Bob is older than Cy. Who is the youngest? Answer with the name."
_QUESTION = "What is 2+2? Answer with the number."


def _thinking(words: str, model: str, **config: Any) -> Call:
    return prompt(words, model, generationConfig={"thinkingConfig": config})


def _thoughts(exchange: Exchange) -> list[str]:
    return [text(each, "text") for each in exchange.parts if each.get("thought")]


def _count(exchange: Exchange) -> int:
    count = exchange.usage.get("thoughtsTokenCount", 0)
    return count if isinstance(count, int) else 0


@pytest.mark.parametrize("level", ["MINIMAL", "LOW", "MEDIUM", "HIGH"])
@holds("thinking.levels")
def test_every_level_is_taken(send: Sender, level: str) -> None:
    exchange = send(_thinking(_QUESTION, _ALL_LEVELS, thinkingLevel=level))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("thinking.levels")
def test_a_level_is_taken_either_way(send: Sender, models: Models, way: Way) -> None:
    send.sample(_thinking(_QUESTION, models.level, thinkingLevel="LOW").over(way), spoken)


@holds("thinking.level-case")
def test_a_level_is_taken_in_lower_case(send: Sender, models: Models) -> None:
    exchange = send(_thinking(_QUESTION, models.level, thinkingLevel="low"))

    assert exchange.status == 200, exchange.text


@holds("thinking.level-steers")
def test_a_high_level_thinks_more_than_a_minimal_one(send: Sender) -> None:
    least = _count(send(_thinking(_PUZZLE, _ALL_LEVELS, thinkingLevel="MINIMAL")))

    send.sample(
        _thinking(_PUZZLE, _ALL_LEVELS, thinkingLevel="HIGH"), lambda each: _count(each) > least
    )


@both_ways
@smoke
@holds("thinking.budget-zero")
def test_a_budget_of_zero_switches_thinking_off(send: Sender, way: Way) -> None:
    send.sample(_thinking(_PUZZLE, _CAN_STOP, thinkingBudget=0).over(way), spoken)


@both_ways
@holds("thinking.budget-dynamic")
def test_a_budget_of_minus_one_is_the_models_choice(send: Sender, models: Models, way: Way) -> None:
    send.sample(_thinking(_QUESTION, models.budget, thinkingBudget=-1).over(way), spoken)


@holds("thinking.default-dynamic")
def test_a_model_that_is_told_nothing_thinks(send: Sender, models: Models) -> None:
    send.sample(prompt(_PUZZLE, models.budget), lambda each: _count(each) > 0)


@both_ways
@holds("thinking.within-budget")
def test_thoughts_keep_their_budget(send: Sender, models: Models, way: Way) -> None:
    call = _thinking(_PUZZLE, models.budget, thinkingBudget=1024).over(way)

    send.sample(call, lambda each: 0 < _count(each) <= 1024)


@both_ways
@holds("thinking.counted-untold")
def test_thoughts_are_counted_though_they_are_not_told(
    send: Sender, models: Models, way: Way
) -> None:
    call = _thinking(_PUZZLE, models.budget, thinkingBudget=1024).over(way)

    send.sample(call, lambda each: _count(each) > 0 and not _thoughts(each))


@both_ways
@holds("thinking.told")
def test_thoughts_are_told_if_asked_for(send: Sender, models: Models, way: Way) -> None:
    call = _thinking(_PUZZLE, models.budget, thinkingBudget=1024, includeThoughts=True).over(way)

    send.sample(call, lambda each: any(_thoughts(each)) and each.said)


@both_ways
@holds("thinking.told")
def test_thoughts_are_told_by_a_model_with_levels(send: Sender, models: Models, way: Way) -> None:
    call = _thinking(_PUZZLE, models.level, thinkingLevel="HIGH", includeThoughts=True).over(way)

    send.sample(call, lambda each: any(_thoughts(each)) and each.said)


def _answered_or_refused(exchange: Exchange) -> None:
    """Hold that a mismatch is either borne, or refused by a proper error."""
    assert exchange.status in {200, 400}, f"expected 200 or 400, got {exchange.status}"
    if exchange.status == 400:  # in a stream, a gateway has only its own words for it
        assert refusal(exchange), f"expected an error with a message, got {exchange.text}"
    else:
        assert exchange.responses, f"expected an answer, got {exchange.text}"


def _refused_about(exchange: Exchange, *words: str) -> None:
    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    told = refusal(exchange).lower().replace("_", " ")
    assert all(each in told for each in words), f"expected {words} named, got {exchange.text}"


@both_ways
@holds("thinking.mismatch")
def test_a_level_on_a_model_with_budgets_may_fail(send: Sender, models: Models, way: Way) -> None:
    exchange = send(_thinking(_QUESTION, models.budget, thinkingLevel="LOW").over(way))

    _answered_or_refused(exchange)


@both_ways
@holds("thinking.mismatch")
def test_a_budget_on_a_model_with_levels_may_fail(send: Sender, models: Models, way: Way) -> None:
    exchange = send(_thinking(_QUESTION, models.level, thinkingBudget=512).over(way))

    _answered_or_refused(exchange)


@holds("thinking.level-refused")
def test_a_level_is_refused_by_a_model_with_budgets(send: Sender, models: Models) -> None:
    exchange = send(_thinking(_QUESTION, models.budget, thinkingLevel="LOW"))

    _refused_about(exchange, "thinking level")


@holds("thinking.budget-borne")
def test_a_budget_is_borne_by_a_model_with_levels(send: Sender, models: Models) -> None:
    exchange = send(_thinking(_QUESTION, models.level, thinkingBudget=512))

    assert exchange.status == 200, exchange.text


@holds("thinking.both")
def test_level_and_budget_exclude_each_other(send: Sender, models: Models) -> None:
    exchange = send(_thinking(_QUESTION, models.level, thinkingBudget=512, thinkingLevel="LOW"))

    _refused_about(exchange, "thinking budget", "thinking level")


@pytest.mark.parametrize(
    ("model", "budget"),
    [
        ("gemini-2.5-flash", 24_577),
        ("gemini-2.5-flash", -2),
        ("gemini-2.5-flash-lite", 511),
        ("gemini-2.5-pro", 127),
        ("gemini-2.5-pro", 32_769),
    ],
)
@holds("thinking.budget-range")
def test_a_budget_out_of_range_is_refused(send: Sender, model: str, budget: int) -> None:
    exchange = send(_thinking(_QUESTION, model, thinkingBudget=budget))

    _refused_about(exchange, "budget")


@holds("thinking.always")
def test_gemini_2_5_pro_cannot_be_kept_from_thinking(send: Sender) -> None:
    exchange = send(_thinking(_QUESTION, "gemini-2.5-pro", thinkingBudget=0))

    _refused_about(exchange, "budget")


@holds("thinking.levels-of-pro")
def test_gemini_3_1_pro_has_no_minimal_level(send: Sender) -> None:
    exchange = send(_thinking(_QUESTION, "gemini-3.1-pro-preview", thinkingLevel="MINIMAL"))

    _refused_about(exchange, "thinking level")


@holds("thinking.lite-by-default")
def test_flash_lite_does_not_think_unless_told(send: Sender) -> None:
    send.sample(prompt(_PUZZLE, "gemini-2.5-flash-lite"), lambda each: _count(each) == 0)
