"""Media in a request: which kinds a model takes, and how it may be asked for pictures and voices."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import media, voices
from mockserver.body import violation
from mockserver.canvas import SCALES
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest

Part = Mapping[str, Any]

# What some model takes (gemini.md 3.2, documented; the lists of both of Google's fronts together).
# Any kind of text goes (own).
_TAKEN: Mapping[str, frozenset[str]] = {
    "image": frozenset({"png", "jpeg", "jpg", "webp", "heic", "heif", "gif"}),
    "audio": frozenset({
        "wav", "x-wav", "wave", "mp3", "mpeg", "mpga", "aiff", "x-aiff", "aac", "x-aac", "ogg", "flac",
        "x-flac", "m4a", "x-m4a", "mp4", "opus", "pcm", "l16", "webm",
    }),
    "video": frozenset({
        "mp4", "mpeg", "mpegps", "mov", "quicktime", "avi", "x-msvideo", "x-flv", "mpg", "webm", "wmv",
        "x-ms-wmv", "3gpp",
    }),
    "document": frozenset({"pdf"}),
}  # fmt: skip

_BESIDE_DATA = frozenset(
    {"videoMetadata", "thought", "thoughtSignature", "mediaResolution", "partMetadata"}
)


def mime_types(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Each file is of a type that the model takes (gemini.md 3.3)."""
    kinds = _kinds(request)
    for _path, part in _parts(request):
        held = part.get("inlineData") or part.get("fileData") or {}
        if "mimeType" not in held:
            continue
        plain = held["mimeType"].partition(";")[0].strip().lower()
        kind, subtype = media.kind(plain), plain.partition("/")[2]
        if kind not in kinds or subtype not in _TAKEN.get(kind, {subtype}):
            yield ApiError("mime_type_unsupported", mime_type=held["mimeType"])


def _kinds(request: GenerateRequest) -> set[str]:
    """Return what kinds a model takes beside its own text."""
    if "AUDIO" in request.model.outputs:
        return set()
    drawing = request.model.canvas is not None
    return {"image", "text", "document"} | (set() if drawing else {"audio", "video"})


def video_metadata(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Only a film has frames; it starts before it ends (gemini.md 3.8)."""
    for path, part in _parts(request):
        if "videoMetadata" not in part:
            continue
        if not _is_film(part):
            yield ApiError("video_metadata_alone", path=path)
        cut = part["videoMetadata"]
        start, end = (float(cut.get(each, "0s")[:-1]) for each in ("startOffset", "endOffset"))
        if start < 0 or ("endOffset" in cut and start >= end):
            yield ApiError("video_offsets", path=path)
        if cut.get("fps") == 0:
            text = "fps must be in the range (0.0, 24.0]."
            yield violation("GenerateContentRequest", (f"{path}.video_metadata.fps", text))


def _is_film(part: Part) -> bool:
    """Whether a part is a film, or may be one; one without data passes as well (recorded)."""
    held = part.get("inlineData") or part.get("fileData")
    if held is None:
        return not part.keys() - _BESIDE_DATA
    return "mimeType" not in held or media.kind(held["mimeType"]) == "video"


def resolution(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Models that draw or speak have no media resolution, and parts have one only from 3 on."""
    model = request.model
    asked = request.config.get("mediaResolution", "MEDIA_RESOLUTION_UNSPECIFIED")
    own = any("mediaResolution" in part for _path, part in _parts(request))
    if asked != "MEDIA_RESOLUTION_UNSPECIFIED" and model.outputs != {"TEXT"}:
        yield ApiError("no_media_resolution")
    if own and (model.generation < GEMINI_3 or model.outputs != {"TEXT"}):
        yield ApiError("no_media_resolution")


def image_config(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """A model draws in its own shapes and sizes; one that doesn't draw isn't asked (own)."""
    canvas, asked = request.model.canvas, request.config.get("imageConfig", {})
    if canvas is None:
        return
    size = asked.get("imageSize", "1K")
    if size not in SCALES:
        yield ApiError("image_size_unknown", size=size, sizes=", ".join(SCALES))
    ratio = asked.get("aspectRatio", "1:1")
    if ratio not in canvas.pixels:
        yield ApiError("aspect_ratio_unsupported", ratio=ratio)
    if canvas.sizes and size not in canvas.sizes:
        yield ApiError("image_size_unsupported", size=size)


def speech_config(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """One voice or two speakers, not both, and of known names."""
    asked = request.config.get("speechConfig", {})
    if "voiceConfig" in asked and "multiSpeakerVoiceConfig" in asked:
        yield ApiError("one_voice_or_two")
    for name in voices.named(asked):
        if name.lower() not in voices.VOICES:
            yield ApiError("voice_unknown", voice=name, voices=", ".join(voices.VOICES))


def _parts(request: GenerateRequest) -> Iterator[tuple[str, Part]]:
    """Yield all parts with their paths, and those that came with a function's response."""
    for index, content in enumerate(request.contents):
        for number, part in enumerate(content.get("parts", ())):
            path = f"contents[{index}].parts[{number}]"
            yield path, part
            for inner, each in enumerate(part.get("functionResponse", {}).get("parts", ())):
                yield f"{path}.function_response.parts[{inner}]", each
