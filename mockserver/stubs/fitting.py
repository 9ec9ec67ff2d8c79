"""How the answer of a stub fits the request: no model would say what isn't asked for."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import tokens
from mockserver.declared import json_schema
from mockserver.generate import functions, structured
from mockserver.request import GenerateRequest

Response = Mapping[str, Any]
Candidate = Mapping[str, Any]

# With these reasons a model calls what isn't declared.
_ASTRAY = frozenset({"UNEXPECTED_TOOL_CALL", "MALFORMED_FUNCTION_CALL"})
_JSON = "application/json"


def undeclared(response: Response, request: GenerateRequest) -> str:
    """Say which function an answer calls that the request doesn't declare; empty if there is none."""
    declared = {str(each["name"]) for _, each in request.declarations}
    for candidate in _candidates(response):
        astray = candidate["finishReason"] in _ASTRAY
        for call in [] if astray else _calls(candidate):
            if (name := call.get("name")) not in declared:
                known = f"it declares {', '.join(sorted(declared)) or 'no functions'}"
                return f"it calls {name!r}, which the request doesn't declare; {known}"
    return ""


def doubts(response: Response, request: GenerateRequest) -> Iterator[str]:
    """Say what a model would have said otherwise: stubs are said as they are."""
    for candidate in _candidates(response):
        if candidate["finishReason"] == "STOP":
            yield from _beyond(candidate, request)
            yield from _misshapen(candidate, request)
            yield from _misled(candidate, request)


def _beyond(candidate: Candidate, request: GenerateRequest) -> Iterator[str]:
    """Yield where a model would have ended before."""
    said = tokens.of_said(_parts(candidate), request.model.weights).total()
    most = request.config.get("maxOutputTokens")
    if most is not None and said > most:
        yield f"the stub says {said} tokens; a model would have ended after {most} (maxOutputTokens)"
    text = _text(candidate)
    for stop in request.config.get("stopSequences", ()):
        if stop and stop in text:
            yield f"the stub says {stop!r}; a model would have ended before it (stopSequences)"


def _misshapen(candidate: Candidate, request: GenerateRequest) -> Iterator[str]:
    """Yield whether a text isn't the JSON that was asked for."""
    text = _text(candidate)
    if request.mime_type != _JSON or not text:
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield f"the stub's text isn't JSON; a model's would be ({_JSON} is asked for)"
        return
    schema = structured.schema(request.config)
    if schema is not None and not json_schema.validator(schema)(value):
        yield "the stub's JSON breaks the schema that is asked for; a model's would keep it"


def _misled(candidate: Candidate, request: GenerateRequest) -> Iterator[str]:
    """Yield which calls have arguments that aren't those of the declaration."""
    declared = {each["name"]: each for _, each in request.declarations}
    for call in _calls(candidate):
        schema = functions.schema(declared[call["name"]])
        if not json_schema.validator(schema)(call["args"]):
            yield f"the stub calls {call['name']} with arguments that break its declaration"


def _candidates(response: Response) -> list[Candidate]:
    return list(response.get("candidates", ()))


def _calls(candidate: Candidate) -> list[Mapping[str, Any]]:
    return [each["functionCall"] for each in _parts(candidate) if "functionCall" in each]


def _text(candidate: Candidate) -> str:
    return "".join(each.get("text", "") for each in _parts(candidate))


def _parts(candidate: Candidate) -> list[Mapping[str, Any]]:
    parts = candidate.get("content", {}).get("parts", ())
    return [each for each in parts if not each.get("thought")]
