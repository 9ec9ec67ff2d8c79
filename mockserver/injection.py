"""Which faults happen to a call: what it asks for, what waits for it, what holds for all, what a stub says."""

import hashlib
from collections.abc import Iterator

from mockserver import faults, own_headers
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.faults import BadFault, Planned
from mockserver.mock import Mock
from mockserver.stubs import Stub


def of_call(call: Call, mock: Mock) -> tuple[Planned, ...]:
    """Return the faults of a call: those of its header, else what is queued; and the standing ones.

    Raises:
        ApiError: ``bad_mock_header``: the header has no fault in it.
    """
    namespace = mock.state.namespace(call.namespace)
    own = _asked(call) or namespace.next_faults()
    standing = (*namespace.standing, *mock.standing)
    return (
        *_happening(own, own_headers.FAULT, call, mock),
        *_happening(standing, "standing", call, mock),
    )


def of_stub(stub: Stub, call: Call, mock: Mock) -> tuple[Planned, ...]:
    """Return the faults that a stub brings along."""
    return tuple(_happening(stub.faults, f"stub {stub.name}", call, mock))


def _asked(call: Call) -> tuple[Planned, ...]:
    header = call.headers.get(own_headers.FAULT, "")
    try:
        return faults.parse(header) if header else ()
    except BadFault as error:
        raise ApiError("bad_mock_header", header=own_headers.FAULT, reason=error) from error


def _happening(planned: tuple[Planned, ...], why: str, call: Call, mock: Mock) -> Iterator[Planned]:
    """Yield the faults that happen this time: drawn anew each time that the same call comes."""
    if not planned:
        return
    seed = str(mock.settings.seed).encode()
    key = hashlib.sha256(b"\0".join([seed, call.path.encode(), call.body])).digest()
    drawn = any(0 < each.rate < 1 for each in planned)
    namespace = mock.state.namespace(call.namespace)
    occurrence = namespace.count(f"{why} {key.hex()}") if drawn else 0
    yield from faults.due(planned, key, occurrence)
