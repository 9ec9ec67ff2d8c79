"""Strategies of parts: what the user sends along, and what the model said before. To add a kind, add a row."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract_tests import samples
from contract_tests.strategies.choices import FREE, FREE_FORM, one_of, variants

Part = dict[str, Any]

# What the user sends along.

_FILES: Mapping[str, tuple[Part, ...]] = {
    "image": (
        {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png"}},
        {"fileData": {"fileUri": "gs://bucket/b.jpeg", "mimeType": "image/jpeg"}},
    ),
    "document": (
        {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc-123"}},
        {"fileData": {"mimeType": "application/pdf", "fileUri": "https://example.com/%C3%A9.pdf?a=b#c"}},
    ),
    "audio": ({"fileData": {"mimeType": "audio/mpeg", "fileUri": "https://example.com/a.mp3"}},),
    "video": (
        {"fileData": {"fileUri": "https://www.youtube.com/watch?v=9hE5-98ZeCg"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://example.com/a.mp4"}},
    ),
}  # fmt: skip
_MOST_FPS = 24
_CUTS = variants(
    startOffset=("0s", "1.5s"), endOffset=("2s", "40.000000001s"), fps=(0.5, 1, _MOST_FPS)
)
_DETAILS = variants(
    level=("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH",
           "MEDIA_RESOLUTION_ULTRA_HIGH"),
    numTokens=(64, 1120),
)  # fmt: skip
_PICTURE = samples.picture()
_FILM = samples.film()


def _kind(part: Part) -> str:
    kind = str(part["inlineData"]["mimeType"]).partition("/")[0]
    return "document" if kind == "application" else kind


@cache
def inline(kinds: frozenset[str]) -> tuple[Part, ...]:
    """Return a part of each kind of small file, and one with a name (Vertex AI has them)."""
    found = [each for each in samples.each_kind() if _kind(each) in kinds]
    named = {"inlineData": {**found[0]["inlineData"], "displayName": "a \u00e9.png"}}
    return (*found, named)


@cache
def files(kinds: frozenset[str]) -> tuple[Part, ...]:
    """Return parts that name files which aren't sent along."""
    return tuple(part for kind, parts in _FILES.items() if kind in kinds for part in parts)


@cache
def inline_data(kinds: frozenset[str]) -> st.SearchStrategy[Part]:
    """Return the strategy of `inline`."""
    return one_of(inline(kinds))


@cache
def file_data(kinds: frozenset[str]) -> st.SearchStrategy[Part]:
    """Return the strategy of `files`."""
    return one_of(files(kinds))


_YOUTUBE = _FILES["video"][0]
FILMS = one_of(
    {**film, "videoMetadata": cut}
    for cut in _CUTS
    for film in (_FILM, _YOUTUBE, {})  # a cut without a film passes as well (observed)
    if film is not _YOUTUBE or cut.get("fps") != _MOST_FPS  # three such are too much to read
)
DETAILED = one_of({**part, "mediaResolution": each} for each in _DETAILS for part in (_PICTURE, _FILM))  # fmt: skip
MARKED = FREE_FORM.map(lambda found: {"text": "Hi", "partMetadata": found})


@cache
def beside_a_response(kinds: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of the media that come with a function's response, often none."""
    if not kinds:
        return one_of(({},))
    pictures = [each for each in samples.each_kind() if _kind(each) == "image"]
    named = {"inlineData": {**_PICTURE["inlineData"], "displayName": "a.png"}}
    sent = ([_PICTURE], [named], pictures, [*files(kinds)[:1]])
    return one_of(({}, {}, {}, *({"parts": each} for each in sent)))


# What the model said before.

THOUGHT: Part = {"text": "**Thinking**\n\nThis may take a while.", "thought": True}
CODE = one_of(
    [
        {"executableCode": {"language": "PYTHON", "code": code, **beside}},
        {"codeExecutionResult": {"outcome": outcome, **printed, **beside}},
    ]
    for code in ("print(1)", "raise ValueError('\u00e9')\n")
    for outcome in ("OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED")
    for printed in ({"output": "1\n"}, {})
    for beside in ({}, {"id": "code-1"})
)
RUN = one_of(
    [
        {"toolCall": {"toolType": kind, **beside, **args}},
        {"toolResponse": {"toolType": kind, **beside, **given}},
    ]
    for args, given in (
        ({}, {}),
        ({"args": {"queries": ["whales"]}}, {"response": {"chunks": []}}),
        ({"args": FREE[3]}, {"response": FREE[6]}),
    )
    for beside in ({}, {"id": "tool-1"})
    for kind in (
        "GOOGLE_SEARCH_WEB", "GOOGLE_SEARCH_IMAGE", "URL_CONTEXT", "GOOGLE_MAPS", "FILE_SEARCH",
    )
)  # fmt: skip
