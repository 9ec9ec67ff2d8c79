"""Chats put to the core without a server, and their answers as a client sees them."""

import json

from contract_tests.call import Call
from contract_tests.exchange import Exchange, Frame
from mockserver import Settings
from mockserver.exchange import Call as Asked
from mockserver.exchange import Reply
from mockserver.mock import mock
from mockserver.pipeline import respond


def answered(call: Call, **options: object) -> Reply:
    """Send a chat to a mock that was never asked anything else."""
    body = call.body if isinstance(call.body, bytes) else json.dumps(call.body).encode()
    asked = Asked(call.method, call.target(), dict(call.query), call.headers_with("any"), body)
    return respond(asked, mock(Settings(**options))).reply  # type: ignore[arg-type]


def seen(reply: Reply, call: Call) -> Exchange:
    """Return an exchange as a client sees it."""
    headers = {"content-type": reply.media_type, **reply.headers}
    return Exchange(
        source="the mock",
        url=f"http://mock{call.target()}",
        request_headers=call.headers_with("any"),
        sent=call.body,
        status=reply.status,
        headers={key.lower(): value for key, value in headers.items()},
        frames=tuple(Frame(each.data) for each in reply.frames),
    )
