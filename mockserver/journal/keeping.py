"""What the journal keeps of an exchange: no keys, and no more than there is room for."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from mockserver import jsontext
from mockserver.difference import Difference, NearMiss
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Frame
from mockserver.journal.entry import Entry
from mockserver.redaction import Redaction, of_headers, of_query

LARGEST = 256 * 1024  # bytes of a body; of a larger one the long strings are cut, then the rest
_BLOB = 1_024  # characters of base64 from which on it is cut
_STRING = 4_096  # characters of any string that is cut where a body is too large
_STRINGS = 100_000  # where there are more, they aren't looked at one by one
_HEAD = 64  # characters that are kept of what is cut
_MANY = 2_000  # frames; of more the cuts aren't kept
_CHARACTER = re.compile(r"[^\\]|\\u[0-9a-fA-F]{4}|\\[^u]", re.DOTALL)  # as JSON writes it
_WORDS = 2_000  # characters of a difference
_INFLATED = 64 * 1024 * 1024  # bytes
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\\"


def entry(exchange: Exchange, keys: Collection[str] = ()) -> Entry:
    """Return what is kept of an exchange, numbered 0; *keys* are taken out beside those it shows."""
    redaction = redacting(exchange.call, keys)
    call, coding = _plain(exchange.call)
    sent = shortened(redaction.bytes(call.body))
    frames = _frames(exchange.reply.frames, redaction)
    reply = exchange.reply
    kept = replace(
        exchange,
        call=replace(
            call,
            path=redaction.text(call.path),
            query={name: redaction.parameter(name, each) for name, each in call.query.items()},
            headers=redaction.headers(call.headers),
            body=sent,
        ),
        model=redaction.text(exchange.model),
        reply=replace(reply, headers=redaction.headers(reply.headers), frames=frames),
        warnings=tuple(map(redaction.text, exchange.warnings)),
        near=tuple(_near(each, redaction) for each in exchange.near),
    )
    came, size = sum(len(each.data) for each in frames), len(reply.body)
    return Entry(
        number=0,
        exchange=kept,
        coding=coding,
        shortened=len(sent) != len(call.body) or came != size or (bool(coding) and not sent),
        request_bytes=len(exchange.call.body),
        response_bytes=size,
    )


def redacting(call: Call, keys: Collection[str] = ()) -> Redaction:
    """Return what takes out the keys that a call shows, and others."""
    return Redaction(others=frozenset((*of_headers(call.headers), *of_query(call.query), *keys)))


def shortened(body: bytes) -> bytes:
    """Cut what is long in a body. JSON stays JSON, unless it is too large even then.

    A string of base64 that is cut says so: ``iVBORw0KGgo... (81234 more bytes)``.
    """
    if len(body) < _BLOB:
        return body
    pieces = body.split(b'"')
    if any(len(each) >= _BLOB for each in pieces):
        body = b'"'.join(_cut(each) if _is_base64(each) else each for each in pieces)
    if len(body) > LARGEST and len(pieces) < _STRINGS:
        body = b'"'.join(_without_long_strings(body.split(b'"')))
    if len(body) > LARGEST:
        body = body[:LARGEST] + f"... ({len(body) - LARGEST} more bytes)".encode()
    return body


def _plain(call: Call) -> tuple[Call, str]:
    """Return a call with its body decompressed, and how it was compressed.

    What can't be read isn't kept, since a key could stand in it.
    """
    coding = call.headers.get("content-encoding", "").strip().lower()
    if coding in {"", "identity"}:
        return call, ""
    try:
        body = jsontext.inflate(call.body, coding, _INFLATED)
    except ApiError:
        body = b""
    headers = {name: each for name, each in call.headers.items() if name != "content-encoding"}
    return replace(call, body=body, headers=headers), coding


def _frames(frames: tuple[Frame, ...], redaction: Redaction) -> tuple[Frame, ...]:
    """Redact a body as a whole, since a key may lie across a cut; cut it as before, and shorten it."""
    body = b"".join(each.data for each in frames)
    clean = redaction.bytes(body)
    if len(frames) > _MANY:
        return (Frame(shortened(clean), frames[0].delay),)
    kept = frames if clean == body else tuple(_as_cut(frames, clean))
    return tuple(_within(kept)) if len(clean) >= _BLOB else kept


def _as_cut(frames: tuple[Frame, ...], body: bytes) -> Iterator[Frame]:
    start = 0
    for each in frames:
        end = start + len(each.data)
        yield replace(each, data=body[start:end])
        start = end


def _within(frames: tuple[Frame, ...]) -> Iterator[Frame]:
    """Yield frames shortened, and empty ones once there is no room left."""
    room = LARGEST + _BLOB  # what is cut says so beyond the limit
    for each in frames:
        data = shortened(each.data)
        room -= len(data)
        yield replace(each, data=data if room >= 0 else b"")


def _is_base64(piece: bytes) -> bool:
    return len(piece) >= _BLOB and not piece.translate(None, _BASE64)


def _cut(piece: bytes) -> bytes:
    """Return the head of what stands in a string, without half an escape or half a character."""
    start = piece[: 6 * _HEAD].decode("utf-8", "ignore")
    head = "".join(_CHARACTER.findall(start)[:_HEAD])
    end = b"\\" if _escapes(piece) else b""  # the quote behind it still is one in the string
    return f"{head}... ({len(piece) - len(head.encode())} more bytes)".encode() + end


def _escapes(piece: bytes) -> bool:
    return (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 1


def _without_long_strings(pieces: list[bytes]) -> Iterator[bytes]:
    """Yield the pieces between the quotes of JSON; long strings are cut, with all quotes in them."""
    string: list[bytes] | None = None  # the pieces of the one that is open
    for each in pieces:
        if string is None:
            yield each
            string = []
            continue
        string.append(each)
        if not _escapes(each):
            whole = b'"'.join(string)
            yield _cut(whole) if len(whole) >= _STRING else whole
            string = None
    yield from string or ()


def _near(missed: NearMiss, redaction: Redaction) -> NearMiss:
    return NearMiss(
        missed.stub,
        tuple(
            Difference(each.what, *(redaction.text(x)[:_WORDS] for x in (each.wanted, each.got)))
            for each in missed.differences
        ),
    )
