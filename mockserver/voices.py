"""The voices that a model speaks with."""

from collections.abc import Mapping
from typing import Any

# In the order and spelling in which Google lists them when it refuses another (reported by many); it
# documents them with a capital, and takes both (recorded, and reported).
VOICES = (
    "achernar", "achird", "algenib", "algieba", "alnilam", "aoede", "autonoe", "callirrhoe", "charon",
    "despina", "enceladus", "erinome", "fenrir", "gacrux", "iapetus", "kore", "laomedeia", "leda", "orus",
    "puck", "pulcherrima", "rasalgethi", "sadachbia", "sadaltager", "schedar", "sulafat", "umbriel",
    "vindemiatrix", "zephyr", "zubenelgenubi",
)  # fmt: skip


def speakers(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return the speakers of a speech config with their voices, "" where none is named.

    A single voice is that of the speaker "". *asked* is the canonical ``speechConfig``.
    """
    several = asked.get("multiSpeakerVoiceConfig", {}).get("speakerVoiceConfigs", ())
    return {each.get("speaker", ""): _name(each) for each in [asked, *several]}


def named(asked: Mapping[str, Any]) -> list[str]:
    """Return the names of the voices in a speech config, in its order."""
    return [name for name in speakers(asked).values() if name]


def _name(holder: Mapping[str, Any]) -> str:
    prebuilt = holder.get("voiceConfig", {}).get("prebuiltVoiceConfig", {})
    name: str = prebuilt.get("voiceName", "")
    return name
