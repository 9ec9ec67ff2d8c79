"""One response, whole or cut into chunks, written as the frames of a reply."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.errors import JSON
from mockserver.exchange import Frame, Framing, Reply
from mockserver.jsonwriter import array, event, pretty

Response = Mapping[str, Any]

_FIRST, _GROWTH, _MOST = 4, 4, 40  # words in the first chunk, more in each, most in one


def send(
    response: Response,
    framing: Framing,
    dialect: Dialect,
    *,
    cut: bool,
    pieces: Sequence[Response] | None = None,
) -> Reply:
    """Write a response as a reply.

    *cut* says whether a stream has chunks or is one event, *pieces* which chunks, if somebody chose.
    """
    pieces = pieces or (chunks(response, dialect) if cut else [response])
    match framing:
        case "unary":
            return Reply(200, JSON, (Frame(pretty(response)),))
        case "sse":
            frames = tuple(Frame(event(each, dialect.line_end)) for each in pieces)
            return Reply(200, "text/event-stream", frames, dialect.stream_headers)
        case _:  # array
            return Reply(200, JSON, tuple(map(Frame, array(pieces))))


def chunks(response: Response, dialect: Dialect) -> list[dict[str, Any]]:
    """Cut a response into the objects of a stream; merged, they give the response back.

    Text is cut between words, and within very long ones; other parts stay whole. Each candidate ends in the last chunk, with
    all that isn't content; usage is there, or grows in every chunk, as the dialect has it.
    """
    slices = [_slices(each, dialect) for each in response.get("candidates", ())]
    count = max(map(len, slices), default=1)
    outer = {key: each for key, each in response.items() if key not in _CUT}
    final = response.get("usageMetadata", {})
    steps = [_contents(slices, step, count) for step in range(count)]
    return [
        _chunk([_at(each, step, count) for each in slices], usage, outer)
        for step, usage in enumerate(usages(final, steps, dialect))
    ]


def usages(
    final: Response, steps: Sequence[Sequence[Response]], dialect: Dialect
) -> Iterator[Response]:
    """Yield the usage metadata of each chunk, the whole of it with the last.

    *steps* are the contents of each chunk.
    """
    if dialect.usage_on == "last":
        early = {key: final[key] for key in ("trafficType",) if key in final}
        yield from [early] * (len(steps) - 1)
    else:
        yield from _growing(final, steps)
    yield final


_CUT = {"candidates", "usageMetadata"}
_NOT_GROWING = {"candidatesTokensDetails"}
_TOOL_USE = {"toolUsePromptTokenCount", "toolUsePromptTokensDetails"}
_RESULTS = {"codeExecutionResult", "toolResponse"}


def _chunk(
    candidates: list[dict[str, Any] | None], usage: Response, outer: Response
) -> dict[str, Any]:
    present = [each for each in candidates if each is not None]
    inner = {"candidates": present, "usageMetadata": usage}
    return {key: each for key, each in inner.items() if each} | dict(outer)


def _at(slices: list[dict[str, Any]], step: int, count: int) -> dict[str, Any] | None:
    """Return what a candidate says at a step: its last slice comes with everybody's last."""
    if step == count - 1:
        return slices[-1]
    return slices[step] if step < len(slices) - 1 else None


def _slices(candidate: Response, dialect: Dialect) -> list[dict[str, Any]]:
    content = candidate.get("content", {})
    pieces = [piece for part in content.get("parts", ()) for piece in _pieces(part)]
    index = {"index": candidate["index"]} if "index" in candidate else {}
    early = [{"content": {**content, "parts": [each]}, **index} for each in pieces[:-1]]
    last = {key: each for key, each in candidate.items() if key not in dialect.unary_only}
    if pieces:
        last["content"] = {**content, "parts": pieces[-1:]}
    return [*early, last]


def _pieces(part: Response) -> Iterator[dict[str, Any]]:
    """Cut a part of text into words, a few at first and then more; keep any other whole.

    The signature of a text comes behind it, beside an empty text (gemini.md 5.1, observed).
    """
    if part.keys() - {"text", "thought", "thoughtSignature"} or "text" not in part:
        yield dict(part)
        return
    piece = {key: each for key, each in part.items() if key != "thoughtSignature"}
    words = tokens.words(part["text"]) or [""]
    sizes = [min(_FIRST + _GROWTH * step, _MOST) for step in range(len(words))]
    ends = [0, *accumulate(sizes)]
    for start, end in pairwise(ends):
        if start < len(words):
            yield {**piece, "text": "".join(words[start:end])}
    if "thoughtSignature" in part:
        yield {**part, "text": ""}


def _growing(final: Response, steps: Sequence[Sequence[Response]]) -> Iterator[Response]:
    said = 0
    media = _media(final)
    ran = max((step for step, each in enumerate(steps) if _holds_result(each)), default=-1)
    before = final.get("totalTokenCount", 0) - final.get("candidatesTokenCount", 0)
    for step, contents in enumerate(steps[:-1]):
        said += _said(contents, media)
        # What tools gave is read only after it is shown (recorded).
        early = _TOOL_USE if step <= ran else set()
        rest = {key: each for key, each in final.items() if key not in {*early, *_NOT_GROWING}}
        total = before + said - (final.get("toolUsePromptTokenCount", 0) if early else 0)
        counts = {**rest, "candidatesTokenCount": said, "totalTokenCount": total}
        yield {key: each for key, each in counts.items() if each}


def _contents(slices: list[list[dict[str, Any]]], step: int, count: int) -> list[Response]:
    found = [_at(each, step, count) for each in slices]
    return [each["content"] for each in found if each and "content" in each]


def _holds_result(contents: Sequence[Response]) -> bool:
    parts = [part for content in contents for part in content.get("parts", ())]
    return any(each.keys() & _RESULTS for each in parts)


def _media(final: Response) -> int:
    details = final.get("candidatesTokensDetails", ())
    return sum(each.get("tokenCount", 0) for each in details if each.get("modality") != "TEXT")


def _said(contents: Sequence[Response], media: int) -> int:
    """Count what is said in contents, of which a picture or sound is all that there is (*media*)."""
    parts = [part for content in contents for part in content.get("parts", ())]
    shown = any("inlineData" in each and not each.get("thought") for each in parts)
    texts = [each for each in parts if "inlineData" not in each]
    return tokens.of_said(texts).total() + (media if shown else 0)
