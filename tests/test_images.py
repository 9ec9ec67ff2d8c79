import base64
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contract_tests import judge
from mockserver.dialects import DIALECTS
from tests.conftest import Respond
from tests.test_answers import CHUNK, RESPONSE, streamed, unary

FLASH_2_5 = "gemini-2.5-flash-image"
PRO_3 = "gemini-3-pro-image-preview"
FLASH_3_1 = "gemini-3.1-flash-image-preview"

Body = dict[str, Any]
Part = dict[str, Any]


def body(text: str = "Draw a cat", **config: Any) -> Body:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}], "generationConfig": config}


def candidate(ask: Respond, request: Body, model: str, dialect: str = "comet") -> Body:
    found: Body = unary(ask, model, request, dialect)["candidates"][0]
    return found


def parts(ask: Respond, request: Body, model: str, dialect: str = "comet") -> list[Part]:
    found: list[Part] = candidate(ask, request, model, dialect)["content"]["parts"]
    return found


def kinds(said: list[Part]) -> list[str]:
    return [("thought " if each.get("thought") else "") + next(iter(each)) for each in said]


def opened(part: Part) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"], validate=True)))
    image.load()
    assert Image.MIME[str(image.format)] == part["inlineData"]["mimeType"]
    return image


@pytest.mark.parametrize(
    ("modalities", "found"),
    [
        pytest.param({}, ["text", "inlineData"], id="nothing"),
        pytest.param({"responseModalities": []}, ["text", "inlineData"], id="none"),
        pytest.param({"responseModalities": ["TEXT", "IMAGE"]}, ["text", "inlineData"], id="both"),
        pytest.param({"responseModalities": ["IMAGE"]}, ["inlineData"], id="picture"),
    ],
)
@pytest.mark.parametrize("model", [FLASH_2_5, PRO_3])
def test_a_model_that_draws_says_what_it_is_asked_for(
    ask: Respond, model: str, modalities: Body, found: list[str]
) -> None:
    assert kinds(parts(ask, body(**modalities), model)) == found


@pytest.mark.parametrize("prompt", ["Draw a cat", "Please generate an image of a cat"])
def test_what_is_said_is_about_the_picture(ask: Respond, prompt: str) -> None:
    said = parts(ask, body(prompt), FLASH_2_5)[0]["text"]

    assert said.rstrip(". ").endswith("a cat")
    assert "Draw" not in said


def test_a_picture_has_no_average_of_probabilities(ask: Respond) -> None:
    assert "avgLogprobs" not in candidate(ask, body(), FLASH_2_5, "vertex")


def test_no_other_model_draws(ask: Respond) -> None:
    assert kinds(parts(ask, body(responseModalities=["TEXT"]), "gemini-2.5-flash")) == ["text"]


@pytest.mark.parametrize(
    ("model", "asked", "pixels"),
    [
        pytest.param(FLASH_2_5, {}, (1024, 1024), id="2.5"),
        pytest.param(FLASH_2_5, {"aspectRatio": "16:9", "imageSize": "4K"}, (1344, 768), id="2.5-wide"),
        pytest.param(PRO_3, {"aspectRatio": "9:16", "imageSize": "2K"}, (1536, 2752), id="3-upright"),
        pytest.param(PRO_3, {"imageSize": "4K"}, (4096, 4096), id="3-large"),
        pytest.param(FLASH_3_1, {"aspectRatio": "1:8", "imageSize": "512"}, (192, 1536), id="3.1-small"),
    ],
)  # fmt: skip
def test_the_picture_is_a_png_of_the_size_that_was_asked_for(
    ask: Respond, model: str, asked: Body, pixels: tuple[int, int]
) -> None:
    image = opened(parts(ask, body(imageConfig=asked), model)[-1])

    assert image.format == "PNG"
    assert image.size == pixels
    assert image.info == {}


