"""Faults of time: a reply that comes late, or slowly."""

from dataclasses import replace
from typing import Any

from mockserver import answered, tokens
from mockserver.dialects import Dialect
from mockserver.exchange import Frame, Reply
from mockserver.faults.fault import fault
from mockserver.faults.reading import read, split


@fault("time", "bears")
def latency(reply: Reply, _: Dialect, *, seconds: float = 1.0) -> Reply:
    """Wait before the head of the answer.

    A client should wait as long as its time-out, and not much longer.
    """
    return replace(reply, delay=reply.delay + seconds)


@fault("time", "bears")
def ttft(reply: Reply, _: Dialect, *, seconds: float = 1.0) -> Reply:
    """Send the head at once, and wait before the first bytes of the body.

    A client should not take the head for the answer: its time-out holds for the body too.
    """
    return _later(reply, [seconds])


@fault("time", "bears", needs="text")
def pace(reply: Reply, _: Dialect, *, tokens_per_second: float = 50.0) -> Reply:
    """Send as fast as a model writes: before each chunk the time that its tokens take.

    A client should show what has come, and not take a slow answer for none.
    """
    objects = read(reply) or []
    speed = max(tokens_per_second, 0.001)
    return _later(reply, [_said(each) / speed for each in objects])


@fault("time", "bears", needs="a body of more than one byte")
def stall(reply: Reply, _: Dialect, *, after: int = 1, seconds: float = 30.0) -> Reply:
    """Stop for a while behind some chunks, or in the middle of a body that is one; then go on.

    A client should have a time-out between two reads, too, and not give up before it.
    """
    if len(reply.frames) == 1:
        half = len(reply.body) // 2
        return split(reply, 0, half, seconds) if half else reply
    number = min(after, len(reply.frames) - 1)
    return _later(reply, [0.0] * number + [seconds])


def _later(reply: Reply, delays: list[float]) -> Reply:
    """Return a reply with more delay before its first frames."""
    frames = list(reply.frames or (Frame(b""),))
    for number, delay in enumerate(delays[: len(frames)]):
        frames[number] = replace(frames[number], delay=frames[number].delay + delay)
    return replace(reply, frames=tuple(frames))


def _said(document: dict[str, Any]) -> int:
    return sum(tokens.of_said(each.parts).total() for each in answered.said(document))
