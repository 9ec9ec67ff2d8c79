"""The schema files as sorted lines, so that wider can be told from narrower by comparing sets.

A line is ``schema PLACE must KEYWORD VALUE`` or ``schema PLACE may KEYWORD VALUE``. What *must* hold
makes a schema narrower, what *may* stand there makes it wider. The place is the path of the file and a
JSON pointer. What only describes, or only the mock reads, is left out.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_SILENT = {"$comment", "$schema", "description", "title", "errorMessage"}
_NAMED = ("properties", "$defs", "patternProperties")
_LISTED = ("type", "enum")
_ONE = ("items", "additionalProperties", "contains", "propertyNames")


def lines(documents: Mapping[str, Schema]) -> list[str]:
    """Return the lines of some closed schema files, by path."""
    found = {line for path, each in documents.items() for line in _schema(f"{path}#", each)}
    return sorted(found)


def _schema(place: str, schema: Schema) -> Iterator[str]:
    yield f"schema {place} must exist true"
    for keyword, value in schema.items():
        if keyword not in _SILENT and not keyword.startswith("x-"):
            yield from (f"schema {place} {rest}" for rest in _rules(keyword, value))
            yield from _below(place, keyword, value)


def _rules(keyword: str, value: Any) -> Iterator[str]:
    yield from (f"must {rest}" for rest in _demands(keyword, value))
    yield from (f"may {rest}" for rest in _permissions(keyword, value))


def _demands(keyword: str, value: Any) -> Iterator[str]:
    """Yield what a keyword itself asks for; of one that only holds schemas by name, nothing."""
    if keyword == "additionalProperties":
        yield from _others(value)
    elif keyword == "required":
        yield from (f"required {json.dumps(each)}" for each in value)
    elif keyword in _LISTED or keyword in _ONE:
        yield f"{keyword} true"
    elif keyword not in _NAMED:
        yield f"{keyword} {json.dumps(value, sort_keys=True)}"


def _others(value: Any) -> Iterator[str]:
    """Yield what is asked of members that have no property: not to be, or to be of some kind."""
    if value is False:
        yield "property true"
    if value is not True:
        yield "additionalProperties true"


def _permissions(keyword: str, value: Any) -> Iterator[str]:
    if keyword in _LISTED:
        values = value if isinstance(value, list) else [value]
        yield from (f"{keyword} {json.dumps(each)}" for each in values)
    elif keyword == "properties":
        yield from (f"property {json.dumps(each)}" for each in value)


def _below(place: str, keyword: str, value: Any) -> Iterator[str]:
    if keyword in _NAMED:
        for name, each in value.items():
            yield from _schema(f"{place}/{keyword}/{_step(name)}", each)
    elif keyword in _ONE and isinstance(value, dict):
        yield from _schema(f"{place}/{keyword}", value)


def _step(name: str) -> str:
    """Write a name as a step of a JSON pointer, without a space."""
    return name.replace("~", "~0").replace("/", "~1").replace(" ", "%20")
