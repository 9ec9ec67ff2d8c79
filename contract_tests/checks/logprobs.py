"""Checks of log probabilities."""

from collections.abc import Iterator
from typing import Any

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import places
from contract_tests.reading.members import mapping, rows, whole_number
from contract_tests.reading.places import Placed

_NOISE = 0.001  # recorded averages are above 0 by a few millionths


def _averaged(exchange: Exchange) -> list[Placed]:
    return [each for each in places.candidates(exchange) if "avgLogprobs" in each.value]


def _has_average(exchange: Exchange) -> bool:
    return bool(_averaged(exchange))


@check("logprobs.average", applies=_has_average)
def average_is_of_probabilities(exchange: Exchange) -> Iterator[Finding]:
    """The average log probability isn't above 0."""
    for each in _averaged(exchange):
        average = each.value["avgLogprobs"]
        if isinstance(average, int | float) and average > _NOISE:
            yield Finding(
                pointer=f"{each.pointer}/avgLogprobs", message=f"expected 0 or less, got {average}"
            )


def _streams(exchange: Exchange) -> bool:
    return exchange.streams and bool(exchange.candidates)


@check("logprobs.unary", applies=_streams)
def streams_tell_no_average(exchange: Exchange) -> Iterator[Finding]:
    """A stream has no average log probability."""
    for each in _averaged(exchange):
        yield Finding(pointer=f"{each.pointer}/avgLogprobs", message="an average, in a stream")


def _results(exchange: Exchange) -> list[Placed]:
    return [
        Placed(f"{each.pointer}/logprobsResult", mapping(each.value, "logprobsResult"))
        for each in places.candidates(exchange)
        if mapping(each.value, "logprobsResult")
    ]


def _has_results(exchange: Exchange) -> bool:
    return bool(_results(exchange))


def _has_results_and_request(exchange: Exchange) -> bool:
    return _has_results(exchange) and isinstance(exchange.sent, dict)


@check("logprobs.asked-for", applies=_has_results_and_request)
def log_probabilities_come_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """Log probabilities of tokens come only with responseLogprobs."""
    if mapping(exchange.request, "generationConfig").get("responseLogprobs") is not True:
        yield Finding(
            pointer=_results(exchange)[0].pointer,
            message="log probabilities, without responseLogprobs",
        )


@check("logprobs.steps", applies=_has_results)
def both_lists_have_a_row_a_step(exchange: Exchange) -> Iterator[Finding]:
    """The tokens that were chosen and those that could have been are as many."""
    for each in _results(exchange):
        chosen, top = rows(each.value, "chosenCandidates"), rows(each.value, "topCandidates")
        if chosen and top and len(chosen) != len(top):
            yield Finding(
                pointer=each.pointer,
                message=f"expected as many topCandidates as the {len(chosen)} chosen, got {len(top)}",
            )


def _tokens(result: dict[str, Any]) -> list[dict[str, Any]]:
    top = [token for each in rows(result, "topCandidates") for token in rows(each, "candidates")]
    return rows(result, "chosenCandidates") + top


@check("logprobs.negative", applies=_has_results)
def log_probabilities_are_not_above_0(exchange: Exchange) -> Iterator[Finding]:
    """No token's log probability is above 0."""
    for each in _results(exchange):
        told = [token.get("logProbability", 0) for token in _tokens(each.value)]
        if above := [one for one in told if isinstance(one, int | float) and one > 0]:
            yield Finding(pointer=each.pointer, message=f"expected 0 or less, got {above[0]}")


def _has_alternatives(exchange: Exchange) -> bool:
    told = isinstance(exchange.sent, dict)
    return told and any(rows(each.value, "topCandidates") for each in _results(exchange))


@check("logprobs.top", applies=_has_alternatives)
def no_more_alternatives_than_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """A step has no more topCandidates than logprobs asks for."""
    wanted = whole_number(mapping(exchange.request, "generationConfig"), "logprobs") or 0
    for each in _results(exchange):
        steps = rows(each.value, "topCandidates")
        most = max((len(rows(step, "candidates")) for step in steps), default=0)
        if most > max(wanted, 1):
            yield Finding(
                pointer=f"{each.pointer}/topCandidates",
                message=f"expected up to {wanted} a step, got {most}",
            )
