"""What a stub asks for and answers, in a few words."""

from typing import Any

import pytest

from mockserver.stubs import answers_with, asks_for, read


@pytest.mark.parametrize(
    ("members", "said"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"match": {"model": "gemini-*"}}, ["model gemini-*"], id="model"),
        pytest.param(
            {"match": {"operation": ["generateContent", "streamGenerateContent"]}},
            ["operation generateContent, streamGenerateContent"],
            id="operations",
        ),
        pytest.param(
            {"match": {"text": {"contains": "a", "regex": "b"}, "system": "c"}},
            ["text contains 'a' and regex 'b'", "system 'c'"],
            id="texts",
        ),
        pytest.param(
            {"match": {"headers": {"x-a": "b"}, "json": {"$.c": 1}}},
            ["header x-a 'b'", "$.c 1"],
            id="members",
        ),
        pytest.param(
            {"match": {"tools": ["a", "b"], "turn": 2, "stream": True, "modality": "image"}},
            ["tools a, b", "turn 2", "stream yes", "modality image"],
            id="others",
        ),
        pytest.param(
            {"match": {"function_response": False}}, ["function_response no"], id="no-response"
        ),
        pytest.param(
            {
                "match": {
                    "function_response": {"name": "f", "content": {"a": 1}, "json": {"$.b": 2}}
                }
            },
            [
                "function_response.name 'f'",
                'function_response.content {"a": 1}',
                "function_response $.b 2",
            ],
            id="response",
        ),
        pytest.param(
            {"match": {"function_response": {"name": "f"}}},
            ["function_response.name 'f'"],
            id="name-of-a-response",
        ),
        pytest.param(
            {"times": 2, "scenario": {"name": "login", "state": ""}},
            ["at most 2 times", "scenario login in state ''"],
            id="limits",
        ),
        pytest.param({"scenario": {"name": "login", "becomes": "a"}}, [], id="any-state"),
    ],
)
def test_what_is_asked_for_is_said(members: dict[str, Any], said: list[str]) -> None:
    stub = read({"text": "Oslo.", **members}, "it")

    assert list(asks_for(stub)) == said


@pytest.mark.parametrize(
    ("members", "said"),
    [
        pytest.param({"text": "Oslo."}, "text 'Oslo.'", id="text"),
        pytest.param({"parts": [{"text": "a"}]}, 'parts [{"text": "a"}]', id="parts"),
        pytest.param({"error": 429}, "error 429", id="error"),
        pytest.param({"raw": {"body": "a"}}, "raw 200", id="raw"),
        pytest.param({"raw": {"status": 502}}, "raw 502", id="raw-error"),
        pytest.param(
            {"responses": [{"error": 429, "delay": 1}, {"text": "a"}]},
            "responses in turn: error 429; text 'a'",
            id="responses",
        ),
        pytest.param(
            {"text": "a", "fault": "disconnect; after=2", "delay": 0.5},
            "text 'a', disconnect; after=2, after 0.5 s",
            id="beside",
        ),
    ],
)
def test_what_is_answered_is_said(members: dict[str, Any], said: str) -> None:
    assert answers_with(read(members, "it")) == said
