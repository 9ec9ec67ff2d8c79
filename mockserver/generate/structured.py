"""Structured output: JSON that keeps a schema, JSON of no given schema, and one value of an enum.

Facts: gemini.md 3.7, 3.7.1, 3.7.2.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.declared import google
from mockserver.generate import prose
from mockserver.generate.draft import Draft
from mockserver.generate.reading import arithmetic, prompt, prompted
from mockserver.generate.reading.told import told
from mockserver.generate.responses import held
from mockserver.generate.values.instances import instance
from mockserver.request import GenerateRequest

_TEXT, _JSON, _ENUM = "text/plain", "application/json", "text/x.enum"

_SHAPE = re.compile(r"[\"'`](\w{1,40})[\"'`]\s*:")
_KEYS = re.compile(
    r"\b(?:keys?|fields?|properties|attributes|columns?)\b[\s:]*(?:named |called |are )?([^.\n;]{1,200})",
    re.IGNORECASE,
)
_WITH = re.compile(r"\bwith\s+(?:their|its|the|a|an)\s+([^.\n;?]{1,200})", re.IGNORECASE)
_BEHIND_A_KEY = re.compile(r"\s(?:for|about|describing)\b.*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*", re.IGNORECASE)
_NUMERIC = re.compile(
    r"age|amount|count|distance|height|length|number|population|price|rating|score|temperature|total"
    r"|weight|year"
)
_MOST_KEYS = 12


def apply(draft: Draft) -> Draft:
    """Say a value instead of prose, where the request wants one, if only in words."""
    if draft.parts or not draft.speaks:
        return draft
    wanted = draft.request.mime_type
    if wanted == _TEXT and draft.request.model.outputs == {"TEXT"} and _written(draft.request):
        wanted = _JSON
    if wanted not in {_JSON, _ENUM}:
        return draft
    value = _value(draft)
    bare = wanted == _ENUM and isinstance(value, str)
    text = value if bare else json.dumps(value, ensure_ascii=False, indent=2)
    return draft.saying({"text": text})


def schema(config: Mapping[str, Any]) -> Any:
    """Return the JSON Schema that an answer is to keep, whichever way it was given; None for none."""
    if "responseSchema" in config:
        return google.json_schema(config["responseSchema"])
    text = config.get("responseFormat", {}).get("text", {})
    given = [
        config.get("responseJsonSchema"),
        config.get("_responseJsonSchema"),
        text.get("schema"),
        text.get("jsonSchema"),
    ]
    return next((each for each in given if each is not None), None)


def _value(draft: Draft) -> Any:
    """Make a value from what functions gave and what the user asked."""
    request = draft.request
    turn = request.turn
    known = [f"{name}: {value}" for _, response in turn.calls for name, value in held(response)]
    given = schema(request.config)
    if given is None:
        given = _written(request) or _implied(turn.asked)
    if given is None:
        return _answer(request, draft)
    return instance(given, draft.choice, told("\n".join([*known, turn.asked])))


def _written(request: GenerateRequest) -> dict[str, Any] | None:
    """Return the schema that stands in the prompt, or else in the system instruction."""
    return prompted.schema(request.last_text) or prompted.schema(request.system_text)


def _answer(request: GenerateRequest, draft: Draft) -> dict[str, Any]:
    """Answer in an object of our own where the prompt says nothing of its members."""
    asked = prompt.asked(request.user_texts[-1]) if request.user_texts else ""
    if solved := arithmetic.solve(asked):
        return {"expression": solved[0], "result": json.loads(solved[1])}
    topic = prompt.topic(asked)
    return ({"topic": topic} if topic else {}) | {"answer": prose.write(request, draft.choice)}


def _implied(asked: str) -> dict[str, Any] | None:
    """Return the schema that a prompt implies, by the members that it names; None if it names none."""
    keys = list(dict.fromkeys(_keys(asked)))[:_MOST_KEYS]
    listing = prompt.form(asked) == "list"
    if not keys and not listing:
        return None
    members = {key: {"type": "number" if _NUMERIC.search(key) else "string"} for key in keys}
    if not listing:
        return {"type": "object", "properties": members, "required": keys}
    named = {"name": {"type": "string"}, **members}
    item = {"type": "object", "properties": named, "required": list(named)}
    count = prompt.items(asked)
    return {"type": "array", "items": item, "minItems": count, "maxItems": count}


def _keys(asked: str) -> Iterator[str]:
    """Yield the names of members: of a shape that stands there, listed as keys, or said to come with."""
    if shaped := _SHAPE.findall(asked):
        yield from shaped
        return
    found = _KEYS.search(asked) or _WITH.search(asked)
    for each in _AND.split(found[1]) if found else ():
        words = re.findall(r"\w+", _BEHIND_A_KEY.sub("", each.lower()))
        if words and len(words) <= 4:  # noqa: PLR2004 - a name, not a sentence
            yield "_".join(words)
