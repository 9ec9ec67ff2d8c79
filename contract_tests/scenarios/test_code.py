"""Scenarios: code that the model writes and runs."""

from typing import Any

from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import mapping, text
from contract_tests.scenario import Sender, both_ways, holds, spoken
from contract_tests.scenarios.turns import followed

_ASK = "What is the sum of the first 50 prime numbers? Write and run code for it."


def _results(exchange: Exchange) -> list[dict[str, Any]]:
    return [
        mapping(each, "codeExecutionResult")
        for each in exchange.parts
        if "codeExecutionResult" in each
    ]


def _running(model: str) -> Call:
    return prompt(_ASK, model, tools=[{"codeExecution": {}}])


@both_ways
@holds("code.runs")
def test_code_is_written_and_run(send: Sender, models: Models, way: Way) -> None:
    send.sample(_running(models.budget).over(way), lambda each: _results(each) and each.said)


@both_ways
@holds("code.runs")
def test_a_model_with_levels_runs_code(send: Sender, models: Models, way: Way) -> None:
    call = _running(models.level)
    call.body["generationConfig"] = {"thinkingConfig": {"thinkingLevel": "LOW"}}

    send.sample(call.over(way), _results)


@holds("code.output")
def test_what_a_program_prints_comes_back(send: Sender, models: Models) -> None:
    send.sample(
        _running(models.budget),
        lambda each: any("5117" in text(result, "output") for result in _results(each)),
    )


@holds("code.echoed")
def test_code_and_its_result_go_back(send: Sender, models: Models) -> None:
    call = _running(models.budget)
    exchange = send.sample(call, _results)

    send.sample(followed(call, exchange, [{"text": "Thank you. Say goodbye."}]), spoken)


@holds("code.spelling")
def test_the_tool_may_be_written_in_snake_case(send: Sender, models: Models) -> None:
    exchange = send(prompt("What is 2+2?", models.text, tools=[{"code_execution": {}}]))

    assert exchange.status == 200, exchange.text
