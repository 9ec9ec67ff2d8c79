"""The members of a generation config. To draw another, add a row."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import FREE, one_of, variants
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.member import FREE_JSON, Member, of, takes_json
from contract_tests.strategies.schema.schemas import response_schemas
from mockserver.models import Budget, Levels

_TEMPERATURE = st.one_of(one_of((1, 0, 0.5, 2, 1e-7)), st.floats(0, 2))
_SHARE = st.one_of(one_of((1, 0.95, 0)), st.floats(0, 1))
_SEEDS = st.one_of(one_of((0, 7, 2**31 - 1, -(2**31))), st.integers(-(2**31), 2**31 - 1))
_PENALTIES = st.one_of(one_of((0, 0.5, -2, 1.999)), st.floats(-2, 2, exclude_max=True))
_STOPS: tuple[list[str], ...] = (
    ["zzz"],
    [],
    ["the", " "],
    ["."],
    ["\n", "\u00e9", "\U0001f600", "END", "a"],
)
_LENGTHS = st.one_of(st.integers(1, 300), one_of((8_192,)))
_MARKED_UP = ("application/xml", "application/yaml")
_VOICES = ("Kore", "puck", "ZEPHYR")


def _penalties(asked: Asked) -> st.SearchStrategy[Any]:
    return one_of((0,)) if "penalty" in asked.dialect.disabled else _PENALTIES


def _counts(asked: Asked) -> st.SearchStrategy[int]:
    return st.integers(1, asked.model.max_candidates)


def _thinking(asked: Asked) -> st.SearchStrategy[Any]:
    """Return the thinking configs that a model takes: by budget up to 2.5, by level from 3 on."""
    thoughts = (True, False)
    match asked.model.thinking:
        case Budget() as budget:
            numbers = (
                -1,
                budget.most,
                max(budget.least, 1),
                1_024,
                *((0,) if budget.can_be_off else ()),
            )
            return one_of(variants(thinkingBudget=numbers, includeThoughts=thoughts))
        case Levels() as levels:
            found = variants(thinkingLevel=levels.offered, includeThoughts=thoughts)
            if not asked.dialect.refuses_budget:
                numbers = (-1, 128, 5_000, *((0,) if levels.budget_0 else ()))
                found += variants(thinkingBudget=numbers, includeThoughts=thoughts)
            return one_of(found)
        case _:
            return one_of(({}, {"includeThoughts": False}))


def _types(asked: Asked) -> st.SearchStrategy[str]:
    plain = ("text/plain", "")
    return one_of((*plain, "application/json", *_MARKED_UP) if asked.takes_json else plain)


def _voice(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


_TWO = {
    "multiSpeakerVoiceConfig": {
        "speakerVoiceConfigs": [
            {"speaker": "Joe", **_voice("Kore")},
            {"speaker": "J\u00e4ne", **_voice("puck")},
        ]
    }
}
_SPEECH = tuple(
    {**voice, **language}
    for language in variants(languageCode=("en-US", "pt-BR"))
    for voice in (*map(_voice, _VOICES), _TWO, {})
)


_PICTURES = variants(
    imageOutputOptions=({"mimeType": "image/png"}, {"mimeType": "image/jpeg", "compressionQuality": 75}),
    personGeneration=("ALLOW_ADULT",),
    prominentPeople=("BLOCK_PROMINENT_PEOPLE",),
)  # fmt: skip


def _canvas(asked: Asked) -> st.SearchStrategy[Any]:
    canvas = asked.model.canvas
    ratios = sorted(canvas.pixels) if canvas else ["1:1", "21:9"]
    sizes = sorted(canvas.sizes or {"1K", "2K"}) if canvas else ["1K"]
    shapes = variants(aspectRatio=ratios, imageSize=sizes)
    return one_of((*shapes, *({**shapes[-1], **each} for each in _PICTURES)))


def _modalities(asked: Asked) -> st.SearchStrategy[Any]:
    if asked.speaks:
        return one_of((["AUDIO"],))
    return one_of((["IMAGE"], ["TEXT", "IMAGE"]) if asked.draws else (["TEXT"], []))


_JSON_FORMATS = tuple(
    {"text": {**kind, **schema}}
    for kind in variants(mimeType=("APPLICATION_JSON",))
    for schema in (
        {},
        {"schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
        {"jsonSchema": {"enum": ["a", 1, None]}},
    )
)
_PICTURE = {"aspectRatio": "16:9", "imageSize": "1K", "mimeType": "image/png"}
_SOUND = {"mimeType": "audio/wav", "sampleRate": 24_000, "bitRate": 128_000}
_OTHER_FORMATS = (
    {"text": {"mimeType": "TEXT_PLAIN"}},
    *({"image": {**_PICTURE, **each}} for each in variants(delivery=("INLINE", "URI"))),
    *({"audio": {**_SOUND, **each}} for each in variants(delivery=("INLINE", "URI"))),
    *({"video": each} for each in FREE[:2]),
)


def _formats(asked: Asked) -> st.SearchStrategy[Any]:
    told = _JSON_FORMATS if asked.takes_json else ()
    return one_of((*told, *_OTHER_FORMATS))


_COLOURS = {"type": "STRING", "enum": ["red", "green"]}
_RESPONSE_SCHEMAS = st.one_of(response_schemas(), st.just(_COLOURS))
_JSON_SCHEMAS = response_schemas("json")

CONFIGURATION: Mapping[str, Member] = {
    "candidateCount": Member(_counts),
    "stopSequences": Member(of(_STOPS)),
    "maxOutputTokens": Member(of(_LENGTHS)),
    "temperature": Member(of(_TEMPERATURE)),
    "topP": Member(of(_SHARE)),
    "topK": Member(of(st.integers(1, 40))),
    "seed": Member(of(_SEEDS)),
    "presencePenalty": Member(_penalties),
    "frequencyPenalty": Member(_penalties),
    "responseLogprobs": Member(lambda asked: one_of((False,) if _improbable(asked) else (True, False))),
    "logprobs": Member(of(st.integers(0, 20)), lambda asked: not _improbable(asked)),
    "responseMimeType": Member(_types),
    "responseSchema": Member(of(_RESPONSE_SCHEMAS), takes_json),
    "responseJsonSchema": Member(of(_JSON_SCHEMAS), takes_json),
    "_responseJsonSchema": Member(of(_JSON_SCHEMAS), takes_json),
    "responseFormat": Member(_formats),
    "responseModalities": Member(_modalities),
    "speechConfig": Member(of(_SPEECH)),
    "thinkingConfig": Member(_thinking),
    "imageConfig": Member(_canvas),
    "mediaResolution": Member(
        of(("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH")),
        lambda asked: asked.writes,
    ),
    "enableEnhancedCivicAnswers": Member(of(st.booleans())),
    "audioTimestamp": Member(of(st.booleans())),
    "enableAffectiveDialog": Member(of(st.booleans())),
    **dict.fromkeys(
        ("routingConfig", "modelSelectionConfig", "modelConfig", "translationConfig",
         "audioTranscriptionConfig"),
        Member(FREE_JSON),
    ),
}  # fmt: skip


def _improbable(asked: Asked) -> bool:
    return "logprobs" in asked.dialect.disabled
