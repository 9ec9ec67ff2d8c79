"""Scenarios: what limits and steers an answer, and between which bounds."""

from collections.abc import Mapping

import pytest

from contract_tests.call import Way, brief, prompt
from contract_tests.models import Models
from contract_tests.reading.members import endings
from contract_tests.scenario import Sender, both_ways, got, holds, row

Config = Mapping[str, object]

_TAKEN = [
    row("limits.temperature", "0", {"temperature": 0}),
    row("limits.temperature", "2", {"temperature": 2}),
    row("limits.output-length", "max-output-tokens", {"maxOutputTokens": 100}),
    row("limits.top-p", "", {"topP": 0.5}),
    row("limits.top-p", "1", {"topP": 1}),
    row("limits.top-k", "", {"topK": 1}),
    row("limits.seed", "", {"seed": 42}),
    row("limits.seed", "least-seed", {"seed": -2_147_483_648}),
    row("limits.seed", "most-seed", {"seed": 2_147_483_647}),
    row("limits.five-stops", "", {"stopSequences": ["###", "@@@", "~~~", "^^^", "|||"]}),
    row("limits.one-candidate", "", {"candidateCount": 1}),
    row("limits.penalties", "presence", {"presencePenalty": 0.5}),
    row("limits.penalties", "frequency", {"frequencyPenalty": -0.5}),
    row("limits.logprobs", "", {"responseLogprobs": True, "logprobs": 2}),
    row(
        "limits.all-at-once",
        "",
        {"temperature": 0.7, "topP": 0.9, "topK": 20, "seed": 1, "stopSequences": ["###"]},
    ),
]

_REFUSED = [
    row("limits.temperature-range", "below", {"temperature": -0.1}),
    row("limits.temperature-range", "above", {"temperature": 9}),
    row("limits.top-p-range", "below", {"topP": -0.1}),
    row("limits.top-p-range", "above", {"topP": 1.5}),
    row("limits.top-k-range", "negative", {"topK": -1}),
    row("limits.candidate-range", "zero", {"candidateCount": 0}),
    row("limits.candidate-range", "nine", {"candidateCount": 9}),
    row("limits.length-range", "zero", {"maxOutputTokens": 0}),
    row("limits.length-range", "negative", {"maxOutputTokens": -1}),
    row("limits.length-beyond", "", {"maxOutputTokens": 1_000_000}),
    row("limits.stop-range", "six", {"stopSequences": ["a1", "b2", "c3", "d4", "e5", "f6"]}),
    row("limits.penalty-range", "presence", {"presencePenalty": 2.5}),
    row("limits.penalty-range", "frequency", {"frequencyPenalty": -2.5}),
    row("limits.penalties-disabled", "presence", {"presencePenalty": 0.5}),
    row("limits.logprobs-disabled", "logprobs", {"responseLogprobs": True}),
    row("limits.logprobs-alone", "", {"logprobs": 3}),
    row("limits.logprobs-range", "logprobs-21", {"responseLogprobs": True, "logprobs": 21}),
]


@pytest.mark.parametrize("config", _TAKEN)
def test_a_setting_is_taken(send: Sender, models: Models, config: Config) -> None:
    exchange = send(prompt("Say hi", models.text, generationConfig=dict(config)))

    assert exchange.responses, got(exchange)


@pytest.mark.parametrize("config", _REFUSED)
def test_a_setting_out_of_its_range_is_refused(
    send: Sender, models: Models, config: Config
) -> None:
    exchange = send(prompt("Say hi", models.budget, generationConfig=dict(config)))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@both_ways
@holds("limits.max-tokens-ends")
def test_a_long_answer_is_cut(send: Sender, models: Models, way: Way) -> None:
    config = {"maxOutputTokens": 20}
    call = prompt("Write 300 words about the sea.", models.text, generationConfig=config)

    send.sample(call.over(way), lambda exchange: endings(exchange) == {"MAX_TOKENS"})


@both_ways
@holds("limits.thoughts-count")
def test_thoughts_count_toward_the_limit(send: Sender, models: Models, way: Way) -> None:
    config = {"maxOutputTokens": 64, "thinkingConfig": {"thinkingBudget": 1024}}
    call = prompt(
        "How many primes are there below 100? Think well.", models.budget, generationConfig=config
    )

    send.sample(
        call.over(way),
        lambda each: [x.get("finishReason") for x in each.candidates] == ["MAX_TOKENS"],
    )


@both_ways
@holds("limits.stops")
def test_an_answer_ends_before_a_stop_sequence(send: Sender, models: Models, way: Way) -> None:
    config = {"stopSequences": ["e"], "maxOutputTokens": 64}
    call = prompt("Write one sentence about the sea.", models.text, generationConfig=config)

    exchange = send(call.over(way))

    assert exchange.responses, got(exchange)
    assert "e" not in exchange.said, f"expected no e, got {exchange.said!r}"
    assert exchange.candidates[0].get("finishReason") == "STOP", got(exchange)


@holds("limits.candidates")
def test_two_candidates_come_if_asked_for(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"candidateCount": 2}))

    assert len(exchange.candidates) == 2, f"expected 2 candidates, {got(exchange)}"


@holds("limits.candidates-of-gemini-3")
def test_gemini_3_makes_one_candidate(send: Sender, models: Models) -> None:
    exchange = send(brief(models.level, generationConfig={"candidateCount": 2}))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
