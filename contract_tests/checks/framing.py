"""Checks of how an answer is written: its content type, and the bytes around its JSON.

Nothing here looks at white space or the order of members, which no reader of JSON sees, nor at
comments between events, which keep a connection alive.
"""

import re
from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.checks.streams import error, is_cut
from contract_tests.exchange import Exchange, as_json
from contract_tests.findings import Finding

_GOOD = 200
_SHOWN = 60
_LINE = re.compile(r"\r\n|\n|\r")
_DATA_END = re.compile(r"^data:[^\r\n]*(\r\n|\n|\r)", re.MULTILINE)
_DONE = "[DONE]"


def _unary(exchange: Exchange) -> bool:
    # With alt=sse it is answered with events (cometapi.md 1), which is a claim of its own.
    plain = exchange.query.get("alt", exchange.query.get("$alt")) != "sse"
    return exchange.operator == "generateContent" and plain and exchange.status == _GOOD


def _events(exchange: Exchange) -> bool:
    return exchange.asks_for_events and exchange.status == _GOOD and bool(exchange.body)


def _array(exchange: Exchange) -> bool:
    asked = exchange.streams and not exchange.asks_for_events
    told = exchange.status == _GOOD and bool(exchange.body) and "raw" not in exchange.lost
    return asked and told


def _type(exchange: Exchange, expected: str) -> Iterator[Finding]:
    if exchange.media_type != expected:
        got = exchange.headers.get("content-type", "no content type")
        yield Finding(pointer="", message=f"expected the content type {expected}, got {got}")


def _told(exchange: Exchange) -> bool:
    return "headers" not in exchange.lost


@check("unary.json", applies=_unary)
def an_answer_is_an_object(exchange: Exchange) -> Iterator[Finding]:
    """The body of an answer in one piece is a JSON object."""
    if not isinstance(exchange.json, dict):
        yield Finding(pointer="", message=f"expected a JSON object, got {_start(exchange.text)}")


@check("unary.content-type", applies=lambda exchange: _unary(exchange) and _told(exchange))
def an_answer_is_typed_as_json(exchange: Exchange) -> Iterator[Finding]:
    """The content type of an answer in one piece is that of JSON."""
    yield from _type(exchange, "application/json")


@check("array.json", applies=_array)
def chunks_are_an_array(exchange: Exchange) -> Iterator[Finding]:
    """A stream without alt=sse is one JSON array of objects."""
    value = exchange.json
    if not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
        yield Finding(pointer="", message=f"expected a JSON array, got {_start(exchange.text)}")


@check("array.content-type", applies=lambda exchange: _array(exchange) and _told(exchange))
def an_array_is_typed_as_json(exchange: Exchange) -> Iterator[Finding]:
    """The content type of a stream without alt=sse is that of JSON."""
    yield from _type(exchange, "application/json")


@check("sse.content-type", applies=lambda exchange: _events(exchange) and _told(exchange))
def a_stream_is_typed_as_events(exchange: Exchange) -> Iterator[Finding]:
    """The content type of a stream with alt=sse is that of server-sent events."""
    yield from _type(exchange, "text/event-stream")


@check("sse.no-cache", applies=lambda exchange: _events(exchange) and _told(exchange))
def a_stream_is_not_cached(exchange: Exchange) -> Iterator[Finding]:
    """A stream of events says that it isn't to be cached."""
    told = exchange.headers.get("cache-control", "no cache-control")
    if "no-cache" not in told:
        yield Finding(pointer="", message=f"expected cache-control: no-cache, got {told}")


def _raw(exchange: Exchange) -> bool:
    return _events(exchange) and "raw" not in exchange.lost


def blocks(exchange: Exchange) -> Iterator[tuple[int, list[str]]]:
    """Yield each event with its number: its lines, without comments.

    An error that stands bare behind the events is none of them: `stream.ends` tells of it.
    """
    bare = error(exchange) and not any("error" in each for each in exchange.answers)
    number = 0
    for block in _LINE.sub("\n", exchange.text).split("\n\n"):
        lines = [each for each in block.split("\n") if each and not each.startswith(":")]
        if bare and lines and lines[0].startswith(("{", "[")):
            return
        if lines:
            yield number, lines
            number += 1


def data_of(line: str) -> str:
    """Return what a line of data says."""
    return line.removeprefix("data:").removeprefix(" ")


@check("sse.data-line", applies=_raw)
def events_are_lines_of_data(exchange: Exchange) -> Iterator[Finding]:
    """Each event has one data line, with one JSON object, in UTF-8."""
    if not exchange.is_utf8:
        yield Finding(pointer="", message=f"expected UTF-8, got {_start(exchange.text)}")
    for number, lines in blocks(exchange):
        data = [each for each in lines if each.startswith("data:")]
        if is_cut(exchange) and exchange.text.endswith(lines[-1]):
            break
        if len(data) != 1 or not isinstance(as_json(data_of(data[0])), dict):
            shown = _start(" / ".join(lines))
            yield Finding(
                pointer=f"/{number}",
                message=f"expected one data: line with a JSON object, got {shown}",
            )


@check("sse.only-data", applies=_raw)
def events_have_no_other_lines(exchange: Exchange) -> Iterator[Finding]:
    """An event has no name, no id and no time to retry, only data; comments are allowed."""
    for number, lines in blocks(exchange):
        other = [each for each in lines if not each.startswith("data:")]
        if other:
            yield Finding(
                pointer=f"/{number}",
                message=f"expected only data: lines and comments, got {_start(other[0])}",
            )


@check("sse.space", applies=_raw)
def one_blank_stands_before_the_data(exchange: Exchange) -> Iterator[Finding]:
    """One blank stands between data: and the JSON."""
    for number, lines in blocks(exchange):
        close = [each for each in lines if re.match(r"data:(?! [^ ])", each)]
        if close:
            yield Finding(
                pointer=f"/{number}", message=f"expected 'data: {{', got {_start(close[0])}"
            )


@check("sse.no-done", applies=_raw)
def nothing_says_done(exchange: Exchange) -> Iterator[Finding]:
    """No event says [DONE]: the stream just ends."""
    done = [n for n, lines in blocks(exchange) if any(data_of(x).strip() == _DONE for x in lines)]
    if done:
        yield Finding(pointer=f"/{done[0]}", message="expected the stream just to end, got [DONE]")


@check("sse.complete", applies=_raw)
def the_last_event_is_complete(exchange: Exchange) -> Iterator[Finding]:
    """A blank line ends every event, the last one too."""
    if not _LINE.sub("\n", exchange.text).endswith("\n\n") and not error(exchange):
        yield Finding(
            pointer="",
            message=f"expected a blank line at the end, got {exchange.text[-_SHOWN:]!r}",
        )


@check("sse.crlf", applies=_raw)
def lines_end_with_crlf(exchange: Exchange) -> Iterator[Finding]:
    """Lines of a stream of events end with CR and LF."""
    yield from _ends(exchange, "\r\n")


@check("sse.lf", applies=_raw)
def lines_end_with_lf(exchange: Exchange) -> Iterator[Finding]:
    """Lines of a stream of events end with LF alone."""
    yield from _ends(exchange, "\n")


def _ends(exchange: Exchange, expected: str) -> Iterator[Finding]:
    """Look at lines of data alone: a comment may come from somebody else on the way."""
    other = sorted(set(_DATA_END.findall(exchange.text)) - {expected})
    if other:
        yield Finding(
            pointer="",
            message=f"expected lines to end with {expected!r}, got {' and '.join(map(repr, other))}",
        )


def _start(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
