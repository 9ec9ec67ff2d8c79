"""No check finds anything in what stubs answer, as far as they leave the rest to the mock."""

import json
from typing import Any

import pytest

from contract_tests.claims import DIALECTS
from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import findings
from mockserver.mock import Mock
from tests.stubbed import CALL, WEATHER, Asking, Way, ask, stubbed

WAYS: tuple[Way, ...] = ("unary", "sse", "array")
THINKING = {"thinkingConfig": {"includeThoughts": True}}
STUBS: dict[str, dict[str, Any]] = {
    "text": {"text": "The capital of Norway is Oslo."},
    "call": {"parts": [CALL]},
    "calls": {"parts": [{"text": "I look it up."}, CALL, CALL]},
    "thoughts": {"parts": [{"text": "Norway, so Oslo.", "thought": True}, {"text": "Oslo."}]},
    "response": {"response": {"candidates": [{"content": {"parts": [{"text": "Oslo."}]}}]}},
    "usage": {"response": {"usageMetadata": {"promptTokenCount": 900}}},
    "totals": {
        "response": {
            "candidates": [{"content": {"parts": [{"text": "Oslo."}]}}],
            "usageMetadata": {"promptTokenCount": 900, "totalTokenCount": 950},
        }
    },
    "blocked": {"response": {"promptFeedback": {"blockReason": "OTHER"}}},
    "chunks": {"chunks": ["The capital", " of Norway", " is Oslo."]},
    "one chunk": {"chunks": ["Oslo."]},
    "mixed chunks": {
        "chunks": ["I look.", {"candidates": [{"content": {"parts": [CALL]}}]}],
    },
    "responses": {"responses": [{"chunks": ["Os", "lo."]}]},
}
MODELS = (
    "gemini-2.0-flash",
    "gemini-2.5-flash",
    "gemini-3-flash-preview",
    "gemini-3.1-pro-preview",
)


def seen(mock: Mock, asking: Asking, dialect: str, **members: Any) -> Exchange:
    done = ask(mock, "What is the capital of Norway?", asking, **members)
    query = "?alt=sse" if asking.way == "sse" else ""
    headers = {name.lower(): value for name, value in done.reply.headers.items()}
    operator = "generateContent" if asking.way == "unary" else "streamGenerateContent"
    return Exchange(
        source="the mock",
        url=f"http://127.0.0.1/v1beta/models/{asking.model}:{operator}{query}",
        sent=json.loads(done.call.body),
        status=done.reply.status,
        headers={**headers, "content-type": done.reply.media_type},
        frames=tuple(Frame(each.data) for each in done.reply.frames),
        dialect=dialect,
    )


CASES = [
    (name, model)
    for name in STUBS
    for model in MODELS
    if (name, model) != ("thoughts", "gemini-2.0-flash")  # which doesn't think
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "model"), CASES)
def test_nothing_is_found_in_what_a_stub_answers(
    name: str, model: str, way: Way, dialect: str
) -> None:
    thinking = {"generationConfig": THINKING} if name == "thoughts" else {}
    tools = {"tools": [WEATHER]} if "call" in json.dumps(STUBS[name]).lower() else {}
    mock = stubbed(STUBS[name], dialect=dialect)
    found = seen(mock, Asking(way, model), dialect, **thinking, **tools)

    assert found.status == 200, found.text
    assert [f"{x.check}: {x.message}" for x in findings(found, dialect)] == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500, 503, 504])
def test_nothing_is_found_in_how_a_stub_refuses(code: int, way: Way, dialect: str) -> None:
    for told in (code, {"code": code, "message": "Not today"}):
        found = seen(stubbed({"error": told}, dialect=dialect), Asking(way), dialect)

        assert found.status == code
        assert [f"{x.check}: {x.message}" for x in findings(found, dialect)] == []
