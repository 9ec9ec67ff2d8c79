"""Which thinking a model takes, in which measure."""

from collections.abc import Iterator

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import Budget, Levels
from mockserver.request import GenerateRequest


def thinking(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Not for every model, and not in both measures at once."""
    config = request.config.get("thinkingConfig", {})
    asked = config.keys() - {"includeThoughts"} or config.get("includeThoughts")
    if request.model.thinking is None and asked:
        yield ApiError("no_thinking", model=request.model.id)
    if "thinkingBudget" in config and "thinkingLevel" in config:
        yield ApiError("budget_and_level")


def thinking_level(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Levels are for Gemini 3, and each model has its own."""
    level = request.config.get("thinkingConfig", {}).get("thinkingLevel")
    match request.model.thinking:
        case Budget() if level is not None:
            yield ApiError("level_unsupported")
        case Levels(offered) if level is not None and level not in offered:
            yield ApiError("level_not_offered", level=level)


def thinking_budget(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Budgets are for Gemini 2.5, and each model has its own range."""
    budget = request.config.get("thinkingConfig", {}).get("thinkingBudget")
    match request.model.thinking:
        case Levels(budget_0=zero) if budget is not None:
            if dialect.refuses_budget or (budget == 0 and not zero):
                yield ApiError("budget_unsupported")
        case Budget() as budgets if budget is not None and not budgets.takes(budget):
            cause = "budget_zero" if budget == 0 else "budget_out_of_range"
            yield ApiError(
                cause,
                budget=budget,
                least=budgets.least,
                positive=max(budgets.least, 1),
                most=budgets.most,
            )