def test_the_picture_has_the_prompt_on_it(ask: Respond) -> None:
    image, other = (
        opened(parts(ask, body(text), FLASH_2_5)[-1]).convert("RGB") for text in ("A cat", "A dog")
    )
    colours = image.getcolors() or []

    assert len(colours) == 3
    assert max(colours)[0] > 0.8 * 1024 * 1024
    assert image.tobytes() != other.tobytes()


def test_a_jpeg_is_drawn_where_it_is_asked_for(ask: Respond) -> None:
    def drawn(**options: Any) -> Part:
        request = body(imageConfig={"imageOutputOptions": options})
        return parts(ask, request, FLASH_2_5, "vertex")[-1]

    fine, coarse, usual = (
        drawn(mimeType="image/jpeg", **each)
        for each in ({"compressionQuality": 95}, {"compressionQuality": 10}, {})
    )

    assert opened(fine).format == "JPEG"
    assert len(coarse["inlineData"]["data"]) < len(usual["inlineData"]["data"])
    assert len(usual["inlineData"]["data"]) < len(fine["inlineData"]["data"])
    assert opened(drawn(mimeType="image/png", compressionQuality=10)).format == "PNG"


def with_picture(role: str, data: bytes, mime_type: str = "image/png") -> Body:
    blob = {"mimeType": mime_type, "data": base64.b64encode(data).decode()}
    turns = [{"role": role, "parts": [{"inlineData": blob}]}]
    return {"contents": [*turns, *body("Make it blue")["contents"]]}


def flat(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


def colours(ask: Respond, request: Body) -> dict[Any, int]:
    found = opened(parts(ask, request, FLASH_2_5)[-1]).convert("RGB").getcolors() or []
    return {colour: count for count, colour in found}


@pytest.mark.parametrize("role", ["user", "model"])
def test_the_picture_to_edit_is_in_the_picture(ask: Respond, role: str) -> None:
    assert colours(ask, with_picture(role, flat("#12ab34")))[0x12, 0xAB, 0x34] == 60 * 40


def test_of_several_pictures_the_last_that_can_be_read_is_edited(ask: Respond) -> None:
    request = with_picture("user", flat("#12ab34"))
    request["contents"] += with_picture("user", flat("#ff1234"))["contents"]
    request["contents"] += with_picture("user", b"broken")["contents"]
    request["contents"] += with_picture("user", b"a text", "text/plain")["contents"]
    found = colours(ask, request)

    assert found[0xFF, 0x12, 0x34] == 60 * 40
    assert (0x12, 0xAB, 0x34) not in found


def test_a_sketch_is_not_edited(ask: Respond) -> None:
    request = with_picture("model", flat("#12ab34"))
    request["contents"][0]["parts"][0]["thought"] = True

    assert len(colours(ask, request)) == 3


def test_thoughts_that_are_told_are_pictures_as_well(ask: Respond) -> None:
    def said(**thinking: Any) -> list[Part]:
        request = body(imageConfig={"imageSize": "2K"}, thinkingConfig=thinking)
        return parts(ask, request, PRO_3)

    silent, told = said(thinkingLevel="HIGH"), said(includeThoughts=True)

    assert kinds(silent) == ["text", "inlineData"]
    assert kinds(told)[0] == "thought text"
    assert set(kinds(told)[1:-2]) == {"thought inlineData"}
    assert [each["inlineData"] for each in told[-1:]] == [silent[-1]["inlineData"]]
    assert opened(told[1]).size == (1024, 1024)
    assert opened(told[-1]).size == (2048, 2048)


def test_a_model_that_does_not_think_has_no_thought_to_tell(ask: Respond) -> None:
    request = body(thinkingConfig={"thinkingLevel": "MINIMAL", "includeThoughts": True})

    assert kinds(parts(ask, request, FLASH_3_1)) == ["text", "inlineData"]


@pytest.mark.parametrize(
    ("model", "asked", "tokens"),
    [
        pytest.param(FLASH_2_5, {}, 1_290, id="2.5"),
        pytest.param(PRO_3, {"imageSize": "2K"}, 1_120, id="3-pro"),
        pytest.param(PRO_3, {"imageSize": "4K", "aspectRatio": "21:9"}, 2_000, id="3-pro-large"),
        pytest.param(FLASH_3_1, {"imageSize": "512", "aspectRatio": "8:1"}, 747, id="3.1-small"),
        pytest.param(FLASH_3_1, {"imageSize": "2K"}, 1_680, id="3.1-large"),
    ],
)
def test_a_picture_weighs_what_google_documents(
    ask: Respond, model: str, asked: Body, tokens: int
) -> None:
    request = body(
        imageConfig=asked, responseModalities=["IMAGE"], thinkingConfig={"includeThoughts": True}
    )
    if model == FLASH_2_5:
        del request["generationConfig"]["thinkingConfig"]
    usage = unary(ask, model, request, "google")["usageMetadata"]

    assert usage["candidatesTokensDetails"] == [{"modality": "IMAGE", "tokenCount": tokens}]


def test_a_picture_that_does_not_fit_is_left_out(ask: Respond) -> None:
    cut = candidate(ask, body(maxOutputTokens=1_290), FLASH_2_5)
    whole = candidate(ask, body(maxOutputTokens=1_320), FLASH_2_5)

    assert (cut["finishReason"], kinds(cut["content"]["parts"])) == ("MAX_TOKENS", ["text"])
    assert (whole["finishReason"], kinds(whole["content"]["parts"])) == (
        "STOP",
        ["text", "inlineData"],
    )


def test_nothing_said_is_drawn_too(ask: Respond) -> None:
    request = {"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": ""}}]}]}  # fmt: skip
    text, image = parts(ask, request, FLASH_2_5)

    assert "nothing in particular" in text["text"]
    assert opened(image).size == (1024, 1024)


