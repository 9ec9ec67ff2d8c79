"""Speech: a sound of the length and the rhythm of the words, in a voice's own pitch.

It hums: nobody will understand a word, but each word is there, and so are the pauses. The samples are
what the API sends (gemini.md 7.2, recorded): 16 bits, little-endian, one channel, 24,000 a second.
"""

import base64
import math
import re
import struct
from collections.abc import Iterator, Mapping
from functools import cache

from mockserver import voices
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft

_MIME_TYPE = "audio/L16;codec=pcm;rate=24000"
_RATE = 24_000  # samples a second
_MOST_SECONDS = (
    120  # of a whole answer; own, so that a long text doesn't make megabytes without end
)

_A_LETTER = 1 / 15  # seconds, pauses apart; so that English has about 14 characters a second
_PAUSES = {",": 0.15, ";": 0.2, ":": 0.2, ".": 0.3, "!": 0.3, "?": 0.3}  # seconds
_PAUSE = 0.04  # seconds between words
_SILENCE = b"\0\0"

_LOWEST, _STEP = 95, 5  # Hertz of the first voice, and between one and the next
_TUNES = (0.9, 0.95, 1.0, 1.0, 1.06, 1.12)  # of a word, in the pitch of its voice
_OVERTONES = (1.0, 0.45, 0.2)  # how loud, from the ground tone up
_LOUDNESS = 7_000  # of 32,767
_SWELL = (0.15, 0.35, 0.6, 0.85)  # of a word, a period each; it fades as it swells
_USUAL = "kore"  # whose voice it is when none is named; own

_DIRECTION = re.compile(r"\b(?:say|read|tts|speak|narrate)\b[^:\n]{0,120}:\s*", re.IGNORECASE)


def apply(draft: Draft) -> Draft:
    """Say what the user wrote, as sound, of a model that speaks."""
    request = draft.request
    if draft.parts or "AUDIO" not in request.model.outputs:
        return draft
    text = request.user_texts[-1] if request.user_texts else ""
    speakers = voices.speakers(request.config.get("speechConfig", {}))
    samples = b"".join(_bounded(_spoken(text, speakers, draft.choice)))
    data = base64.b64encode(samples or _SILENCE).decode()
    return draft.saying({"inlineData": {"mimeType": _MIME_TYPE, "data": data}})


def _spoken(text: str, speakers: Mapping[str, str], choice: Choice) -> Iterator[bytes]:
    """Yield the samples of each word and pause of a text."""
    for voice, line in _lines(text, speakers):
        for word in line.split():
            yield _hummed(word, _pitch(voice) * choice.one(_TUNES))
            yield _SILENCE * int(_RATE * _PAUSES.get(word[-1], _PAUSE))


def _bounded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces until they make the longest sound."""
    rest = _MOST_SECONDS * _RATE * len(_SILENCE)
    for each in pieces:
        yield each[:rest]
        rest -= len(each)
        if rest <= 0:
            return


def _lines(text: str, speakers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return who says what: by voice, the lines of the speakers, or else the text without directions.

    Speakers are those of the speech config; a line is theirs that starts with their name and a colon.
    """
    said = []
    for line in text.splitlines():
        name, colon, words = line.partition(":")
        if colon and name.strip() and name.strip() in speakers:
            said.append((speakers[name.strip()] or _USUAL, words))
    voice = next(iter(speakers.values())) or _USUAL
    return said or [(voice, _DIRECTION.sub("", text, count=1) or text)]


def _pitch(voice: str) -> float:
    """Return the pitch of a voice, in Hertz: no two have the same."""
    return _LOWEST + _STEP * voices.VOICES.index(voice.lower())


def _hummed(word: str, pitch: float) -> bytes:
    """Hum a word at *pitch*, in Hertz: for as long as its letters take."""
    length = round(_RATE / pitch)
    seconds = min(len(word) * _A_LETTER, _MOST_SECONDS)
    count = max(2 * len(_SWELL) + 1, round(seconds * pitch))
    swell = b"".join(_period(length, each) for each in _SWELL)
    fade = b"".join(_period(length, each) for each in reversed(_SWELL))
    return swell + _period(length, 1) * (count - 2 * len(_SWELL)) + fade


@cache
def _period(length: int, loudness: float) -> bytes:
    """Return one period of a tone, *length* samples long."""
    samples = [
        _LOUDNESS
        * loudness
        * sum(
            strength * math.sin(2 * math.pi * (number + 1) * step / length)
            for number, strength in enumerate(_OVERTONES)
        )
        for step in range(length)
    ]
    return struct.pack(f"<{length}h", *map(round, samples))
