"""Faults of a stream of events: how it is written, not what it says."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from mockserver import errors
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Frame, Reply
from mockserver.faults import reading
from mockserver.faults.fault import fault
from mockserver.faults.reading import is_done, is_events, is_stream, read, saying, split
from mockserver.jsonwriter import compact

_EVENTS = "a stream of events"
_STREAM = "a stream"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENDS = {"lf": b"\n", "crlf": b"\r\n", "cr": b"\r"}
_MIXED = tuple(_ENDS.values())


def _rewritten(reply: Reply, change: Callable[[int, bytes], bytes]) -> Reply:
    """Return a stream of events with each rewritten, given its number and bytes."""
    if not is_events(reply):
        return reply
    frames = (
        replace(each, data=change(number, each.data)) for number, each in enumerate(reply.frames)
    )
    return replace(reply, frames=tuple(frames))


@fault("events", "bears", needs=_EVENTS)
def line_ends(
    reply: Reply, _: Dialect, *, kind: Literal["lf", "crlf", "cr", "mixed"] = "mixed"
) -> Reply:
    """End the lines of a stream of events in another way.

    A client should take LF, CR and CRLF as the end of a line, mixed too.
    """

    def change(number: int, data: bytes) -> bytes:
        end = _ENDS.get(kind, _MIXED[number % len(_MIXED)])
        return _LINE_END.sub(end, data)

    return _rewritten(reply, change)


@fault("events", "bears", needs=_EVENTS)
def no_final_newline(reply: Reply, _: Dialect) -> Reply:
    """End a stream of events without the newlines behind the last.

    A client of this API should not lose the last event, though the standard for events would.
    """

    def change(number: int, data: bytes) -> bytes:
        return data.rstrip(b"\r\n") if number == len(reply.frames) - 1 else data

    return _rewritten(reply, change)


@fault("events", "bears", needs=_EVENTS)
def no_blank(reply: Reply, _: Dialect) -> Reply:
    """Write ``data:`` without the blank behind the colon.

    A client should take the blank for optional.
    """
    return _rewritten(reply, lambda _, data: data.replace(b"data: ", b"data:", 1))


@fault("events", "bears", needs=_EVENTS)
def empty_data(reply: Reply, dialect: Dialect) -> Reply:
    """Send an event without data before each event.

    A client should pass over it.
    """
    empty = b"data:" + dialect.line_end * 2
    return _rewritten(reply, lambda _, data: empty + data)


@fault("events", "bears", needs=_EVENTS)
def data_lines(reply: Reply, dialect: Dialect) -> Reply:
    """Write the JSON of each event over several ``data:`` lines.

    A client should join them by newlines.
    """

    def change(_: int, data: bytes) -> bytes:
        if is_done(data):
            return data
        text = json.dumps(json.loads(data.removeprefix(b"data:")), indent=1, ensure_ascii=False)
        lines = (b"data: " + each.encode() + dialect.line_end for each in text.split("\n"))
        return b"".join(lines) + dialect.line_end

    return reply if read(reply) is None else _rewritten(reply, change)


@fault("events", "bears", needs=_EVENTS)
def comments(reply: Reply, dialect: Dialect) -> Reply:
    """Send a comment before each event, as a gateway does to keep a connection alive.

    A client should pass over it.
    """
    ping = b": PING" + dialect.line_end * 2
    return _rewritten(reply, lambda _, data: ping + data)


@fault("events", "bears", needs=_EVENTS)
def event_lines(reply: Reply, dialect: Dialect) -> Reply:
    """Write the lines ``event:``, ``id:`` and ``retry:`` before the data of each event.

    A client should pass over them.
    """

    def change(number: int, data: bytes) -> bytes:
        lines = (b"event: message", b"id: %d" % number, b"retry: 3000", data)
        return dialect.line_end.join(lines)

    return _rewritten(reply, change)


@fault("events", "bears", needs=_EVENTS)
def done(reply: Reply, dialect: Dialect) -> Reply:
    """End a stream of events with ``data: [DONE]``, as streams of other APIs do.

    A client should not read it as JSON.
    """
    if not is_events(reply) or is_done(reply.frames[-1].data):
        return reply
    return replace(reply, frames=(*reply.frames, reading.done(dialect)))


@fault("events", "reports", needs=_STREAM)
def stream_error(
    reply: Reply,
    dialect: Dialect,
    *,
    after: int = 1,
    code: Literal["429", "500", "503", "504"] = "503",
    form: Literal["bare", "data", "list"] = "bare",
) -> Reply:
    """Send an error in place of the chunks behind the first ``after``, though the status is 200.

    In a stream of events it stands bare, without ``data:``, as Google's does; as the data of an event;
    or bare in a list. In an array it is an element. At least one chunk is left out.

    A client should report the error, and not take the answer for a whole one.
    """
    if not is_stream(reply) or b'"error"' in reply.frames[0].data[:20]:
        return reply
    error = ApiError(_CAUSES[code])
    refused = errors.render(error, dialect.refusals[error.cause], "")
    written = compact(json.loads(refused.body))
    kept = saying(reply)[:-1][:after]
    if not is_events(reply):
        data = (b",\r\n" if kept else b"[") + written + b"\n]"
    elif form == "data":
        data = b"data: " + written + dialect.line_end * 2
    else:
        data = (b"[" + written + b"]" if form == "list" else written) + dialect.line_end * 2
    return replace(reply, frames=(*kept, Frame(data)))


_CAUSES = {
    "429": "rate_limited",
    "500": "server_error",
    "503": "overloaded",
    "504": "deadline_exceeded",
}


@fault("events", "bears", needs="text beyond ASCII")
def split_character(reply: Reply, _: Dialect, *, seconds: float = 0.02) -> Reply:
    """Cut the body inside a character of several bytes, and send the rest after a pause.

    A client should join the bytes before it decodes them.
    """
    for number, frame in enumerate(reply.frames):
        wide = re.search(rb"[\xc2-\xf4]", frame.data)
        if wide:
            return split(reply, number, wide.start() + 1, seconds)
    return reply


@fault("events", "bears", needs=_EVENTS)
def split_data(reply: Reply, _: Dialect, *, after: int = 1, seconds: float = 0.02) -> Reply:
    """Cut a stream of events inside the word ``data:``, and send the rest after a pause.

    A client should join what it reads into lines.
    """
    if not is_events(reply):
        return reply
    return split(reply, min(after, len(reply.frames) - 1), 2, seconds)


@fault("events", "bears", needs="a stream of more than one chunk")
def joined(reply: Reply, _: Dialect) -> Reply:
    """Send all chunks of a stream in one write.

    A client should not take what it reads at once for one chunk.
    """
    if not reply.frames[1:]:
        return reply
    return replace(reply, frames=(Frame(reply.body, reply.frames[0].delay),))
