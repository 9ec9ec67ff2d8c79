"""Checks of media in answers: that bytes are what they are called, and what was asked for."""

import base64
import io
import re
from collections.abc import Callable, Iterator, Mapping

import imagesize

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked, places
from contract_tests.reading.members import endings, mapping, rows, said, text, whole_number
from contract_tests.reading.places import Placed

_TOLERANCE = 0.05  # of a picture's proportions
_RATIO = re.compile(r"(\d+):(\d+)")
# What the bytes of a type begin with.
_IS: Mapping[str, Callable[[bytes], bool]] = {
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "image/gif": lambda data: data.startswith(b"GIF8"),
    "audio/wav": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WAVE",
    "audio/l16": lambda data: len(data) % 2 == 0 and bool(data),
    "video/mp4": lambda data: data[4:8] == b"ftyp",
    "application/pdf": lambda data: data.startswith(b"%PDF"),
}


def _blobs(exchange: Exchange) -> list[Placed]:
    return [
        Placed(f"{each.pointer}/inlineData", mapping(each.value, "inlineData"))
        for each in places.parts(exchange)
        if mapping(each.value, "inlineData")
    ]


def _pictures(exchange: Exchange) -> list[Placed]:
    """Return the pictures that are the answer, interim ones left out."""
    return [
        Placed(f"{each.pointer}/inlineData", mapping(each.value, "inlineData"))
        for each in places.parts(exchange)
        if _kind(mapping(each.value, "inlineData")) == "image" and not each.value.get("thought")
    ]


def _type(blob: dict[str, object]) -> str:
    return text(blob, "mimeType").partition(";")[0].strip().lower()


def _kind(blob: dict[str, object]) -> str:
    return _type(blob).partition("/")[0]


def _bytes(blob: dict[str, object]) -> bytes | None:
    """Decode a blob, in either alphabet, padded or not; None if it can't be."""
    data = text(blob, "data").rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(data + "=" * (-len(data) % 4), validate=True)
    except ValueError:
        return None


def _has_known_bytes(exchange: Exchange) -> bool:
    known = any(_type(each.value) in _IS for each in _blobs(exchange))
    return known and "base64" not in exchange.lost


@check("media.bytes", applies=_has_known_bytes)
def bytes_are_what_they_are_called(exchange: Exchange) -> Iterator[Finding]:
    """The bytes of a file are of the type that its mimeType says."""
    for each in _blobs(exchange):
        data, looks_right = _bytes(each.value), _IS.get(_type(each.value))
        if data is None or (looks_right and not looks_right(data)):
            begins = "what isn't base64" if data is None else f"bytes that begin {data[:8]!r}"
            yield Finding(
                pointer=f"{each.pointer}/data",
                message=f"expected {_type(each.value)}, got {begins}",
            )


_MODALITIES = {"image": "IMAGE", "audio": "AUDIO", "video": "VIDEO"}


def _is_told_modalities(exchange: Exchange) -> bool:
    return bool(asked.modalities(exchange)) and bool(exchange.parts)


@check("media.modalities", applies=_is_told_modalities)
def no_other_modality_comes(exchange: Exchange) -> Iterator[Finding]:
    """Files come only of the kinds that responseModalities name."""
    if "codeExecution" in asked.tools(exchange):
        return  # a program may draw, too
    wanted = asked.modalities(exchange)
    for each in _blobs(exchange):
        if _MODALITIES.get(_kind(each.value)) not in wanted:
            yield Finding(
                pointer=each.pointer, message=f"expected {texts(wanted)}, got {_type(each.value)}"
            )


def _may_say_nothing(exchange: Exchange) -> bool:
    wanted = asked.modalities(exchange)
    return bool(wanted) and "TEXT" not in wanted and bool(exchange.parts)


@check("media.no-text", applies=_may_say_nothing, mood=0.2)
def no_text_comes_beside_what_was_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """Without TEXT among responseModalities nothing is said."""
    if told := "".join(said(each) for each in exchange.candidates).strip():
        yield Finding(
            pointer="/candidates/0/content/parts",
            message=f"expected {texts(asked.modalities(exchange))} alone, got {told[:60]!r}",
        )


