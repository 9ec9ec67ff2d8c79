"""Scenarios: pictures, sounds, films and documents, sent and received; log probabilities; tokens."""

from typing import Any

import pytest

from contract_tests import samples
from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading import places
from contract_tests.reading.members import mapping, refusal, rows, text, whole_number
from contract_tests.scenario import Sender, both_ways, holds, spoken
from contract_tests.scenarios.turns import followed

_SPEAKS = "gemini-2.5-flash-preview-tts"
_FILM = "https://www.youtube.com/watch?v=9hE5-98ZeCg"
_LITTLE = {"thinkingLevel": "LOW"}
_VOICE = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}}


def _looking(model: str, *files: dict[str, Any], **config: Any) -> Call:
    parts = [*files, {"text": "What is this? Answer in three words."}]
    fields = {"generationConfig": config} if config else {}
    return Call(model=model, body={"contents": [{"role": "user", "parts": parts}], **fields})


def tokens_of(exchange: Exchange, modality: str) -> int:
    """Return how many tokens of the prompt are of a modality; skip if no details are told."""
    details = rows(exchange.usage, "promptTokensDetails")
    if not details and "promptTokenCount" in exchange.usage:
        pytest.skip("no promptTokensDetails came")
    counts = [whole_number(x, "tokenCount") or 0 for x in details if x.get("modality") == modality]
    return sum(counts)


@both_ways
@holds("media.picture-in")
def test_a_picture_is_looked_at(send: Sender, models: Models, way: Way) -> None:
    send.sample(_looking(models.text, samples.picture()).over(way), spoken)


@holds("media.spelling")
def test_a_picture_may_be_written_in_snake_case(send: Sender, models: Models) -> None:
    blob = samples.picture()["inlineData"]
    part = {"inline_data": {"mime_type": blob["mimeType"], "data": blob["data"]}}

    exchange = send(_looking(models.text, part))

    assert exchange.status == 200, exchange.text


@holds("tokens.picture-2.5")
def test_a_small_picture_is_258_tokens_to_gemini_2_5(send: Sender, models: Models) -> None:
    exchange = send(_looking(models.budget, samples.picture()))

    count = tokens_of(exchange, "IMAGE")
    assert count == 258, f"expected 258 tokens of IMAGE, got {count}"


@pytest.mark.parametrize(
    ("resolution", "most"),
    [("MEDIA_RESOLUTION_LOW", 280), ("MEDIA_RESOLUTION_MEDIUM", 560), ("", 1120)],
)
@holds("tokens.picture-3")
def test_a_picture_is_as_many_tokens_to_gemini_3_as_its_resolution(
    send: Sender, models: Models, resolution: str, most: int
) -> None:
    config = {"mediaResolution": resolution} if resolution else {}

    exchange = send(_looking(models.level, samples.picture(), thinkingConfig=_LITTLE, **config))

    count = tokens_of(exchange, "IMAGE")
    assert 0 < count <= most, f"expected up to {most} tokens of IMAGE, got {count}"


@both_ways
@holds("media.document-in")
def test_a_document_is_read(send: Sender, models: Models, way: Way) -> None:
    send.sample(_looking(models.text, samples.document()).over(way), spoken)


@holds("tokens.document")
def test_a_page_is_258_tokens_to_gemini_2_5(send: Sender, models: Models) -> None:
    exchange = send(_looking(models.budget, samples.document()))

    count = tokens_of(exchange, "DOCUMENT")
    assert count == 258, f"expected 258 tokens of DOCUMENT, got {count}"


@holds("tokens.document-3")
def test_a_page_is_a_picture_to_gemini_3(send: Sender, models: Models) -> None:
    exchange = send(_looking(models.level, samples.document(), thinkingConfig=_LITTLE))

    count = tokens_of(exchange, "IMAGE")
    assert 0 < count <= 560, f"expected up to 560 tokens of IMAGE, got {count}"


@holds("media.text-modality")
def test_text_alone_may_be_asked_for(send: Sender, models: Models) -> None:
    send.sample(_config(models.text, responseModalities=["TEXT"]), spoken)


@both_ways
@holds("media.sound-in")
def test_a_sound_is_listened_to(send: Sender, models: Models, way: Way) -> None:
    send.sample(_looking(models.text, samples.sound()).over(way), spoken)


@holds("tokens.sound")
def test_a_second_is_about_32_tokens(send: Sender, models: Models) -> None:
    exchange = send(_looking(models.budget, samples.sound()))

    count = tokens_of(exchange, "AUDIO")
    assert 25 <= count <= 33, f"expected 25 to 33 tokens of AUDIO, got {count}"


def _film(**metadata: Any) -> dict[str, Any]:
    return {"fileData": {"fileUri": _FILM}, "videoMetadata": metadata}


@holds("media.film-in")
def test_two_seconds_of_a_public_film_are_watched(send: Sender, models: Models) -> None:
    exchange = send(_looking(models.budget, _film(startOffset="0s", endOffset="2s")))

    count = tokens_of(exchange, "VIDEO")
    assert 0 < count < 2000, f"expected some hundred tokens of VIDEO, got {count}"


@holds("tokens.text")
def test_four_letters_are_about_a_token(send: Sender, models: Models) -> None:
    words = "The quick brown fox jumps over the lazy dog. " * 20 + "How many dogs are there?"

    exchange = send(prompt(words, models.text))

    count = whole_number(exchange.usage, "promptTokenCount") or 0
    least, most = len(words) / 8, len(words) / 2
    assert least < count < most, f"expected about {len(words) / 4:.0f} tokens, got {count}"


