"""Scenarios: safety, as far as any API can be asked about it without provoking its filters."""

from contract_tests.call import Way, prompt
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, holds

_CATEGORIES = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")


def _thresholds(threshold: str) -> list[dict[str, str]]:
    return [{"category": f"HARM_CATEGORY_{each}", "threshold": threshold} for each in _CATEGORIES]


@both_ways
@holds("safety.harmless")
def test_a_harmless_prompt_passes_the_strictest_thresholds(
    send: Sender, models: Models, way: Way
) -> None:
    settings = _thresholds("BLOCK_LOW_AND_ABOVE")
    call = prompt("What is 2+2?", models.text, safetySettings=settings)
    exchange = send(call.over(way))

    assert exchange.status == 200, exchange.text
    feedback = exchange.whole.get("promptFeedback", {})
    assert "blockReason" not in feedback, f"expected an answer, got {feedback}"
    assert exchange.candidates, f"expected candidates, got {exchange.text[:80]!r}"


@holds("safety.none-by-default", "answer.candidates-or-feedback")
def test_without_settings_there_is_an_answer(send: Sender, models: Models) -> None:
    exchange = send(prompt("What is 2+2?", models.text))

    assert exchange.candidates, f"expected candidates, got {exchange.text[:80]!r}"