def _must_draw(exchange: Exchange) -> bool:
    wanted, calls = asked.modalities(exchange), any("functionCall" in x for x in exchange.parts)
    return wanted == ["IMAGE"] and endings(exchange) == {"STOP"} and not calls


@check("media.draws", applies=_must_draw, mood=0.2)
def a_picture_comes_if_only_that_is_wanted(exchange: Exchange) -> Iterator[Finding]:
    """With IMAGE alone among responseModalities a picture comes that is no thought."""
    if not _pictures(exchange):
        yield Finding(pointer="/candidates/0/content/parts", message="expected a picture, got none")


def _proportions(exchange: Exchange) -> float | None:
    config = mapping(exchange.request, "generationConfig", "imageConfig")
    found = _RATIO.fullmatch(text(config, "aspectRatio"))
    return int(found[1]) / int(found[2]) if found and int(found[2]) else None


def _has_proportions(exchange: Exchange) -> bool:
    told = _proportions(exchange) is not None and "base64" not in exchange.lost
    return told and any(_bytes(each.value) for each in _pictures(exchange))


@check("media.aspect-ratio", applies=_has_proportions)
def pictures_have_the_proportions_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """A picture is as wide for its height as aspectRatio says."""
    wanted = _proportions(exchange) or 1
    for each in _pictures(exchange):
        width, height = imagesize.get(io.BytesIO(_bytes(each.value) or b""))
        if height > 0 and abs(width / height / wanted - 1) > _TOLERANCE:
            yield Finding(
                pointer=f"{each.pointer}/data",
                message=f"expected about {wanted:.2f} times as wide as high, got {width} by {height}",
            )


_SAMPLES = re.compile(r"audio/l16;.*\brate=24000\b", re.IGNORECASE)


def _speaks(exchange: Exchange) -> bool:
    return any(_kind(each.value) == "audio" for each in _blobs(exchange))


@check("speech.samples", applies=_speaks)
def speech_is_raw_samples(exchange: Exchange) -> Iterator[Finding]:
    """Speech is 16-bit samples, 24,000 a second, and says so."""
    for each in _blobs(exchange):
        if _kind(each.value) == "audio" and not _SAMPLES.match(text(each.value, "mimeType")):
            yield Finding(
                pointer=f"{each.pointer}/mimeType",
                message=f"expected audio/L16 with rate=24000, got {each.value.get('mimeType')!r}",
            )


# A preview of 2.5 once counted 258, as 2.0 did.
_TOKENS_OF_A_PICTURE = {"gemini-2.5-flash-image": 1290, "gemini-3": 1120}


def _tokens_of_a_picture(model: str) -> int:
    """Return what a picture of the usual size counts; 0 if that isn't known."""
    counts = (count for name, count in _TOKENS_OF_A_PICTURE.items() if model.startswith(name))
    return 0 if model == "gemini-2.5-flash-image-preview" else next(counts, 0)


def _picture_tokens(exchange: Exchange) -> int:
    details = rows(exchange.usage, "candidatesTokensDetails")
    counts = [whole_number(x, "tokenCount") or 0 for x in details if x.get("modality") == "IMAGE"]
    return sum(counts)


def _counts_plain_pictures(exchange: Exchange) -> bool:
    config = mapping(exchange.request, "generationConfig", "imageConfig")
    plain = text(config, "imageSize") in {"", "1K"}
    known = plain and _tokens_of_a_picture(exchange.model) > 0
    return known and bool(_pictures(exchange)) and _picture_tokens(exchange) > 0


@check("tokens.picture-out", applies=_counts_plain_pictures, mood=0.1)
def a_picture_counts_a_fixed_number(exchange: Exchange) -> Iterator[Finding]:
    """A picture of the usual size counts 1290 tokens on Gemini 2.5, and 1120 on Gemini 3."""
    many = len(_pictures(exchange))
    wanted = many * _tokens_of_a_picture(exchange.model)
    if _picture_tokens(exchange) != wanted:
        yield Finding(
            pointer="/usageMetadata/candidatesTokensDetails",
            message=f"expected {wanted} for {many} pictures, got {_picture_tokens(exchange)}",
        )
