import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.weights import GEMINI_2_0, GEMINI_2_5, GEMINI_3, GEMINI_3_PRO_IMAGE, Weights, scaled


@pytest.mark.parametrize(
    ("width", "height", "tokens"),
    [
        pytest.param(0, 0, 258, id="unknown"),
        pytest.param(384, 384, 258, id="whole"),
        pytest.param(540, 360, 7 * 258, id="recorded-small"),
        pytest.param(3_008, 2_000, 13 * 258, id="recorded-large"),
        pytest.param(385, 385, 5 * 258, id="just-cut"),
        pytest.param(385, 2, 3 * 258, id="flat"),
    ],
)
def test_gemini_2_0_cuts_a_picture_and_sees_it_whole_as_well(
    width: int, height: int, tokens: int
) -> None:
    assert GEMINI_2_0.of_picture(width, height) == tokens


@pytest.mark.parametrize(
    ("width", "height", "tiles"),
    [
        pytest.param(597, 566, 1, id="recorded"),
        pytest.param(768, 768, 1, id="whole"),
        pytest.param(769, 768, 2, id="cut"),
        pytest.param(2_000, 1_500, 6, id="large"),
    ],
)
def test_gemini_2_5_cuts_a_picture_into_tiles_of_768_pixels(
    width: int, height: int, tiles: int
) -> None:
    assert GEMINI_2_5.of_picture(width, height) == tiles * 258
    assert GEMINI_2_5.of_picture(width, height, "HIGH") == tiles * 258
    assert GEMINI_2_5.of_picture(width, height, "MEDIUM") == 258
    assert GEMINI_2_5.of_picture(width, height, "LOW") == 64


@pytest.mark.parametrize(
    ("width", "height", "tokens"),
    [
        pytest.param(1, 1, 1_089, id="recorded-square"),
        pytest.param(597, 566, 1_088, id="recorded-photo"),
        pytest.param(400, 301, 1_102, id="recorded-screenshot"),
        pytest.param(0, 0, 1_089, id="unknown"),
        pytest.param(100_000, 1, 1_120, id="line"),
        pytest.param(1, 100_000, 1_120, id="upright-line"),
    ],
)
def test_gemini_3_scales_a_picture_into_squares(width: int, height: int, tokens: int) -> None:
    assert GEMINI_3.of_picture(width, height) == tokens


def test_gemini_3_counts_pages_as_pictures_and_frames_as_squares() -> None:
    assert GEMINI_3.of_pages(1, 210, 297) == 532
    assert GEMINI_3.of_pages(2, 612, 792) == 2 * 520
    assert GEMINI_3.of_pages(1, 612, 792, "HIGH") == 1_102
    assert GEMINI_3.of_frames(10) == 640
    assert GEMINI_3.of_frames(1, "HIGH") == 256
    assert GEMINI_3.page_is == "IMAGE"


def test_gemini_2_counts_pages_and_frames_by_the_piece() -> None:
    assert GEMINI_2_5.of_pages(5, 612, 792) == 1_290
    assert GEMINI_2_5.of_frames(60) == 60 * 258
    assert GEMINI_2_5.of_frames(60, "LOW") == 60 * 66


@given(st.integers(1, 3_000), st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
def test_a_scaled_picture_never_weighs_more_than_the_most(
    most: int, width: float, height: float
) -> None:
    assert 1 <= scaled(most, width, height) <= most


@pytest.mark.parametrize(
    ("weights", "tokens"),
    [
        pytest.param(GEMINI_2_5, [1_290, 1_290, 1_290, 1_290], id="2.5"),
        pytest.param(GEMINI_3, [747, 1_120, 1_680, 2_520], id="3"),
        pytest.param(GEMINI_3_PRO_IMAGE, [1_120, 1_120, 1_120, 2_000], id="3-pro"),
    ],
)
def test_a_drawn_picture_weighs_by_its_pixels(weights: Weights, tokens: list[int]) -> None:
    sides = (512, 1_024, 2_048, 4_096)

    assert [weights.of_drawn(side * side) for side in sides] == tokens
