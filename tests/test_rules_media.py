"""Rules of media and modalities: what each model takes and gives, in Google's words."""

from typing import Any

import pytest

from mockserver.dialects import COMET, DIALECTS, GOOGLE
from mockserver.voices import VOICES
from tests.test_rules import refusal, told

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"
IMAGE_2_5 = "gemini-2.5-flash-image"
IMAGE_3 = "gemini-3-pro-image-preview"
IMAGE_3_1 = "gemini-3.1-flash-image-preview"
LITE_IMAGE = "gemini-3.1-flash-lite-image"
TTS = "gemini-2.5-flash-preview-tts"

Body = dict[str, Any]

HELLO: Body = {"role": "user", "parts": [{"text": "Hello"}]}
NO_COMBINATION = (
    "The requested combination of response modalities ({}) is not supported by the model. models/{}"
    " accepts the following combination of response modalities:\n{}"
)
OFFSETS = (
    "* GenerateContentRequest.contents[0].parts[0].video_metadata: start_offset must be 0 or more, and"
    " less than end_offset.\n"
)
NO_FILM = (
    "* GenerateContentRequest.contents[0].parts[0].video_metadata: only allowed beside a video.\n"
)


def config(**members: Any) -> Body:
    return {"contents": [HELLO], "generationConfig": members}


def part(*parts: Body, **config: Any) -> Body:
    return {"contents": [{"role": "user", "parts": list(parts)}], "generationConfig": config}


def blob(mime_type: str, **members: Any) -> Body:
    return {"inlineData": {"mimeType": mime_type, "data": "QQ"}, **members}


def file(**members: Any) -> Body:
    return {"fileData": {"fileUri": "https://x/y"}, **members}


def film(**cut: Any) -> Body:
    return part(blob("video/mp4", videoMetadata=cut))


def called(*shown: Body) -> Body:
    """Make a conversation in which a function has shown these."""
    turns = [
        HELLO,
        {"role": "model", "parts": [{"functionCall": {"name": "f"}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "parts": list(shown)}}]},
    ]
    return {"contents": turns, "tools": [{"functionDeclarations": [{"name": "f"}]}]}


def speech(**members: Any) -> Body:
    return config(responseModalities=["AUDIO"], speechConfig=members)


def voice(name: str) -> Body:
    return {"prebuiltVoiceConfig": {"voiceName": name}}


def speakers(*names: str) -> Body:
    each = [{"speaker": name, "voiceConfig": voice(name)} for name in names]
    return {"speakerVoiceConfigs": each}


@pytest.mark.parametrize(
    ("model", "mime_type"),
    [
        (FLASH_2_5, "image/svg+xml"),
        (FLASH_2_5, "application/zip"),
        (FLASH_2_5, "application/octet-stream"),
        (FLASH_2_5, "image/"),
        (FLASH_2_5, ""),
        (FLASH_3, "audio/midi"),
        (FLASH_3, "video/x-unknown"),
        (IMAGE_2_5, "audio/mp3"),
        (IMAGE_3, "video/mp4"),
    ],
)
def test_a_file_of_a_type_that_the_model_does_not_take_is_refused(
    model: str, mime_type: str
) -> None:
    body = part({"text": "What is this?"}, blob(mime_type))

    assert told(body, model, GOOGLE) == f"Unsupported MIME type: {mime_type}"
    assert told(body, model, COMET).startswith(
        "Unable to submit request because it has a mimeType parameter with value"
        f" {mime_type}, which is not supported. Update the mimeType and try again. Learn more: "
    )


def test_a_model_that_speaks_takes_no_file() -> None:
    body = part(blob("image/png"), responseModalities=["AUDIO"])

    assert told(body, TTS, GOOGLE) == "Unsupported MIME type: image/png"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            part({"fileData": {"mimeType": "image/tiff", "fileUri": "gs://x"}}), id="file"
        ),
        pytest.param(called(blob("image/tiff")), id="function-response"),
    ],
)
def test_the_type_of_any_file_is_looked_at(body: Body) -> None:
    assert told(body, FLASH_2_5, GOOGLE) == "Unsupported MIME type: image/tiff"


