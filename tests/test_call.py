"""What scenarios send."""

from dataclasses import replace

import pytest

from contract_tests.call import CHAT, WRONG_KEY, Auth, brief, chat, prompt


def test_a_prompt_is_one_turn_of_the_user() -> None:
    call = prompt("Hi", "gemini-2.5-flash", generationConfig={"seed": 1})

    assert call.target() == "/models/gemini-2.5-flash:generateContent"
    assert call.body == {
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "generationConfig": {"seed": 1},
    }


def test_a_call_goes_over_each_way() -> None:
    call = prompt("Hi", "m")

    assert call.over("unary") == call
    assert (
        call.over("sse").target()
        == call.over("array").target()
        == "/models/m:streamGenerateContent"
    )
    assert call.over("sse").query == {"alt": "sse"}
    assert call.over("array").query == {}


def test_a_chat_is_one_message_of_the_user_beside_the_api() -> None:
    call = chat("Hi", "gemini-2.5-flash", n=2)

    assert (call.target(), call.below, call.auth) == (CHAT, "host", "bearer")
    assert call.body == {
        "model": "gemini-2.5-flash",
        "messages": [{"role": "user", "content": "Hi"}],
        "n": 2,
    }


def test_a_chat_goes_over_each_way_by_its_body() -> None:
    call = chat("Hi", "m")

    assert call.over("unary") == call
    assert call.over("sse") == replace(call, body={**call.body, "stream": True})


@pytest.mark.parametrize(
    ("auth", "headers", "query"),
    [
        ("header", {"x-goog-api-key": "k"}, {}),
        ("bearer", {"authorization": "Bearer k"}, {}),
        ("bare", {"authorization": "k"}, {}),
        ("query", {}, {"key": "k"}),
        ("wrong", {"x-goog-api-key": WRONG_KEY}, {}),
        ("none", {}, {}),
    ],
)
def test_a_key_comes_in_each_place(
    auth: Auth, headers: dict[str, str], query: dict[str, str]
) -> None:
    call = replace(prompt("Hi", "m"), auth=auth)

    assert call.headers_with("k") == headers
    assert call.query_with("k") == query


def test_headers_of_a_call_win() -> None:
    call = replace(prompt("Hi", "m"), headers={"x-goog-api-key": "mine"})

    assert call.headers_with("k") == {"x-goog-api-key": "mine"}


def test_another_path_takes_the_place_of_the_models() -> None:
    assert replace(prompt("Hi", "m"), path="/models").target() == "/models"


def test_a_brief_call_is_short_by_its_limit_and_takes_more() -> None:
    call = brief("m", generationConfig={"topK": 1}, safetySettings=[])

    assert call.body == {
        "contents": [{"role": "user", "parts": [{"text": "Say hi"}]}],
        "generationConfig": {"maxOutputTokens": 32, "topK": 1},
        "safetySettings": [],
    }
    assert brief("m", generationConfig={"maxOutputTokens": 5}).body["generationConfig"] == {
        "maxOutputTokens": 5
    }
