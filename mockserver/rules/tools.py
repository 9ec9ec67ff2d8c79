"""Which tools go together, and how functions are declared."""

from collections import Counter
from collections.abc import Iterator

from mockserver.body import violation
from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest


def kinds(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """A tool is of some kind, but for Google's own API (gemini.md 3.4, reported)."""
    text = "required one_of 'tool_type' must have one initialized field"
    empty = [index for index, each in enumerate(request.tools) if not each]
    if empty and dialect.demands_tool_kind:
        lines = [(f"tools[{index}].tool_type", text) for index in empty]
        yield violation("GenerateContentRequest", *lines)


def tools_together(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Built-in tools beside functions: not up to 2.5, and from 3 on not everywhere unannounced."""
    built_in = sorted({key for each in request.tools for key in each} - {"functionDeclarations"})
    if not built_in or not request.has_functions:
        return
    config = request.tool_config
    if request.model.generation < GEMINI_3:
        yield ApiError("tools_mixed", tools=", ".join(map(snake_case, built_in)))
    elif dialect.announces_tools and not config.get("includeServerSideToolInvocations"):
        yield ApiError("tools_mixed_unannounced")


def retired(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """The search tool of Gemini 1.5: none of the models here takes it (gemini.md 3.4, reported)."""
    if any("googleSearchRetrieval" in each for each in request.tools):
        yield ApiError("search_retrieval_unsupported")


def invocations(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Calls of built-in tools are shown from Gemini 3 on (gemini.md 3.5, reported)."""
    shown = request.tool_config.get("includeServerSideToolInvocations")
    if shown and request.model.generation < GEMINI_3:
        yield ApiError("invocations_unsupported", model=request.model.id)


def allowed_functions(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """The functions that are allowed are declared ones, and said only where a call may be demanded."""
    config = request.tool_config.get("functionCallingConfig", {})
    names = config.get("allowedFunctionNames", ())
    if names and config.get("mode") not in {"ANY", "VALIDATED"}:
        yield ApiError("allowed_without_mode")
    declared = {each["name"] for _, each in request.declarations}
    for each in names:
        if each not in declared:
            yield ApiError("allowed_undeclared", name=each)


def function_calling(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Up to 2.5, functions exclude JSON mode, and their config makes no sense without them."""
    if request.model.generation >= GEMINI_3:
        return
    if request.has_functions and request.config.get("responseMimeType") == "application/json":
        yield ApiError("json_with_functions")
    if "functionCallingConfig" in request.tool_config and not request.has_functions:
        yield ApiError("function_config_alone")


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
