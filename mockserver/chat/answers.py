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

_DONE = b"data: [DONE]"


def hold(response: Mapping[str, Any], *, stream: bool) -> None:
    """Refuse to answer a prompt that was blocked, as the gateway does if it can still choose a status (inferred).

    Raises:
        ApiError: ``prompt_blocked``.
    """
    reason = response.get("promptFeedback", {}).get("blockReason")
    if reason and not response.get("candidates") and not stream:
        raise ApiError("prompt_blocked", reason=reason)


def write(reply: Reply, *, wanted: Wanted, dialect: Dialect) -> Reply:
    """Write a reply of this API as one of chat completions; as it is, if it isn't made of responses."""
    objects = reading.read(reply)
    if objects is None:
        return reply
    if not reading.is_stream(reply):
        body = pretty(completions.completion(objects[0], wanted))
        return replace(reply, frames=(Frame(body),))
    written = [event(each, dialect.line_end) for each in chunks.chunks(objects, wanted)]
    done = _DONE + dialect.line_end * 2
    return replace(reply, frames=(*map(Frame, written), Frame(done)))
