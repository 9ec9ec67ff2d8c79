"""Checks of what a request limits: length, number of candidates, sequences to stop at."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding

_SLACK = 8  # tokens; 33 of 32 are recorded
_OVERRUN = 0.02  # the share of answers that overrun by more


def _number(value: object) -> int:
    """Return a count, and 0 for whatever isn't one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _most(exchange: Exchange) -> int:
    return _number(exchange.config.get("maxOutputTokens"))


def _said(exchange: Exchange) -> int:
    return _number(exchange.usage.get("candidatesTokenCount"))


def _thought(exchange: Exchange) -> int:
    return _number(exchange.usage.get("thoughtsTokenCount"))


def _together(exchange: Exchange) -> int:
    """Return how many tokens all candidates may have; 0 if nothing limits them."""
    return _most(exchange) * max(1, len(exchange.candidates))


@check(
    "limits.max-output-tokens",
    applies=lambda exchange: _most(exchange) > 0 and _said(exchange) > 0,
    mood=_OVERRUN,
)
def output_keeps_its_limit(exchange: Exchange) -> Iterator[Finding]:
    """Candidates have no more tokens than each may."""
    if _said(exchange) > _together(exchange) + _SLACK:
        yield Finding(
            pointer=f"{_last(exchange)}/usageMetadata/candidatesTokenCount",
            message=f"expected at most {_together(exchange)} tokens of candidates, got"
            f" {_said(exchange)}",
        )


@check(
    "limits.thoughts-count",
    applies=lambda exchange: _most(exchange) > 0 and _thought(exchange) > 0,
    mood=_OVERRUN,
)
def thoughts_use_up_the_limit(exchange: Exchange) -> Iterator[Finding]:
    """Candidates and thoughts together have no more tokens than each candidate may."""
    spent = _said(exchange) + _thought(exchange)
    if spent > _together(exchange) + _SLACK:
        yield Finding(
            pointer=f"{_last(exchange)}/usageMetadata/thoughtsTokenCount",
            message=f"expected at most {_together(exchange)} tokens of candidates and thoughts, got"
            f" {spent}",
        )


def _unlimited(exchange: Exchange) -> bool:
    return (
        "contents" in exchange.request
        and "maxOutputTokens" not in exchange.config
        and any("finishReason" in each for each in exchange.candidates)
    )


@check("limits.max-tokens-reason", applies=_unlimited, mood=0.05)
def nothing_ends_for_a_limit_unasked(exchange: Exchange) -> Iterator[Finding]:
    """MAX_TOKENS is why a candidate ends only if the request set a limit, or it got very long."""
    for number, each in enumerate(exchange.candidates):
        if each.get("finishReason") == "MAX_TOKENS":
            yield Finding(
                pointer=f"{_last(exchange)}/candidates/{number}/finishReason",
                message="expected another reason where maxOutputTokens isn't set, got MAX_TOKENS",
            )


def _stops(exchange: Exchange) -> list[str]:
    found = exchange.config.get("stopSequences")
    listed = found if isinstance(found, list) else []
    return [each for each in listed if isinstance(each, str) and each]


def _stopped(exchange: Exchange) -> bool:
    return bool(_stops(exchange)) and any(_texts(exchange))


@check("limits.stop-sequences", applies=_stopped)
def stop_sequences_are_not_said(exchange: Exchange) -> Iterator[Finding]:
    """No text has a stop sequence in it."""
    for pointer, text in _texts(exchange):
        for each in _stops(exchange):
            if each in text:
                yield Finding(pointer=pointer, message=f"expected it to end before {each!r}")


def _texts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield the texts, thoughts left out; in a stream each is whole, and told where it ends."""
    for number, candidate in enumerate(exchange.candidates):
        for place, part in enumerate(candidate.get("content", {}).get("parts", [])):
            if isinstance(part.get("text"), str) and not part.get("thought"):
                here = "content" if exchange.streams else f"content/parts/{place}/text"
                yield f"{_last(exchange)}/candidates/{number}/{here}", part["text"]


def _several(exchange: Exchange) -> bool:
    return "contents" in exchange.request and bool(exchange.candidates)


@check("limits.candidate-count", applies=_several)
def no_more_candidates_than_asked(exchange: Exchange) -> Iterator[Finding]:
    """There are at most as many candidates as were asked for; one, if the request doesn't say."""
    most = _number(exchange.config.get("candidateCount")) or 1
    if len(exchange.candidates) > most:
        yield Finding(
            pointer=f"{_last(exchange)}/candidates",
            message=f"expected at most {most}, got {len(exchange.candidates)}",
        )


def _last(exchange: Exchange) -> str:
    """Return the pointer to the answer, or to the last chunk of a stream."""
    return f"/{len(exchange.answers) - 1}" if exchange.streams else ""
