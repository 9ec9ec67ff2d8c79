"""What is drawn for a target, of all that the strategies have."""

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.call import CHAT, Call
from contract_tests.fuzzing.target.example import Example, examples
from tests.fuzzing import chatting, flawed, valid


@pytest.mark.parametrize("only", ["valid", "invalid", None])
def test_valid_and_invalid_requests_are_drawn_in_every_way(
    only: Literal["valid", "invalid"] | None,
) -> None:
    seen: set[tuple[bool, str]] = set()

    @settings(max_examples=40)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        example = data.draw(examples("google", None, only))
        assert example.status == (example.invalid.status if example.invalid else 200)
        seen.add((example.invalid is None, example.way))

    draw()

    kinds = {"valid": {True}, "invalid": {False}, None: {True, False}}[only]
    assert {valid for valid, _ in seen} == kinds
    assert {way for _, way in seen} == {"unary", "sse", "array"}


@settings(max_examples=10)
@given(examples("vertex", "gemini-2.5-flash-lite"))
def test_one_model_is_asked_if_that_is_wished(example: object) -> None:
    assert example.call.model == "gemini-2.5-flash-lite"  # type: ignore[attr-defined]


def chats(dialect: str, model: str | None, only: Literal["valid", "invalid"]) -> set[bool]:
    """Return whether calls that were drawn are chats."""
    seen: set[bool] = set()

    @settings(max_examples=30)
    @given(examples(dialect, model, only))
    def draw(example: Example) -> None:
        seen.add(example.call.path == CHAT)
        assert example.call.path != CHAT or example.way == "unary"

    draw()
    return seen


@pytest.mark.parametrize("only", ["valid", "invalid"])
def test_chats_are_drawn_where_there_are_any(only: Literal["valid", "invalid"]) -> None:
    assert chats("comet", None, only) == {True, False}
    assert chats("google", None, only) == {False}
    assert chats("comet", "gemini-2.5-flash-image", only) == {False}


def test_a_chat_that_streams_is_answered_at_once_without_what_makes_it_stream() -> None:
    streamed = chatting(stream=True, stream_options={"include_usage": True}, n=1)

    assert streamed.sent == streamed.call
    assert streamed.at_once == chatting(n=1).call


@pytest.mark.parametrize(
    "example",
    [
        valid(),
        chatting(),
        chatting(stream=False),
        Example(call=Call(path=CHAT, body=b"{")),
        flawed(call=Call(path=CHAT, body=["stream"])),
    ],
)
def test_what_is_answered_at_once_has_no_other_form(example: Example) -> None:
    assert example.at_once is None


def test_a_native_stream_is_answered_at_once_as_it_stands() -> None:
    assert valid(way="sse").at_once == valid().call
