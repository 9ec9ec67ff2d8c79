"""Scenarios: who is let in."""

from dataclasses import replace

from contract_tests.call import prompt
from contract_tests.models import Models
from contract_tests.scenario import Sender, holds, smoke


@smoke
@holds("auth.bearer")
def test_bearer_is_taken(send: Sender, models: Models) -> None:
    exchange = send(replace(prompt("Say hi", models.text), auth="bearer"), expecting={401})

    assert exchange.status == 200, exchange.text
