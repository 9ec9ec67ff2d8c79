"""Calls of a mock without a server, by method and path."""

import json
from datetime import datetime
from typing import Any

from mockserver.exchange import DAY_ONE, Call, Exchange
from mockserver.mock import Mock
from mockserver.pipeline import respond


def send(
    mock: Mock,
    line: str,
    body: Any = None,
    *,
    at: datetime = DAY_ONE,
    **query: str,
) -> Exchange:
    """Send ``GET /v1beta/models`` or the like."""
    method, path = line.split()
    sent = b"" if body is None else json.dumps(body).encode()
    return respond(Call(method, path, query, {"x-goog-api-key": "any"}, sent, at), mock)


def answer(mock: Mock, line: str, body: Any = None, **options: Any) -> dict[str, Any]:
    """Send a call that is answered; return the answer."""
    reply = send(mock, line, body, **options).reply

    assert reply.status == 200, reply.body
    found: dict[str, Any] = json.loads(reply.body)
    return found


def refusal(mock: Mock, line: str, body: Any = None, **options: Any) -> tuple[int, str]:
    """Send a call that is refused; return the status and the text."""
    reply = send(mock, line, body, **options).reply

    assert reply.status >= 400, reply.body
    return reply.status, json.loads(reply.body)["error"]["message"]
