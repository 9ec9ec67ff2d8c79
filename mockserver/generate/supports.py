"""Which sentence of an answer rests on which of its sources."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft

_MOST = 100  # supports in an answer; own
_MOST_SOURCES = 3  # of one support
# A line of a list is one segment; of other lines each sentence is.
_ITEM = re.compile(r"\s*(?:[-*+\u2022]|\d{1,3}[.)])\s")
_END = re.compile(r"(?<![.!?])[.!?]++[\"')*\]]*+(?=\s)|[\u3002\uff01\uff1f]+")
_SAYS = re.compile(r"\w")
_ORDER = (
    "webSearchQueries", "imageSearchQueries", "searchEntryPoint", "groundingChunks",
    "groundingSupports", "googleMapsWidgetContextToken",
)  # fmt: skip


def apply(draft: Draft) -> Draft:
    """Add the supports, if there are sources; every source may support every sentence.

    Behind every feature that cuts the text or puts parts before it, since they count in both.
    """
    metadata = draft.members.get("groundingMetadata", {})
    count = len(metadata.get("groundingChunks", ()))
    if not count:
        return draft
    choice = draft.choice.apart("supports")
    found = [_support(each, count, choice, draft) for each in _chosen(draft, choice)]
    together = {**metadata, **({"groundingSupports": found} if found else {})}
    return draft.having(groundingMetadata={key: together[key] for key in _ORDER if key in together})


def _chosen(draft: Draft, choice: Choice) -> Iterator[Mapping[str, Any]]:
    """Yield the segments that rest on something: the first does, and three of four others."""
    for number, each in enumerate(islice(segments(draft), _MOST)):
        if number == 0 or choice.number(4):
            yield each


def _support(
    segment: Mapping[str, Any], count: int, choice: Choice, draft: Draft
) -> dict[str, Any]:
    sources = choice.shuffled(range(count))[: 1 + choice.number(min(count, _MOST_SOURCES))]
    scores = [(5_000 + choice.number(5_000)) / 10_000 for _ in sources]
    return {
        "segment": segment,
        "groundingChunkIndices": sorted(sources),
        **({"confidenceScores": scores} if draft.dialect.confidence_scores else {}),
    }


def segments(draft: Draft) -> Iterator[Mapping[str, Any]]:
    """Yield the segments of what a draft says, in order.

    ``partIndex`` is the part's place among all parts; ``startIndex`` and ``endIndex`` count UTF-8
    bytes of the part's text, and neither is written where it is 0 (gemini.md 4.6).
    """
    whole = draft.request.mime_type == "application/json"
    for index, part in enumerate(draft.parts):
        if "text" in part and not part.get("thought"):
            text = part["text"]
            spans = [(0, len(text))] if whole else _spans(text)
            yield from (_segment(index, *each) for each in _counted(text, spans))


def _segment(part: int, start: int, end: int, text: str) -> Mapping[str, Any]:
    places = {"partIndex": part, "startIndex": start, "endIndex": end}
    return {**{key: each for key, each in places.items() if each}, "text": text}


def _counted(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Turn places in a text into places in its bytes, without blanks at both ends."""
    passed = begun = 0
    for start, end in spans:
        said = text[start:end].strip()
        if not _SAYS.search(said):
            continue
        at = text.index(said, start)
        begun += len(text[passed:at].encode())
        passed = at + len(said)
        yield begun, begun + len(said.encode()), said
        begun += len(said.encode())


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines of lists, and the sentences of other lines, begin and end."""
    for line in re.finditer(r"[^\n]+", text):
        start, end = line.span()
        if not _ITEM.match(line[0]):
            for found in _END.finditer(text, start, end):
                yield start, found.end()
                start = found.end()
        yield start, end
