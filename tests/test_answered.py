"""What the objects of an answer say, whichever face they are of, and however malformed."""

from typing import Any

import pytest

from mockserver.answered import Said, calls, said, text


def choice(delta: Any, **members: Any) -> dict[str, Any]:
    return {"choices": [{"delta": delta, **members}]}


def piece(index: int, **function: str) -> dict[str, Any]:
    return {"index": index, "function": function}


def test_a_candidate_and_a_choice_say_the_same() -> None:
    parts: list[dict[str, Any]] = [{"text": "Hm.", "thought": True}, {"text": "Oslo."}]
    native = {"candidates": [{"content": {"parts": parts}, "finishReason": "STOP", "index": 1}]}
    told = {"content": "Oslo.", "reasoning_content": "Hm."}
    chat = {"choices": [{"message": told, "finish_reason": "stop", "index": 1}]}

    assert list(said(native)) == [Said(1, tuple(parts), "STOP")]
    assert list(said(chat)) == [Said(1, tuple(parts), "stop")]
    assert text([native, chat]) == "Oslo.Oslo."


def test_calls_of_a_stream_are_put_together() -> None:
    found = calls(
        [
            choice({"tool_calls": [piece(0, name="a", arguments="")]}),
            choice({"tool_calls": [piece(0, arguments='{"x":'), piece(1, name="b")]}),
            choice({"tool_calls": [piece(0, arguments="1}"), piece(1, arguments="{")]}, index=0),
            choice({"tool_calls": [piece(0, name="c", arguments="{}")]}, index=1),
        ]
    )

    assert list(found) == [
        {"name": "a", "args": {"x": 1}},
        {"name": "b", "args": "{"},
        {"name": "c", "args": {}},
    ]


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], [1], {"a": 1}])
def test_what_is_malformed_says_nothing(odd: Any) -> None:
    for answer in (
        {"candidates": odd},
        {"candidates": [{"content": odd}]},
        {"candidates": [{"content": {"parts": odd}, "index": odd}]},
        {"choices": odd},
        choice(odd),
        choice({"content": odd if not isinstance(odd, str) else None}),
    ):
        assert text([answer]) == ""
        assert not list(calls([answer]))


@pytest.mark.parametrize("odd", [None, 1, "x", [], [None]])
def test_a_call_that_is_no_object_calls_nothing(odd: Any) -> None:
    native = {"candidates": [{"content": {"parts": [{"functionCall": odd}]}}]}

    assert not list(calls([native, choice({"tool_calls": odd})]))
