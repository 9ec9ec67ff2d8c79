import base64
import io
from typing import Any

import pytest
from PIL import Image

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, places, said, unary


def _png(width: int = 4, height: int = 4) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height)).save(held, "PNG")
    return held.getvalue()


def _blob(media_type: str, data: bytes | str, **members: Any) -> dict[str, Any]:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    return {"inlineData": {"mimeType": media_type, "data": text}, **members}


PICTURE = _blob("image/png", _png())
SOUND = _blob("audio/L16;codec=pcm;rate=24000", b"\0\1\0\1")
TEXT = {"text": "Here it is."}


def _asking(*modalities: str, **config: Any) -> dict[str, Any]:
    return asking(generationConfig={"responseModalities": list(modalities), **config})


GOOD = {
    "image/png": _png(),
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/webp": b"RIFF\0\0\0\0WEBP",
    "image/gif": b"GIF89a",
    "audio/wav": b"RIFF\0\0\0\0WAVE",
    "audio/L16;codec=pcm;rate=24000": b"\0\1",
    "video/mp4": b"\0\0\0\x18ftypmp42",
    "application/pdf": b"%PDF-1.7",
}


@pytest.mark.parametrize(("media_type", "data"), GOOD.items(), ids=GOOD)
def test_bytes_must_be_of_their_type(media_type: str, data: bytes) -> None:
    check = "bytes_are_what_they_are_called"

    assert said(check, unary(answer(_blob(media_type, data)))) == []
    assert places(check, unary(answer(_blob(media_type, b"odd")))) == [
        "/candidates/0/content/parts/0/inlineData/data"
    ]


@pytest.mark.parametrize("data", ["!!!!", "A", ""])
def test_what_is_no_base64_is_found(data: str) -> None:
    assert len(said("bytes_are_what_they_are_called", unary(answer(_blob("image/png", data)))) or []) == 1  # fmt: skip


def test_both_alphabets_of_base64_are_read() -> None:
    data = base64.urlsafe_b64encode(b"\xff\xd8\xff\xfe").decode().rstrip("=")

    assert said("bytes_are_what_they_are_called", unary(answer(_blob("image/jpeg", data)))) == []


def test_bytes_of_unknown_types_and_cut_ones_are_not_looked_at() -> None:
    check = "bytes_are_what_they_are_called"

    assert said(check, unary(answer(_blob("audio/new", b"x")))) is None
    assert said(check, unary(answer(_blob("image/png", "cut...")), lost=("base64",))) is None
    assert said(check, unary(answer(_blob("audio/new", b"x"), PICTURE))) == []


def test_no_other_files_come_than_asked_for() -> None:
    check = "no_other_modality_comes"

    assert said(check, unary(answer(TEXT, PICTURE), _asking("TEXT", "IMAGE"))) == []
    assert said(check, unary(answer(SOUND), _asking("IMAGE"))) == ["expected IMAGE, got audio/l16"]
    assert said(check, unary(answer(PICTURE), _asking("TEXT"))) == ["expected TEXT, got image/png"]
    assert said(check, unary(answer(PICTURE), asking())) is None


def test_a_program_may_draw() -> None:
    sent = {**_asking("TEXT"), "tools": [{"codeExecution": {}}]}

    assert said("no_other_modality_comes", unary(answer(PICTURE), sent)) == []


def test_nothing_is_said_where_only_pictures_are_wanted() -> None:
    check = "no_text_comes_beside_what_was_asked_for"
    thought = {"text": "Hm.", "thought": True}

    assert said(check, unary(answer(thought, PICTURE), _asking("IMAGE"))) == []
    assert said(check, unary(answer(TEXT, PICTURE), _asking("IMAGE"))) == [
        "expected IMAGE alone, got 'Here it is.'"
    ]
    assert said(check, unary(answer(TEXT), _asking("IMAGE", "TEXT"))) is None
    assert said(check, unary(answer(TEXT), asking())) is None


