"""Made-up answers: the same for the same request, and about what was asked."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.generate import identity, prose, thinking
from mockserver.generate.choice import Choice
from mockserver.generate.limits import limit
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest

Response = dict[str, Any]


def answer(request: GenerateRequest, dialect: Dialect) -> Response:
    """Answer a request with a whole GenerateContentResponse."""
    prompt = prompt_tokens(request)
    digest = request.text_digest()
    thoughts = thinking.tokens(request, prompt.total(), digest)
    left = request.config.get("maxOutputTokens")
    if left is not None:  # Thoughts count against the limit (gemini.md 3.7, documented).
        thoughts = min(thoughts, left)
        left -= thoughts
    candidates = [
        _candidate(request, dialect, Choice(digest, index), left)
        for index in range(request.config.get("candidateCount", 1))
    ]
    usage = _usage(prompt, Counter(TEXT=_text_tokens(candidates)), thoughts, dialect)
    return {"candidates": candidates, "usageMetadata": usage, **identity.of(request, dialect)}


def prompt_tokens(request: GenerateRequest) -> Counter[str]:
    """Count what the model reads, by modality."""
    contents = [*request.contents, request.body.get("systemInstruction", {})]
    return tokens.of_contents(contents) + tokens.of_json(request.tools)


def not_yet(request: GenerateRequest) -> Iterator[str]:
    """Name what the request asks for and the answer doesn't have, so that nobody is misled."""
    if request.config.get("responseMimeType", "text/plain") != "text/plain":
        yield "responseMimeType"
    if "cachedContent" in request.body:
        yield "cachedContent"
    if {"IMAGE", "AUDIO"} & set(request.config.get("responseModalities", ())):
        yield "responseModalities"
    if request.config.get("thinkingConfig", {}).get("includeThoughts"):
        yield "includeThoughts"
    if request.config.get("responseLogprobs"):
        yield "responseLogprobs"
    yield from (f"tools.{key}" for key in sorted({key for each in request.tools for key in each}))


def _candidate(
    request: GenerateRequest, dialect: Dialect, choice: Choice, left: int | None
) -> dict[str, Any]:
    text, reason = limit(
        prose.write(request, choice), request.config.get("stopSequences", ()), left
    )
    content: dict[str, Any] = {"role": "model"} | ({"parts": [{"text": text}]} if text else {})
    candidate: dict[str, Any] = {
        "content": {key: content[key] for key in dialect.content_order if key in content},
        "finishReason": reason,
    }
    if dialect.avg_logprobs and request.model.generation < GEMINI_3 and text:
        candidate["avgLogprobs"] = -(1 + choice.number(8_999)) / 10_000
    # Vertex AI leaves out an index that is 0, as proto3 does without presence (observed).
    index = {"index": choice.stream} if choice.stream or dialect.index else {}
    return candidate | index


def _text_tokens(candidates: list[dict[str, Any]]) -> int:
    return sum(
        tokens.of_contents(each["content"] for each in candidates).values(),
    )


def _usage(
    prompt: Counter[str], output: Counter[str], thoughts: int, dialect: Dialect
) -> dict[str, Any]:
    """Write the usage metadata; what is 0 is absent, as proto3 has it (observed)."""
    counts = {
        "promptTokenCount": prompt.total(),
        "candidatesTokenCount": output.total(),
        "totalTokenCount": prompt.total() + output.total() + thoughts,
        "trafficType": dialect.traffic_type,
        "thoughtsTokenCount": thoughts,
        "promptTokensDetails": tokens.details(prompt),
        "candidatesTokensDetails": tokens.details(output) if dialect.candidates_details else None,
        "serviceTier": dialect.service_tier,
    }
    return {key: each for key, each in counts.items() if each}
