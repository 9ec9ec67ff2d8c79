"""Checks of how the members of an answer are written, as the JSON of protocol buffers is."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.members import is_count
from contract_tests.reading.places import responses
from mockserver.schemas import documents

# What a model or a client fills in, where any name and value may stand.
_FREE = frozenset({"args", "response", "partMetadata"})
_ENUMS = frozenset({
    "finishReason", "blockReason", "category", "probability", "severity", "modality", "trafficType",
    "language", "outcome", "urlRetrievalStatus", "toolType",
})  # fmt: skip
_PRESENT = frozenset({"index", "text"})  # written even if they are the default
_SNAKE = re.compile(r"_([a-z0-9])")

Member = tuple[str, str, Any]


@cache
def _known() -> frozenset[str]:
    """Return the names of all members that the schemas of answers speak of."""
    return frozenset(
        name
        for file, document in documents().items()
        if file.startswith("gemini/") and "request" not in file
        for name in _named(document)
    )


def _named(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for each in schema.values():
            yield from _named(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _named(each)


def _members(exchange: Exchange) -> Iterator[Member]:
    """Yield each member of the responses with its place and name, but for what is free-form."""
    for place, each in responses(exchange):
        yield from _inside(each, place)


def _inside(value: Any, place: str) -> Iterator[Member]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{place}/{name}", name, each
            if name not in _FREE:
                yield from _inside(each, f"{place}/{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _inside(each, f"{place}/{number}")


def _has_responses(exchange: Exchange) -> bool:
    return bool(exchange.responses)


@check("member.no-null", applies=_has_responses)
def nothing_is_null(exchange: Exchange) -> Iterator[Finding]:
    """No member of the API's own is null: what isn't there is left out."""
    for place, name, value in _members(exchange):
        if value is None and name in _known():
            yield Finding(pointer=place, message="expected it to be left out, got null")


@check("member.camel-case", applies=_has_responses)
def names_are_in_camel_case(exchange: Exchange) -> Iterator[Finding]:
    """Names are written in lowerCamelCase, whatever spelling the request had."""
    for place, name, _ in _members(exchange):
        camel = _SNAKE.sub(lambda found: found[1].upper(), name)
        if camel != name and camel in _known():
            yield Finding(pointer=place, message=f"expected {camel!r}, got {name!r}")


@check("member.no-default", applies=_has_responses)
def defaults_are_left_out(exchange: Exchange) -> Iterator[Finding]:
    """Counts of 0, false, and lists of nothing are left out; index and text aren't."""
    for place, name, value in _members(exchange):
        empty = value is False or value == [] or (is_count(value) and value == 0)
        if empty and name in _known() and name not in _PRESENT:
            yield Finding(pointer=place, message=f"expected it to be left out, got {value!r}")


def _has_enums_by_name(exchange: Exchange) -> bool:
    numbered = any("enum-encoding=int" in each for each in exchange.query.values())
    return not numbered and any(name in _ENUMS for _, name, _ in _members(exchange))


@check("member.enum-names", applies=_has_enums_by_name)
def enums_are_names(exchange: Exchange) -> Iterator[Finding]:
    """Values of enums are their names, not their numbers."""
    for place, name, value in _members(exchange):
        if name in _ENUMS and is_count(value):
            yield Finding(pointer=place, message=f"expected the name of a value, got {value}")
