from typing import Any

import pytest

from mockserver.voices import VOICES, named, speakers


def voice(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def test_there_are_thirty_voices() -> None:
    assert len(set(VOICES)) == 30


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, {"": ""}, id="nothing"),
        pytest.param(voice("Kore"), {"": "Kore"}, id="one"),
        pytest.param({"voiceConfig": {}}, {"": ""}, id="no-name"),
        pytest.param(
            {
                "multiSpeakerVoiceConfig": {
                    "speakerVoiceConfigs": [
                        {"speaker": "Joe", **voice("Puck")},
                        {"speaker": "Jane", "voiceConfig": {}},
                    ]
                }
            },
            {"": "", "Joe": "Puck", "Jane": ""},
            id="two",
        ),
    ],
)
def test_speakers_have_their_voices(asked: dict[str, Any], found: dict[str, str]) -> None:
    assert speakers(asked) == found
    assert named(asked) == [name for name in found.values() if name]
