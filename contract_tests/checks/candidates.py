"""Checks of candidates and their parts."""

from collections import Counter
from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.encoded import decodes
from contract_tests.reading.members import is_count, mapping
from contract_tests.reading.places import below, candidates, parts, responses

_DATA = frozenset({
    "text", "inlineData", "functionCall", "functionResponse", "fileData", "executableCode",
    "codeExecutionResult", "toolCall", "toolResponse",
})  # fmt: skip


def _has_responses(exchange: Exchange) -> bool:
    return bool(exchange.responses)


@check("answer.candidates-or-feedback", applies=_has_responses)
def something_is_answered(exchange: Exchange) -> Iterator[Finding]:
    """An answer has candidates, or says why the prompt was blocked."""
    if not exchange.candidates and "blockReason" not in mapping(exchange.whole, "promptFeedback"):
        yield Finding(
            pointer="",
            message=f"expected candidates or a blockReason, got {', '.join(exchange.whole) or '{}'}",
        )


def _unary(exchange: Exchange) -> bool:
    return not exchange.streams and bool(exchange.candidates)


@check("finish.present", applies=_unary)
def every_candidate_says_why_it_ended(exchange: Exchange) -> Iterator[Finding]:
    """Every candidate of an answer in one piece has a finish reason."""
    for place, each in candidates(exchange):
        if not isinstance(each.get("finishReason"), str):
            yield Finding(
                pointer=place,
                message=f"expected a finishReason, got {each.get('finishReason', 'none')}",
            )


def _indexed(exchange: Exchange) -> bool:
    return any("index" in each for _, each in candidates(exchange))


@check("candidate.index", applies=_indexed)
def indexes_count_the_candidates(exchange: Exchange) -> Iterator[Finding]:
    """Indexes are below the number of candidates asked for, and each comes once in a response."""
    asked = exchange.config.get("candidateCount", 1)
    known = range(asked if is_count(asked) else 1)
    for place, response in responses(exchange):
        found = [each.get("index", 0) for _, each in below(place, response, "candidates")]
        counts = Counter(each for each in found if is_count(each))
        if any(count > 1 or index not in known for index, count in counts.items()):
            yield Finding(
                pointer=f"{place}/candidates",
                message=f"expected indexes of {len(known)} candidates, each once; got {found}",
            )


def _has_role(exchange: Exchange) -> bool:
    return any("role" in mapping(each, "content") for _, each in candidates(exchange))


@check("candidate.role", applies=_has_role)
def the_model_speaks(exchange: Exchange) -> Iterator[Finding]:
    """The role of an answer is that of the model."""
    for place, each in candidates(exchange):
        role = mapping(each, "content").get("role", "model")
        if role != "model":
            yield Finding(
                pointer=f"{place}/content/role", message=f"expected 'model', got {role!r}"
            )


def _has_parts(exchange: Exchange) -> bool:
    return any(True for _ in parts(exchange))


@check("part.one-datum", applies=_has_parts)
def a_part_holds_one_thing(exchange: Exchange) -> Iterator[Finding]:
    """Each part has exactly one of text, data, calls and what else can stand in one."""
    for place, each in parts(exchange):
        held = sorted(each.keys() & _DATA)
        # A member that nobody knows yet may be another kind of data.
        if len(held) > 1 or (not held and not each.keys() - {"thought", "thoughtSignature"}):
            yield Finding(
                pointer=place,
                message=f"expected exactly one member with data, got {' and '.join(held) or 'none'}",
            )


def _bytes(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield what is written in base64, with its place."""
    for place, each in parts(exchange):
        signature, data = each.get("thoughtSignature"), mapping(each, "inlineData").get("data")
        if isinstance(signature, str):
            yield f"{place}/thoughtSignature", signature
        if isinstance(data, str):
            yield f"{place}/inlineData/data", data


def _has_bytes(exchange: Exchange) -> bool:
    return "base64" not in exchange.lost and any(True for _ in _bytes(exchange))


@check("part.base64", applies=_has_bytes)
def bytes_are_base64(exchange: Exchange) -> Iterator[Finding]:
    """Data and signatures are base64, and not empty."""
    for place, value in _bytes(exchange):
        if not value or not decodes(value):
            yield Finding(pointer=place, message=f"expected base64, got {value[:40]!r}")
