"""Checks of how a stream goes on and ends, however it is framed."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from contract_tests.check import check
from contract_tests.exchange import Exchange, as_json
from contract_tests.findings import Finding
from contract_tests.reading.members import is_count, mapping
from contract_tests.reading.places import below, candidates, parts, responses

_GOOD = 200
_MANY_TOKENS, _SLOW, _AT_ONCE = 100, 1.0, 0.05  # tokens; seconds: no model says so much so fast
_LINE = re.compile(r"\r\n|\n|\r")
_NAKED = re.compile(r"^[\[{]", re.MULTILINE)
_TELLING, _VARIED = 16, 6  # characters, and different ones, that nobody says twice by accident


def _good_stream(exchange: Exchange) -> bool:
    return exchange.streams and exchange.status == _GOOD


def _a_stream(exchange: Exchange) -> bool:
    return exchange.streams and bool(exchange.responses)


def error(exchange: Exchange) -> dict[str, Any]:
    """Return the error that a stream ended with, as an event or bare; an empty object if none."""
    told = [each for each in exchange.answers if "error" in each]
    if not told and exchange.is_events:
        told = [each for each in map(_object, _tails(exchange.text)) if "error" in each]
    return mapping(told[-1], "error") if told else {}


def is_cut(exchange: Exchange) -> bool:
    """Whether events broke off in the middle of one, of which `stream.ends` and `sse.complete` tell."""
    tail = _LINE.split(exchange.text)[-1]
    data = tail.removeprefix("data:").lstrip(" ")
    begun = tail.startswith("data:") and data.startswith("{") and as_json(data) is None
    return exchange.is_events and begun


def _tails(text: str) -> Iterator[str]:
    return (text[found.start() :] for found in _NAKED.finditer(text))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


@check("stream.not-empty", applies=_good_stream)
def a_stream_has_a_chunk(exchange: Exchange) -> Iterator[Finding]:
    """A stream has at least one chunk, unless it broke off in the first one."""
    if not exchange.responses and not error(exchange) and not is_cut(exchange):
        yield Finding(
            pointer="", message=f"expected chunks, got none in {len(exchange.body)} bytes"
        )


def _takes_its_time(exchange: Exchange) -> bool:
    """Whether a stream is so long, and came so slowly, that one can tell when its pieces came."""
    usage = exchange.usage
    thought = bool(
        usage.get("thoughtsTokenCount")
    )  # then most of the time may be before all pieces
    said = usage.get("candidatesTokenCount")
    long = is_count(said) and said >= _MANY_TOKENS and len(exchange.responses) > 1
    slow = bool(exchange.frames) and exchange.frames[-1].at >= _SLOW
    return _a_stream(exchange) and long and slow and not thought


@check("stream.while-generated", applies=_takes_its_time, mood=0.2)
def pieces_come_while_there_are_more(exchange: Exchange) -> Iterator[Finding]:
    """The pieces of a long stream don't come all at once at its end."""
    first, last = exchange.frames[0].at, exchange.frames[-1].at
    if last - first < _AT_ONCE:
        yield Finding(
            pointer="",
            message=f"expected chunks in the course of {last:.1f} s, got all within "
            f"{last - first:.3f} s at the end",
        )


def _chunks(exchange: Exchange) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """Return the pieces of each candidate, by its index."""
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for place, response in responses(exchange):
        for number, (at, each) in enumerate(below(place, response, "candidates")):
            index = each.get("index", number)
            found.setdefault(index if isinstance(index, int) else number, []).append((at, each))
    return found


@check("stream.ends", applies=_a_stream)
def a_stream_ends_with_a_reason(exchange: Exchange) -> Iterator[Finding]:
    """Each candidate of a stream has a finish reason somewhere: it didn't break off."""
    failure = error(exchange)
    why = f"the error {json.dumps(failure)}" if failure else "nothing"
    for pieces in _chunks(exchange).values():
        if not any("finishReason" in each for _, each in pieces):
            yield Finding(
                pointer=f"{pieces[-1][0]}/finishReason",
                message=f"expected the stream to end with a finishReason, got {why} after the last chunk",
            )


