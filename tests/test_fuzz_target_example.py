"""What is drawn for a target, of all that the strategies have."""

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.fuzzing.target.example import examples


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
