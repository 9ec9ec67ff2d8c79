"""The rules that a schema can't say: across fields, and by model.

To add a rule, write a generator of refusals and decorate it; its cause needs a text in
``refusals.py``. Facts: gemini.md 3.8 (rules), 6.6 (texts), 7 (models).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3, Budget, Levels
from mockserver.request import GenerateRequest

Rule = Callable[[GenerateRequest, Dialect], Iterator[ApiError]]

RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Register a rule; they are asked in the order in which they stand."""
    RULES.append(function)
    return function


def hold(request: GenerateRequest, dialect: Dialect) -> None:
    """Hold a request to all rules.

    Raises:
        ApiError: The first refusal.
    """
    for each in RULES:
        for refusal in each(request, dialect):
            raise refusal.beside(request.warnings)


@rule
def roles(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Each content has a role that the origin knows."""
    if any(each.get("role", "") not in dialect.roles for each in request.contents):
        yield ApiError("invalid_role")


@rule
def last_turn(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Gemini 3 doesn't continue a turn of its own; 2.5 does."""
    if request.model.generation >= GEMINI_3 and request.contents[-1].get("role") == "model":
        yield ApiError("ends_with_model_turn")


@rule
def cached_content(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """What is cached can't be sent along as well."""
    if "cachedContent" in request.body and (
        request.tools or request.body.keys() & {"systemInstruction", "toolConfig"}
    ):
        yield ApiError("cached_content_conflict")


@rule
def thinking(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Not for every model, and not in both measures at once."""
    config = request.config.get("thinkingConfig", {})
    asked = config.keys() - {"includeThoughts"} or config.get("includeThoughts")
    if request.model.thinking is None and asked:
        yield ApiError("no_thinking", model=request.model.id)
    if "thinkingBudget" in config and "thinkingLevel" in config:
        yield ApiError("budget_and_level")


@rule
def thinking_level(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Levels are for Gemini 3, and each model has its own."""
    level = request.config.get("thinkingConfig", {}).get("thinkingLevel")
    match request.model.thinking:
        case Budget() if level is not None:
            yield ApiError("level_unsupported")
        case Levels(offered) if level is not None and level not in offered:
            yield ApiError("level_not_offered", level=level)


@rule
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


@rule
def output(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Not more candidates, tokens or modalities than the model has."""
    model, config = request.model, request.config
    if (count := config.get("candidateCount", 1)) > model.max_candidates:
        yield ApiError("multiple_candidates", count=count)
    if (asked := config.get("maxOutputTokens", 1)) > model.output_limit:
        name = "max_output_tokens"
        yield ApiError(
            "out_of_range",
            path=f"generation_config.{name}",
            name=name,
            value=asked,
            bounds=f"[1, {model.output_limit}]",
            least=1,
            above=model.output_limit + 1,
        )
    missing = [each for each in config.get("responseModalities", ()) if each not in model.outputs]
    if missing:
        yield ApiError("modality_unsupported", modalities=", ".join(missing).lower())


@rule
def sampling(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Penalties and log probabilities, which not every origin has."""
    config, model = request.config, request.model.id
    if "penalty" in dialect.disabled and (
        config.get("presencePenalty") or config.get("frequencyPenalty")
    ):
        yield ApiError("penalty_disabled", model=model)
    if "logprobs" in dialect.disabled and config.get("responseLogprobs"):
        yield ApiError("logprobs_disabled", model=model)
    if "logprobs" in config and not config.get("responseLogprobs"):
        yield ApiError("logprobs_alone")


@rule
def response_schema(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """One schema at the most, and only for JSON or an enum."""
    config = request.config
    given = [
        each
        for each in ("responseSchema", "responseJsonSchema", "_responseJsonSchema")
        if each in config
    ]
    if "responseSchema" in given and len(given) > 1:
        yield ApiError("two_response_schemas")
    fitting = {"application/json", *(["text/x.enum"] if "responseSchema" in given else [])}
    if given and config.get("responseMimeType") not in fitting:
        yield ApiError("schema_without_mime_type")


@rule
def tools_together(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Built-in tools beside functions: not up to 2.5, and from 3 on not everywhere unannounced."""
    built_in = sorted({key for each in request.tools for key in each} - {"functionDeclarations"})
    if not built_in or not request.has_functions:
        return
    config = request.body.get("toolConfig", {})
    if request.model.generation < GEMINI_3:
        yield ApiError("tools_mixed", tools=", ".join(map(snake_case, built_in)))
    elif dialect.announces_tools and not config.get("includeServerSideToolInvocations"):
        yield ApiError("tools_mixed_unannounced")


@rule
def function_calling(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Up to 2.5, functions exclude JSON mode, and their config makes no sense without them."""
    if request.model.generation >= GEMINI_3:
        return
    if request.has_functions and request.config.get("responseMimeType") == "application/json":
        yield ApiError("json_with_functions")
    if "functionCallingConfig" in request.body.get("toolConfig", {}) and not request.has_functions:
        yield ApiError("function_config_alone")


@rule
def declarations(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Each function once, with one description of what goes in and one of what comes out."""
    names = Counter[str]()
    for path, each in request.declarations:
        names[each["name"]] += 1
        if names[each["name"]] > 1:
            yield ApiError("duplicate_function", name=each["name"])
        for one in ("parameters", "response"):
            if one in each and f"{one}JsonSchema" in each:
                yield ApiError(
                    "two_parameter_schemas", path=path, one=one, other=f"{one}_json_schema"
                )


@rule
def safety(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Each harm category has one threshold."""
    seen: set[str] = set()
    settings: list[Mapping[str, Any]] = request.body.get("safetySettings", [])
    for index, each in enumerate(settings):
        if each["category"] in seen:
            yield ApiError("duplicate_safety_category", index=index, category=each["category"])
        seen.add(each["category"])
