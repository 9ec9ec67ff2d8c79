import base64
import struct
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from mockserver.dialects import DIALECTS
from tests.conftest import Respond
from tests.test_answers import CHUNK, RESPONSE, streamed, unary

TTS = "gemini-2.5-flash-preview-tts"
TEXT = "Have a wonderful day, and come back soon to tell us how it was."

Body = dict[str, Any]


def voice(name: str) -> Body:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def body(text: str, speech: Body | None = None, **config: Any) -> Body:
    spoken = {"responseModalities": ["AUDIO"], **({"speechConfig": speech} if speech else {})}
    parts = [{"text": text}]
    return {
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": {**spoken, **config},
    }


def sound(ask: Respond, request: Body, dialect: str = "comet") -> tuple[int, ...]:
    """Return the samples of an answer that is nothing but sound."""
    (part,) = unary(ask, TTS, request, dialect)["candidates"][0]["content"]["parts"]
    blob = part["inlineData"]
    data = base64.b64decode(blob["data"], validate=True)
    assert blob["mimeType"] == "audio/L16;codec=pcm;rate=24000"
    return struct.unpack(f"<{len(data) // 2}h", data)


def seconds(samples: tuple[int, ...]) -> float:
    return len(samples) / 24_000


def loudness(samples: tuple[int, ...]) -> float:
    return float((sum(each * each for each in samples) / len(samples)) ** 0.5)


def periods(samples: tuple[int, ...]) -> int:
    """Count how often a sound rises through silence: the higher it is, the more often."""
    return sum(one <= 0 < other for one, other in pairwise(samples))


def test_a_text_is_spoken_in_a_plausible_time_and_can_be_heard(ask: Respond) -> None:
    samples = sound(ask, body(TEXT))

    assert len(TEXT) / 18 < seconds(samples) < len(TEXT) / 9
    assert 1_000 < loudness(samples) < 15_000
    assert max(map(abs, samples)) < 32_767


def test_a_longer_text_takes_longer_but_never_more_than_two_minutes(ask: Respond) -> None:
    assert seconds(sound(ask, body("Hello"))) < seconds(sound(ask, body("Hello there")))
    assert seconds(sound(ask, body(TEXT * 400))) == 120


@pytest.mark.parametrize(
    "text", ["a" * 45_000, "\n" * 8_000, "say " * 8_000], ids=["word", "blank", "say"]
)
def test_as_much_as_the_model_can_read_is_spoken_as_any_text(ask: Respond, text: str) -> None:
    """It took long: a word had all its sound made before it was cut, and each blank a search."""
    assert 0 < seconds(sound(ask, body(text))) <= 120


def test_words_are_apart(ask: Respond) -> None:
    samples = sound(ask, body("Stop. Now"))
    silence = max(map(len, "".join("x" if each else " " for each in samples).split("x")))

    assert 0.2 < silence / 24_000 < 0.5


@pytest.mark.parametrize(
    ("text", "same"),
    [
        pytest.param("Say cheerfully: Hello there", "Hello there", id="direction"),
        pytest.param("Read aloud in a warm voice:\nHello there", "Hello there", id="lines"),
        pytest.param("Remember: Hello there", None, id="no-direction"),
        pytest.param("Say:", "Hey:", id="nothing-but-a-direction"),
    ],
)
def test_a_direction_is_not_spoken(ask: Respond, text: str, same: str | None) -> None:
    spoken, other = (
        seconds(sound(ask, body(text))),
        seconds(sound(ask, body(same or "Hello there"))),
    )

    assert (round(spoken, 1) == round(other, 1)) == (same is not None)


def test_voices_differ_in_pitch(ask: Respond) -> None:
    low, high = (sound(ask, body("Hello there", voice(name))) for name in ("Achernar", "zephyr"))

    assert periods(high) / seconds(high) > 1.5 * periods(low) / seconds(low)


