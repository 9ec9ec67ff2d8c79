"""Checks of token counts."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding

_SUMMANDS = (
    "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount",
)  # fmt: skip


def _counted(exchange: Exchange) -> bool:
    return "totalTokenCount" in exchange.usage


@check("usage.total", applies=_counted)
def total_is_the_sum(exchange: Exchange) -> Iterator[Finding]:
    """The total is prompt, candidates, thoughts and tool use together."""
    usage = exchange.usage
    total = sum(usage.get(each, 0) for each in _SUMMANDS)
    if usage["totalTokenCount"] != total:
        yield Finding(
            pointer="/usageMetadata/totalTokenCount",
            message=f"expected the sum {total}, got {usage['totalTokenCount']}",
        )
