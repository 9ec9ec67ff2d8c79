"""Checks of thought signatures: which parts carry one."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked, places
from contract_tests.reading.members import parts, whole_number

_SIGNS_CALLS = 3  # the generation from which calls must be signed


def _calls_of_3(exchange: Exchange) -> bool:
    calls = any("functionCall" in each for each in exchange.parts)
    return calls and asked.generation(exchange) >= _SIGNS_CALLS


@check("signatures.first-call", applies=_calls_of_3)
def the_first_call_is_signed(exchange: Exchange) -> Iterator[Finding]:
    """From Gemini 3 on the first function call of an answer carries a thoughtSignature."""
    for candidate in exchange.candidates:
        calls = [each for each in parts(candidate) if "functionCall" in each]
        if calls and not calls[0].get("thoughtSignature"):
            yield Finding(
                pointer="/candidates/0/content/parts",
                message="expected a thoughtSignature on the first function call, got none",
            )


def _calls_twice(exchange: Exchange) -> bool:
    return any(
        sum("functionCall" in each for each in parts(candidate)) > 1
        for candidate in exchange.candidates
    )


@check("signatures.only-first", applies=_calls_twice)
def further_calls_are_not_signed(exchange: Exchange) -> Iterator[Finding]:
    """Of calls that are made together only the first carries a thoughtSignature."""
    for candidate in exchange.candidates:
        calls = [each for each in parts(candidate) if "functionCall" in each]
        if any("thoughtSignature" in each for each in calls[1:]):
            yield Finding(
                pointer="/candidates/0/content/parts",
                message="a thoughtSignature on a function call that isn't the first",
            )


def _signed_by_2_5(exchange: Exchange) -> bool:
    known = "gemini-2.5" in exchange.model and asked.is_told(exchange)
    return known and any("thoughtSignature" in each for each in exchange.parts)


@check("signatures.with-thoughts", applies=_signed_by_2_5)
def gemini_2_5_signs_where_it_thought(exchange: Exchange) -> Iterator[Finding]:
    """Gemini 2.5 signs only where it has thought and tools were given."""
    thought = whole_number(exchange.usage, "thoughtsTokenCount")
    tooled = bool(asked.tools(exchange))
    if not (thought and tooled):
        signed = next(x for x in places.parts(exchange) if "thoughtSignature" in x.value)
        yield Finding(
            pointer=f"{signed.pointer}/thoughtSignature",
            message=f"a signature after {thought or 'no'} thoughts, {'with' if tooled else 'without'} tools",
        )
