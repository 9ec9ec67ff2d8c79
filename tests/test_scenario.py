"""What scenarios are written with, but for calls: rows of tables, and what a message says."""

import pytest

from contract_tests.exchange import Exchange, Frame
from contract_tests.scenario import got, row


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
