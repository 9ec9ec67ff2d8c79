"""The files that came along with a prompt, in words: pictures, sounds, films, documents, texts.

What is said of a file is what its bytes tell (`media`); of one that is only named, its kind. That it
is said at all is our own, so that a test can see that its file arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver import media
from mockserver.media import Document, Film, Medium, Picture, Script, Sound

_MOST = 4  # files of a kind whose measures are all said
_NOUNS: Mapping[type[Medium], str] = {
    Picture: "picture", Sound: "sound", Film: "film", Document: "document", Script: "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of a kind, such as a *picture*, how large it is, and in what unit: none if it is only named."""

    noun: str
    measure: str = ""
    unit: str = ""


def files(parts: Iterable[Mapping[str, Any]]) -> list[File]:
    """Return the files among some parts."""
    return [
        _sent(each["inlineData"]) if "inlineData" in each else _named(each["fileData"])
        for each in parts
        if each.keys() & {"inlineData", "fileData"}
    ]


def listed(found: Iterable[File]) -> str:
    """Say what files those are: ``a picture of 640 by 480 pixels and 2 films that were only named``."""
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in found:
        kinds[each.noun, each.unit].append(each.measure)
    return _and([_told(noun, unit, measures) for (noun, unit), measures in kinds.items()])


def called(found: list[File]) -> str:
    """Return what to call a file, or several."""
    return found[0].noun if len(found) == 1 else "set of files"


def _sent(blob: Mapping[str, Any]) -> File:
    mime_type, data = blob.get("mimeType", ""), blob.get("data", "")
    medium = media.read(mime_type, data)
    noun = _NOUNS[type(medium)]
    match medium:
        case Picture(width=0):
            return File(noun, str(len(media.decoded(data))), "byte")
        case Picture(width=width, height=height):
            return File(noun, f"{width} by {height}", "pixel")
        case Sound(seconds=seconds) | Film(seconds=seconds):
            return File(noun, f"{round(seconds, 1):g}", "second")
        case Document(pages=pages):
            return File(noun, str(pages), "page")
        case _:
            return File(noun, str(len(medium.text)), "character")


def _named(file: Mapping[str, Any]) -> File:
    medium = media.remote(file.get("mimeType", ""), file.get("fileUri", ""))
    return File(_NOUNS[type(medium)])


def _told(noun: str, unit: str, measures: list[str]) -> str:
    """Say how many files of a kind there are, and how large they are."""
    count = len(measures)
    what = f"a {noun}" if count == 1 else f"{count} {noun}s"
    if not unit:
        return f"{what} that {'was' if count == 1 else 'were'} only named"
    if len(set(measures)) == 1:
        return f"{what} of {_measured(measures[:1], unit)}"
    if count > _MOST:
        return f"{what} (the first of {_measured(measures[:1], unit)})"
    return f"{what} of {_measured(measures, unit)}"


def _measured(measures: list[str], unit: str) -> str:
    return f"{_and(measures)} {unit}{'' if measures == ['1'] else 's'}"


def _and(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
