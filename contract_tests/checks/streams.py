"""Checks of how a stream goes on and ends."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding


def _a_stream(exchange: Exchange) -> bool:
    return exchange.streams and bool(exchange.responses)


@check("stream.finish-last", applies=_a_stream)
def finish_reason_comes_last(exchange: Exchange) -> Iterator[Finding]:
    """Each candidate ends once, in its last chunk."""
    ends = [
        number
        for number, each in enumerate(exchange.responses)
        if any("finishReason" in candidate for candidate in each.get("candidates", []))
    ]
    last = len(exchange.responses) - 1
    if ends != [last] and "promptFeedback" not in exchange.whole:
        yield Finding(
            pointer=f"/{last}/candidates/0/finishReason",
            message=f"expected it in the last chunk, {last}, and no other; it is in {ends or 'none'}",
        )
