"""What scenarios are written with: calls, rows of tables, and what a message says of an answer."""

import pytest

from contract_tests.call import brief
from contract_tests.client import Client
from contract_tests.exchange import Exchange, Frame
from contract_tests.scenario import got, row
from contract_tests.targets import opened


def test_a_brief_call_is_short_by_its_limit_and_takes_more() -> None:
    call = brief("m", generationConfig={"topK": 1}, safetySettings=[])

    assert call.body == {
        "contents": [{"role": "user", "parts": [{"text": "Say hi"}]}],
        "generationConfig": {"maxOutputTokens": 32, "topK": 1},
        "safetySettings": [],
    }
    assert brief("m", generationConfig={"maxOutputTokens": 5}).body["generationConfig"] == {
        "maxOutputTokens": 5
    }


@pytest.mark.parametrize(
    ("name", "expected"), [("below", "top-p-range-below"), ("", "top-p-range")]
)
def test_a_row_is_called_by_its_claim_and_its_name(name: str, expected: str) -> None:
    made = row("limits.top-p-range", name, {"topP": -1})

    assert made == pytest.param(
        {"topP": -1}, marks=pytest.mark.holds("limits.top-p-range"), id=expected
    )


def test_a_message_tells_the_status_and_the_start_of_a_body_in_one_line() -> None:
    body = b'{\n  "error": "' + b"x" * 300 + b'"\n}'
    exchange = Exchange(source="", url="", status=400, frames=(Frame(body),))

    assert got(exchange) == "got 400: " + ('{ "error": "' + "x" * 300)[:200]


@pytest.mark.parametrize(
    ("sent", "seen"), [(b'{"contents": []}', {"contents": []}), (b"{", b"{"), ({}, {})]
)
def test_checks_see_bytes_that_are_json_as_json(sent: object, seen: object) -> None:
    with opened("mock", "comet", {}) as target:
        client = Client(target)
        call = brief("gemini-2.5-flash")

        exchange = client.send(
            type(call)(model=call.model, body=sent), source="a test", expecting={500}
        )
        client.close()

    assert exchange.sent == seen
