"""Answers in a form: schemas, enums, thoughts, images and speech, as google-genai reads them."""

import enum
import io
import wave
from typing import Any

import pytest
from google import genai
from google.genai import types
from PIL import Image

from tests.sdks.agent import ORDER, STORY, Recipe

Mood = enum.Enum("Mood", {"HAPPY": "happy", "SAD": "sad", "CALM": "calm"})


def as_json(schema: Any) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        response_mime_type="application/json", response_schema=schema
    )


def test_a_pydantic_model_is_filled_in(any_client: genai.Client, model: str) -> None:
    response = any_client.models.generate_content(
        model=model, contents=ORDER, config=as_json(Recipe)
    )

    assert isinstance(response.parsed, Recipe)
    assert response.parsed == Recipe.model_validate_json(response.text or "")


def test_a_list_of_models_is_filled_in(any_client: genai.Client, model: str) -> None:
    response = any_client.models.generate_content(
        model=model, contents="Give me three recipes", config=as_json(list[Recipe])
    )

    parsed: Any = response.parsed

    assert parsed
    assert [type(each) for each in parsed] == [Recipe] * len(parsed)


def test_a_streamed_form_is_the_unary_one(any_client: genai.Client, model: str) -> None:
    whole = any_client.models.generate_content(model=model, contents=ORDER, config=as_json(Recipe))
    chunks = any_client.models.generate_content_stream(
        model=model, contents=ORDER, config=as_json(Recipe)
    )

    assert "".join(each.text or "" for each in chunks) == whole.text


@pytest.mark.parametrize("mime_type", ["text/x.enum", "application/json"])
def test_one_of_an_enum_is_chosen(any_client: genai.Client, model: str, mime_type: str) -> None:
    config = types.GenerateContentConfig(response_mime_type=mime_type, response_schema=Mood)
    response = any_client.models.generate_content(
        model=model, contents="I won the lottery. How do I feel?", config=config
    )

    assert isinstance(response.parsed, Mood)


def test_a_json_schema_is_filled_in(any_client: genai.Client, model: str) -> None:
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=Recipe.model_json_schema()
    )
    response = any_client.models.generate_content(model=model, contents=ORDER, config=config)

    assert Recipe.model_validate_json(response.text or "").ingredients


@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_thoughts_come_before_the_answer_where_they_are_asked_for(
    any_client: genai.Client, model: str, *, stream: bool
) -> None:
    config = types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(include_thoughts=True)
    )
    if stream:
        chunks = list(
            any_client.models.generate_content_stream(model=model, contents=STORY, config=config)
        )
    else:
        chunks = [any_client.models.generate_content(model=model, contents=STORY, config=config)]
    parts = [part for each in chunks for part in each.parts or ()]
    thoughts = [bool(each.thought) for each in parts if each.text]

    assert thoughts[0]
    assert not thoughts[-1]
    assert thoughts == sorted(thoughts, reverse=True)
    assert "lighthouse" in "".join(each.text or "" for each in parts if not each.thought)
    usage = chunks[-1].usage_metadata
    assert usage is not None
    assert (usage.thoughts_token_count or 0) > 0


@pytest.mark.parametrize(
    ("ratio", "wide"), [("1:1", 0), ("16:9", 1), ("9:16", -1)], ids=["square", "wide", "tall"]
)
def test_an_image_opens(any_client: genai.Client, ratio: str, wide: int) -> None:
    config = types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"], image_config=types.ImageConfig(aspect_ratio=ratio)
    )
    response = any_client.models.generate_content(
        model="gemini-2.5-flash-image", contents="Draw a red lighthouse", config=config
    )
    images = [each.inline_data for each in response.parts or () if each.inline_data]

    assert len(images) == 1
    image = Image.open(io.BytesIO(images[0].data or b""))
    image.load()
    assert Image.MIME[image.format or ""] == images[0].mime_type
    assert (image.width > image.height) - (image.width < image.height) == wide
    assert response.usage_metadata
    details = response.usage_metadata.candidates_tokens_details or ()
    assert types.MediaModality.IMAGE in [each.modality for each in details]


def test_an_image_alone_comes_without_text(any_client: genai.Client) -> None:
    config = types.GenerateContentConfig(response_modalities=["IMAGE"])
    response = any_client.models.generate_content(
        model="gemini-2.5-flash-image", contents="Draw a red lighthouse", config=config
    )
    [part] = response.parts or []
    image = part.as_image()

    assert image is not None
    assert image.mime_type == "image/png"
    assert image.image_bytes


def test_an_image_is_drawn_in_a_stream(any_client: genai.Client) -> None:
    config = types.GenerateContentConfig(response_modalities=["IMAGE"])
    chunks = any_client.models.generate_content_stream(
        model="gemini-2.5-flash-image", contents="Draw a red lighthouse", config=config
    )
    blobs = [
        each.inline_data.data or b""
        for chunk in chunks
        for each in chunk.parts or ()
        if each.inline_data
    ]

    assert len(blobs) == 1
    Image.open(io.BytesIO(blobs[0])).load()


def test_speech_is_sound_of_24_kilohertz(any_client: genai.Client) -> None:
    config = types.GenerateContentConfig(
        response_modalities=["AUDIO"],
        speech_config=types.SpeechConfig(
            voice_config=types.VoiceConfig(
                prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore")
            )
        ),
    )
    response = any_client.models.generate_content(
        model="gemini-2.5-flash-preview-tts", contents="Say: have a nice day!", config=config
    )
    [part] = response.parts or []
    assert part.inline_data
    assert part.inline_data.data
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(24_000)
        recording.writeframes(part.inline_data.data)
    seconds = len(part.inline_data.data) / 2 / 24_000

    assert part.inline_data.mime_type
    assert part.inline_data.mime_type.lower().startswith("audio/l16")
    assert "rate=24000" in part.inline_data.mime_type
    assert 0.2 < seconds < 30
    assert len(set(part.inline_data.data)) > 2
