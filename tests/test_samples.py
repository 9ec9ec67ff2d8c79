import base64
import io
import wave
from typing import Any

from PIL import Image
from pypdf import PdfReader

from contract_tests import samples


def _read(part: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO(base64.b64decode(part["inlineData"]["data"]))


def test_the_picture_opens() -> None:
    picture = Image.open(_read(samples.picture())).convert("RGB")

    assert picture.size == (64, 64)
    assert picture.getpixel((32, 32)) == (220, 30, 30)


def test_the_sound_is_a_second_long() -> None:
    with wave.open(_read(samples.sound())) as sound:
        assert sound.getnframes() == sound.getframerate()


def test_the_document_says_hello_on_its_page() -> None:
    (page,) = PdfReader(_read(samples.document()), strict=True).pages

    assert page.extract_text() == "Hello"


def test_samples_are_the_same_each_time() -> None:
    assert samples.sound() == samples.sound()
    assert samples.document() == samples.document()
