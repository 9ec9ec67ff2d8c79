"""Checks look only at what an exchange tells."""

import json
from typing import Any

from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import looks
from contract_tests.outcome import Outcome

ANSWER = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Yes"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1, "totalTokenCount": 7},
}  # fmt: skip


def exchange(*lost: Any) -> Exchange:
    return Exchange(
        source="x",
        url="https://h/v1beta/models/gemini-2.5-flash:generateContent",
        sent={"contents": [], "generationConfig": {"stopSequences": ["Yes"]}},
        status=200,
        headers={"content-type": "application/json"},
        frames=(Frame(json.dumps(ANSWER).encode()),),
        lost=frozenset(lost),
    )


def names(*lost: Any) -> set[str]:
    return {each.check for each in looks(exchange(*lost), "google")}


def test_a_check_that_needs_the_request_cannot_look_where_it_is_lost() -> None:
    assert names("request") < names()
    assert "total_is_the_sum" in names("request")


def test_a_check_that_needs_the_model_cannot_look_where_it_is_lost() -> None:
    assert names("model") <= names()


def test_no_check_looks_at_an_answer_that_was_left_in_the_middle() -> None:
    outcome = Outcome(source="x")
    outcome.take([exchange("end")], "google")

    assert names("end") == set()
    assert outcome.looked == {}
    assert outcome.answers == 0
    assert len(outcome.sent) == 1


def test_a_lost_model_has_no_name_in_the_numbers() -> None:
    outcome = Outcome(source="x")
    outcome.take([exchange("model")], "google")

    assert [each.model for each in outcome.sent] == [""]


def test_every_check_bears_what_is_lost() -> None:
    assert CHECKS
    for lost in ("headers", "raw", "base64", "ids", "model", "request"):
        list(looks(exchange(lost), "comet"))
