"""The chunks of a stream as those of a chat: a role first, then what is said, then why it ended, then the usage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.chat import calls, completions, logprobs, usage
from mockserver.chat.completions import Wanted
from mockserver.chat.texts import last, texts

Response = Mapping[str, Any]
Delta = dict[str, Any]


@dataclass(slots=True)
class _Choice:
    """A choice as far as it was told: *first* is the response that began it, *left* what is to be told of its tokens."""

    index: int
    first: Response
    left: list[logprobs.Token] = field(default_factory=list)
    calls: int = 0
    said: str = ""


def chunks(responses: Sequence[Response], wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Yield the chunks that a stream of responses becomes.

    The first says who speaks. A response without candidates becomes a chunk without choices (inferred).
    """
    made: dict[int, _Choice] = {}
    for response in responses:
        head = completions.head(response, wanted, "chat.completion.chunk")
        for choice in _started(response, responses, made):
            yield {**head, "choices": [_choice(choice, {"role": "assistant", "content": ""})]}
        yield from ({**head, "choices": each} for each in _told(response, made))
    if wanted.usage and (final := responses[-1].get("usageMetadata")):
        head = completions.head(responses[-1], wanted, "chat.completion.chunk")
        yield {**head, "choices": [], "usage": usage.of(final)}


def _started(
    response: Response, responses: Sequence[Response], made: dict[int, _Choice]
) -> Iterator[_Choice]:
    """Begin the choices that a response is the first to have; the first choice begins with the stream."""
    found = [index for index, _ in completions.numbered(response)]
    for index in found or [0]:
        if index not in made:
            left = [
                token
                for each in responses
                for number, candidate in completions.numbered(each)
                if number == index
                for token in logprobs.tokens(candidate)
            ]
            made[index] = _Choice(index, responses[0], left)
            yield made[index]


def _told(response: Response, made: Mapping[int, _Choice]) -> Iterator[list[dict[str, Any]]]:
    """Yield the choices of each chunk that a response becomes: one each, or none at all."""
    found = completions.numbered(response)
    yield from ([written] for index, each in found for written in _choices(each, made[index]))
    if not found:
        yield []


def _choices(candidate: Response, choice: _Choice) -> Iterator[dict[str, Any]]:
    """Yield what a candidate becomes: a choice for each thing that it says, and for why it ended.

    STOP comes alone, any other reason with what was said last (inferred).
    """
    more = completions.unknown(candidate, "candidate.json", "Candidate")
    deltas = [*_deltas(candidate, choice)]
    told = completions.reason(candidate, calls=bool(choice.calls))
    if told and (told in {"stop", "tool_calls"} or not deltas):
        deltas.append(({}, choice.left))
    for number, (delta, tokens) in enumerate(deltas, start=1):
        whole = completions.nulls(candidate) | delta
        yield _choice(choice, whole, tokens, told if number == len(deltas) else None) | more


def _deltas(candidate: Response, choice: _Choice) -> Iterator[tuple[Delta, list[logprobs.Token]]]:
    for part, text in texts(completions.parts(candidate), choice.said):
        choice.said = last(part, text, choice.said)
        if "functionCall" in part:
            name = calls.identify(choice.first, choice.index, choice.calls)
            for each in calls.pieces(part["functionCall"], name, choice.calls):
                yield {"tool_calls": [each]}, []
            choice.calls += 1
        elif part.get("thought"):
            yield {"reasoning_content": text}, []
        elif more := completions.unknown(part, "content.json", "Part"):
            yield more, []
        else:
            tokens = logprobs.take(choice.left, text) if "text" in part else []
            yield {"content": text}, tokens


def _choice(
    choice: _Choice, delta: Delta, tokens: Sequence[logprobs.Token] = (), reason: str | None = None
) -> dict[str, Any]:
    return {
        "index": choice.index,
        "delta": delta,
        "logprobs": logprobs.written([*tokens]),
        "finish_reason": reason,
    }