@pytest.mark.parametrize(
    ("model", "body", "text"),
    [
        pytest.param(
            FLASH_2_5,
            config(responseModalities=["TEXT", "IMAGE"]),
            "Model does not support the requested response modalities: image",
            id="picture-of-a-model-of-text",
        ),
        pytest.param(
            IMAGE_2_5,
            config(responseModalities=["TEXT"]),
            NO_COMBINATION.format("TEXT", IMAGE_2_5, "* IMAGE\n* IMAGE, TEXT\n"),
            id="text-alone-of-a-model-that-draws",
        ),
        pytest.param(
            IMAGE_3,
            config(responseModalities=["IMAGE", "AUDIO"]),
            NO_COMBINATION.format("IMAGE, AUDIO", IMAGE_3, "* IMAGE\n* IMAGE, TEXT\n"),
            id="sound-of-a-model-that-draws",
        ),
        pytest.param(
            TTS,
            config(),
            NO_COMBINATION.format("TEXT", TTS, "* AUDIO\n"),
            id="nothing-of-a-model-that-speaks",
        ),
        pytest.param(
            TTS,
            config(responseModalities=["AUDIO", "TEXT"]),
            NO_COMBINATION.format("AUDIO, TEXT", TTS, "* AUDIO\n"),
            id="text-too-of-a-model-that-speaks",
        ),
        pytest.param(FLASH_2_5, part({"text": "a", "videoMetadata": {}}), NO_FILM, id="frames-of-a-text"),
        pytest.param(FLASH_2_5, part(blob("image/png", videoMetadata={})), NO_FILM, id="frames-of-a-picture"),
        pytest.param(FLASH_2_5, film(startOffset="5s", endOffset="5s"), OFFSETS, id="no-second"),
        pytest.param(FLASH_2_5, film(startOffset="9s", endOffset="2.5s"), OFFSETS, id="backwards"),
        pytest.param(FLASH_2_5, film(startOffset="-1s"), OFFSETS, id="before-it-starts"),
        pytest.param(
            FLASH_2_5,
            film(fps=0),
            "* GenerateContentRequest.contents[0].parts[0].video_metadata.fps: fps must be in the range"
            " (0.0, 24.0].\n",
            id="no-frame",
        ),
        pytest.param(
            IMAGE_3,
            config(mediaResolution="MEDIA_RESOLUTION_LOW"),
            "Media resolution is not enabled for this model",
            id="resolution-of-a-model-that-draws",
        ),
        pytest.param(
            FLASH_2_5,
            part(blob("image/png", mediaResolution={"level": "MEDIA_RESOLUTION_LOW"})),
            "Media resolution is not enabled for this model",
            id="resolution-of-a-part-on-2.5",
        ),
        pytest.param(
            IMAGE_3,
            config(imageConfig={"imageSize": "8K"}),
            "Unsupported image_size '8K'. Supported values are: 1K, 2K, 4K, 512, 512P, 512PX.",
            id="unknown-size",
        ),
        pytest.param(
            IMAGE_3,
            config(imageConfig={"imageSize": "512"}),
            "Image size 512 is not supported for this model",
            id="small-size",
        ),
        pytest.param(
            LITE_IMAGE,
            config(imageConfig={"imageSize": "2K"}),
            "Image size 2K is not supported for this model",
            id="large-size",
        ),
        pytest.param(
            IMAGE_3,
            config(imageConfig={"aspectRatio": "1:4"}),
            "Aspect ratio 1:4 is not supported for this model",
            id="aspect-ratio",
        ),
        pytest.param(
            TTS,
            speech(voiceConfig=voice("Kore"), multiSpeakerVoiceConfig=speakers("Kore", "Puck")),
            "* GenerateContentRequest.generation_config.speech_config: only one of voice_config and"
            " multi_speaker_voice_config may be set.\n",
            id="one-voice-and-two",
        ),
        pytest.param(
            TTS,
            speech(voiceConfig=voice("Alloy")),
            "Voice name Alloy is not supported. Allowed voice names are: "
            + ", ".join(VOICES),
            id="unknown-voice",
        ),
        pytest.param(
            TTS,
            speech(multiSpeakerVoiceConfig=speakers("Kore", "Nobody")),
            "Voice name Nobody is not supported. Allowed voice names are: "
            + ", ".join(VOICES),
            id="unknown-second-voice",
        ),
    ],
)  # fmt: skip
def test_google_refuses_in_its_own_words(model: str, body: Body, text: str) -> None:
    assert told(body, model, GOOGLE) == text


