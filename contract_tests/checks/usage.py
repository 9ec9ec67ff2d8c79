"""Checks of token counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.members import is_count, mapping
from contract_tests.reading.places import below, responses

_SUMMANDS = (
    "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount",
)  # fmt: skip
_COUNTS = (*_SUMMANDS, "cachedContentTokenCount", "totalTokenCount")
_DETAILS: Mapping[str, str] = {
    "promptTokensDetails": "promptTokenCount",
    "candidatesTokensDetails": "candidatesTokenCount",
    "cacheTokensDetails": "cachedContentTokenCount",
    "toolUsePromptTokensDetails": "toolUsePromptTokenCount",
}
_OTHER_WAYS = frozenset({"executableCode", "codeExecutionResult", "toolCall", "toolResponse"})
_RARE = 0.02  # of 2734 recorded answers 1 broke the sum of the prompt without having run a tool


def _blocked(exchange: Exchange) -> bool:
    return "blockReason" in mapping(exchange.whole, "promptFeedback")


def _answered(exchange: Exchange) -> bool:
    """Whether something was generated, and did end: a stream that broke off never came to count."""
    whole = not exchange.streams or _ended(exchange)
    return bool(exchange.responses) and whole and not _blocked(exchange)


def _usages(exchange: Exchange) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, each in responses(exchange):
        if usage := mapping(each, "usageMetadata"):
            yield f"{place}/usageMetadata", usage


@check("usage.present", applies=_answered)
def usage_is_told(exchange: Exchange) -> Iterator[Finding]:
    """What was generated comes with counts; in a stream, one of the chunks has them."""
    if not any(is_count(exchange.usage.get(each)) for each in _COUNTS):
        yield Finding(
            pointer="/usageMetadata",
            message=f"expected token counts, got {exchange.usage or 'nothing'}",
        )


def _counted(exchange: Exchange) -> bool:
    return any(is_count(usage.get("totalTokenCount")) for _, usage in _usages(exchange))


@check("usage.total", applies=_counted)
def total_is_the_sum(exchange: Exchange) -> Iterator[Finding]:
    """The total is prompt, candidates, thoughts and tool use together."""
    for place, usage in _usages(exchange):
        summands = [each for each in map(usage.get, _SUMMANDS) if is_count(each)]
        total = usage.get("totalTokenCount")
        if is_count(total) and total != sum(summands):
            yield Finding(
                pointer=f"{place}/totalTokenCount",
                message=f"expected the sum of {summands}, {sum(summands)}; got {total}",
            )


def _has_counts(exchange: Exchange) -> bool:
    return any(name in usage for _, usage in _usages(exchange) for name in _COUNTS)


@check("usage.counts", applies=_has_counts)
def counts_are_whole_numbers(exchange: Exchange) -> Iterator[Finding]:
    """Counts are whole numbers, and none is below 0."""
    for place, usage in _usages(exchange):
        for name in _COUNTS:
            value = usage.get(name, 0)
            if not is_count(value) or value < 0:
                yield Finding(
                    pointer=f"{place}/{name}",
                    message=f"expected a whole number from 0 on, got {value!r}",
                )


def _details(exchange: Exchange, name: str) -> list[dict[str, Any]]:
    return [each for _, each in below("", exchange.usage, name)]


def _has_sum(exchange: Exchange, name: str) -> bool:
    return bool(_details(exchange, name)) and is_count(exchange.usage.get(_DETAILS[name], 0))


def _sum(exchange: Exchange, name: str) -> Iterator[Finding]:
    counts = [each.get("tokenCount", 0) for each in _details(exchange, name)]
    total = sum(each for each in counts if is_count(each))
    count = exchange.usage.get(_DETAILS[name], 0)
    if total != count:
        yield Finding(
            pointer=f"/usageMetadata/{name}",
            message=f"expected them to sum up to {_DETAILS[name]}, {count}; got {counts}",
        )


def _has_plain_prompt(exchange: Exchange) -> bool:
    """Whether the prompt is detailed, and no tool added to it: what it did isn't detailed (recorded)."""
    added = "toolUsePromptTokenCount" in exchange.usage
    ran = any(each.keys() & _OTHER_WAYS for each in exchange.parts)
    return _has_sum(exchange, "promptTokensDetails") and not added and not ran


@check("usage.prompt-sum", applies=_has_plain_prompt, mood=_RARE)
def prompt_details_sum_up(exchange: Exchange) -> Iterator[Finding]:
    """The details of the prompt sum up to its count."""
    yield from _sum(exchange, "promptTokensDetails")


def _has_text_details(exchange: Exchange) -> bool:
    """Whether text is among the details: beside a picture it isn't always (recorded)."""
    details = _details(exchange, "candidatesTokensDetails")
    texts = any(each.get("modality") == "TEXT" for each in details)
    return texts and _has_sum(exchange, "candidatesTokensDetails")


@check("usage.candidates-sum", applies=_has_text_details, mood=_RARE)
def candidates_details_sum_up(exchange: Exchange) -> Iterator[Finding]:
    """The details of the candidates sum up to their count."""
    yield from _sum(exchange, "candidatesTokensDetails")


