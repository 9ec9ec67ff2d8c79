from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver import media, protojson
from mockserver.media import Picture
from mockserver.models import MODELS
from mockserver.tokens import count, cut, details, of_contents, of_json, of_part, of_said, words
from mockserver.weights import GEMINI_3
from tests.test_media import encoded, film

TEXT = st.text() | st.text(alphabet="ab1 \n\t_-.\u00e9\u4f60\u0301\u00b2\U0001f600")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("cat", 1, id="word"),
        pytest.param("banana", 1, id="six-letters"),
        pytest.param("bananas", 2, id="seven-letters"),
        pytest.param("the cat", 2, id="blank-belongs-to-the-word"),
        pytest.param("cat.", 2, id="mark"),
        pytest.param("123", 1, id="three-digits"),
        pytest.param("1234", 2, id="four-digits"),
        pytest.param("caf\u00e9", 1, id="accent"),
        pytest.param("\u4f60\u597d", 2, id="script-without-spaces"),
        pytest.param("snake_case", 3, id="underscore"),
        pytest.param(" ", 1, id="blank-alone"),
    ],
)
def test_a_token_is_a_word_a_piece_of_one_a_mark_or_a_sign(text: str, tokens: int) -> None:
    assert count(text) == tokens


def test_a_text_of_english_has_about_four_characters_to_a_token() -> None:
    text = (
        "Photosynthesis is how plants turn light into food. They take in water and carbon dioxide,"
        " and with the energy of the sun they make sugar and give off oxygen."
    )

    assert 3 <= len(text) / count(text) <= 5


@given(TEXT, st.integers(0, 50))
def test_a_cut_text_is_a_prefix_of_as_many_tokens_as_asked(text: str, limit: int) -> None:
    start = cut(text, limit)

    assert text.startswith(start)
    assert count(start) == min(limit, count(text))


@given(TEXT, st.integers(0, 50))
def test_counts_add_up_when_a_text_is_cut(text: str, limit: int) -> None:
    start = cut(text, limit)

    assert count(start) + count(text[len(start) :]) == count(text)


@given(TEXT)
@example("\u00b2\u0663\u1e9e\x1c\x85\u2028")
def test_no_character_is_left_out(text: str) -> None:
    assert cut(text, count(text)) == text
    assert (count(text) == 0) == (text == "")


@given(TEXT)
def test_words_give_back_their_text_and_are_cut_where_tokens_are(text: str) -> None:
    found = words(text)

    assert "".join(found) == text
    assert sum(map(count, found)) == count(text)
    assert all(count(each) <= 4 for each in found)


def test_words_are_cut_before_blanks_and_within_what_is_very_long() -> None:
    assert words("the cat\n\n purrs ") == ["the", " cat", "\n\n", " purrs", " "]
    assert words("Photosynthesis works") == ["Photosynthesis", " works"]
    assert words("x" * 60) == ["x" * 24, "x" * 24, "x" * 12]


# Parts.


