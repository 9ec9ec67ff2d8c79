"""A stream as somebody has cut it, with what the chunks leave out filled in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from mockserver import stream
from mockserver.dialects import Dialect
from mockserver.generate import filling
from mockserver.request import GenerateRequest

Chunk = Mapping[str, Any]

_NAMED = ("modelVersion", "createTime", "responseId")
_WORDS = frozenset({"text", "thought", "thoughtSignature"})


def filled(
    told: Iterable[str | Chunk], request: GenerateRequest, dialect: Dialect
) -> tuple[dict[str, Any], tuple[Chunk, ...]]:
    """Return the response that chunks are when they are merged, and the chunks.

    A string is a chunk with this text. What ends a candidate comes with its last chunk, the usage where
    the dialect has it; each chunk says which answer it is of.

    Raises:
        ApiError: ``too_many_tokens``: the model can't read so much.
    """
    given = [_of_text(each) if isinstance(each, str) else each for each in told]
    whole = filling.filled(_merged(given), request, dialect)
    cut = list(_cut(given, whole, dialect))
    said = [[each["content"] for each in chunk if "content" in each] for chunk in cut]
    usages = stream.usages(whole["usageMetadata"], said, dialect)
    named = {key: whole[key] for key in _NAMED if key in whole}
    chunks = [
        {
            **({"candidates": candidates} if candidates else {}),
            **({"usageMetadata": usage} if usage else {}),
            **named,
            **{key: each for key, each in chunk.items() if key != "candidates"},
        }
        for chunk, candidates, usage in zip(given, cut, usages, strict=True)
    ]
    chunks[-1]["usageMetadata"] = whole["usageMetadata"]
    return _joined(whole), tuple(chunks)


def _of_text(text: str) -> Chunk:
    return {"candidates": [{"content": {"parts": [{"text": text}]}}]}


def _merged(chunks: Sequence[Chunk]) -> dict[str, Any]:
    """Merge chunks: all parts of a candidate, one after the other; of all else what came last."""
    outer: dict[str, Any] = {}
    candidates: dict[int, dict[str, Any]] = {}
    for chunk in chunks:
        outer |= chunk
        for index, each in _numbered(chunk):
            before = candidates.get(index, {})
            numbered = {"index": index} if index else {}
            candidates[index] = {**before, **numbered, **each, **_continued(before, each)}
    merged = [candidates[index] for index in sorted(candidates)]
    return outer | ({"candidates": merged} if merged else {})


def _continued(before: Chunk, after: Chunk) -> Chunk:
    contents = [each["content"] for each in (before, after) if "content" in each]
    parts = [part for content in contents for part in content.get("parts", ())]
    merged = {key: each for content in contents for key, each in content.items()}
    return {"content": merged | ({"parts": parts} if parts else {})} if contents else {}


def _cut(given: Sequence[Chunk], whole: Chunk, dialect: Dialect) -> Iterator[list[dict[str, Any]]]:
    """Yield the candidates of each chunk, filled in from the whole, which has the same parts."""
    wholes = dict(_numbered(whole))
    rest = {index: iter(_parts(each)) for index, each in wholes.items()}
    last = {index: step for step, chunk in enumerate(given) for index, _ in _numbered(chunk)}
    for step, chunk in enumerate(given):
        yield [
            _candidate(
                each,
                list(islice(rest[index], len(_parts(each)))),
                _beside(wholes[index], dialect, ends=last[index] == step),
            )
            for index, each in _numbered(chunk)
        ]


def _beside(whole: Chunk, dialect: Dialect, *, ends: bool) -> Chunk:
    """Return what a chunk has of the whole candidate besides its parts: all of it if it is the last."""
    content = {
        key: "" if key == "parts" else each for key, each in whole.get("content", {}).items()
    }
    kept = whole.keys() - dialect.unary_only if ends else {"index"}
    return {key: each for key, each in whole.items() if key in kept} | {"content": content}


def _candidate(given: Chunk, parts: list[Chunk], beside: Chunk) -> dict[str, Any]:
    made = {key: each for key, each in beside.items() if key != "content"}
    if "content" in given:
        content = {**beside["content"], **given["content"], "parts": parts}
        made = {"content": {key: each for key, each in content.items() if each}, **made}
    return made | {key: each for key, each in given.items() if key != "content"}


def _joined(whole: Chunk) -> dict[str, Any]:
    """Return a whole answer with the texts that follow each other made one."""
    candidates = [
        each | {"content": each["content"] | {"parts": _one_by_one(_parts(each))}}
        if _parts(each)
        else each
        for each in whole.get("candidates", ())
    ]
    return {**whole, **({"candidates": candidates} if candidates else {})}


def _one_by_one(parts: Iterable[Chunk]) -> list[Chunk]:
    joined: list[Chunk] = []
    for each in parts:
        before = joined[-1] if joined else {}
        if _goes_on(before, each):
            joined[-1] = {**before, **each, "text": before["text"] + each["text"]}
        else:
            joined.append(each)
    return joined


def _goes_on(before: Chunk, part: Chunk) -> bool:
    """Whether a text goes on in the next part; a signature is the end of one."""
    words = all("text" in each and not each.keys() - _WORDS for each in (before, part))
    return (
        words and "thoughtSignature" not in before and before.get("thought") == part.get("thought")
    )


def _numbered(response: Chunk) -> Iterator[tuple[int, Chunk]]:
    for place, each in enumerate(response.get("candidates", ())):
        yield each.get("index", place), each


def _parts(candidate: Chunk) -> list[Chunk]:
    return list(candidate.get("content", {}).get("parts", ()))
