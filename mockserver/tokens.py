"""Token counts: how much a text or a part weighs.

Google documents about four characters of English to a token. Here a token is a word of up to six
letters, a piece of a longer one, a mark, or one sign of a script without spaces, each with the blank
before it. So counts add up when texts are joined at token borders, and a text can be cut at any
number of tokens.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver import media
from mockserver.media import Document, Film, Picture, Sound
from mockserver.weights import GEMINI_2_5, Weights

_TOKEN = re.compile(
    r"\s?(?:[A-Za-z\u00c0-\u024f]{1,6}|\d{1,3}|[^\W\d_]|[\W_])|\s",
    re.DOTALL,
)

_MARKS = re.compile(r"[\s\"{}\[\]:,\\]+")
_LONGEST_WORD = 4  # tokens
_LEVEL = "MEDIA_RESOLUTION_"

_AS_JSON = (
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
)
# Counted as read, not as said (observed).
_FROM_TOOLS = frozenset({"codeExecutionResult", "toolResponse"})


def count(text: str) -> int:
    """Count the tokens of *text*."""
    return sum(1 for _ in _TOKEN.finditer(text))


def cut(text: str, limit: int) -> str:
    """Return the first *limit* tokens of *text*."""
    end = 0
    for index, found in enumerate(_TOKEN.finditer(text)):
        if index == limit:
            return text[:end]
        end = found.end()
    return text


def split(text: str) -> list[str]:
    """Cut *text* into its tokens; joined, they are the text."""
    return _TOKEN.findall(text)


def words(text: str) -> list[str]:
    """Cut *text* before its blanks, and every few tokens where it has none."""
    found: list[list[str]] = []
    for token in _TOKEN.findall(text):
        if not found or token[0].isspace() or len(found[-1]) == _LONGEST_WORD:
            found.append([])
        found[-1].append(token)
    return ["".join(each) for each in found]


def of_contents(
    contents: Iterable[Mapping[str, Any]], weights: Weights = GEMINI_2_5, resolution: str = ""
) -> Counter[str]:
    """Count what is read of contents, by modality: ``TEXT``, ``IMAGE``, ``AUDIO``, ``VIDEO``, ``DOCUMENT``.

    *weights* are the model's. *resolution* is the request's ``mediaResolution``, which a part may
    overrule; "" is none.
    """
    read = Counter[str]()  # not a sum of counters, which takes long for a million parts
    for content in contents:
        for part in content.get("parts", ()):
            for modality, tokens in of_part(part, weights, resolution).items():
                read[modality] += tokens
    return +read


def of_part(
    part: Mapping[str, Any], weights: Weights = GEMINI_2_5, resolution: str = ""
) -> Counter[str]:
    """Count what is read of one part, by modality; what was thought counts as thoughts, not here."""
    if part.get("thought"):
        return Counter()
    if "text" in part:
        return Counter(TEXT=count(part["text"]))
    if medium := _medium(part):
        level = part.get("mediaResolution", {}).get("level", resolution)
        return _of_medium(
            medium, weights, level.removeprefix(_LEVEL), part.get("videoMetadata", {})
        )
    return _of_call(part, weights, resolution)


def of_said(parts: Iterable[Mapping[str, Any]], weights: Weights = GEMINI_2_5) -> Counter[str]:
    """Count the tokens of parts that the model said itself: not those that tools answered it.

    A picture or a sound weighs otherwise than when it is read.
    """
    said = (each for each in parts if not _FROM_TOOLS & each.keys())
    return sum((_of_said_part(each, weights) for each in said), Counter[str]())


def of_json(value: object) -> Counter[str]:
    """Count the tokens of a value that the model reads as JSON, such as a function declaration.

    The marks of JSON are none: with them there were more than twice as many as recorded, without them
    there are 1.2 to 1.5 times as many of declarations, and 0.7 of calls (of Google's own API).
    """
    bare = _MARKS.sub(" ", json.dumps(value, ensure_ascii=False)).strip() if value else ""
    return Counter(TEXT=count(bare))


def details(tokens: Mapping[str, int]) -> list[dict[str, Any]]:
    """Write counts as ``ModalityTokenCount``s, without the modalities that have none."""
    return [{"modality": each, "tokenCount": tokens[each]} for each in tokens if tokens[each]]


def _medium(part: Mapping[str, Any]) -> media.Medium | None:
    if "inlineData" in part:
        blob = part["inlineData"]
        return media.read(blob.get("mimeType", ""), blob.get("data", ""))
    if "fileData" in part:
        file = part["fileData"]
        return media.remote(file.get("mimeType", ""), file.get("fileUri", ""))
    return None


def _of_call(part: Mapping[str, Any], weights: Weights, resolution: str) -> Counter[str]:
    """Count what is data for a program, and the media that came with a function's response."""
    shown = part.get("functionResponse", {}).get("parts", ())
    values = [part[each] for each in _AS_JSON if each in part]
    bare = [{key: each for key, each in value.items() if key != "parts"} for value in values]
    return of_json(bare) + of_contents([{"parts": shown}], weights, resolution)


def _of_medium(
    medium: media.Medium, weights: Weights, level: str, cut: Mapping[str, Any]
) -> Counter[str]:
    """Weigh a medium; *cut* is the ``videoMetadata``."""
    match medium:
        case Picture(width, height):
            return Counter(IMAGE=weights.of_picture(width, height, level))
        case Sound(seconds):
            return Counter(AUDIO=math.ceil(seconds * weights.second))
        case Film():
            return _of_film(medium, weights, level, cut)
        case Document(pages, width, height):
            return Counter({weights.page_is: weights.of_pages(pages, width, height, level)})
        case _:
            return Counter(TEXT=count(medium.text))


def _of_film(film: Film, weights: Weights, level: str, cut: Mapping[str, Any]) -> Counter[str]:
    """Weigh the frames of a film and its sound: from start to end, so many frames a second."""
    start = _seconds(cut.get("startOffset", "0s"))
    end = min(film.seconds, _seconds(cut.get("endOffset", f"{film.seconds}s")))
    seconds = end - start
    frames = max(1, int(seconds * (cut.get("fps") or 1)))  # R on Vertex AI: whole seconds
    sound = math.ceil(seconds * weights.second) if film.sounds else 0
    return Counter(VIDEO=weights.of_frames(frames, level)) + Counter(AUDIO=sound)


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def _of_said_part(part: Mapping[str, Any], weights: Weights) -> Counter[str]:
    if part.get("thought") or "inlineData" not in part:
        return of_part(part)
    match _medium(part):
        case Picture(width, height):
            return Counter(IMAGE=weights.of_drawn(width * height))
        case Sound(seconds):
            return Counter(AUDIO=math.ceil(seconds * weights.spoken))
        case _:
            return of_part(part)