@pytest.mark.parametrize(
    ("part", "tokens"),
    [
        pytest.param({"text": "the cat"}, {"TEXT": 2}, id="text"),
        pytest.param({"text": "the cat", "thought": True}, {}, id="thought"),
        pytest.param({"inlineData": {"mimeType": "image/png", "data": "QQ"}}, {"IMAGE": 258}, id="image"),
        pytest.param(
            {"inlineData": {"mimeType": "application/pdf", "data": "QQ"}},
            {"DOCUMENT": 258},
            id="page",
        ),
        pytest.param({"inlineData": {"mimeType": "audio/mp3", "data": ""}}, {"AUDIO": 32}, id="sound"),
        pytest.param({"inlineData": {"mimeType": "video/mp4", "data": ""}}, {"VIDEO": 258, "AUDIO": 32}, id="film"),
        pytest.param({"inlineData": {"mimeType": "text/plain", "data": "dGhlIGNhdA"}}, {"TEXT": 2}, id="file"),
        pytest.param({"fileData": {"fileUri": "https://x/y.png", "mimeType": "image/png"}}, {"IMAGE": 258}, id="remote"),
        pytest.param({"fileData": {"fileUri": "https://x/y"}}, {"DOCUMENT": 258}, id="remote-of-no-type"),
        pytest.param({"thoughtSignature": "QQ"}, {}, id="signature"),
        pytest.param({}, {}, id="nothing"),
    ],
)  # fmt: skip
def test_a_part_weighs_by_what_it_shows(part: dict[str, Any], tokens: dict[str, int]) -> None:
    assert of_part(part) == Counter(tokens)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param({"functionCall": {"name": "f", "args": {"a": 1}}}, id="function-call"),
        pytest.param({"functionResponse": {"name": "f", "response": {}}}, id="function-response"),
        pytest.param({"executableCode": {"language": "PYTHON", "code": "1"}}, id="code"),
        pytest.param({"codeExecutionResult": {"outcome": "OUTCOME_OK"}}, id="result"),
        pytest.param({"toolCall": {"toolType": "URL_CONTEXT", "args": {"a": 1}}}, id="tool-call"),
        pytest.param({"toolResponse": {"toolType": "URL_CONTEXT"}}, id="tool-response"),
    ],
)
def test_whatever_data_a_part_has_weighs_something(part: dict[str, Any]) -> None:
    assert of_part(part)["TEXT"] > 0


def test_the_type_of_a_blob_may_be_in_any_case() -> None:
    assert of_part({"inlineData": {"mimeType": "IMAGE/PNG", "data": "QQ"}}) == Counter(IMAGE=258)


def test_what_comes_with_a_function_response_weighs_as_media() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "QQ" * 5_000}}
    response = {"name": "f", "response": {"a": 1}}

    bare = of_part({"functionResponse": response})
    shown = of_part({"functionResponse": {**response, "parts": [image]}})

    assert shown == bare + Counter(IMAGE=258)


@pytest.mark.parametrize(
    ("cut", "tokens"),
    [
        pytest.param({}, {"VIDEO": 60 * 258, "AUDIO": 60 * 32}, id="whole"),
        pytest.param({"fps": 0.2}, {"VIDEO": 12 * 258, "AUDIO": 60 * 32}, id="slow"),
        pytest.param({"fps": 2}, {"VIDEO": 120 * 258, "AUDIO": 60 * 32}, id="quick"),
        pytest.param({"startOffset": "50s"}, {"VIDEO": 10 * 258, "AUDIO": 320}, id="from"),
        pytest.param({"endOffset": "1.500s"}, {"VIDEO": 258, "AUDIO": 48}, id="until"),
        pytest.param({"endOffset": "99s"}, {"VIDEO": 60 * 258, "AUDIO": 60 * 32}, id="after-its-end"),
        pytest.param({"startOffset": "99s"}, {"VIDEO": 258}, id="nothing-left"),
    ],
)  # fmt: skip
def test_a_film_weighs_by_its_frames_and_seconds(
    cut: dict[str, Any], tokens: dict[str, int]
) -> None:
    part = {"fileData": {"fileUri": "https://youtu.be/a"}, "videoMetadata": cut}

    assert of_part(part) == Counter(tokens)


def test_a_silent_film_weighs_by_its_frames_alone() -> None:
    blob = {"mimeType": "video/mp4", "data": encoded(film(7))}

    assert of_part({"inlineData": blob}) == Counter(VIDEO=7 * 258)


