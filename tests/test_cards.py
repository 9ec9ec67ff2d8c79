import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mockserver.generate.cards import card, decoded, encoded

PALETTE = (0xFFFFFF, 0x000000, 0xFF0000)


def file(image: Image.Image, form: str = "PNG") -> str:
    out = io.BytesIO()
    image.save(out, form)
    return base64.b64encode(out.getvalue()).decode()


def test_only_the_letters_differ_between_two_texts() -> None:
    bare, short, long = (
        card(text, (400, 300), PALETTE).histogram()[:3] for text in ("", "a", "a b")
    )

    assert bare[1] == 0 < short[1] < long[1]
    assert bare[2] == short[2] == long[2] > 0
    assert bare[0] == short[0] + short[1] == long[0] + long[1]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("caf\u00e9", "cafe", id="accent"),
        pytest.param("\u201cZo\u00eb\u2019s\u201d", '"Zoe\'s"', id="quotes"),
        pytest.param("\u4e2d", "\\u4e2d", id="script"),
        pytest.param("a" * 2_000, "a" * 1_200, id="very-long"),
    ],
)
def test_what_the_font_has_not_is_written_otherwise(text: str, written: str) -> None:
    assert card(text, (900, 600), PALETTE).tobytes() == card(written, (900, 600), PALETTE).tobytes()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
       st.tuples(st.integers(1, 300), st.integers(1, 300)))  # fmt: skip
def test_any_text_is_written_on_a_card_of_any_size(text: str, size: tuple[int, int]) -> None:
    image = card(text, size, PALETTE)

    assert image.size == size
    assert max(image.tobytes()) <= 2


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_decoded(form: str) -> None:
    image = decoded("image/png", file(Image.new("RGB", (40, 30), "red"), form))

    assert image is not None
    assert (image.mode, image.size) == ("RGB", (40, 30))


def test_a_large_picture_is_made_smaller() -> None:
    image = decoded("image/png", file(Image.new("L", (4_000, 1_000))))

    assert image is not None
    assert image.size == (1_024, 256)


@pytest.mark.parametrize(
    ("mime_type", "data"),
    [
        pytest.param("image/png", "", id="nothing"),
        pytest.param("text/plain", file(Image.new("L", (9, 9))), id="no-picture"),
        pytest.param("image/png", file(Image.new("1", (5_000, 4_001))), id="too-large"),
        pytest.param("image/png", file(Image.new("L", (99, 99)))[:80], id="cut-short"),
        pytest.param("image/tiff", file(Image.new("L", (9, 9)), "TIFF"), id="not-for-the-web"),
    ],
)
def test_what_is_no_picture_or_is_broken_or_too_large_is_not_decoded(
    mime_type: str, data: str
) -> None:
    assert decoded(mime_type, data) is None


def test_a_picture_is_below_the_text_and_fits() -> None:
    picture = Image.new("RGB", (900, 900), "#00ff00")
    alone, both = (
        card("cat", (400, 300), PALETTE, each).convert("RGB") for each in (None, picture)
    )
    green = [
        (across, down)
        for across in range(400)
        for down in range(300)
        if both.getpixel((across, down)) == (0, 255, 0)
    ]

    assert len(green) > 10_000
    assert min(down for _, down in green) == 150
    assert max(down for _, down in green) < 300 - 12
    assert both.crop((13, 13, 387, 150)).tobytes() == alone.crop((13, 13, 387, 150)).tobytes()


@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
def test_any_picture_is_shown_on_a_card_of_any_size(
    size: tuple[int, int], of_picture: tuple[int, int]
) -> None:
    noise = Image.effect_noise(of_picture, 90).convert("RGB")

    assert card("cat", size, PALETTE, noise).size == size


@pytest.mark.parametrize(("mime_type", "form"), [("image/png", "PNG"), ("image/jpeg", "JPEG")])
def test_a_card_is_written_as_a_file(mime_type: str, form: str) -> None:
    data = base64.b64decode(encoded(card("cat", (90, 60), PALETTE), mime_type, 80), validate=True)
    image = Image.open(io.BytesIO(data))

    assert (image.format, image.size) == (form, (90, 60))
