"""What a dear target may be sent, and how a request is made to cost little."""

from typing import Any

import pytest

from contract_tests.call import Call
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.prudence import frugal, harmless, is_free
from tests.fuzzing import MODEL, call, chatting, flawed, valid


@pytest.mark.parametrize(
    ("example", "free"),
    [
        (valid(), False),
        (flawed(), True),
        (flawed(kind="syntax"), True),
        (flawed(kind="not allowed"), False),
        (flawed(kind="duplicate"), False),
        (flawed(status=200), False),
        (flawed(grade="observed"), True),
        (flawed(grade="inferred"), False),
        (flawed(grade="own"), False),
    ],
)
def test_what_a_parser_refuses_is_free(*, example: Example, free: bool) -> None:
    assert is_free(example) is free


@pytest.mark.parametrize(
    ("members", "config"),
    [
        ({}, {"generationConfig": {"maxOutputTokens": 32}}),
        ({"generationConfig": {"maxOutputTokens": 9000, "candidateCount": 8, "topK": 3}},
         {"generationConfig": {"topK": 3, "maxOutputTokens": 32}}),
        ({"generation_config": {"max_output_tokens": 9000, "candidate_count": 8}},
         {"generation_config": {"maxOutputTokens": 32}}),
        ({"generationConfig": "none"}, {"generationConfig": "none"}),
    ],
)  # fmt: skip
def test_few_tokens_are_asked_for(members: dict[str, Any], config: dict[str, Any]) -> None:
    asked = call(**members)
    body = frugal(Example(call=asked)).call.body

    assert body == {"contents": asked.body["contents"]} | config


def test_few_tokens_and_one_choice_are_asked_for_of_a_chat() -> None:
    drawn = frugal(chatting(max_completion_tokens=9_000, n=8, temperature=1))

    assert drawn == chatting(temperature=1, max_tokens=32)


def test_a_flaw_is_sent_with_few_tokens_too() -> None:
    drawn = frugal(flawed(call=call(nonsense=1), field="nonsense"))

    assert drawn.call.body["generationConfig"] == {"maxOutputTokens": 32}
    assert drawn.invalid is not None
    assert drawn.invalid.call == drawn.call


@pytest.mark.parametrize(
    "example",
    [
        flawed(field="generation_config.max_output_tokens"),
        flawed(field="generationConfig"),
        flawed(call=chatting(max_tokens="many").call, field="max_tokens"),
        flawed(call=chatting(n=99).call, field="n"),
        flawed(call=Call(model=MODEL, body=b"{")),
        flawed(call=Call(model=MODEL, body=[1]), field=""),
    ],
)
def test_a_flaw_stays_what_it_is(example: Example) -> None:
    assert frugal(example) == example


def test_what_only_tries_out_is_no_request_for_content() -> None:
    assert harmless(MODEL).body == {"contents": "Say hi"}