# Pictures are nearly all that a run costs: one is drawn at once, one in a stream, and one in between.
@pytest.mark.costly
@holds("media.picture-out")
def test_a_picture_is_drawn(send: Sender, models: Models) -> None:
    config = {
        "responseModalities": ["IMAGE"],
        "imageConfig": {"aspectRatio": "16:9", "imageSize": "1K"},
    }
    call = prompt("Draw a red apple.", models.pictures, generationConfig=config)

    send.sample(call, _pictures)


@pytest.mark.costly
@holds("media.picture-edited", "media.picture-turns")
def test_a_picture_that_was_sent_is_drawn_anew_twice(send: Sender, models: Models) -> None:
    call = _looking(models.pictures, samples.picture(), responseModalities=["TEXT", "IMAGE"])
    call.body["contents"][0]["parts"][-1]["text"] = "Draw a white circle into this picture."
    exchange = send.sample(call, _pictures)

    again = followed(call, exchange, [{"text": "Now make the circle black."}])
    send.sample(again.over("sse"), _pictures)


def _pictures(exchange: Exchange) -> list[dict[str, Any]]:
    """Return what a client takes for the pictures: files that are no thoughts."""
    return [each for each in exchange.parts if "inlineData" in each and not each.get("thought")]


def _speaking(**speech: Any) -> Call:
    config = {"responseModalities": ["AUDIO"], "speechConfig": speech}
    return prompt("Say: hi.", _SPEAKS, generationConfig=config)


@both_ways
@holds("speech.spoken")
def test_a_text_is_spoken(send: Sender, way: Way) -> None:
    exchange = send.sample(_speaking(**_VOICE, languageCode="en-US").over(way), _pictures)

    types = {text(mapping(each, "inlineData"), "mimeType") for each in _pictures(exchange)}
    assert all(each.startswith("audio/") for each in types), f"expected sound, got {types}"


@both_ways
@holds("speech.two-voices")
def test_two_speakers_have_their_voices(send: Sender, way: Way) -> None:
    speakers = [
        {"speaker": "Ann", "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
        {"speaker": "Bob", "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Puck"}}},
    ]
    call = _speaking(multiSpeakerVoiceConfig={"speakerVoiceConfigs": speakers})
    call.body["contents"][0]["parts"][0]["text"] = "Ann: Hi.\nBob: Hello."

    send.sample(call.over(way), _pictures)


@both_ways
@holds("logprobs.given")
def test_log_probabilities_are_told(send: Sender, models: Models, way: Way) -> None:
    config = {"responseLogprobs": True, "logprobs": 2, "maxOutputTokens": 2000}
    call = prompt("Say hi.", models.budget, generationConfig=config)

    send.sample(call.over(way), _log_probabilities)


def _log_probabilities(exchange: Exchange) -> bool:
    results = [mapping(each.value, "logprobsResult") for each in places.candidates(exchange)]
    return any(rows(each, "chosenCandidates") for each in results)


def _config(model: str, **config: Any) -> Call:
    return prompt("Say hi.", model, generationConfig=config)


def _refusals(models: Models) -> dict[str, Call]:
    """Return, by their claims, the calls that are refused."""
    svg = {"inlineData": {"mimeType": "image/svg+xml", "data": "PHN2Zy8+"}}
    cut = {**samples.picture(), "videoMetadata": {"startOffset": "1s"}}
    picture = {"responseModalities": ["IMAGE"]}
    both = {**_VOICE, "multiSpeakerVoiceConfig": {"speakerVoiceConfigs": []}}
    return {
        "media.types": _looking(models.budget, svg),
        "media.film-metadata": _looking(models.budget, cut),
        "media.film-order": _looking(models.budget, _film(startOffset="3s", endOffset="1s")),
        "media.modality-offered": _config(models.budget, **picture),
        "media.modality-needed": _config(models.pictures, responseModalities=["TEXT"]),
        "media.aspect-ratios": _config(
            models.pictures, **picture, imageConfig={"aspectRatio": "5:7"}
        ),
        "media.sizes": _config(models.pictures, **picture, imageConfig={"imageSize": "8K"}),
        "speech.modality": _config(_SPEAKS),
        "speech.text-only": _looking(_SPEAKS, samples.picture(), responseModalities=["AUDIO"]),
        "speech.one-or-two": _speaking(**both),
        "speech.voices": _speaking(
            voiceConfig={"prebuiltVoiceConfig": {"voiceName": "Nobody"}}
        ),
        "logprobs.refused": _config(models.budget, responseLogprobs=True),
        "logprobs.needs-flag": _config(models.budget, logprobs=2),
        "logprobs.range": _config(models.budget, responseLogprobs=True, logprobs=21),
    }  # fmt: skip


_REFUSED = (
    "media.types", "media.film-metadata", "media.film-order", "media.modality-offered",
    "media.modality-needed", "media.aspect-ratios", "media.sizes", "speech.modality", "speech.text-only",
    "speech.one-or-two", "speech.voices", "logprobs.refused", "logprobs.needs-flag",
    "logprobs.range",
)  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(x, id=x, marks=holds(x)) for x in _REFUSED])
def test_what_cannot_be_is_refused(send: Sender, models: Models, claim: str) -> None:
    exchange = send(_refusals(models)[claim])

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    assert refusal(exchange), f"expected an error with a message, got {exchange.text[:200]}"