def test_two_speakers_have_their_own_lines_and_voices(ask: Respond) -> None:
    speakers = [{"speaker": "Joe", **voice("Achernar")}, {"speaker": "Jane", **voice("Zephyr")}]
    speech = {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": speakers}}
    direction = "TTS the following conversation:\n"
    joe, jane, both = (
        sound(ask, body(direction + text, speech))
        for text in (
            "Joe: Hello there",
            "Jane: Hello there",
            "Joe: Hello there\nJane: Hello there\nNobody: Hello",
        )
    )
    half = len(both) // 2

    assert periods(jane) > 1.5 * periods(joe)
    assert seconds(both) == pytest.approx(seconds(joe) + seconds(jane), rel=0.02)
    assert periods(both[half:]) > 1.5 * periods(both[:half])


def test_speakers_without_lines_or_voices_speak_as_well(ask: Respond) -> None:
    speakers: list[Body] = [{"speaker": name, "voiceConfig": {}} for name in ("Joe", "Jane")]
    speech = {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": speakers}}

    assert loudness(sound(ask, body("Hello", speech))) > 1_000
    assert loudness(sound(ask, body("Joe: Hello", speech))) > 1_000


@pytest.mark.parametrize("text", ["", " \n"], ids=["nothing", "blanks"])
def test_nothing_said_is_a_moment_of_silence(ask: Respond, text: str) -> None:
    assert sound(ask, body(text)) == (0,)


def test_the_same_request_gets_the_same_sound(ask: Respond) -> None:
    assert ask(body(TEXT), model=TTS).reply == ask(body(TEXT), model=TTS).reply
    assert sound(ask, body(TEXT)) != sound(ask, body(TEXT, seed=5))


@pytest.mark.parametrize("name", DIALECTS)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60), room=st.integers(1, 200)
)
def test_payloads_with_sound_keep_their_schemas_and_add_up(
    ask: Respond, name: str, text: str, room: int
) -> None:
    request = body(text, maxOutputTokens=room)
    answer = unary(ask, TTS, request, name)
    (chunk,) = streamed(ask, TTS, request, name)
    usage = answer["usageMetadata"]
    said = usage.get("candidatesTokenCount", 0)
    (candidate,) = answer["candidates"]

    assert list(judge.findings(RESPONSE, answer)) == []
    assert list(judge.findings(CHUNK, chunk)) == []
    assert usage.get("totalTokenCount", 0) == usage.get("promptTokenCount", 0) + said
    assert said <= room
    assert (candidate["finishReason"] == "STOP") == ("parts" in candidate["content"])
    if said:
        assert usage["candidatesTokensDetails"] == [{"modality": "AUDIO", "tokenCount": said}]


def test_a_second_of_speech_is_25_tokens(ask: Respond) -> None:
    answer = unary(ask, TTS, body(TEXT), "comet")
    length = seconds(sound(ask, body(TEXT)))

    assert answer["usageMetadata"]["candidatesTokenCount"] == pytest.approx(length * 25, abs=1)


def test_what_functions_gave_is_no_reason_to_write(ask: Respond) -> None:
    called = {"functionCall": {"name": "look", "args": {}}}
    gave = {"functionResponse": {"name": "look", "response": {"sky": "blue"}}}
    body = {
        "contents": [
            {"role": "user", "parts": [{"text": "Say: hello"}]},
            {"role": "model", "parts": [called]},
            {"role": "user", "parts": [gave]},
        ],
        "generationConfig": {"responseModalities": ["AUDIO"]},
    }

    (part,) = unary(ask, "gemini-2.5-flash-preview-tts", body, "google")["candidates"][0][
        "content"
    ]["parts"]
    assert part["inlineData"]["mimeType"].startswith("audio/")


def test_what_can_be_computed_is_no_reason_to_write(ask: Respond) -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": "What is 12 * 3 - 4?"}]}],
        "tools": [{"codeExecution": {}}],
        "generationConfig": {"responseModalities": ["AUDIO"]},
    }

    answer = unary(ask, "gemini-2.5-flash-preview-tts", body, "google")
    (part,) = answer["candidates"][0]["content"]["parts"]
    assert part.keys() == {"inlineData"}