def test_the_same_request_gets_the_same_picture(ask: Respond) -> None:
    first = ask(body(), model=FLASH_2_5).reply
    colours = {opened(parts(ask, body(seed=each), FLASH_2_5)[-1]).convert("RGB").getpixel((0, 0)) for each in range(20)}  # fmt: skip

    assert ask(body(), model=FLASH_2_5).reply == first
    assert len(colours) > 2


@st.composite
def drawings(draw: st.DrawFn) -> tuple[str, Body]:
    model = draw(st.sampled_from([FLASH_2_5, PRO_3, FLASH_3_1]))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "responseModalities": st.sampled_from([["IMAGE"], ["TEXT", "IMAGE"]]),
        "maxOutputTokens": st.integers(1, 3_000),
        "stopSequences": st.sampled_from([["is"], ["zzz"]]),
        "imageConfig": st.fixed_dictionaries({"aspectRatio": st.sampled_from(["1:1", "21:9"])}),
        "seed": st.integers(0, 99),
    }
    if model != FLASH_2_5:
        optional["thinkingConfig"] = st.just({"includeThoughts": True, "thinkingLevel": "HIGH"})
    config = draw(st.fixed_dictionaries({}, optional=optional))
    return model, body(
        draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=40)), **config
    )


@pytest.mark.parametrize("name", DIALECTS)
@given(drawn=drawings())
def test_payloads_with_pictures_keep_their_schemas_and_add_up(
    ask: Respond, name: str, drawn: tuple[str, Body]
) -> None:
    model, request = drawn
    answer = unary(ask, model, request, name)
    chunks = streamed(ask, model, request, name)
    usage = answer["usageMetadata"]
    said, thought = usage.get("candidatesTokenCount", 0), usage.get("thoughtsTokenCount", 0)
    details = usage.get("candidatesTokensDetails", [])

    assert list(judge.findings(RESPONSE, answer)) == []
    assert [each for chunk in chunks for each in judge.findings(CHUNK, chunk)] == []
    assert usage.get("totalTokenCount", 0) == usage.get("promptTokenCount", 0) + said + thought
    assert sum(each["tokenCount"] for each in details) in {said, 0}
    assert said + thought <= request["generationConfig"].get("maxOutputTokens", 9_999)
    counts = [chunk["usageMetadata"].get("candidatesTokenCount", 0) for chunk in chunks]
    assert counts == sorted(counts)
    assert counts[-1] == said
    assert all(each.get("candidatesTokenCount", 1) for each in (c["usageMetadata"] for c in chunks))


