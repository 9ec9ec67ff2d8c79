"""Takes keys out of an exchange, before it is kept or shown anywhere: see `mockserver.redaction`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from contract_tests.call import WRONG_KEY
from contract_tests.exchange import KEY, Exchange, Frame
from mockserver.redaction import HEADERS, Redaction, is_key, of_headers, of_query

OTHER = "$ANOTHER_KEY"  # what stands for a key that isn't the target's
_SHOWN = frozenset({KEY, OTHER, WRONG_KEY, ""})  # what is no secret


def redacted(exchange: Exchange, *, keys: Iterable[str] = (), other: str = KEY) -> Exchange:
    """Return an exchange without keys: neither *keys* nor any that it shows itself."""
    mine = frozenset(keys) - _SHOWN
    redaction = Redaction(mine, frozenset(_shown_by(exchange)) - mine - _SHOWN, other, _SHOWN)
    return replace(
        exchange,
        url=redaction.url(exchange.url),
        request_headers=redaction.headers(exchange.request_headers),
        sent=redaction.json(exchange.sent),
        headers=redaction.headers(exchange.headers),
        frames=_frames(exchange.frames, redaction),
    )


def auth(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Return where an exchange has a key, and which: its own, a wrong one, none."""
    headers = [each for each in exchange.request_headers.items() if each[0] in HEADERS]
    query = [each for each in exchange.query.items() if is_key(each[0])]
    return tuple(sorted([*headers, *query]))


def plain_query(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Return the query without keys, in order of names."""
    return tuple(sorted(each for each in exchange.query.items() if not is_key(each[0])))


def _frames(frames: tuple[Frame, ...], redaction: Redaction) -> tuple[Frame, ...]:
    """Redact the body as a whole, since a key may lie across a cut, and cut it as before."""
    body = redaction.bytes(b"".join(each.data for each in frames))
    cut: list[Frame] = []
    start = 0
    for each in frames:
        end = start + len(each.data)
        cut.append(Frame(body[start:end], each.at))
        start = end
    return tuple(cut)


def _shown_by(exchange: Exchange) -> Iterator[str]:
    """Yield the keys that stand in an exchange's own headers, cookies and query."""
    yield from of_headers(exchange.request_headers)
    yield from of_headers(exchange.headers)
    yield from of_query(exchange.query)
