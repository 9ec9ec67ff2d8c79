"""What a request asks for: its tools, its functions, how it may call and think."""

import re
from collections.abc import Mapping
from typing import Any

from contract_tests.exchange import Exchange
from contract_tests.reading.members import items, mapping, rows, text, whole_number

_GENERATION = re.compile(r"gemini-(\d+)")


def is_told(exchange: Exchange) -> bool:
    """Whether the request is known, with all its tools: none stand in what is cached."""
    return isinstance(exchange.sent, dict) and "cachedContent" not in exchange.request


def tools(exchange: Exchange) -> frozenset[str]:
    """Return the names of the tools, as ``googleSearch``."""
    return frozenset(name for tool in rows(exchange.request, "tools") for name in tool)


def functions(exchange: Exchange) -> Mapping[str, dict[str, Any]]:
    """Return the declared functions, by name."""
    return {
        text(each, "name"): each
        for tool in rows(exchange.request, "tools")
        for each in rows(tool, "functionDeclarations")
    }


def calling_mode(exchange: Exchange) -> str:
    """Return the mode of function calling; "" if none is asked for."""
    return text(mapping(exchange.request, "toolConfig", "functionCallingConfig"), "mode")


def allowed_functions(exchange: Exchange) -> list[str]:
    """Return the names that a call is confined to; none if it isn't."""
    config = mapping(exchange.request, "toolConfig", "functionCallingConfig")
    return [each for each in items(config, "allowedFunctionNames") if isinstance(each, str)]


def streams_arguments(exchange: Exchange) -> bool:
    """Whether the arguments of calls may come in pieces."""
    config = mapping(exchange.request, "toolConfig", "functionCallingConfig")
    return config.get("streamFunctionCallArguments") is True


def thinking(exchange: Exchange) -> dict[str, Any]:
    """Return how it is to think."""
    return mapping(exchange.request, "generationConfig", "thinkingConfig")


def thinking_budget(exchange: Exchange) -> int | None:
    """Return the thinking budget; None if there is none."""
    return whole_number(thinking(exchange), "thinkingBudget")


def modalities(exchange: Exchange) -> list[str]:
    """Return the modalities that the answer may have; none if that is left to the model."""
    config = mapping(exchange.request, "generationConfig")
    return [each for each in items(config, "responseModalities") if isinstance(each, str)]


def generation(exchange: Exchange) -> int:
    """Return the model's generation, by its name: 2, 3; 0 if it isn't told."""
    found = _GENERATION.search(exchange.model)
    return int(found[1]) if found else 0
