"""What is wrong with an answer: nothing here sends, and nothing knows how examples are drawn."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.asking.manners import code, message
from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding, Severity
from contract_tests.fuzzing.target.cause import (
    Cause,
    Failure,
    Kind,
    general_field,
    general_message,
)
from contract_tests.fuzzing.target.example import Example
from contract_tests.grouping import generalised
from contract_tests.judge import pointer
from contract_tests.looks import findings
from contract_tests.reproducing import shortened
from contract_tests.strategies import Invalid
from contract_tests.strategies.predictions import differences, kind_of
from mockserver.dialects import DIALECTS

_GOOD = 200
_SERVER_ERROR = 500
_TOLD_BY_WORDS = {"refused", "status"}
_TIMED = "stream.while-generated"  # when pieces come says more of how busy this machine is
_SAYS_NOTHING = (
    "bad_response_status_code"  # the gateway's, of a stream that was refused (cometapi.md 3.3)
)


def answer_failures(
    example: Example, exchange: Exchange, dialect: str, *, ours: bool
) -> Iterator[Failure]:
    """Yield what is wrong with one answer.

    *ours* says that the answer is the mock's: it has no moods, and knows every field that it sends.
    """
    if exchange.status != example.status:
        yield _wrong_status(example, exchange, dialect)
    elif example.invalid and code(exchange) != _SAYS_NOTHING:
        yield from _wrong_words(example.invalid, exchange, dialect)
    for each in findings(exchange, dialect):
        if each.claim != _TIMED and (ours or not _is_moody(each)):
            yield _violation(each, exchange, ours=ours)


def _is_moody(finding: Finding) -> bool:
    """Whether one answer alone says nothing, as a model has its moods."""
    return finding.check in CHECKS and CHECKS[finding.check].mood > 0


def _wrong_status(example: Example, exchange: Exchange, dialect: str) -> Failure:
    kind = _kind(example, exchange.status)
    what, place = example.flaw, general_field(example.invalid.field) if example.invalid else ""
    if kind in _TOLD_BY_WORDS:  # the same words for another flaw are the same thing to mend
        what, place = _words(example, exchange, dialect), ""
    return Failure(
        cause=Cause(kind, what, place, exchange.status),
        expected=f"status {_expected(example)}",
        came=got(exchange),
        exchange=exchange,
    )


def _words(example: Example, exchange: Exchange, dialect: str) -> str:
    """Return in what words something was refused that shouldn't have been, or with another status."""
    invalid, words = example.invalid, message(exchange) or exchange.text
    if not invalid or kind_of(words) != invalid.kind:
        return general_message(words)
    if any(differences(invalid, invalid.status, exchange.json, dialect)):
        return general_message(words)
    return f"as predicted, but for the status {invalid.status}"


def _wrong_words(invalid: Invalid, exchange: Exchange, dialect: str) -> Iterator[Failure]:
    for each in differences(invalid, exchange.status, exchange.json, dialect):
        yield Failure(
            cause=Cause("error", invalid.flaw, general_field(invalid.field), exchange.status),
            expected=f"{invalid.flaw}: {each}",
            came=got(exchange),
            exchange=exchange,
        )


def _kind(example: Example, status: int) -> Kind:
    if status >= _SERVER_ERROR:
        return "server error"
    if example.invalid is None:
        return "refused"
    return "accepted" if status == _GOOD else "status"


def _expected(example: Example) -> str:
    invalid = example.invalid
    if invalid is None:
        return f"{example.status}: the request is valid"
    at = f" at {invalid.field}" if invalid.field else ""
    return f"{example.status}: {invalid.flaw}{at} ({invalid.kind})"


def _violation(finding: Finding, exchange: Exchange, *, ours: bool) -> Failure:
    what = f"{finding.claim} ({finding.check})"
    severity: Severity = "breaking" if ours else finding.severity
    return Failure(
        cause=Cause("claim", what, generalised(finding.pointer), exchange.status),
        expected=f"{finding.claim}: {finding.message}",
        came=finding.example,
        exchange=exchange,
        severity=severity,
    )


def stream_failures(stream: Exchange, unary: Exchange, dialect: str) -> Iterator[Failure]:
    """Yield where a stream, put together, isn't the answer that the same request gets at once."""
    if not stream.status == unary.status == _GOOD:
        return
    whole = _chat_whole if stream.chats else _whole
    for place, one, other in contrasts(whole(unary, dialect), whole(stream, dialect)):
        yield Failure(
            cause=Cause("stream", "isn't the unary answer", generalised(place), stream.status),
            expected=f"put together, at {place or '/'}: {one}",
            came=other,
            exchange=stream,
        )
        return


def _whole(exchange: Exchange, dialect: str) -> Mapping[str, Any]:
    """Return what was answered in all, but for what no stream tells."""
    only = DIALECTS[dialect].unary_only
    candidates = [
        {name: each for name, each in candidate.items() if name not in only}
        for candidate in exchange.candidates
    ]
    return {**exchange.whole, **({"candidates": candidates} if candidates else {})}


def _chat_whole(exchange: Exchange, _: str) -> Mapping[str, Any]:
    """Return what a chat was answered in all; the usage is told on demand, and held by a claim."""
    heads = [{name: each.get(name) for name in _HEAD} for each in exchange.completions[:1]]
    return {"choices": exchange.choices, "heads": heads}


_HEAD = ("id", "created", "model")


def repetition_failures(first: Exchange, second: Exchange) -> Iterator[Failure]:
    """Yield how the answers to one request, sent twice, differ."""
    if (first.status, first.body) != (second.status, second.body):
        yield Failure(
            cause=Cause("repetition", "isn't the same answer", "", second.status),
            expected=f"the same bytes again: {got(first)}",
            came=got(second),
            exchange=second,
        )


def contrasts(one: Any, other: Any, *steps: str | int) -> Iterator[tuple[str, str, str]]:
    """Yield where two JSON values differ: the pointer, and what stands there in each."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from contrasts(_in(one, key), _in(other, key), *steps, key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from contrasts(left, right, *steps, index)
    elif one != other:
        yield pointer(steps), _shown(one), _shown(other)


_NOTHING = object()


def _in(holder: Mapping[str, Any], key: str) -> Any:
    return holder.get(key, _NOTHING)


def _shown(value: Any) -> str:
    return "nothing" if value is _NOTHING else shortened(json.dumps(value, ensure_ascii=False))


def got(exchange: Exchange) -> str:
    """Say what came: the status, and how the body begins."""
    return f"{exchange.status}: {shortened(' '.join(exchange.text.split()))}"
