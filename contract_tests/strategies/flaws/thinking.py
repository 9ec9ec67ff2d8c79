"""Flaws of thinking: not every model thinks, or is told in the same measure. Facts: gemini.md 7.1."""

from collections.abc import Iterator
from typing import Any

from contract_tests.strategies.flaws.bodies import Body, config
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import ALL_LEVELS, Budget, Levels, Model


@cases("thinking of a model that doesn't think", "not allowed", "observed")
def thinking_of_a_model_that_does_not(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Models before 2.5 don't think, nor do those that draw or speak up to 2.5."""
    if model.thinking is None:
        yield Case(_thinking(includeThoughts=True))
        yield Case(_thinking(thinkingBudget=0))
        yield Case(_thinking(thinkingLevel="LOW"))


@cases("thinking level before Gemini 3", "not allowed", "observed")
def thinking_level_before_gemini_3(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Gemini 2.5 is told a budget, not a level."""
    if isinstance(model.thinking, Budget):
        for each in ALL_LEVELS:
            yield Case(_thinking(thinkingLevel=each))


@cases("thinking level that the model lacks", "not allowed", "observed")
def thinking_level_that_the_model_lacks(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Not every model of Gemini 3 has all levels."""
    if isinstance(model.thinking, Levels):
        good = _thinking(thinkingLevel="HIGH")
        for each in ALL_LEVELS:
            if each not in model.thinking.offered:
                yield Case(_thinking(thinkingLevel=each), good)


@cases("thinking budget from Gemini 3 on", "not allowed", "documented")
def thinking_budget_from_gemini_3_on(model: Model, dialect: Dialect) -> Iterator[Case]:
    """Gemini 3 is told a level: CometAPI's page says that a budget may fail, others refuse some of 0."""
    if isinstance(model.thinking, Levels):
        if dialect.name == "comet":
            yield Case(_thinking(thinkingBudget=128))
        if dialect.name == "comet" or not model.thinking.budget_0:
            yield Case(_thinking(thinkingBudget=0))


@cases("no thinking of a model that must", "not allowed", "observed")
def no_thinking_of_a_model_that_must(model: Model, dialect: Dialect) -> Iterator[Case]:
    """A budget of 0 for a model that works in thinking mode only; Vertex AI calls it out of range."""
    if (
        isinstance(model.thinking, Budget)
        and not model.thinking.can_be_off
        and dialect.name == "google"
    ):
        yield Case(_thinking(thinkingBudget=0))


@cases("thinking budget and level", "not allowed", "observed")
def thinking_budget_and_level(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """They exclude each other."""
    if model.thinking is not None:
        good: dict[str, Any] = {"thinkingBudget": 1024}
        if isinstance(model.thinking, Levels):
            good = {"thinkingLevel": "HIGH"}
        both = {"thinkingBudget": 1024, "thinkingLevel": "HIGH"}
        yield Case(_thinking(**both), _thinking(**good))


def _thinking(**members: Any) -> Body:
    return config(thinkingConfig=members)
