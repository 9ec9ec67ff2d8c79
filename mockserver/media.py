"""Media: what can be told of a picture, a sound, a film or a document from its bytes.

Nothing is decoded, and no more is read than a header needs. Bytes that can't be read, which tests
send and users too, are told by their size; a file that is only named, by its kind.
"""

import base64
import logging
import math
import mimetypes
import re
import struct
from dataclasses import dataclass
from io import BytesIO

import imagesize
from tinytag import TinyTag, TinyTagException

_HEAD = 1 << 20  # bytes within which a picture says its size
_TAIL = 2_048  # bytes within which a PDF says where its objects are
_READS = 50_000  # of a sound, by its parser: broken files aren't searched forever
_LONGEST = 12 * 3_600.0  # seconds
_MOST_PAGES = 1_000  # of a PDF (documented by Google as what a file may have)
_BYTES_A_SECOND = {"audio": 16_000, "video": 125_000}  # of common compressed files; own estimate
_REMOTE_SECONDS = 60.0  # of a sound or a film that isn't here; own
_PCM = re.compile(r"audio/(?:l16|pcm)\b(?:.*\brate\s*=\s*(\d{1,6}))?", re.IGNORECASE)
_PCM_RATE = 24_000  # as the API speaks, where nothing is said
_TEXTUAL = re.compile(
    r"text/|application/(?:json|xml|rtf|csv|yaml|javascript|(?:x-)?(?:javascript|python|typescript))\b"
)
_YOUTUBE = re.compile(r"https?://(?:www\.|m\.)?(?:youtube\.com|youtu\.be)/", re.IGNORECASE)

# The element of a WebM that says how long it is, in milliseconds as nearly all files count: a float
# of four or eight bytes (the Matroska specification).
_WEBM_DURATION = re.compile(rb"\x44\x89(?:\x84(.{4})|\x88(.{8}))", re.DOTALL)
# Its parser's complaints about broken files are nobody's business, unless somebody listens.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_WEBM = b"\x1a\x45\xdf\xa3"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of so many pixels; 0 where that can't be read."""

    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound of so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Film:
    """A film of so many seconds, with or without sound."""

    seconds: float
    sounds: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF of so many pages, all taken to be as large as the first; A4 where that can't be read."""

    pages: int = 1
    width: float = 210
    height: float = 297


@dataclass(frozen=True, slots=True)
class Script:
    """A file of text."""

    text: str


Medium = Picture | Sound | Film | Document | Script


def kind(mime_type: str) -> str:
    """Return what a MIME type is of: ``image``, ``audio``, ``video``, ``text`` or ``document``."""
    plain = mime_type.strip().lower()
    if _TEXTUAL.match(plain):
        return "text"
    family = plain.partition("/")[0]
    return family if family in {"image", "audio", "video"} else "document"


def read(mime_type: str, data: str) -> Medium:
    """Tell what a blob is: *data* is base64, of either alphabet; no error is raised for any bytes."""
    found = decoded(data)
    match kind(mime_type):
        case "image":
            return _picture(found)
        case "audio":
            return Sound(_pcm_seconds(mime_type, found) or _timed(found, "audio").seconds)
        case "video":
            return _timed(found, "video")
        case "text":
            return Script(found.decode(errors="replace"))
        case _:
            return _document(found)


def remote(mime_type: str, uri: str) -> Medium:
    """Tell what a file is taken to be that is only named, and isn't fetched (own estimates).

    That is a picture of unknown size, one page, or a minute. Without a MIME type the address says the
    kind; without either it is a document.
    """
    guessed = mime_type or named(uri)
    if not mime_type and _YOUTUBE.match(uri):
        guessed = "video/mp4"
    match kind(guessed):
        case "image":
            return Picture()
        case "audio":
            return Sound(_REMOTE_SECONDS)
        case "video":
            return Film(_REMOTE_SECONDS)
        case _:
            return Document()


def named(uri: str) -> str:
    """Return the MIME type that the name of a file tells at an address; empty if it tells none."""
    path = re.split(r"[?#]", uri, maxsplit=1)[0]
    return mimetypes.guess_type(path.rpartition("/")[2])[0] or ""


def decoded(data: str) -> bytes:
    """Decode base64 of either alphabet, padded or not, as the front end takes it (gemini.md 2.1)."""
    plain = data.replace("-", "+").replace("_", "/").rstrip("=")
    whole = plain[: len(plain) - (len(plain) % 4 == 1)]
    return base64.b64decode(whole + "=" * (-len(whole) % 4))


def _picture(data: bytes) -> Picture:
    width, height = imagesize.get(BytesIO(data[:_HEAD]))
    return Picture(int(width), int(height)) if width > 0 and height > 0 else Picture()


def _pcm_seconds(mime_type: str, data: bytes) -> float:
    """Return how long raw samples of 16 bits last; 0 if it isn't such a sound."""
    found = _PCM.match(mime_type.strip())
    if not found:
        return 0
    return len(data) / 2 / (int(found[1] or 0) or _PCM_RATE)


def _timed(data: bytes, family: str) -> Film:
    """Return how long a sound or film is, and whether it sounds, or what its size says."""
    guess = max(1.0, len(data) // _BYTES_A_SECOND[family])
    try:
        tag = TinyTag.get(file_obj=_Patient(data), tags=False)
    except TinyTagException:
        return Film(_webm_seconds(data) or guess)
    seconds = tag.duration or 0
    if family == "audio" and tag.bitrate:  # A streamed WAV says that it is as long as can be.
        seconds = min(seconds, len(data) / 125 / tag.bitrate)
    return Film(min(seconds, _LONGEST) or guess, sounds=tag.samplerate is not None)


class _Patient(BytesIO):
    """Bytes that can be read so many times."""

    _reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > _READS:
            raise EOFError
        return super().read(size)


def _webm_seconds(data: bytes) -> float:
    """Return how long a WebM says that it is; 0 if it doesn't, or isn't one."""
    found = _WEBM_DURATION.search(data[:_HEAD]) if data.startswith(_WEBM) else None
    if not found:
        return 0
    number = struct.unpack(">f", found[1]) if found[1] else struct.unpack(">d", found[2])
    milliseconds = float(number[0])
    return min(milliseconds / 1_000, _LONGEST) if 0 < milliseconds < math.inf else 0


def _document(data: bytes) -> Document:
    from pypdf import PdfReader  # noqa: PLC0415 - a tenth of a second, only for who sends a PDF

    if b"startxref" not in data[-_TAIL:]:  # Its parser would search all of it for what is left.
        return Document()
    try:
        reader = PdfReader(BytesIO(data))
        box = reader.pages[0].mediabox
        pages = reader.get_num_pages()
        width, height = abs(float(box.width)), abs(float(box.height))
    except Exception:  # noqa: BLE001 - whatever a broken file makes of its parser
        return Document()
    return Document(min(pages, _MOST_PAGES), width or 1, height or 1)
