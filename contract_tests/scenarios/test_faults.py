"""Scenarios: what of a request is refused.

The rows of the table say what is wrong, each with the claim that it holds. How the errors look is in
``test_errors.py``.
"""

import pytest

from contract_tests.call import brief
from contract_tests.models import Models
from contract_tests.scenario import Sender, got, holds
from contract_tests.scenarios.bodies import Body, harm, holding, members, picture, said, text


def _deep(levels: int) -> Body:
    """Return a function whose one parameter is a list in a list, and so on."""
    schema: Body = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return {"name": "sort", "description": "Sorts.", "parametersJsonSchema": schema}


_REFUSED = [
    members("request.role-demanded", "no-role", contents=[{"parts": [text("Say hi")]}]),
    members("request.role-names", "system", contents=said(text("Say hi"), role="system")),
    members("request.role-names", "assistant", contents=said(text("Say hi"), role="assistant")),
    members("request.parts-demanded", "no-parts", contents=said()),
    members("request.datum-demanded", "empty-part", contents=said({})),
    members("request.one-datum", "two-data", contents=said({**text("Say hi"), **picture()})),
    members("request.base64", "bad-base64", contents=said(picture("%%%"), text("Which colour?"))),
    members("request.unknown-field", "", nonsense=1),
    members("request.unknown-field", "in-config", generationConfig={"nonsense": 1}),
    members("request.unknown-field", "in-part", contents=said({**text("Say hi"), "nonsense": 1})),
    members("request.labels-unknown", "labels", labels={"team": "contract"}),
    members("request.unknown-enum", "threshold", safetySettings=[harm("HARASSMENT", "FOO")]),
    members("request.unknown-enum", "no-name", safetySettings=[harm("HARASSMENT", "")]),
    members("request.wrong-type", "contents", contents="Say hi"),
    members("request.wrong-type", "text", contents=said({"text": {"a": 1}})),
    members("request.wrong-type", "number", generationConfig={"maxOutputTokens": "many"}),
    members("request.wrong-type", "system-instruction", systemInstruction="Be brief."),
    members("request.wrong-type", "list-for-scalar", generationConfig={"temperature": [1]}),
    members("request.wrong-type", "fraction", generationConfig={"topK": 1.5}),
    members("request.depth", "", tools=[{"functionDeclarations": [_deep(120)]}]),
    members("request.int32", "seed", generationConfig={"seed": 3_812_238_859}),
    members("request.safety-category", "category", safetySettings=[harm("TOXICITY")]),
    members("request.safety-once", "twice", safetySettings=[harm("HARASSMENT")] * 2),
]


@pytest.mark.parametrize("body", _REFUSED)
def test_a_request_is_refused(send: Sender, models: Models, body: Body) -> None:
    exchange = send(holding(body, models.text))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


# Cached content that isn't there.


@holds("request.cached-content")
def test_cached_content_is_looked_for(send: Sender, models: Models) -> None:
    call = brief(models.text, cachedContent="cachedContents/no-such-cache")

    exchange = send(call, expecting={403, 404})

    assert 400 <= exchange.status < 500, f"expected a refusal, {got(exchange)}"
    assert "Cannot find field" not in exchange.text, got(exchange)


@holds("request.cached-content-name")
def test_cached_content_has_its_kind_of_name(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, cachedContent="no-such-cache"), expecting={403, 404})

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
