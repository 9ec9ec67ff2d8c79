"""Faults of time: a reply that comes late, or slowly."""

from dataclasses import replace

from mockserver.dialects import Dialect
from mockserver.exchange import Frame, Reply
from mockserver.faults.fault import fault


@fault()
def latency(reply: Reply, _: Dialect, *, seconds: float = 1.0) -> Reply:
    """Wait before the first byte."""
    first, *rest = reply.frames or (Frame(b""),)
    return replace(reply, frames=(replace(first, delay=first.delay + seconds), *rest))
