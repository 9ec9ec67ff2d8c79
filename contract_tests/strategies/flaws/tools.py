"""Flaws of tools: which there are, how functions are declared, what goes together. Facts: gemini.md 3.4, 3.5, 6.6."""

from collections.abc import Iterator
from typing import Any

from contract_tests.strategies.flaws.bodies import Body, functions
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_DECLARATION = "tools[0].function_declarations[0]"
_ALLOWED = "tool_config.function_calling_config.allowed_function_names"
_SEARCH: Body = {"googleSearch": {}}
_OBJECT: Body = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}
_BAD_NAMES = ("", "9lives", "my function", "größe", "a" * 129, "f\n", "-f", "f()")


@cases("bad function name", "not allowed", "observed")
def bad_function_name(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Letters, digits and a few signs; a missing name is told as a bad one."""
    if _has_functions(model):
        for name in _BAD_NAMES:
            yield Case(functions({"name": name}), functions({"name": "f"}), f"{_DECLARATION}.name")
        yield Case(functions({}), functions({"name": "f"}), f"{_DECLARATION}.name")


@cases("function declared twice", "duplicate", "observed")
def function_declared_twice(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Each stands once, in one tool or in several."""
    if _has_functions(model):
        one, other = {"name": "f"}, {"name": "g"}
        yield Case(functions(one, other, one), functions(one, other))
        tools = [{"functionDeclarations": [one]}, {"functionDeclarations": [one]}]
        yield Case({"tools": tools}, functions(one))


@cases("two schemas of one function", "not allowed", "documented")
def two_schemas_of_one_function(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Each is Google's or a JSON Schema, of what goes in and of what comes out."""
    if _has_functions(model):
        for one in ("parameters", "response"):
            good = {"name": "f", one: _OBJECT}
            both = {**good, f"{one}JsonSchema": {"type": "object"}}
            yield Case(functions(both), functions(good), _DECLARATION)


@cases("arguments that are no object", "not allowed", "observed")
def arguments_that_are_no_object(model: Model, dialect: Dialect) -> Iterator[Case]:
    """What a function takes has names; Vertex AI doesn't tell where it hasn't."""
    if _has_functions(model):
        for name, snake, schema in (
            ("parameters", "parameters", {"type": "STRING"}),
            ("parametersJsonSchema", "parameters_json_schema", {"type": ["string", "null"]}),
        ):
            where = f"{_DECLARATION}.{snake}" if dialect.name == "google" else ""
            yield Case(functions({"name": "f", name: schema}), functions({"name": "f"}), where)


@cases("allowed function that isn't declared", "not allowed", "documented")
def allowed_function_that_is_not_declared(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Only what is declared can be demanded."""
    if _has_functions(model):
        yield Case(_calling("g", mode="ANY"), _calling("f", mode="ANY"), _ALLOWED)
        yield Case(_calling("f", "", mode="ANY"), _calling("f", mode="ANY"), _ALLOWED)


@cases("allowed functions without a demand", "not allowed", "documented")
def allowed_functions_without_a_demand(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Only with the modes ANY and VALIDATED."""
    if _has_functions(model):
        for mode in ({}, {"mode": "AUTO"}, {"mode": "NONE"}):
            yield Case(_calling("f", **mode), _calling("f", mode="ANY"), _ALLOWED)


@cases("function calling without functions before Gemini 3", "not allowed", "observed")
def function_calling_without_functions(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on it is taken (recorded)."""
    if model.generation < GEMINI_3:
        for mode in ("ANY", "AUTO"):
            yield Case({"toolConfig": {"functionCallingConfig": {"mode": mode}}})


@cases("built-in tools beside functions before Gemini 3", "not allowed", "observed")
def built_in_tools_beside_functions(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Up to 2.5 it is one or the other."""
    if _has_functions(model) and model.generation < GEMINI_3:
        declared = functions({"name": "f"})
        for other in ("googleSearch", "codeExecution", "urlContext"):
            yield Case({"tools": [*declared["tools"], {other: {}}]}, declared)


@cases("built-in tools beside functions, unannounced", "not allowed", "observed")
def built_in_tools_unannounced(model: Model, dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on Google's own API wants to be told."""
    if model.generation >= GEMINI_3 and dialect.name == "google":
        both: Body = {"tools": [*functions({"name": "f"})["tools"], _SEARCH]}
        yield Case(both, {**both, "toolConfig": {"includeServerSideToolInvocations": True}})


@cases("shown invocations before Gemini 3", "not allowed", "observed")
def shown_invocations_before_gemini_3(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Calls of built-in tools are shown from Gemini 3 on."""
    if model.generation < GEMINI_3:
        search: Body = {"tools": [_SEARCH]}
        shown = {"toolConfig": {"includeServerSideToolInvocations": True}}
        yield Case({**search, **shown}, search)


@cases("retired search tool", "not allowed", "observed")
def retired_search_tool(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """No model has the search of Gemini 1.5 anymore."""
    search: Body = {"tools": [_SEARCH]}
    for old in ({}, {"dynamicRetrievalConfig": {"mode": "MODE_DYNAMIC", "dynamicThreshold": 0.5}}):
        yield Case({"tools": [{"googleSearchRetrieval": old}]}, search)


def _has_functions(model: Model) -> bool:
    return model.outputs == {"TEXT"} or model.generation >= GEMINI_3


def _calling(*names: str, **members: Any) -> Body:
    calling = {"allowedFunctionNames": list(names), **members}
    return {**functions({"name": "f"}), "toolConfig": {"functionCallingConfig": calling}}
