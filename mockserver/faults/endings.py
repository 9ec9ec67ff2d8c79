"""Faults that end a reply before its end."""

from dataclasses import replace

from mockserver.dialects import Dialect
from mockserver.exchange import Reply
from mockserver.faults.fault import fault


@fault()
def disconnect(reply: Reply, _: Dialect, *, after: int = 1) -> Reply:
    """Close the connection in the middle of the body, after some frames."""
    return replace(reply, frames=reply.frames[:after], ending="disconnect")
