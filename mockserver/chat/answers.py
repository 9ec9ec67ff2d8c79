"""An answer of this API on its way out by the other face: refused, whole, or as a stream."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.chat import chunks, completions
from mockserver.chat.completions import Wanted
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Frame, Reply
from mockserver.faults import reading
from mockserver.jsonwriter import event, pretty


def hold(response: Mapping[str, Any], *, stream: bool) -> None:
    """Refuse to answer where no candidate is, as the gateway does if it can still choose a status (inferred).

    In a stream it can't: that says nothing, and ends.

    Raises:
        ApiError: ``prompt_blocked``, or ``nothing_answered`` if it isn't told why.
    """
    if stream or response.get("candidates"):
        return
    if reason := response.get("promptFeedback", {}).get("blockReason"):
        raise ApiError("prompt_blocked", reason=reason)
    raise ApiError("nothing_answered")


def write(reply: Reply, *, wanted: Wanted, dialect: Dialect) -> Reply:
    """Write a reply of this API, whole or as events, as one of chat completions."""
    objects = reading.read(reply) or [{}]
    if not reading.is_stream(reply):
        body = pretty(completions.completion(objects[0], wanted))
        return replace(reply, frames=(Frame(body),))
    written = [event(each, dialect.line_end) for each in chunks.chunks(objects, wanted)]
    return replace(reply, frames=(*map(Frame, written), reading.done(dialect)))
