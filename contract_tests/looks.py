"""Every check looks at an exchange; what each saw.

What the schemas say is held here too: a finding about a member of an answer violates the claim whose
*fields* name it most closely, and else ``schema.answers``, ``schema.chat`` or ``schema.errors``.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache

from contract_tests import checks as _checks  # noqa: F401 - registers them
from contract_tests import judge
from contract_tests.check import CHECKS
from contract_tests.checks.errors import passes_on
from contract_tests.claims import applying
from contract_tests.exchange import Exchange, NotToldError
from contract_tests.findings import Finding, severity
from contract_tests.reproducing import curl, excerpt

ANSWERS = "schema.answers"
ERRORS = "schema.errors"
CHATS = "schema.chat"
PASSED_ON = "error.passed-on"
_NUMBER = re.compile(r"/\d+(?=/|$)")

_SCHEMAS = {
    "generateContent": "gemini/generate_content_response.json",
    "streamGenerateContent": "gemini/generate_content_chunk.json",
    "countTokens": "gemini/count_tokens_response.json",
    "embedContent": "gemini/embed_content_response.json",
    "batchEmbedContents": "gemini/batch_embed_contents_response.json",
    "chat.completions": "openai/chat_completion.json",
}
_CHUNKS = {
    "generateContent": _SCHEMAS[
        "streamGenerateContent"
    ],  # if alt=sse, it is answered with events, too
    "chat.completions": "openai/chat_completion_chunk.json",
}
_GOOD = 200
_REFUSED = 400


@dataclass(frozen=True, slots=True)
class Look:
    """What one check saw of one claim in one exchange."""

    claim: str
    check: str
    findings: tuple[Finding, ...] = ()


def looks(exchange: Exchange, dialect: str) -> Iterator[Look]:
    """Yield what every check that applies saw; of an exchange that says whose it is, by that.

    A check that wants to know what a capture doesn't tell can't look. Nor can any, where the end of
    the answer wasn't waited for.
    """
    if "end" in exchange.lost:
        return
    dialect = exchange.dialect or dialect
    applies = applying(dialect)
    for each in CHECKS.values():
        if each.claim in applies:
            with suppress(NotToldError):
                if each.applies(exchange):
                    yield Look(each.claim, each.name, tuple(each.rule(exchange)))
    yield from _schema_looks(exchange, dialect)


def findings(exchange: Exchange, dialect: str) -> Iterator[Finding]:
    """Yield what the checks found, with all that a report needs."""
    for look in looks(exchange, dialect):
        yield from complete(look, exchange, dialect)


def complete(look: Look, exchange: Exchange, dialect: str) -> Iterator[Finding]:
    """Yield the findings of a look, graded, with an example and a command that asks again."""
    claim = applying(exchange.dialect or dialect)[look.claim]
    for each in look.findings:
        yield replace(
            each,
            claim=claim.id,
            check=look.check,
            severity=severity(claim.grades[exchange.dialect or dialect], additive=each.additive),
            source=exchange.source,
            example=each.example or excerpt(exchange, each.pointer),
            curl=curl(exchange),
        )


def members(payload: object, path: str = "") -> Iterator[str]:
    """Yield the path of every member of a payload, as claims write them, free-form ones too."""
    yield from (place for place, _ in values(payload, path))


def values(payload: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield the path of every member of a payload, with its value."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            place = f"{path}.{key}".lstrip(".")
            yield place, value
            yield from values(value, place)
    elif isinstance(payload, list):
        for each in payload:
            yield from values(each, f"{path}[]")


def _schema_looks(exchange: Exchange, dialect: str) -> Iterator[Look]:
    if exchange.status >= _REFUSED and isinstance(exchange.json, dict | list):
        found = tuple(judge.findings(f"errors/{dialect}.json", exchange.json))
        passed_on = PASSED_ON in applying(dialect) and passes_on(exchange)
        yield Look(PASSED_ON if passed_on else ERRORS, "schema", found)
    elif exchange.status == _GOOD and exchange.operator in _SCHEMAS:
        yield from _answer_looks(exchange, dialect)


def _answer_looks(exchange: Exchange, dialect: str) -> Iterator[Look]:
    rest = CHATS if exchange.chats else ANSWERS
    if rest not in applying(dialect):
        return
    by_claim: dict[str, list[Finding]] = {rest: []} if exchange.answers else {}
    fields = _fields(dialect, chats=exchange.chats)
    for place in _seen(exchange):
        if place in fields:
            by_claim.setdefault(fields[place], [])
    for each in _schema_findings(exchange):
        by_claim.setdefault(_claim_of(each.pointer, fields, rest), []).append(each)
    yield from (Look(claim, "schema", tuple(by_claim[claim])) for claim in by_claim)


def _schema_findings(exchange: Exchange) -> Iterator[Finding]:
    schemas = {**_SCHEMAS, **_CHUNKS} if exchange.is_events else _SCHEMAS
    schema = schemas[exchange.operator]
    many = len(exchange.answers) > 1 or exchange.in_pieces
    for number, answer in enumerate(exchange.answers):
        if "error" not in answer:
            step = f"/{number}" if many else ""
            for each in judge.findings(schema, answer):
                yield replace(each, pointer=step + each.pointer)


@cache
def _fields(dialect: str, *, chats: bool) -> Mapping[str, str]:
    """Return the claim about each member of an answer, by either face."""
    return {
        field: claim.id
        for claim in applying(dialect).values()
        for field in claim.fields
        if claim.of_chat == chats
    }


def _seen(exchange: Exchange) -> set[str]:
    return {place for answer in exchange.answers for place in members(answer)}


def _claim_of(pointer: str, fields: Mapping[str, str], rest: str) -> str:
    """Return the claim whose field is nearest to a place."""
    place = _place(pointer)
    while place:
        if place in fields:
            return fields[place]
        place = place.rpartition("." if not place.endswith("[]") else "[]")[0]
    return rest


def _place(pointer: str) -> str:
    """Write a JSON pointer as claims write fields: ``candidates[].content.role``."""
    return _NUMBER.sub("[]", pointer).replace("/", ".").lstrip("[].")
