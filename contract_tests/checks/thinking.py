"""Checks of how a model thinks, and of what it tells of it."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked, places
from contract_tests.reading.members import endings, parts, whole_number
from contract_tests.reading.places import Placed

_SLACK = 1.25  # a budget may be overrun a little


def _thoughts(exchange: Exchange) -> list[Placed]:
    """Return the texts that are thoughts; interim pictures are none."""
    return [x for x in places.parts(exchange) if x.value.get("thought") and "text" in x.value]


def _count(exchange: Exchange) -> int:
    return whole_number(exchange.usage, "thoughtsTokenCount") or 0


def _may_not_think(exchange: Exchange) -> bool:
    off = asked.thinking_budget(exchange) == 0 and "2.5-flash" in exchange.model
    return off and bool(exchange.candidates)


@check("thinking.budget-zero", applies=_may_not_think)
def budget_zero_is_kept(exchange: Exchange) -> Iterator[Finding]:
    """With a budget of 0 no thoughts are counted, and none are told."""
    if count := _count(exchange):
        yield Finding(
            pointer="/usageMetadata/thoughtsTokenCount",
            message=f"expected none with a budget of 0, got {count}",
        )
    for each in _thoughts(exchange):
        yield Finding(pointer=each.pointer, message="a thought, with a budget of 0")


def _has_budget(exchange: Exchange) -> bool:
    budget = asked.thinking_budget(exchange) or 0
    return budget > 0 and asked.generation(exchange) == 2 and bool(exchange.usage)  # noqa: PLR2004


@check("thinking.within-budget", applies=_has_budget, mood=0.1)
def thoughts_stay_within_the_budget(exchange: Exchange) -> Iterator[Finding]:
    """A model that is given a budget doesn't think much beyond it."""
    budget = asked.thinking_budget(exchange) or 0
    if _count(exchange) > budget * _SLACK:
        yield Finding(
            pointer="/usageMetadata/thoughtsTokenCount",
            message=f"expected about {budget} at the most, got {_count(exchange)}",
        )


def _tells_no_thoughts(exchange: Exchange) -> bool:
    told = asked.thinking(exchange).get("includeThoughts") is True
    return asked.is_told(exchange) and not told and bool(exchange.parts)


@check("thinking.asked-for", applies=_tells_no_thoughts)
def thoughts_come_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """A text that is a thought comes only with includeThoughts."""
    for each in _thoughts(exchange):
        yield Finding(pointer=each.pointer, message="a thought, without includeThoughts")


def _tells_thoughts(exchange: Exchange) -> bool:
    return bool(_thoughts(exchange)) and bool(endings(exchange)) and bool(exchange.usage)


@check("thinking.counted", applies=_tells_thoughts, mood=0.1)
def thoughts_that_are_told_are_counted(exchange: Exchange) -> Iterator[Finding]:
    """Where thoughts are told, thoughtsTokenCount counts them."""
    if not _count(exchange):
        yield Finding(
            pointer="/usageMetadata/thoughtsTokenCount",
            message="expected a count beside thoughts, got none",
        )


def _thinks_before_it_speaks(exchange: Exchange) -> bool:
    return bool(_thoughts(exchange)) and "codeExecution" not in asked.tools(exchange)


@check("thinking.first", applies=_thinks_before_it_speaks, mood=0.1)
def thoughts_come_first(exchange: Exchange) -> Iterator[Finding]:
    """Thoughts come before the answer, not in it and not behind."""
    for candidate in exchange.candidates:
        spoken = False
        for part in parts(candidate):
            thought = bool(part.get("thought"))
            if thought and spoken and "text" in part:
                yield Finding(pointer="/candidates", message="a thought behind the answer's text")
            spoken = spoken or (not thought and bool(part.get("text")))


def _marks_thoughts(exchange: Exchange) -> bool:
    return any("thought" in each for each in exchange.parts)


@check("thinking.mark", applies=_marks_thoughts)
def the_mark_of_a_thought_is_true(exchange: Exchange) -> Iterator[Finding]:
    """What is no thought has no mark at all."""
    for each in places.parts(exchange):
        if each.value.get("thought", True) is not True:
            yield Finding(
                pointer=f"{each.pointer}/thought",
                message=f"expected true or nothing, got {each.value['thought']!r}",
            )
