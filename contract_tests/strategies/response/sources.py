"""Where an answer comes from: grounding, pages that were read, citations.

Offsets count bytes of UTF-8 in the text of a candidate, and are left out at 0 (gemini.md 4.6, O).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.prompts import REPLIES
from contract_tests.strategies.response.speakers import Speaker

Members = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a candidate, thoughts left out, and the place of the only part that has it, or 0."""

    text: str
    part: int


_REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ"
_YES = st.booleans()
_FEW = st.integers(1, 3)
_SHARES = st.sampled_from((0.5, 0.0, 1.0, 0.98765432))
_PLACES = st.integers(0, 1 << 16)
_ENTRY = '<style>.a{}</style><div class="a">\u00e9</div>'
_STATUSES = st.sampled_from((
    "URL_RETRIEVAL_STATUS_SUCCESS",
    "URL_RETRIEVAL_STATUS_ERROR",
    "URL_RETRIEVAL_STATUS_PAYWALL",
    "URL_RETRIEVAL_STATUS_UNSAFE",
))  # fmt: skip
_LICENSES = st.sampled_from(("mit", ""))


def _span(draw: st.DrawFn, text: str) -> tuple[Members, str]:
    """Draw a piece of a text that isn't empty: its place, and what stands there."""
    start = draw(_PLACES) % len(text)
    end = start + 1 + draw(_PLACES) % (len(text) - start)
    before, piece = len(text[:start].encode()), text[start:end]
    place = {"startIndex": before, "endIndex": before + len(piece.encode())}
    return {key: value for key, value in place.items() if value}, piece


def _supports(draw: st.DrawFn, said: Said, sources: int) -> Members:
    """Draw which sources bear out which pieces of a text; nothing if there is no text."""
    found = []
    part = {"partIndex": said.part} if said.part else {}
    for number in range(draw(_FEW) if said.text else 0):
        place, piece = _span(draw, said.text)
        indices = sorted({number % sources, draw(_PLACES) % sources})
        segment = {**part, **place, "text": piece}
        each: Members = {"segment": segment, "groundingChunkIndices": indices}
        if draw(_YES):  # models before 2.5 (gemini.md 4.6)
            each["confidenceScores"] = [draw(_SHARES) for _ in indices]
        found.append(each)
    return {"groundingSupports": found} if found else {}


def _grounding(draw: st.DrawFn, said: Said, sources: list[Members], **others: Any) -> Members:
    supports = _supports(draw, said, len(sources))
    return {"groundingMetadata": {"groundingChunks": sources, **supports, **others}}


def _web(draw: st.DrawFn, speaker: Speaker, said: Said) -> Members:
    vertex = speaker.origin == "vertex"
    domain = {"domain": "example.com"} if vertex else {}
    sources: list[Members] = [
        {"web": {"uri": f"{_REDIRECT}{number}", "title": draw(REPLIES), **domain}}
        for number in range(draw(_FEW))
    ]
    others: Members = {
        "webSearchQueries": [draw(REPLIES)],
        "searchEntryPoint": {"renderedContent": _ENTRY} | ({"sdkBlob": "W10="} if draw(_YES) else {}),
    }  # fmt: skip
    if draw(_YES):
        others["retrievalMetadata"] = {"googleSearchDynamicRetrievalScore": draw(_SHARES)}
    if vertex and draw(_YES):
        others["sourceFlaggingUris"] = [{"sourceId": "0", "flagContentUri": "https://a.example/"}]
        others["retrievalQueries"] = [draw(REPLIES)]
    return _grounding(draw, said, sources, **others)


def _pictures(draw: st.DrawFn, _: Speaker, said: Said) -> Members:
    found = {
        "sourceUri": "https://example.com/",
        "imageUri": "https://example.com/a.png",
        "title": draw(REPLIES),
        "domain": "example.com",
    }
    return _grounding(draw, said, [{"image": found}], imageSearchQueries=[draw(REPLIES)])


def _maps(draw: st.DrawFn, speaker: Speaker, said: Said) -> Members:
    review = {"reviewId": "r", "googleMapsUri": "https://maps.google.com/r", "title": draw(REPLIES)}
    sources: Members = {"reviewSnippets": [review]}
    place: Members = {
        "uri": "https://maps.google.com/?cid=1",
        "title": draw(REPLIES),
        "text": draw(REPLIES),
        "placeId": "places/ChIJ2eUgeAK6j4ARbn5u_wAGqWA",
        "placeAnswerSources": sources,
    }
    if speaker.origin == "vertex":
        sources["flagContentUri"] = "https://a.example/"
        place["route"] = {"distanceMeters": 5}
    widget = {"googleMapsWidgetContextToken": "widgetcontent/AVN9"} if draw(_YES) else {}
    return _grounding(draw, said, [{"maps": place}], **widget)


def _files(draw: st.DrawFn, speaker: Speaker, said: Said) -> Members:
    values = ({"stringValue": "b"}, {"numericValue": 1.5}, {"stringListValue": {"values": ["c"]}})
    found: Members = {
        "uri": "https://example.com/a.pdf",
        "title": draw(REPLIES),
        "text": draw(REPLIES),
        "fileSearchStore": "fileSearchStores/a",
        "customMetadata": [{"key": "a", **each} for each in values],
        "pageNumber": 2,
        "mediaId": "a",
    }
    if speaker.origin == "vertex":
        found |= {"documentName": "projects/a", "ragChunk": {"text": "a"}}
    rendered = _grounding(draw, said, [{"retrievedContext": found}])
    for each in rendered["groundingMetadata"].get("groundingSupports", []):
        each["renderedParts"] = [0]
    return rendered


def _nothing(_: st.DrawFn, __: Speaker, ___: Said) -> Members:
    """As Vertex AI grounds what it didn't search for (gemini.md 4.6, O)."""
    return {"groundingMetadata": {}}


def _read(draw: st.DrawFn, _: Speaker, __: Said) -> Members:
    pages = [
        {"retrievedUrl": f"https://example.com/{number}", "urlRetrievalStatus": draw(_STATUSES)}
        for number in range(draw(_FEW))
    ]
    return {"urlContextMetadata": {"urlMetadata": pages}}


def _citations(draw: st.DrawFn, speaker: Speaker, said: Said) -> Members:
    place = _span(draw, said.text)[0] if said.text else {}
    cited = {**place, "uri": "https://example.com/", "license": draw(_LICENSES)}
    if speaker.origin == "google":
        return {"citationMetadata": {"citationSources": [cited]}}
    date = {"year": 2024, "month": 2, "day": 29}
    full = {**cited, "title": draw(REPLIES), "publicationDate": date}
    # An empty one among them is recorded (gemini.md 4.5).
    return {"citationMetadata": {"citations": [full, {}]}}


SOURCES: Mapping[str, Callable[[st.DrawFn, Speaker, Said], Members]] = {
    "web search": _web,
    "image search": _pictures,
    "maps": _maps,
    "file search": _files,
    "empty grounding": _nothing,
    "pages": _read,
    "citations": _citations,
}