def test_a_part_overrules_the_media_resolution_of_its_request() -> None:
    image: dict[str, Any] = {"inlineData": {"mimeType": "image/png", "data": ""}}
    high = {**image, "mediaResolution": {"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}}
    contents = [{"parts": [image, high]}]

    assert of_contents(contents, GEMINI_3, "MEDIA_RESOLUTION_LOW") == Counter(IMAGE=256 + 2_209)
    assert of_contents(contents, GEMINI_3, "MEDIA_RESOLUTION_UNSPECIFIED")["IMAGE"] == 1_089 + 2_209


def test_what_a_model_says_weighs_otherwise_than_what_it_reads() -> None:
    sound = {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": "A" * 128_000}}
    image = {"inlineData": {"mimeType": "image/png", "data": ""}}
    parts: list[dict[str, Any]] = [{"text": "the cat"}, sound, image, {**image, "thought": True}]

    assert of_said(parts) == Counter(TEXT=2, AUDIO=50, IMAGE=1_290)
    assert of_contents([{"parts": parts}]) == Counter(TEXT=2, AUDIO=64, IMAGE=258)


def test_a_file_of_text_that_a_model_says_weighs_as_text() -> None:
    file = {"inlineData": {"mimeType": "text/csv", "data": "dGhlIGNhdA"}}

    assert of_said([file]) == Counter(TEXT=2)


# The API's own counts.


def test_recorded_pictures_weigh_what_the_api_counted(traffic: list[dict[str, Any]]) -> None:
    """Most are cut short, but not before they say their size, unless they are left out here."""
    compared = Counter[str]()
    for each in traffic:
        model = MODELS.get(str(each["model"]))
        if each["status"] == 200 and model and (counted := recorded(each).get("IMAGE")):
            pictures = [part for part in media_parts(each["request"]) if is_legible_picture(part)]
            if len(pictures) == len(media_parts(each["request"])):
                compared[model.id] += 1

                assert of_contents([{"parts": pictures}], model.weights)["IMAGE"] == counted
    assert compared.keys() >= {"gemini-2.0-flash", "gemini-2.5-flash", "gemini-3-flash-preview"}
    assert compared.total() > 20


def recorded(exchange: dict[str, Any]) -> dict[str, int]:
    response = exchange.get("response")
    usage = response.get("usageMetadata", {}) if isinstance(response, dict) else {}
    details = usage.get("promptTokensDetails", ())
    return {each["modality"]: each.get("tokenCount", 0) for each in details}


def is_legible_picture(part: dict[str, Any]) -> bool:
    blob = part.get("inlineData", {"mimeType": "", "data": ""})
    found = media.read(blob["mimeType"], blob["data"])
    return isinstance(found, Picture) and found.width > 0


def media_parts(request: object) -> list[dict[str, Any]]:
    """Return the parts of a recorded request that are media, wherever they stand."""
    body = protojson.parse(request, "gemini/generate_content_request.json").value
    parts = [part for content in body.get("contents", ()) for part in content.get("parts", ())]
    shown = [each for part in parts for each in part.get("functionResponse", {}).get("parts", ())]
    return [each for each in [*parts, *shown] if each.keys() & {"inlineData", "fileData"}]


def test_contents_weigh_what_their_parts_weigh_by_modality() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "QQ"}}
    contents: list[dict[str, Any]] = [
        {"role": "user", "parts": [{"text": "the cat"}, image, image]},
        {"role": "model", "parts": [{"text": "purrs"}]},
        {"role": "user"},
    ]

    assert of_contents(contents) == Counter(TEXT=3, IMAGE=516)
    assert of_contents([]) == Counter()


@pytest.mark.parametrize("value", [[], {}, "", None])
def test_nothing_weighs_nothing(value: object) -> None:
    assert of_json(value) == Counter()


def test_what_tools_answered_was_not_said() -> None:
    code = {"executableCode": {"language": "PYTHON", "code": "print(2)"}}
    result = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}}
    call = {"toolCall": {"id": "a", "toolType": "FILE_SEARCH"}}
    response = {"toolResponse": {"id": "a", "toolType": "FILE_SEARCH"}}

    assert of_said([code, result, call, response]) == of_contents([{"parts": [code, call]}])
    assert of_said([result, response]) == {}


def test_a_value_that_the_model_reads_as_json_weighs_as_text() -> None:
    assert of_json([{"name": "f", "args": {"city": "Rome"}}]) == Counter(
        TEXT=count("name f args city Rome")
    )
    assert of_json("\u4f60\u597d") == Counter(TEXT=2)


def test_details_leave_out_modalities_without_tokens() -> None:
    assert details(Counter(IMAGE=258, TEXT=2, AUDIO=0)) == [
        {"modality": "IMAGE", "tokenCount": 258},
        {"modality": "TEXT", "tokenCount": 2},
    ]
    assert details(Counter()) == []