def _ends(exchange: Exchange) -> bool:
    return _a_stream(exchange) and any("finishReason" in each for each in exchange.candidates)


# Of 456 recorded streams, 7 had a finish reason before the last chunk, too.
@check("stream.finish-last", applies=_ends, mood=0.04)
def finish_reason_comes_last(exchange: Exchange) -> Iterator[Finding]:
    """Each candidate ends once, in its last chunk; before another round of code it may, too."""
    for pieces in _chunks(exchange).values():
        ends = [place for place, each in pieces if "finishReason" in each and not _runs_code(each)]
        *early, last = ends or [""]
        if early or last not in ("", pieces[-1][0]):
            yield Finding(
                pointer=f"{[*early, last][0]}/finishReason",
                message="expected a finishReason in the last chunk alone, got one before it",
            )


def _runs_code(candidate: Mapping[str, Any]) -> bool:
    """Whether code is to run now: of all recorded streams with several rounds, each had a STOP there."""
    return any(
        "executableCode" in each for _, each in below("", mapping(candidate, "content"), "parts")
    )


def _fails(exchange: Exchange) -> bool:
    return _good_stream(exchange) and bool(error(exchange))


@check("stream.error-object", applies=_fails)
def an_error_in_a_stream_says_what_it_is(exchange: Exchange) -> Iterator[Finding]:
    """An error in the middle of a stream has a code and a message."""
    told = error(exchange)
    message, code = told.get("message"), told.get("code")
    if not (isinstance(message, str) and message and isinstance(code, int | str)):
        yield Finding(pointer="", message=f"expected an error with code and message, got {told}")


def _texts(exchange: Exchange) -> dict[tuple[int, bool], list[str]]:
    """Return the texts of the chunks, by candidate, thoughts apart."""
    found: dict[tuple[int, bool], list[str]] = {}
    for index, pieces in _chunks(exchange).items():
        for _, each in pieces:
            for _, part in below("", mapping(each, "content"), "parts"):
                text = part.get("text")
                if isinstance(text, str) and text:
                    found.setdefault((index, bool(part.get("thought"))), []).append(text)
    return found


def _goes_on(exchange: Exchange) -> bool:
    return _a_stream(exchange) and any(len(each) > 1 for each in _texts(exchange).values())


def _telling(text: str) -> bool:
    return len(text) >= _TELLING and len(set(text)) >= _VARIED


def _repeats(texts: list[str]) -> bool:
    """Whether each text holds the one before it, or one holds all before it."""
    pairs = list(pairwise(texts))
    grows = all(after.startswith(before) and after != before for before, after in pairs)
    again = any(
        texts[number].startswith(so_far)
        for number in range(1, len(texts))
        if _telling(so_far := "".join(texts[:number]))
    )
    return again or (grows and _telling(texts[-1]))


@check("stream.deltas", applies=_goes_on, mood=0.01)
def chunks_hold_what_is_new(exchange: Exchange) -> Iterator[Finding]:
    """A chunk holds the text that is new, not all so far."""
    for (index, _), texts in _texts(exchange).items():
        if len(texts) > 1 and _repeats(texts):
            yield Finding(
                pointer="",
                message=f"expected only new text in each chunk of candidate {index}; "
                "got a chunk that repeats all before it",
            )


def _thinks_aloud(exchange: Exchange) -> bool:
    return _a_stream(exchange) and any(each.get("thought") is True for _, each in parts(exchange))


@check("stream.thoughts-apart", applies=_thinks_aloud, mood=0.1)
def thoughts_come_in_chunks_of_their_own(exchange: Exchange) -> Iterator[Finding]:
    """A chunk holds a summary of thoughts or a text of the answer, not both."""
    for place, each in candidates(exchange):
        kinds = {
            part.get("thought") is True
            for _, part in below("", mapping(each, "content"), "parts")
            if part.get("text")
        }
        if len(kinds) > 1:
            yield Finding(
                pointer=f"{place}/content/parts", message="expected thoughts or answer, got both"
            )
