"""What was recorded, as a reply."""

from collections.abc import Iterator

from contract_tests.exchange import Exchange as Recorded
from mockserver.exchange import Frame, Reply

# What belongs to one connection, and not to the answer (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_SET_ANEW = HOP_BY_HOP | {"content-length", "content-type"}


def reply(recorded: Recorded, factor: float) -> Reply:
    """Return a recorded answer, byte by byte and frame by frame, its waits multiplied by *factor*."""
    headers = {name: each for name, each in recorded.headers.items() if name not in _SET_ANEW}
    return Reply(
        recorded.status,
        recorded.headers.get("content-type", ""),
        tuple(_frames(recorded, factor)),
        headers,
    )


def _frames(recorded: Recorded, factor: float) -> Iterator[Frame]:
    before = 0.0
    for each in recorded.frames:
        yield Frame(each.data, max(0.0, each.at - before) * factor)
        before = each.at
