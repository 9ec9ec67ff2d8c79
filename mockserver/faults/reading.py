"""A reply as the JSON objects in it, and back: what faults of content work on."""

import copy
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mockserver.dialects import Dialect
from mockserver.exchange import Frame, Reply
from mockserver.jsonwriter import array, event, pretty

_DONE = b"[DONE]"  # the data of the event that ends a stream of chat completions

_DATA = re.compile(rb"(?:\A|[\r\n])data:")  # a JSON text has no line that begins so

Objects = list[dict[str, Any]]
Change = Callable[[Objects], Objects]


def reshaped(reply: Reply, dialect: Dialect, change: Change, *, streams: bool = False) -> Reply:
    """Return a reply with its objects changed, each in a frame; as it is, if it isn't made of objects.

    *streams* says that only streams are changed: the one object of another answer must stay one.
    """
    objects = read(reply)
    if objects is None or (streams and not is_stream(reply)):
        return reply
    changed = change(copy.deepcopy(objects))
    if changed == objects:
        return reply
    written = _written(changed, reply, dialect)
    delays = [each.delay for each in reply.frames] + [0.0] * len(changed)
    frames = tuple(Frame(data, delay) for data, delay in zip(written, delays, strict=False))
    end = tuple(each for each in reply.frames if is_done(each.data))
    return replace(reply, frames=(*frames, *end) or (Frame(b""),))


def read(reply: Reply) -> Objects | None:
    """Return the objects of a reply; None if it isn't JSON, or cut in another way.

    What ends a stream of chat completions is no object of it.
    """
    try:
        if is_events(reply):
            found = [json.loads(each.data.removeprefix(b"data:")) for each in saying(reply)]
        else:
            document = json.loads(reply.body)
            found = document if isinstance(document, list) else [document]
    except ValueError:
        return None
    return found if all(isinstance(each, dict) for each in found) else None


def is_done(data: bytes) -> bool:
    """Whether an event is the one that ends a stream of chat completions."""
    return data.removeprefix(b"data:").strip() == _DONE


def done(dialect: Dialect) -> Frame:
    """Return the event that ends a stream of chat completions."""
    return Frame(b"data: " + _DONE + dialect.line_end * 2)


def saying(reply: Reply) -> tuple[Frame, ...]:
    """Return the frames of a reply, but for the event that ends a stream of chat completions."""
    return tuple(each for each in reply.frames if not is_done(each.data))


def is_events(reply: Reply) -> bool:
    """Whether a reply is a stream of events; an error where one was asked for is none."""
    return reply.frames[:1] != () and _DATA.search(reply.frames[0].data) is not None


def is_stream(reply: Reply) -> bool:
    """Whether a reply comes in pieces, events or an array."""
    return is_events(reply) or (reply.frames[:1] != () and reply.frames[0].data.startswith(b"["))


def split(reply: Reply, number: int, offset: int, seconds: float = 0.0) -> Reply:
    """Return a reply with a frame cut in two at a byte, the second part after a pause."""
    frame = reply.frames[number]
    first, second = replace(frame, data=frame.data[:offset]), Frame(frame.data[offset:], seconds)
    return in_pieces(reply, [*reply.frames[:number], first, second, *reply.frames[number + 1 :]])


def in_pieces(reply: Reply, frames: Iterable[Frame]) -> Reply:
    """Return a reply in other frames; one that told its length still does."""
    length = {} if len(reply.frames) > 1 else {"content-length": str(len(reply.body))}
    return replace(reply, frames=tuple(frames), headers={**reply.headers, **length})


def _written(objects: Objects, reply: Reply, dialect: Dialect) -> Iterable[bytes]:
    if is_events(reply):
        return [event(each, dialect.line_end) for each in objects]
    return array(objects) if is_stream(reply) else map(pretty, objects)
