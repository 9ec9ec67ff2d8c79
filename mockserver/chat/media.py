"""Pictures, sounds and files in a message, as the parts that Gemini takes.

Nothing is fetched: an address becomes ``fileData``, by the kind that its name tells. The gateway downloads
what is there and sends it inline (inferred).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver import media
from mockserver.errors import ApiError

Part = dict[str, Any]

_DATA_URL = re.compile(
    r"data:(?P<kind>[^;,]*)(?:;[^;,]*)*;base64,(?P<data>.+)", re.DOTALL | re.IGNORECASE
)
# A picture as an answer of this face has it. No two can overlap, so that no text takes long to search.
_MARKDOWN = re.compile(r"!\[[^\[\]]{0,100}\]\((data:[^;,()\s]*;base64,[\w/+=-]+)\)", re.ASCII)
_SHOWN = 60  # characters of an address that isn't one
_PICTURE = "image/png"  # what is taken to be at an address that doesn't tell (own)


def _image(told: str | Mapping[str, Any]) -> Part | None:
    url = told if isinstance(told, str) else told.get("url")
    if not url:
        return None
    if url.lower().startswith(("http://", "https://")):
        return {"fileData": {"fileUri": url, "mimeType": media.named(url) or _PICTURE}}
    return _inline(url, "a data URL of base64 or an http address")


def _sound(told: Mapping[str, Any]) -> Part | None:
    if "data" not in told or "format" not in told:
        return None
    return {"inlineData": {"mimeType": f"audio/{told['format']}", "data": told["data"]}}


def _file(told: Mapping[str, Any]) -> Part | None:
    if told.get("file_id"):
        raise ApiError("unconvertible", reason="only base64 file is supported in gemini")
    found = told.get("file_data")
    return _inline(found, "a data URL of base64") if found else None


# By the member that holds it, which is the type of its part too.
MEDIA: Mapping[str, Callable[[Any], Part | None]] = {
    "image_url": _image,
    "input_audio": _sound,
    "file": _file,
}


def part(kind: str, told: Any) -> Part | None:
    """Return the part that a medium becomes; None if it lacks what makes it one, and so is dropped.

    Raises:
        ApiError: ``unconvertible``, if its bytes aren't there.
    """
    return MEDIA[kind](told)


def texts(said: str) -> Iterator[Part]:
    """Yield the parts of a text: pictures in Markdown, as answers of this face have them, are pictures (inferred)."""
    end = 0
    for found in _MARKDOWN.finditer(said):
        if found.start() > end:
            yield {"text": said[end : found.start()]}
        yield _inline(found[1], "a data URL of base64")
        end = found.end()
    if end < len(said):
        yield {"text": said[end:]}


def _inline(url: str, expected: str) -> Part:
    found = _DATA_URL.fullmatch(url)
    if not found:
        shown = url if len(url) <= _SHOWN else f"{url[:_SHOWN]}..."
        reason = f"get file data from {shown!r} failed: expected {expected}"
        raise ApiError("unconvertible", reason=reason)
    return {"inlineData": {"mimeType": found["kind"], "data": found["data"]}}