def test_a_stream_has_the_picture_whole_in_a_chunk_of_its_own(ask: Respond) -> None:
    whole = parts(ask, body(), FLASH_2_5, "google")
    chunks = streamed(ask, FLASH_2_5, body(), "google")
    last = chunks[-1]["candidates"][0]["content"]["parts"]

    assert last == whole[-1:]
    assert "".join(each["candidates"][0]["content"]["parts"][0]["text"] for each in chunks[:-1]) == whole[0]["text"]  # fmt: skip
    assert json.dumps(chunks).count("inlineData") == 1


@pytest.mark.parametrize(
    ("model", "resolution", "tokens"),
    [
        ("gemini-3-flash-preview", "UNSPECIFIED", 1_080),
        ("gemini-3-flash-preview", "LOW", 260),
        ("gemini-2.5-flash", "LOW", 64),
    ],
)
def test_a_picture_is_counted_alike_before_and_with_the_answer(
    ask: Respond, model: str, resolution: str, tokens: int
) -> None:
    request = with_picture("user", flat("teal"))
    request["generationConfig"] = {"mediaResolution": f"MEDIA_RESOLUTION_{resolution}"}
    inner = {"generateContentRequest": {"model": f"models/{model}", **request}}
    counted = json.loads(
        ask(inner, operator="countTokens", model=model, dialect="google").reply.body
    )
    details = counted["promptTokensDetails"]

    assert {"modality": "IMAGE", "tokenCount": tokens} in details
    assert unary(ask, model, request, "google")["usageMetadata"]["promptTokensDetails"] == details


@pytest.mark.parametrize(
    ("model", "config", "expected"),
    [
        (
            "gemini-2.5-flash",
            {"imageConfig": {"aspectRatio": "1:1"}},
            "imageConfig has no effect on gemini-2.5-flash",
        ),
        (
            "gemini-2.5-flash",
            {"speechConfig": {"languageCode": "en-US"}},
            "speechConfig has no effect on gemini-2.5-flash",
        ),
        (
            "gemini-2.5-flash-image",
            {"imageConfig": {"imageSize": "2K"}},
            "imageConfig.imageSize has no effect on gemini-2.5-flash-image",
        ),
    ],
    ids=["picture", "speech", "size"],
)
def test_what_a_model_does_not_heed_is_told(
    ask: Respond, model: str, config: dict[str, Any], expected: str
) -> None:
    body = {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": config}

    assert expected in ask(body, model=model).warnings


def test_a_picture_of_a_known_size_is_not_warned_of(ask: Respond) -> None:
    config = {"imageConfig": {"imageSize": "2K"}}
    body = {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": config}

    assert not ask(body, model="gemini-3-pro-image-preview").warnings


@pytest.mark.parametrize(
    ("modalities", "members"), [(["IMAGE"], {"inlineData"}), (["TEXT", "IMAGE"], {"text"})]
)
def test_json_is_said_only_where_words_are_wanted(
    ask: Respond, modalities: list[str], members: set[str]
) -> None:
    config = {"responseModalities": modalities, "responseMimeType": "application/json"}
    body = {
        "contents": [{"role": "user", "parts": [{"text": "A map of Oslo"}]}],
        "generationConfig": config,
    }

    answer = unary(ask, "gemini-3-pro-image", body, "google")
    parts = answer["candidates"][0]["content"]["parts"]
    assert {name for each in parts for name in each if name in {"text", "inlineData"}} == members