def test_no_frames_are_refused_by_vertex_ai_without_saying_that_0_is_in_the_range() -> None:
    assert told(film(fps=0), FLASH_2_5, COMET) == (
        "The GenerateContentRequest proto is invalid:\n  * contents[0].parts[0].video_metadata.fps:"
        " [FIELD_INVALID] fps must be in the range (0.0, 24.0]."
    )


@pytest.mark.parametrize(
    ("model", "body"),
    [
        pytest.param(FLASH_2_5, part(*map(blob, ["image/png", "application/pdf", "audio/mp3", "video/mp4", "text/csv"])), id="all-kinds"),
        pytest.param(FLASH_2_5, part(blob("IMAGE/JPEG")), id="upper-case"),
        pytest.param(FLASH_2_5, part(blob("audio/L16;codec=pcm;rate=24000")), id="parameters"),
        pytest.param(FLASH_2_5, part(file()), id="file-of-no-type"),
        pytest.param(FLASH_2_5, called(), id="no-file"),
        pytest.param(IMAGE_3, part(blob("image/webp"), blob("application/pdf")), id="documents-to-draw"),
        pytest.param(FLASH_2_5, film(startOffset="1s", endOffset="2s", fps=24), id="cut"),
        pytest.param(FLASH_2_5, film(startOffset="1s"), id="cut-without-an-end"),
        pytest.param(FLASH_2_5, part(blob("video/mp4"), {"videoMetadata": {"endOffset": "9s"}}), id="cut-in-a-part-of-its-own"),
        pytest.param(FLASH_2_5, part(file(videoMetadata={"endOffset": "9s"})), id="cut-of-a-file-of-no-type"),
        pytest.param(FLASH_2_5, config(mediaResolution="MEDIA_RESOLUTION_LOW"), id="resolution"),
        pytest.param(IMAGE_3, config(mediaResolution="MEDIA_RESOLUTION_UNSPECIFIED"), id="no-resolution"),
        pytest.param(FLASH_3, part(blob("image/png", mediaResolution={"level": "MEDIA_RESOLUTION_ULTRA_HIGH"})), id="resolution-of-a-part"),
        pytest.param(IMAGE_2_5, config(imageConfig={"imageSize": "4K", "aspectRatio": "21:9"}), id="ignored-size"),
        pytest.param(IMAGE_2_5, config(), id="nothing-asked-of-a-model-that-draws"),
        pytest.param(IMAGE_2_5, config(responseModalities=["IMAGE"]), id="picture-alone"),
        pytest.param(IMAGE_3, config(imageConfig={"imageSize": "4K"}), id="large-picture"),
        pytest.param(IMAGE_3_1, config(imageConfig={"imageSize": "512", "aspectRatio": "1:8"}), id="small-picture"),
        pytest.param(FLASH_2_5, config(imageConfig={"imageSize": "8K"}), id="picture-not-asked-for"),
        pytest.param(TTS, speech(voiceConfig=voice("kore")), id="voice"),
        pytest.param(TTS, speech(voiceConfig={}), id="no-voice"),
        pytest.param(TTS, speech(multiSpeakerVoiceConfig=speakers("Kore", "Puck")), id="two-speakers"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", DIALECTS)
def test_what_the_api_takes_is_let_pass(name: str, model: str, body: Body) -> None:
    assert refusal(body, model, DIALECTS[name]) is None
