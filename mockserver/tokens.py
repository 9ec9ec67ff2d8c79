"""Token counts: how much a text or a part weighs.

Google documents about four characters of English to a token. Here a token is a word of up to six
letters, a piece of a longer one, a mark, or one sign of a script without spaces, each with the blank
before it. So counts add up when texts are joined at token borders, and a text can be cut at any
number of tokens.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s?(?:[A-Za-z\u00c0-\u024f]{1,6}|\d{1,3}|[^\W\d_]|[\W_])|\s",
    re.DOTALL,
)

_LONGEST_WORD = 4  # tokens

# Media weigh by what they show, not by bytes; these are the API's figures for one image, page or
# second (gemini.md 8, documented).
_IMAGE = 258
_PAGE = 258
_SECOND_OF_AUDIO = 32
_SECOND_OF_VIDEO = 263
_BYTES_A_SECOND = {"audio": 16_000, "video": 125_000}  # of common compressed files; own estimate

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


def of_contents(contents: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Count the tokens of contents by modality: ``TEXT``, ``IMAGE``, ``AUDIO``, ``VIDEO``, ``DOCUMENT``."""
    return sum(
        (of_part(part) for content in contents for part in content.get("parts", ())),
        Counter[str](),
    )


def of_part(part: Mapping[str, Any]) -> Counter[str]:
    """Count the tokens of one part by modality; thoughts are counted elsewhere, and not here."""
    if part.get("thought"):
        return Counter()
    if "text" in part:
        return Counter(TEXT=count(part["text"]))
    if "inlineData" in part:
        blob = part["inlineData"]
        return _media(blob.get("mimeType", ""), len(blob.get("data", "")) * 3 // 4)
    if "fileData" in part:
        return _media(part["fileData"].get("mimeType", ""), 0)
    return of_json([part[each] for each in _AS_JSON if each in part])


def of_said(parts: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Count the tokens of parts that the model said itself: not those that tools answered it."""
    said = [each for each in parts if not _FROM_TOOLS & each.keys()]
    return of_contents([{"parts": said}])


def of_json(value: object) -> Counter[str]:
    """Count the tokens of a value that the model reads as JSON, such as a function declaration."""
    return Counter(TEXT=count(json.dumps(value, ensure_ascii=False)) if value else 0)


def details(tokens: Mapping[str, int]) -> list[dict[str, Any]]:
    """Write counts as ``ModalityTokenCount``s, without the modalities that have none."""
    return [{"modality": each, "tokenCount": tokens[each]} for each in tokens if tokens[each]]


def _media(mime_type: str, size: int) -> Counter[str]:
    family = mime_type.partition("/")[0].strip().lower()
    match family:
        case "image":
            return Counter(IMAGE=_IMAGE)
        case "audio":
            return Counter(AUDIO=_SECOND_OF_AUDIO * max(1, size // _BYTES_A_SECOND[family]))
        case "video":
            return Counter(VIDEO=_SECOND_OF_VIDEO * max(1, size // _BYTES_A_SECOND[family]))
        case "text":
            return Counter(TEXT=max(1, size // 4))
        case _:
            return Counter(DOCUMENT=_PAGE)
