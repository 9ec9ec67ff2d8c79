"""Scenarios: who is let in."""

from dataclasses import replace

from contract_tests.call import Way, prompt
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, holds, smoke


@smoke
@holds("auth.bearer")
def test_bearer_is_taken(send: Sender, models: Models) -> None:
    exchange = send(replace(prompt("Say hi", models.text), auth="bearer"), expecting={401})

    assert exchange.status == 200, exchange.text


@both_ways
@holds("usage.total")
def test_text(send: Sender, models: Models, way: Way) -> None:
    exchange = send(prompt("What is 2+2?", models.text).over(way))

    assert exchange.usage["totalTokenCount"] > 0
