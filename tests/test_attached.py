from typing import Any

import pytest

from mockserver.generate.reading import attached
from tests.test_media import document, encoded, film, picture, sound

Part = dict[str, Any]


def blob(mime_type: str, data: bytes) -> Part:
    return {"inlineData": {"mimeType": mime_type, "data": encoded(data)}}


PICTURE = blob("image/png", picture(640, 480, "PNG"))
SMALL = blob("image/png", picture(32, 20, "PNG"))
YOUTUBE = {"fileData": {"fileUri": "https://youtu.be/a"}}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param([PICTURE], "a picture of 640 by 480 pixels", id="picture"),
        pytest.param([blob("image/png", b"abc")], "a picture of 3 bytes", id="unreadable-picture"),
        pytest.param([{"inlineData": {"mimeType": "image/png"}}], "a picture of 0 bytes", id="nothing-in-it"),
        pytest.param([blob("audio/wav", sound(1))], "a sound of 1 second", id="sound"),
        pytest.param([blob("audio/wav", sound(2.5))], "a sound of 2.5 seconds", id="half-a-second"),
        pytest.param([blob("video/mp4", film(61))], "a film of 61 seconds", id="film"),
        pytest.param([blob("application/pdf", document((9, 9), (9, 9)))], "a document of 2 pages", id="document"),
        pytest.param([{"inlineData": {"data": "QQ=="}}], "a document of 1 page", id="no-type"),
        pytest.param([blob("text/plain", b"the cat")], "a text of 7 characters", id="text"),
        pytest.param([YOUTUBE], "a film that was only named", id="address"),
        pytest.param([{"fileData": {"mimeType": "image/png"}}], "a picture that was only named", id="named"),
        pytest.param([PICTURE, SMALL], "2 pictures of 640 by 480 and 32 by 20 pixels", id="two"),
        pytest.param([PICTURE, PICTURE], "2 pictures of 640 by 480 pixels", id="two-alike"),
        pytest.param([blob("audio/wav", sound(1))] * 2, "2 sounds of 1 second", id="two-of-one-second"),
        pytest.param([PICTURE, *[SMALL] * 4], "5 pictures (the first of 640 by 480 pixels)", id="many"),
        pytest.param([YOUTUBE, YOUTUBE], "2 films that were only named", id="two-addresses"),
        pytest.param(
            [PICTURE, {"text": "What is it?"}, YOUTUBE, blob("audio/wav", sound(3))],
            "a picture of 640 by 480 pixels, a film that was only named and a sound of 3 seconds",
            id="kinds",
        ),
    ],
)  # fmt: skip
def test_files_are_told_from_their_bytes(parts: list[Part], said: str) -> None:
    assert attached.listed(attached.files(parts)) == said


@pytest.mark.parametrize("parts", [[], [{"text": "Hi"}], [{"functionCall": {"name": "f"}}]])
def test_other_parts_are_no_files(parts: list[Part]) -> None:
    assert attached.files(parts) == []


def test_one_file_is_called_by_its_kind() -> None:
    assert attached.called(attached.files([PICTURE])) == "picture"
    assert attached.called(attached.files([PICTURE, YOUTUBE])) == "set of files"
