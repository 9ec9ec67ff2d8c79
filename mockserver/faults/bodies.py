"""Faults of a body: it isn't what its head says."""

import re
import zlib
from dataclasses import replace
from typing import Literal

from mockserver.dialects import Dialect
from mockserver.errors import HTML
from mockserver.exchange import Frame, Reply
from mockserver.faults.fault import fault
from mockserver.faults.reading import in_pieces, saying

_GZIP = 31  # what zlib calls the format
_LAST_BRACE = re.compile(rb"\}(?=[^}]*\Z)")


@fault("body", "reports")
def html(reply: Reply, _: Dialect) -> Reply:
    """Answer 200 with a page of HTML, as a wrong base URL, a login page or a proxy does.

    A client should tell that this isn't the API, and show where it asked.
    """
    page = b"<!DOCTYPE html>\n<html lang=en>\n<title>Welcome</title>\n<p>This is not the API.\n"
    return Reply(200, HTML, (Frame(page),), reply.headers, delay=reply.delay)


@fault("body", "reports")
def redirect(
    reply: Reply,
    _: Dialect,
    *,
    status: Literal["301", "302", "303", "307", "308"] = "302",
    to: str = "/",
) -> Reply:
    """Lead the client away, as a wrong base URL, a login page or a new address of the API does.

    A client should tell that this isn't the API, and send its key to no other host.
    """
    page = b"<!DOCTYPE html>\n<html lang=en>\n<title>Moved</title>\n<p>This is not the API.\n"
    headers = {**reply.headers, "location": to}
    return Reply(int(status), HTML, (Frame(page),), headers, delay=reply.delay)


@fault("body", "reports", needs="a body")
def truncate(reply: Reply, _: Dialect, *, after_bytes: int | None = None) -> Reply:
    """Leave out the end of the body, half of it unless ``after_bytes`` are kept; HTTP is in order.

    A client should report that the answer isn't whole.
    """
    kept = len(reply.body) // 2 if after_bytes is None else after_bytes
    return head(reply, kept)


def head(reply: Reply, size: int) -> Reply:
    """Return a reply with only the first bytes of its body."""
    frames: list[Frame] = []
    for each in reply.frames:
        frames.append(replace(each, data=each.data[:size]))
        size -= len(each.data)
        if size <= 0:
            break
    return replace(reply, frames=tuple(frames))


@fault("body", "reports", needs="JSON")
def invalid_json(reply: Reply, _: Dialect, *, after: int = 0) -> Reply:
    """Break the JSON of the body, in a stream that of the chunk behind the first ``after``.

    A client should report that it can't read the answer.
    """
    number = min(after, len(saying(reply)) - 1)
    frames = [
        replace(each, data=_LAST_BRACE.sub(b",}", each.data)) if index == number else each
        for index, each in enumerate(reply.frames)
    ]
    return replace(reply, frames=tuple(frames))


@fault("body", "reports", needs="a body")
def empty_body(reply: Reply, _: Dialect) -> Reply:
    """Answer with the right head and no body.

    A client should report that there is no answer.
    """
    return replace(reply, frames=(Frame(b""),))


@fault("body", "bears")
def wrong_content_type(reply: Reply, _: Dialect, *, value: str = "text/plain") -> Reply:
    """Say another media type than that of the body.

    A client should read the body as what it asked for, or report the type; it should not fail otherwise.
    """
    return replace(reply, media_type=value)


@fault("body", "bears", needs="a body")
def bom(reply: Reply, _: Dialect) -> Reply:
    """Begin the body with a byte order mark.

    A client should pass over it.
    """
    first, *rest = reply.frames or (Frame(b""),)
    return replace(reply, frames=(replace(first, data=b"\xef\xbb\xbf" + first.data), *rest))


@fault("body", "bears", needs="a body")
def gzip(reply: Reply, _: Dialect) -> Reply:
    """Compress the body, chunk by chunk, whether the client asked for that or not.

    A client should decode it, and show each chunk as it comes.
    """
    packer = zlib.compressobj(wbits=_GZIP)
    flushes = [*[zlib.Z_SYNC_FLUSH] * (len(reply.frames) - 1), zlib.Z_FINISH]
    frames = [
        replace(each, data=packer.compress(each.data) + packer.flush(flush))
        for each, flush in zip(reply.frames, flushes, strict=False)
    ]
    headers = {**reply.headers, "content-encoding": "gzip"} if frames else reply.headers
    return replace(reply, frames=tuple(frames), headers=headers)


@fault("body", "reports")
def bad_gzip(reply: Reply, _: Dialect) -> Reply:
    """Say that the body is gzip, though it isn't.

    A client should report that it can't read the answer.
    """
    return replace(reply, headers={**reply.headers, "content-encoding": "gzip"})


@fault("time", "bears", needs="a body of more than one byte")
def dribble(reply: Reply, _: Dialect, *, size: int = 1, seconds: float = 0.0) -> Reply:
    """Send the body so many bytes a write, with a pause before each but the first.

    A client should join what it reads, and not take a slow answer for none.
    """
    size = max(size, 1)
    starts = range(size, len(reply.body), size)
    first = Frame(reply.body[:size], reply.frames[0].delay if reply.frames else 0.0)
    rest = [Frame(reply.body[start : start + size], seconds) for start in starts]
    return in_pieces(reply, [first, *rest]) if rest else reply
