"""Faults that end a reply in another way than HTTP does."""

from dataclasses import replace

from mockserver.dialects import Dialect
from mockserver.exchange import Frame, Reply
from mockserver.faults.bodies import head
from mockserver.faults.fault import fault


@fault("ending", "retries")
def disconnect(
    reply: Reply, _: Dialect, *, after: int | None = None, after_bytes: int | None = None
) -> Reply:
    """Close the connection in the middle of the body: behind some chunks, or some bytes.

    Unless told otherwise, behind the first chunk, or half of a body that is one. At least one chunk,
    or byte, is left out; with 0 it is the whole body.

    A client should report that the answer isn't whole, or ask again.
    """
    return replace(_part(reply, after, after_bytes), ending="disconnect")


@fault("ending", "retries")
def reset(
    reply: Reply, _: Dialect, *, after: int | None = None, after_bytes: int | None = None
) -> Reply:
    """Reset the connection in the middle of the body, as a crash or a firewall does.

    Where, as ``disconnect`` has it.

    A client should report that the answer isn't whole, or ask again.
    """
    return replace(_part(reply, after, after_bytes), ending="reset")


@fault("ending", "retries")
def close(reply: Reply, _: Dialect, *, reset: bool = False) -> Reply:
    """Close, or reset, the connection without any answer.

    A client should ask again: nobody can tell whether the request was read.
    """
    return Reply(0, "", (), delay=reply.delay, ending="reset" if reset else "disconnect")


@fault("ending", "reports")
def hang(reply: Reply, _: Dialect, *, after: int | None = None) -> Reply:
    """Send nothing at all until the client leaves; with ``after``, nothing behind so many chunks.

    A client should give up after its time-out, and tell that.
    """
    if after is None:
        return Reply(0, "", (), delay=reply.delay, ending="hang")
    return replace(_part(reply, after, None), ending="hang")


@fault("ending", "reports", needs="a body")
def wrong_length(reply: Reply, _: Dialect, *, more: int = 10, wait: bool = False) -> Reply:
    """Say a length that is more than the body has; then close, or wait until the client leaves.

    A client should report that the answer isn't whole.
    """
    length = str(len(reply.body) + more)
    headers = {**reply.headers, "content-length": length}
    return replace(reply, headers=headers, ending="hang" if wait else "disconnect")


def _part(reply: Reply, after: int | None, after_bytes: int | None) -> Reply:
    """Return the first part of a reply: less than the whole, with the length of the whole if it is one."""
    whole = reply.body
    single = len(reply.frames) <= 1
    length = {"content-length": str(len(whole))} if single else {}
    reply = replace(reply, headers={**length, **reply.headers})
    if after_bytes is not None:
        return head(reply, min(after_bytes, max(len(whole) - 1, 0)))
    if single:
        return head(reply, 0 if after == 0 else len(whole) // 2)
    frames = reply.frames[:-1][: 1 if after is None else after]
    return replace(reply, frames=frames or (Frame(b""),))
