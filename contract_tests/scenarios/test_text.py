"""Scenarios: a question is answered, and counted."""

import pytest

from contract_tests.call import Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, holds, needed, smoke

_SUM = "What is 2+2?"
_SHORT = "Say hi"
_LONG = "Say hi. The weather is fine today, the birds are singing, and nobody is in a hurry."
_EARLY = ("MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "SPII")


def _ends_by_itself(exchange: Exchange) -> bool:
    """Whether no candidate was stopped. A reason that nobody knows yet is the schemas' business."""
    reasons = [each.get("finishReason") for each in exchange.candidates]
    return bool(reasons) and all(each and each not in _EARLY for each in reasons)


@smoke
@both_ways
@holds("answer.says")
def test_a_question_is_answered_with_text(send: Sender, models: Models, way: Way) -> None:
    exchange = send.sample(prompt(_SUM, models.text).over(way), lambda each: each.said.strip())

    assert exchange.status == 200, exchange.text


@both_ways
@holds("finish.stop")
def test_an_answer_that_ends_by_itself_ends_with_stop(
    send: Sender, models: Models, way: Way
) -> None:
    exchange = send.sample(prompt(_SHORT, models.text).over(way), _ends_by_itself)

    assert exchange.status == 200, exchange.text


@both_ways
@holds("usage.present")
def test_what_was_generated_is_counted(send: Sender, models: Models, way: Way) -> None:
    usage = send(prompt(_SUM, models.text).over(way)).usage

    assert usage.get("totalTokenCount", 0) > 0, f"expected a totalTokenCount, got {usage}"


@holds("usage.prompt-grows")
def test_a_longer_prompt_has_more_tokens(send: Sender, models: Models) -> None:
    short, long = (send(prompt(each, models.text)).usage for each in (_SHORT, _LONG))

    few, many = short.get("promptTokenCount", 0), long.get("promptTokenCount", 0)
    assert 0 < few < many, f"expected more tokens for the longer prompt, got {few} and {many}"


@holds("usage.text-tokens")
def test_text_takes_a_token_per_few_characters(send: Sender, models: Models) -> None:
    exchange = send(prompt(_LONG, models.text))  # the check of that name looks at it

    assert exchange.status == 200, exchange.text


@pytest.mark.parametrize("kind", ["text", "level"])
@holds("identity.model")
def test_the_model_that_answers_is_the_one_asked(send: Sender, models: Models, kind: str) -> None:
    exchange = send(prompt(_SHORT, getattr(models, kind)))  # the check of that name looks at it

    needed(exchange.whole.get("modelVersion", ""), "modelVersion")


@holds("identity.unique")
def test_each_answer_has_an_id_of_its_own(send: Sender, models: Models) -> None:
    exchanges = [send(prompt(each, models.text)) for each in (_SHORT, _SUM, _LONG)]

    ids = [each.whole["responseId"] for each in exchanges if "responseId" in each.whole]
    needed(ids, "responseId")
    assert len(set(ids)) == len(ids), f"expected different ids, got {ids}"
