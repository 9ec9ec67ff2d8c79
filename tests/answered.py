"""Exchanges made by hand, with what was asked beside what was answered."""

import json
from collections.abc import Sequence
from typing import Any

from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange, Frame, Lost
from contract_tests.findings import Finding

MODEL = "gemini-2.5-flash"
LEVELS = "gemini-3-flash-preview"


def asking(text: str = "Hi", **fields: Any) -> dict[str, Any]:
    """A request."""
    return {"contents": [{"role": "user", "parts": [{"text": text}]}], **fields}


def answer(*parts: Any, usage: Any = None, **candidate: Any) -> dict[str, Any]:
    """A response of one candidate with these parts; STOP, unless told otherwise."""
    content = {"role": "model", "parts": list(parts)}
    whole = {"content": content, "finishReason": "STOP", **candidate}
    counts = {"promptTokenCount": 1, "totalTokenCount": 1} if usage is None else usage
    return {
        "candidates": [{key: value for key, value in whole.items() if value is not None}],
        "usageMetadata": counts,
    }


def unary(
    answered: Any, sent: Any = None, *, model: str = MODEL, lost: Sequence[Lost] = ()
) -> Exchange:
    """An exchange answered at once; *sent* None: nobody knows what was asked."""
    return Exchange(
        source="by hand",
        url=f"https://example.com/v1beta/models/{model}:generateContent",
        sent=sent,
        status=200,
        headers={"content-type": "application/json"},
        frames=(Frame(json.dumps(answered).encode()),),
        lost=frozenset(lost),
    )


def streamed(*answers: Any, sent: Any = None, model: str = MODEL) -> Exchange:
    """An exchange answered with an event for each value."""
    return Exchange(
        source="by hand",
        url=f"https://example.com/v1beta/models/{model}:streamGenerateContent?alt=sse",
        sent=sent,
        status=200,
        headers={"content-type": "text/event-stream"},
        frames=tuple(Frame(f"data: {json.dumps(each)}\r\n\r\n".encode()) for each in answers),
    )


def found(check: str, exchange: Exchange) -> list[Finding] | None:
    """What a check finds; None if it has nothing to look at."""
    rule = CHECKS[check]
    return list(rule.rule(exchange)) if rule.applies(exchange) else None


def said(check: str, exchange: Exchange) -> list[str] | None:
    """The messages of what a check finds."""
    findings = found(check, exchange)
    return None if findings is None else [each.message for each in findings]


def places(check: str, exchange: Exchange) -> list[str] | None:
    """The places of what a check finds."""
    findings = found(check, exchange)
    return None if findings is None else [each.pointer for each in findings]
