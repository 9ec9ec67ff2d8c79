"""A log line for each exchange, once its answer has ended: without keys, and without the query."""

import logging

from mockserver.exchange import Exchange
from mockserver.journal import Progress, redacting

logger = logging.getLogger("mockserver")

_LONGEST = 2_000  # characters of warnings in a line


def write(exchange: Exchange, number: int, progress: Progress, seconds: float) -> None:
    """Log an exchange, numbered as in the journal; in JSON all that is known stands in members."""
    level = logging.WARNING if exchange.warnings else logging.INFO
    if not logger.isEnabledFor(level):
        return
    call, reply = exchange.call, exchange.reply
    redaction = redacting(call)
    warnings = redaction.text(" | ".join(exchange.warnings))[:_LONGEST]
    logger.log(
        level,
        "%s %s %d%s",
        call.method,
        _printable(redaction.text(call.path)),
        reply.status,
        _printable(_beside(exchange, progress, warnings)),
        extra={
            "number": number,
            "method": call.method,
            "path": redaction.text(call.path),
            "status": reply.status,
            "operation": exchange.operation,
            "model": redaction.text(exchange.model),
            "seed": exchange.seed,
            "namespace": call.namespace,
            "stub": exchange.stub,
            "recording": exchange.recording,
            "unmatched": exchange.unmatched,
            "faults": ", ".join(exchange.faults),
            "progress": progress,
            "seconds": round(seconds, 6),
            "request_bytes": len(call.body),
            "response_bytes": sum(len(each.data) for each in reply.frames),
            "warnings": warnings,
        },
    )


def _beside(exchange: Exchange, progress: Progress, warnings: str) -> str:
    """Return what people want to know beside the status: what was out of the ordinary."""
    told = [
        f"in {exchange.call.namespace}" if exchange.call.namespace else "",
        f"stub {exchange.stub}" if exchange.stub else "",
        f"recording {exchange.recording}" if exchange.recording else "",
        "unmatched" if exchange.unmatched else "",
        *exchange.faults,
        progress if progress != "sent" else "",
    ]
    short = "; ".join(filter(None, told))
    return "".join([f" [{short}]" if short else "", f" ({warnings})" if warnings else ""])


def _printable(text: str) -> str:
    """Keep control characters out of a log line."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
