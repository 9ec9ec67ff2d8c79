import pytest

from mockserver.canvas import FLASH_2_5, FLASH_3_1, FLASH_LITE_3_1, PRO_3, Canvas
from mockserver.models import MODELS

CANVASES = [
    pytest.param(FLASH_2_5, id="2.5-flash"),
    pytest.param(PRO_3, id="3-pro"),
    pytest.param(FLASH_3_1, id="3.1-flash"),
    pytest.param(FLASH_LITE_3_1, id="3.1-flash-lite"),
]


@pytest.mark.parametrize(
    ("canvas", "ratio", "size", "pixels"),
    [
        pytest.param(FLASH_2_5, "16:9", "1K", (1344, 768), id="2.5"),
        pytest.param(FLASH_2_5, "16:9", "4K", (1344, 768), id="2.5-has-one-size"),
        pytest.param(PRO_3, "16:9", "1K", (1376, 768), id="3-pro"),
        pytest.param(PRO_3, "1:1", "4K", (4096, 4096), id="3-pro-large"),
        pytest.param(PRO_3, "21:9", "2K", (3168, 1344), id="3-pro-wide"),
        pytest.param(PRO_3, "1:1", "512", (1024, 1024), id="3-pro-is-never-small"),
        pytest.param(FLASH_3_1, "2:3", "512", (424, 632), id="3.1-small"),
        pytest.param(FLASH_3_1, "1:8", "512PX", (192, 1536), id="3.1-narrow"),
        pytest.param(FLASH_LITE_3_1, "8:1", "2K", (3072, 384), id="lite-has-one-size"),
        pytest.param(PRO_3, "", "", (1024, 1024), id="nothing-asked"),
    ],
)
def test_a_picture_has_the_pixels_that_google_documents(
    canvas: Canvas, ratio: str, size: str, pixels: tuple[int, int]
) -> None:
    assert canvas.size(ratio, size) == pixels


@pytest.mark.parametrize("canvas", CANVASES)
def test_the_pixels_have_the_proportions_of_their_ratio(canvas: Canvas) -> None:
    for ratio, (width, height) in canvas.pixels.items():
        across, _, down = ratio.partition(":")

        assert width / height == pytest.approx(int(across) / int(down), rel=0.03)


def test_every_model_that_draws_has_a_canvas_and_no_other_has() -> None:
    for model in MODELS.values():
        assert (model.canvas is not None) == ("IMAGE" in model.outputs)
