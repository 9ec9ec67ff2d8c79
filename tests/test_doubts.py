"""What is said beside an answer, where it may differ from the origin's."""

from typing import Any

import pytest

from tests.conftest import Respond

ASKED = {"role": "user", "parts": [{"text": "What is the weather in Paris?"}]}
FILES = {"fileSearch": {"fileSearchStoreNames": ["fileSearchStores/a"]}}


def warnings(ask: Respond, body: dict[str, Any], **options: Any) -> tuple[str, ...]:
    exchange = ask(body, **options)
    assert exchange.reply.status == 200, exchange.reply.body
    return exchange.warnings


def test_comet_is_suspected_not_to_know_every_tool(ask: Respond) -> None:
    body = {"contents": [ASKED], "tools": [FILES]}

    assert warnings(ask, body) == ("the provider behind comet may not know fileSearch (inferred)",)
    assert warnings(ask, body, dialect="google") == ()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["get_weather"], []),
        (["get_wether"], ["get_wether"]),
        (["get_time", "get_weather"], ["get_time"]),
        (["get_weather", "get_weather"], ["get_weather"]),
    ],
)
def test_a_response_that_goes_by_no_name_of_a_call_is_told(
    ask: Respond, names: list[str], told: list[str]
) -> None:
    calls = [{"functionCall": {"name": "get_weather", "args": {}}}]
    calls += [{"functionCall": {"name": "f", "args": {}}}] * (len(names) - 1)
    given = [{"functionResponse": {"name": each, "response": {"sky": "clear"}}} for each in names]
    contents = [ASKED, {"role": "model", "parts": calls}, {"role": "user", "parts": given}]

    assert warnings(ask, {"contents": contents}) == tuple(
        f"a functionResponse is named {each!r}, but no call before it is" for each in told
    )
