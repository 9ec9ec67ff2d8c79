"""The chunks of a stream as those of a chat: a role first, then what is said, then why it ended, then the usage."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.chat import calls, completions, logprobs, usage
from mockserver.chat.completions import Wanted

Response = Mapping[str, Any]


def chunks(responses: list[dict[str, Any]], wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Yield the chunks that a stream of responses becomes."""
    head = completions.head(responses[0], wanted, "chat.completion.chunk")
    made: dict[int, int] = {}  # calls so far, by choice
    for response in responses:
        for number, each in enumerate(response.get("candidates", ())):
            for choice in _choices(each, each.get("index", number), made, responses[0]):
                yield {**head, "choices": [choice]}
    if wanted.usage:
        final = responses[-1].get("usageMetadata", {})
        yield {**head, "choices": [], "usage": usage.of(final)}


def _choices(
    candidate: Response, index: int, made: dict[int, int], first: Response
) -> Iterator[dict[str, Any]]:
    if index not in made:
        made[index] = 0
        yield _choice(index, {"role": "assistant", "content": ""})
    for delta in _deltas(candidate, index, made, first):
        yield _choice(index, delta, logprobs.of(candidate))
    if "finishReason" in candidate:
        yield _choice(index, {}, None, completions.reason(candidate, calls=bool(made[index])))


def _deltas(
    candidate: Response, index: int, made: dict[int, int], first: Response
) -> Iterator[dict[str, Any]]:
    for part in candidate.get("content", {}).get("parts", ()):
        if "functionCall" in part:
            name = calls.identify(first, index, made[index])
            for each in calls.pieces(part["functionCall"], name, made[index]):
                yield {"tool_calls": [each]}
            made[index] += 1
        elif part.get("text") and not part.get("thought"):
            yield {"content": part["text"]}


def _choice(
    index: int, delta: dict[str, Any], logprobs: Any = None, reason: str | None = None
) -> dict[str, Any]:
    return {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}
