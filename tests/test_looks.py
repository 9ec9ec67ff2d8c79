"""What the schemas say of an exchange, beside the checks."""

import json

from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import findings

CHUNK = {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}}]}


def told(query: str, body: str) -> Exchange:
    url = f"https://api.cometapi.com/v1beta/models/gemini-2.5-flash:generateContent{query}"
    return Exchange(source="here", url=url, status=200, frames=(Frame(body.encode()),))


def test_an_answer_has_a_finish_reason_by_its_schema() -> None:
    found = findings(told("", json.dumps(CHUNK)), "comet")

    assert [each.pointer for each in found if each.check == "schema"] == ["/candidates/0"]


def test_chunks_that_generate_content_sends_as_events_need_none() -> None:
    body = f"data: {json.dumps(CHUNK)}\n\n" * 2

    assert not [
        each for each in findings(told("?alt=sse", body), "comet") if each.check == "schema"
    ]