def test_a_picture_comes_where_only_that_is_wanted() -> None:
    check = "a_picture_comes_if_only_that_is_wanted"
    interim = {**PICTURE, "thought": True}

    assert said(check, unary(answer(PICTURE), _asking("IMAGE"))) == []
    assert said(check, unary(answer(interim), _asking("IMAGE"))) == ["expected a picture, got none"]
    assert said(check, unary(answer(TEXT), _asking("TEXT", "IMAGE"))) is None
    assert said(check, unary(answer(finishReason="NO_IMAGE"), _asking("IMAGE"))) is None


def test_who_calls_a_function_first_draws_later() -> None:
    call = {"functionCall": {"name": "look"}}

    assert (
        said("a_picture_comes_if_only_that_is_wanted", unary(answer(call), _asking("IMAGE")))
        is None
    )


def _ratio(ratio: str) -> dict[str, Any]:
    return _asking("IMAGE", imageConfig={"aspectRatio": ratio})


def test_a_picture_has_the_proportions_asked_for() -> None:
    check, wide = "pictures_have_the_proportions_asked_for", _blob("image/png", _png(160, 90))

    assert said(check, unary(answer(wide), _ratio("16:9"))) == []
    assert said(check, unary(answer(PICTURE), _ratio("16:9"))) == [
        "expected about 1.78 times as wide as high, got 4 by 4"
    ]


@pytest.mark.parametrize("ratio", ["", "wide", "1:0"])
def test_proportions_that_are_none_are_not_looked_at(ratio: str) -> None:
    exchange = unary(answer(PICTURE), _ratio(ratio))

    assert said("pictures_have_the_proportions_asked_for", exchange) is None


def test_a_picture_that_cannot_be_read_has_no_proportions() -> None:
    check = "pictures_have_the_proportions_asked_for"

    assert said(check, unary(answer(_blob("image/png", b"odd")), _ratio("1:1"))) == []
    assert said(check, unary(answer(_blob("image/png", "!!!!")), _ratio("1:1"))) is None
    assert said(check, unary(answer(PICTURE), _ratio("1:1"), lost=("base64",))) is None


def test_speech_says_how_it_is_sampled() -> None:
    check = "speech_is_raw_samples"
    newer = _blob("audio/l16; rate=24000; channels=1", b"\0\1")

    assert said(check, unary(answer(SOUND, newer, PICTURE))) == []
    assert places(check, unary(answer(_blob("audio/wav", b"")))) == [
        "/candidates/0/content/parts/0/inlineData/mimeType"
    ]
    assert len(said(check, unary(answer(_blob("audio/L16;rate=8000", b"")))) or []) == 1
    assert said(check, unary(answer(PICTURE))) is None


def _counted(count: int) -> dict[str, Any]:
    return {"candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": count}]}


@pytest.mark.parametrize(
    ("model", "count"), [("gemini-2.5-flash-image", 1290), ("gemini-3-pro-image", 1120)]
)
def test_a_picture_counts_a_fixed_number(model: str, count: int) -> None:
    check, sent = "a_picture_counts_a_fixed_number", _asking("IMAGE", imageConfig={})

    assert said(check, unary(answer(PICTURE, usage=_counted(count)), sent, model=model)) == []
    assert said(check, unary(answer(PICTURE, usage=_counted(7)), sent, model=model)) == [
        f"expected {count} for 1 pictures, got 7"
    ]


def test_large_pictures_and_unknown_models_count_as_they_like() -> None:
    check, answered = "a_picture_counts_a_fixed_number", answer(PICTURE, usage=_counted(7))
    large = _asking("IMAGE", imageConfig={"imageSize": "4K"})

    assert said(check, unary(answered, large, model="gemini-3-pro-image")) is None
    for model in ("my-model", "gemini-2.0-flash-exp", "gemini-2.5-flash-image-preview"):
        assert said(check, unary(answered, model=model)) is None
    draws = "gemini-3-pro-image"
    assert said(check, unary(answer(TEXT, usage=_counted(7)), model=draws)) is None
    assert said(check, unary(answer(PICTURE), model=draws)) is None
