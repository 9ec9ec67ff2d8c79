"""Goes on with a conversation: what a client sends after an answer, built from what came."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contract_tests.call import Call
from contract_tests.exchange import Exchange
from contract_tests.reading.members import mapping, parts, text


def calls(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the function calls of the first candidate."""
    found = parts(exchange.candidates[0]) if exchange.candidates else []
    return [mapping(each, "functionCall") for each in found if "functionCall" in each]


def responses(exchange: Exchange, response: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a part for each call, which gives it *response*; ids come back as they came."""
    return [
        {
            "functionResponse": {
                "name": text(each, "name"),
                "response": response,
                **({"id": each["id"]} if "id" in each else {}),
            }
        }
        for each in calls(exchange)
    ]


def followed(
    call: Call, exchange: Exchange, user: Sequence[dict[str, Any]], *, signed: bool = True
) -> Call:
    """Return the call of the next turn: the conversation, the model's turn as it came, the user's.

    Without *signed* the model's turn goes back without its signatures.
    """
    said = copy.deepcopy(parts(exchange.candidates[0])) if exchange.candidates else []
    if not signed:
        for each in said:
            each.pop("thoughtSignature", None)
    turns = [{"role": "model", "parts": said}, {"role": "user", "parts": list(user)}]
    return replace(call, body={**call.body, "contents": [*call.body["contents"], *turns]})
