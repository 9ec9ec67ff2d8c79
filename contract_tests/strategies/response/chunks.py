"""A response as a model says it: chunk by chunk (gemini.md 5.1, O).

Each chunk holds what is new. Texts are cut between any two characters, all other parts stay whole.
Merged, the chunks give the response back, but for what no stream tells: the average log probability.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise, zip_longest
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.response.speakers import Speaker

Chunk = dict[str, Any]

_YES = st.booleans()
_PLACES = st.integers(0, 1 << 16)
_CUTS = st.sampled_from((0, 1, 2, 3))
_ENDS = st.sampled_from(("with the last part", "alone", "beside an empty text"))
_INNER = frozenset({"candidates", "usageMetadata"})
_UNARY_ONLY = "avgLogprobs"
_SUMMANDS = ("promptTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount")
_NOT_GROWING = frozenset({"candidatesTokenCount", "candidatesTokensDetails", "totalTokenCount"})


def chunks(draw: st.DrawFn, speaker: Speaker, response: Chunk) -> list[Chunk]:
    """Draw the chunks of a response."""
    rows = [_slices(draw, each) for each in response.get("candidates", ())]
    outer = {key: each for key, each in response.items() if key not in _INNER}
    steps = list(_steps(rows, together=len(rows) < 2 or draw(_YES)))  # noqa: PLR2004
    event(f"chunks: {'one' if len(steps) == 1 else 'several'}")
    usages = _usages(speaker, response.get("usageMetadata", {}), len(steps))
    return [
        ({"candidates": said} if said else {}) | ({"usageMetadata": usage} if usage else {}) | outer
        for said, usage in zip(steps, usages, strict=True)
    ]


def _steps(rows: list[list[Chunk]], *, together: bool) -> Iterator[list[Chunk]]:
    """Yield what is said in each chunk: by all candidates at once, or by one after the other."""
    if not rows:
        yield []
    elif together:
        for step in zip_longest(*rows):
            yield [each for each in step if each]
    else:
        event("chunks: candidates one by one")
        yield from ([each] for row in rows for each in row)


def _usages(speaker: Speaker, final: Chunk, count: int) -> Iterator[Chunk]:
    """Yield the usage of each chunk: AI Studio's grows, Vertex AI tells it with the last."""
    for step in range(1, count):
        if speaker.origin == "vertex" or not final:
            yield {key: final[key] for key in ("trafficType",) if key in final}
        else:
            said = final.get("candidatesTokenCount", 0) * step // count
            early = {key: each for key, each in final.items() if key not in _NOT_GROWING}
            total = said + sum(final.get(each, 0) for each in _SUMMANDS)
            counted = {"candidatesTokenCount": said} if said else {}
            yield {**early, **counted, "totalTokenCount": total}
    yield final


def _slices(draw: st.DrawFn, candidate: Chunk) -> list[Chunk]:
    """Draw what a candidate says in each chunk; how it ended, and all beside, comes with the last."""
    content = candidate.get("content", {})
    index = {"index": candidate["index"]} if "index" in candidate else {}
    rest = {key: each for key, each in candidate.items() if key not in {_UNARY_ONLY, "content"}}
    said = list(_grouped(draw, [x for part in content.get("parts", ()) for x in _cut(draw, part)]))
    if not said:
        return [rest | ({"content": content} if "content" in candidate else {})]
    turns = [{"content": {**content, "parts": each}, **index} for each in said]
    return _ended(draw, turns, rest)


def _ended(draw: st.DrawFn, turns: list[Chunk], rest: Chunk) -> list[Chunk]:
    end = draw(_ENDS)
    last = turns[-1]["content"]
    part = last["parts"][-1]
    if end == "beside an empty text" and part.keys() != {"text"}:
        end = "with the last part"
    event(f"chunks: finish {end}")
    if end == "with the last part":
        return [*turns[:-1], {"content": last, **rest}]
    if end == "alone":
        return [*turns, rest]
    return [*turns, {"content": {**last, "parts": [{"text": ""}]}, **rest}]


def _cut(draw: st.DrawFn, part: Chunk) -> Iterator[Chunk]:
    """Draw the pieces of a part: of a text, each with some of it, and the signature behind."""
    text, signature = part.get("text", ""), part.get("thoughtSignature")
    places = {1 + draw(_PLACES) % len(text) for _ in range(draw(_CUTS))} if text else set()
    plain = {key: each for key, each in part.items() if key != "thoughtSignature"}
    bounds = [0, *sorted(places - {len(text)}), len(text)] if text else []
    pieces = [{**plain, "text": text[start:end]} for start, end in pairwise(bounds)] or [plain]
    if signature and pieces[0].get("text") and draw(_YES):
        event("chunks: signature behind")
        pieces.append({**plain, "text": ""})
    if signature:
        pieces[-1]["thoughtSignature"] = signature
    yield from pieces


def _grouped(draw: st.DrawFn, pieces: list[Chunk]) -> Iterator[list[Chunk]]:
    """Put each piece into a chunk of its own, or calls that follow each other into one."""
    runs = [list(run) for _, run in groupby(pieces, key=lambda each: "functionCall" in each)]
    several = [run for run in runs if "functionCall" in run[0] and len(run) > 1]
    if any(several) and draw(_YES):
        event("chunks: calls together")
        for run in runs:
            yield from ([run] if run in several else ([each] for each in run))
    else:
        yield from ([each] for each in pieces)
