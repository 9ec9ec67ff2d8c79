"""Flaws of media: files, films, pictures and voices. Texts: gemini.md 6.5, 6.6, facts: 3.2, 3.3, 3.7."""

from collections.abc import Iterator
from typing import Any

from contract_tests.strategies.flaws.bodies import Body, config, parts
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_FILM: Body = {"fileData": {"fileUri": "https://example.com/a.mp4", "mimeType": "video/mp4"}}
_TEXT: Body = {"text": "What is this?"}
_METADATA = "contents[0].parts[0].video_metadata"
_NOWHERE = "17:3"


@cases("file of an unknown type", "not allowed", "observed")
def file_of_an_unknown_type(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A type of file that no model reads."""
    for mime_type in ("image/svg+xml", "application/zip", "application/octet-stream", "png"):
        yield Case(parts(_TEXT, _file(mime_type)))
        yield Case(parts({"inlineData": {"mimeType": mime_type, "data": "AAAA"}}))


@cases("file that the model doesn't take", "not allowed", "documented")
def file_that_the_model_does_not_take(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Sounds and films of a model that draws, anything of one that speaks."""
    if model.canvas:
        yield Case(parts(_TEXT, _file("audio/mp3")))
        yield Case(parts(_TEXT, _file("video/mp4")))
    if "AUDIO" in model.outputs:
        yield Case(parts(_TEXT, _file("image/png")))


@cases("film metadata without a film", "not allowed", "documented")
def film_metadata_without_a_film(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Only a film has frames."""
    cut: Body = {"videoMetadata": {"fps": 1}}
    yield Case(parts({**_TEXT, **cut}), parts(_TEXT), _METADATA)
    if "AUDIO" not in model.outputs:
        picture = _file("image/png")
        yield Case(parts({**picture, **cut}), parts(picture), _METADATA)


@cases("film that ends before it starts", "not allowed", "documented")
def film_that_ends_before_it_starts(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """It starts at 0 or later, and ends after that."""
    if _sees_films(model):
        good = _film(startOffset="1s", endOffset="2.5s")
        for start, end in (("5s", "5s"), ("9s", "2.5s"), ("-1s", "2s")):
            yield Case(_film(startOffset=start, endOffset=end), good, _METADATA)


@cases("frames out of range", "out of range", "documented")
def frames_out_of_range(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """More than none a second, up to 24."""
    if _sees_films(model):
        for wrong in (0, 25, -1):
            yield Case(_film(fps=wrong), _film(fps=24), f"{_METADATA}.fps")


@cases("malformed duration", "not allowed", "documented")
def malformed_duration(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Seconds with an s behind them."""
    if _sees_films(model):
        for wrong in ("1", "1m", "", "s", "1.5.s", "\u0661s", "1s\n"):
            yield Case(_film(startOffset=wrong), _film(), f"{_METADATA}.start_offset")


@cases("resolution that isn't offered", "not allowed", "documented")
def resolution_that_is_not_offered(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Of a part from Gemini 3 on, and of nothing where a picture or a voice is asked for."""
    if model.outputs != {"TEXT"}:
        yield Case(config(mediaResolution="MEDIA_RESOLUTION_LOW"))
    elif model.generation < GEMINI_3:
        picture = _file("image/png")
        own = {**picture, "mediaResolution": {"level": "MEDIA_RESOLUTION_HIGH"}}
        yield Case(parts(own), parts(picture))


@cases("unknown aspect ratio", "unknown value", "observed")
def unknown_aspect_ratio(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are fourteen, whatever the model."""
    for wrong in (_NOWHERE, "1x1", ""):
        where = "generation_config.image_config.aspect_ratio"
        yield Case(config(imageConfig={"aspectRatio": wrong}), field=where)


@cases("picture that the model doesn't draw", "not allowed", "observed")
def picture_that_the_model_does_not_draw(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Each model has its own shapes and sizes."""
    if model.canvas is None:
        return
    yield Case(config(imageConfig={"imageSize": "8K"}))
    if "1:4" not in model.canvas.pixels:
        yield Case(config(imageConfig={"aspectRatio": "1:4"}))
    if model.canvas.sizes and "512" not in model.canvas.sizes:
        yield Case(config(imageConfig={"imageSize": "512"}))


@cases("unknown voice", "not allowed", "observed")
def unknown_voice(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are thirty."""
    for wrong in ("Nobody", "Kore2"):
        yield Case(_speech(voiceConfig=_voice(wrong)), _speech(voiceConfig=_voice("Kore")))


@cases("one voice and two", "not allowed", "documented")
def one_voice_and_two(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """One speaker or two, not both."""
    one = {"voiceConfig": _voice("Kore")}
    two = {"multiSpeakerVoiceConfig": _speakers("Kore", "Puck")}
    yield Case(_speech(**one, **two), _speech(**one), "generation_config.speech_config")


@cases("more or less than two speakers", "out of range", "documented")
def more_or_less_than_two_speakers(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are exactly two, or one who isn't named."""
    good = _speech(multiSpeakerVoiceConfig=_speakers("Kore", "Puck"))
    where = "generation_config.speech_config.multi_speaker_voice_config.speaker_voice_configs"
    for names in ([], ["Kore"], ["Kore", "Puck", "Leda"]):
        yield Case(_speech(multiSpeakerVoiceConfig=_speakers(*names)), good, where)


def _sees_films(model: Model) -> bool:
    return model.outputs == {"TEXT"}


def _file(mime_type: str) -> Body:
    return {"fileData": {"fileUri": "https://example.com/a", "mimeType": mime_type}}


def _film(**cut: Any) -> Body:
    return parts({**_FILM, "videoMetadata": cut})


def _speech(**members: Any) -> Body:
    return config(speechConfig=members)


def _voice(name: str) -> Body:
    return {"prebuiltVoiceConfig": {"voiceName": name}}


def _speakers(*names: str) -> Body:
    return {
        "speakerVoiceConfigs": [
            {"speaker": f"Speaker {number}", "voiceConfig": _voice(name)}
            for number, name in enumerate(names)
        ]
    }
