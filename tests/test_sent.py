"""What an exchange tells of what was sent."""

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import opened
from contract_tests.call import Call


@pytest.mark.parametrize(
    ("sent", "seen"), [(b'{"contents": []}', {"contents": []}), (b"{", b"{"), ({}, {})]
)
def test_checks_see_bytes_that_are_json_as_json(sent: object, seen: object) -> None:
    with opened("mock", "comet", {}) as target:
        client = Client(target)
        call = Call(model="gemini-2.5-flash", body=sent)

        exchange = client.send(call, source="a test", expecting={500})
        client.close()

    assert exchange.sent == seen