@check("usage.cache-sum", applies=lambda exchange: _has_sum(exchange, "cacheTokensDetails"))
def cache_details_sum_up(exchange: Exchange) -> Iterator[Finding]:
    """The details of what was cached sum up to its count."""
    yield from _sum(exchange, "cacheTokensDetails")


@check("usage.tool-sum", applies=lambda exchange: _has_sum(exchange, "toolUsePromptTokensDetails"))
def tool_details_sum_up(exchange: Exchange) -> Iterator[Finding]:
    """The details of what tools gave sum up to its count."""
    yield from _sum(exchange, "toolUsePromptTokensDetails")


def _detailed(exchange: Exchange) -> bool:
    return any(_details(exchange, name) for name in _DETAILS)


@check("usage.modality-once", applies=_detailed)
def modalities_come_once(exchange: Exchange) -> Iterator[Finding]:
    """No modality stands twice in a list of details."""
    for name in _DETAILS:
        modalities = Counter(str(each.get("modality")) for each in _details(exchange, name))
        twice = [each for each, count in modalities.items() if count > 1]
        if twice:
            yield Finding(
                pointer=f"/usageMetadata/{name}",
                message=f"expected each modality once, got {', '.join(twice)} more often",
            )


def _cached(exchange: Exchange) -> bool:
    names = ("cachedContentTokenCount", "promptTokenCount")
    return all(is_count(exchange.usage.get(each)) for each in names)


@check("usage.cached-within-prompt", applies=_cached)
def the_prompt_includes_what_was_cached(exchange: Exchange) -> Iterator[Finding]:
    """Cached tokens are among those of the prompt."""
    cached, prompt = (
        exchange.usage["cachedContentTokenCount"],
        exchange.usage["promptTokenCount"],
    )
    if cached > prompt:
        yield Finding(
            pointer="/usageMetadata/cachedContentTokenCount",
            message=f"expected at most the {prompt} of the prompt, got {cached}",
        )


def _in_chunks(exchange: Exchange) -> bool:
    return exchange.streams and len(exchange.responses) > 1


def _totals(exchange: Exchange) -> list[bool]:
    return ["totalTokenCount" in mapping(each, "usageMetadata") for each in exchange.responses]


@check("usage.last-chunk", applies=lambda exchange: _in_chunks(exchange) and _ended(exchange))
def the_last_chunk_counts(exchange: Exchange) -> Iterator[Finding]:
    """The last chunk of a stream has the counts."""
    totals = _totals(exchange)
    if not totals[-1]:
        yield Finding(
            pointer=f"/{len(totals) - 1}/usageMetadata",
            message="expected token counts in the last chunk, got none",
        )


def _ended(exchange: Exchange) -> bool:
    return any("finishReason" in each for each in exchange.candidates)


@check("usage.every-chunk", applies=_in_chunks)
def every_chunk_counts(exchange: Exchange) -> Iterator[Finding]:
    """Every chunk of a stream has counts of what was said so far."""
    lacking = [number for number, each in enumerate(_totals(exchange)) if not each]
    if lacking:
        yield Finding(
            pointer=f"/{lacking[0]}/usageMetadata",
            message=f"expected token counts in every chunk, got none in {lacking}",
        )


@check("usage.no-chunk-but-the-last", applies=_in_chunks)
def only_the_last_chunk_counts(exchange: Exchange) -> Iterator[Finding]:
    """No chunk of a stream but the last has counts."""
    early = [number for number, each in enumerate(_totals(exchange)[:-1]) if each]
    if early:
        yield Finding(
            pointer=f"/{early[0]}/usageMetadata/totalTokenCount",
            message=f"expected token counts in the last chunk alone, got them in {early} too",
        )


_PLAIN = 40  # characters of a prompt that is long enough to measure
_FEWEST, _MOST = 1.2, 10  # characters a token, for any language that ASCII can write


def _prompt(exchange: Exchange) -> str:
    """Return the prompt if it is all plain text, and nothing else was sent; else ""."""
    if exchange.request.keys() - {"contents", "generationConfig"}:
        return ""
    texts = [
        part["text"] if part.keys() == {"text"} else None
        for _, content in below("", exchange.request, "contents")
        for _, part in below("", content, "parts")
    ]
    plain = [each for each in texts if isinstance(each, str) and each.isascii()]
    return "".join(plain) if len(plain) == len(texts) else ""


def _measurable(exchange: Exchange) -> bool:
    prompt = _prompt(exchange)
    counted = is_count(exchange.usage.get("promptTokenCount"))
    shaped = any(each.lower().endswith("schema") for each in exchange.config)
    return counted and len(prompt) >= _PLAIN and not shaped


@check("usage.text-tokens", applies=_measurable)
def text_takes_a_token_per_few_characters(exchange: Exchange) -> Iterator[Finding]:
    """Plain text takes a token for about four characters: at least 1.2, at most 10."""
    count, length = exchange.usage["promptTokenCount"], len(_prompt(exchange))
    if not length / _MOST <= count <= length / _FEWEST:
        yield Finding(
            pointer="/usageMetadata/promptTokenCount",
            message=f"expected about {length // 4} tokens for {length} characters, got {count}",
        )
