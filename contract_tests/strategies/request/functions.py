"""Strategies of functions: how they are declared, called and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import FREE_FORM, JSON, Variants, one_of, variants
from contract_tests.strategies.schema.google_schemas import google_schema
from contract_tests.strategies.schema.json_schemas import json_schema

_NAMES: tuple[str, ...] = (
    "get_weather", "getTime", "book-flight", "ns.search", "_private", "a:b", "f" * 128, "X1",
)  # fmt: skip
_DESCRIPTIONS = ("The weather in a city", "What time it is", "\u5929\u6c17 \u26c5", "")
_CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}

# What goes in and what comes out, and in which of the two forms each is described.
_DESCRIBED: tuple[tuple[str, str], ...] = (
    ("", ""), ("city", ""), ("parameters", ""), ("parametersJsonSchema", ""),
    ("parameters", "response"), ("parameters", "responseJsonSchema"),
    ("parametersJsonSchema", "response"), ("parametersJsonSchema", "responseJsonSchema"),
    ("city", "response"), ("city", ""), ("parametersJsonSchema", ""), ("", ""),
)  # fmt: skip
_HEADS = one_of(
    (name, note)
    for note in variants(description=_DESCRIPTIONS, behavior=("BLOCKING", "NON_BLOCKING"))
    for name in _NAMES
)
_FORMS = one_of(_DESCRIBED)


@st.composite
def function_declarations(draw: st.DrawFn) -> dict[str, Any]:
    """Strategy of FunctionDeclarations in canonical form.

    Parameters are a Google Schema or a JSON Schema of objects, or there are none; so is the response,
    which may be of any type.
    """
    name, note = draw(_HEADS)
    taken, given = draw(_FORMS)
    result = {"name": name, **note}
    if taken == "city":
        result["parameters"] = _CITY
    elif taken == "parameters":
        result[taken] = google_schema(draw, of_objects=True)
    elif taken:
        result[taken] = json_schema(draw, of_objects=True)
    if given == "response":
        result[given] = google_schema(draw)
    elif given:
        result[given] = json_schema(draw)
    return result


_DECLARATION = function_declarations()
_COUNTS = one_of((1, 2, 3))


@st.composite
def declared(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw what a tool declares: one to three functions of different names."""
    found = [draw(_DECLARATION) for _ in range(draw(_COUNTS))]
    return list({each["name"]: each for each in found}.values())


# Signatures that a model of generation 3 takes: the documented words in place of one, as they stand and
# in base64, one as real ones look, and one of the mock's (gemini.md 9).
SIGNATURES = (
    "skip_thought_signature_validator",
    "context_engineering_is_the_way_to_go",
    "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=",
    "EhYKFAESExQVFhcYGRobHB0eHyAhIiM=",
    "EiRtb2Nrxj/n7yPURKNynOi5QUn6FoW4B1gGEW2te6IYBqT4pCQ=",
)
SIGNED = one_of(SIGNATURES)


@dataclass(frozen=True, slots=True)
class _Step:
    """How a round of calls goes: how many at once, with ids, which are signed, responses in one content.

    *signed* is 0 for none, 1 for the first, 2 for all.
    """

    parallel: int
    ids: bool
    signed: int
    together: bool


_STEPS = tuple(
    _Step(parallel, ids, signed, together)
    for parallel in (1, 2)
    for signed in (0, 1, 2)
    for ids in (False, True)
    for together in (True, False)
)
_ANY_STEP = one_of(_STEPS)
_SIGNED_STEP = one_of(each for each in _STEPS if each.signed)

_PIECES = [{"jsonPath": "$.city", "stringValue": "Par", "willContinue": True},
           {"jsonPath": "$.city", "stringValue": "is"}, {"jsonPath": "$.n", "numberValue": 0.5},
           {"jsonPath": "$.b", "boolValue": True}, {"jsonPath": "$.x", "nullValue": "NULL_VALUE"}]  # fmt: skip
_PARTIAL: Variants = (
    {"partialArgs": _PIECES},
    {"partialArgs": _PIECES[:1], "willContinue": True},
)
_ENDS = variants(willContinue=(False,), scheduling=("SILENT", "WHEN_IDLE", "INTERRUPT"))
# None stands for free-form JSON.
_CALL = one_of((name, call) for call in ({}, None, None, None, *_PARTIAL) for name in _NAMES)
_RESPONSE = one_of(
    (response, end)
    for end in _ENDS
    for response in ({"response": {"result": "sunny"}}, None, None, {})
)


def step(
    draw: st.DrawFn, roles: Sequence[str], media: st.SearchStrategy[Any], *, signed: bool
) -> list[dict[str, Any]]:
    """Draw a round of calls and their responses, as contents: legal after the user, or another round.

    *roles* are those of who responds, "" to leave it out. *media* are parts that may come with a
    response. *signed* demands that the first call is.
    """
    how: _Step = draw(_SIGNED_STEP if signed else _ANY_STEP)
    calls, responses = [], []
    for number in range(how.parallel):
        name, call = draw(_CALL)
        response, end = draw(_RESPONSE)
        beside = {"id": f"call-{number}"} if how.ids else {}
        part: dict[str, Any] = {
            "functionCall": {"name": name, **beside, **_said(draw, "args", call)}
        }
        if number < how.signed:
            part["thoughtSignature"] = draw(SIGNED)
        calls.append(part)
        responses.append(
            {
                "functionResponse": {
                    "name": name,
                    **beside,
                    **_said(draw, "response", response),
                    **end,
                    **draw(media),
                }
            }
        )
    role = draw(one_of(roles))
    return [{"role": "model", "parts": calls}, *_answered(responses, role, together=how.together)]


def _said(draw: st.DrawFn, name: str, told: JSON | None) -> JSON:
    return {name: draw(FREE_FORM)} if told is None else told


def _answered(
    responses: list[dict[str, Any]], role: str, *, together: bool
) -> list[dict[str, Any]]:
    spoken = {"role": role} if role else {}
    groups = [responses] if together else [[each] for each in responses]
    return [{**spoken, "parts": each} for each in groups]
