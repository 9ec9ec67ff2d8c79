"""Checks of JSON mode: that the text is JSON, and keeps the schema that was asked for."""

import json
from collections.abc import Iterator
from typing import Any

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.declared import breaches, of_google, of_json
from contract_tests.reading.members import items, mapping, parts, said, text

_JSON = frozenset({"application/json", "APPLICATION_JSON"})
_ENUM = "text/x.enum"
_TEXTUAL = frozenset({"text", "thought", "thoughtSignature"})


def _format(exchange: Exchange) -> dict[str, Any]:
    return mapping(exchange.request, "generationConfig", "responseFormat", "text")


def _media_type(exchange: Exchange) -> str:
    config = mapping(exchange.request, "generationConfig")
    return text(config, "responseMimeType") or text(_format(exchange), "mimeType")


def _schema(exchange: Exchange) -> Any:
    """Return the JSON Schema of the answer; None if none is asked for that can be used."""
    config = mapping(exchange.request, "generationConfig")
    if "responseSchema" in config:
        return of_google(config["responseSchema"])
    return of_json(
        config.get("responseJsonSchema")
        or config.get("_responseJsonSchema")
        or _format(exchange).get("schema")
        or _format(exchange).get("jsonSchema")
    )


def _texts(exchange: Exchange) -> list[str]:
    """Return the texts of the candidates that are whole and nothing but text."""
    return [
        said(each)
        for each in exchange.candidates
        if text(each, "finishReason") == "STOP"
        and said(each)
        and all(part.keys() <= _TEXTUAL for part in parts(each))
    ]


def _is_json(exchange: Exchange) -> bool:
    cut = bool(items(mapping(exchange.request, "generationConfig"), "stopSequences"))
    return _media_type(exchange) in _JSON and bool(_texts(exchange)) and not cut


@check("json.parses", applies=_is_json, mood=0.02)
def json_mode_parses(exchange: Exchange) -> Iterator[Finding]:
    """With application/json the whole text is one JSON value."""
    for each in _texts(exchange):
        try:
            json.loads(each)
        except (ValueError, RecursionError) as error:
            yield Finding(
                pointer="/candidates/0/content/parts/0/text",
                message=f"expected JSON: {error}, got {each[:80]!r}",
            )


def _values(exchange: Exchange) -> Iterator[Any]:
    for each in _texts(exchange):
        try:
            yield json.loads(each)
        except (ValueError, RecursionError):
            continue


def _is_bound(exchange: Exchange) -> bool:
    bound = _is_json(exchange) and isinstance(_schema(exchange), dict)
    return bound and any(True for _ in _values(exchange))


@check("json.schema", applies=_is_bound, mood=0.02)
def json_mode_keeps_the_schema(exchange: Exchange) -> Iterator[Finding]:
    """With a schema the value is valid under it."""
    for value in _values(exchange):
        for each in breaches(value, _schema(exchange)):
            yield Finding(pointer="/candidates/0/content/parts/0/text", message=each)


def _ordering(exchange: Exchange) -> list[str]:
    schema = mapping(exchange.request, "generationConfig", "responseSchema")
    return [each for each in items(schema, "propertyOrdering") if isinstance(each, str)]


def _is_ordered(exchange: Exchange) -> bool:
    ordered = _is_json(exchange) and bool(_ordering(exchange))
    return ordered and any(isinstance(each, dict) for each in _values(exchange))


@check("json.ordering", applies=_is_ordered, mood=0.1)
def members_come_in_the_order_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """The members of the value come in the order of propertyOrdering."""
    ordering = _ordering(exchange)
    for value in _values(exchange):
        came = [each for each in value if each in ordering] if isinstance(value, dict) else []
        wanted = [each for each in ordering if each in came]
        if came != wanted:
            yield Finding(
                pointer="/candidates/0/content/parts/0/text",
                message=f"expected the order {texts(wanted)}, got {texts(came)}",
            )


def _choices(exchange: Exchange) -> list[Any]:
    schema = mapping(exchange.request, "generationConfig", "responseSchema")
    return items(schema, "enum")


def _is_enum(exchange: Exchange) -> bool:
    chosen = _media_type(exchange) == _ENUM and bool(_choices(exchange))
    return chosen and bool(_texts(exchange))


@check("json.enum", applies=_is_enum, mood=0.02)
def enum_mode_says_one_of_the_values(exchange: Exchange) -> Iterator[Finding]:
    """With text/x.enum the text is one of the schema's values, and nothing else."""
    for each in _texts(exchange):
        if each.strip() not in _choices(exchange):
            yield Finding(
                pointer="/candidates/0/content/parts/0/text",
                message=f"expected one of {texts(_choices(exchange))}, got {each[:80]!r}",
            )
