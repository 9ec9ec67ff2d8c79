"""What a request can hold beside its contents, member by member. To draw a member, add a row.

The rules that an answer depends on are those of the API (gemini.md 3.8, 7), said here once more and
independently of the mock: which model takes what, and what excludes what.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from contract_tests.strategies import functions
from contract_tests.strategies.asked import Asked
from contract_tests.strategies.choices import FREE, one_of, variants
from contract_tests.strategies.schemas import response_schemas
from contract_tests.strategies.texts import TEXTS
from mockserver.models import Budget, Levels

JSON = dict[str, Any]
Holder = Literal["", "generationConfig", "tools", "toolConfig"]
Values = Callable[[Asked], st.SearchStrategy[Any]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A member of a request.

    Attributes:
        holder: What it stands in: the request itself, its generation config, a tool or the tool config.
        values: The strategy of its values, by who is asked.
        fits: Of whom it can be asked.
        needs: The members that it makes no sense without.
    """

    holder: Holder
    values: Values
    fits: Callable[[Asked], bool] = lambda _: True
    needs: tuple[str, ...] = ()


def _of(values: Any) -> Values:
    strategy = values if isinstance(values, st.SearchStrategy) else one_of(values)
    return lambda _: strategy


_BOOLEANS = st.booleans()
_FREE = _of(FREE)
_EMPTY = _of(({},))

# How to generate.

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
    return one_of(plain if _speechless(asked) else (*plain, "application/json", *_MARKED_UP))


def _speechless(asked: Asked) -> bool:
    """Whether a model has neither JSON mode nor functions: those of 2.5 that draw or speak."""
    return not asked.writes and not asked.is_new


def _takes_json(asked: Asked) -> bool:
    return not _speechless(asked)


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


_DELIVERY = ("INLINE", "URI")
_JSON_FORMATS = tuple(
    {"text": {**kind, **schema}}
    for kind in variants(mimeType=("APPLICATION_JSON",))
    for schema in (
        {},
        {"schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
        {"jsonSchema": {"enum": ["a", 1, None]}},
    )
)
_OTHER_FORMATS = (
    {"text": {"mimeType": "TEXT_PLAIN"}},
    *(
        {"image": each}
        for each in variants(
            aspectRatio=("16:9",), imageSize=("1K",), mimeType=("image/png",), delivery=_DELIVERY
        )
    ),
    *(
        {"audio": each}
        for each in variants(
            mimeType=("audio/wav",), sampleRate=(24_000,), bitRate=(128_000,), delivery=_DELIVERY
        )
    ),
    {"video": {"fps": 24}},
)


def _formats(asked: Asked) -> st.SearchStrategy[Any]:
    told = () if _speechless(asked) else _JSON_FORMATS * 4
    return one_of((*told, *_OTHER_FORMATS))


_COLOURS = {"type": "STRING", "enum": ["red", "green"]}
_RESPONSE_SCHEMAS = st.one_of(response_schemas(), st.just(_COLOURS))
_JSON_SCHEMAS = response_schemas("json")

_CONFIG: Mapping[str, tuple[Any, ...]] = {
    "candidateCount": (_counts,),
    "stopSequences": (_of(_STOPS),),
    "maxOutputTokens": (_of(_LENGTHS),),
    "temperature": (_of(_TEMPERATURE),),
    "topP": (_of(_SHARE),),
    "topK": (_of(st.integers(1, 40)),),
    "seed": (_of(_SEEDS),),
    "presencePenalty": (_penalties,),
    "frequencyPenalty": (_penalties,),
    "responseLogprobs": (lambda asked: one_of((False,) if _improbable(asked) else (True, False)),),
    "logprobs": (_of(st.integers(0, 20)), lambda asked: not _improbable(asked)),
    "responseMimeType": (_types,),
    "responseSchema": (_of(_RESPONSE_SCHEMAS), _takes_json),
    "responseJsonSchema": (_of(_JSON_SCHEMAS), _takes_json),
    "_responseJsonSchema": (_of(_JSON_SCHEMAS), _takes_json),
    "responseFormat": (_formats,),
    "responseModalities": (_modalities,),
    "speechConfig": (_of(_SPEECH),),
    "thinkingConfig": (_thinking,),
    "imageConfig": (_canvas,),
    "mediaResolution": (
        _of(("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH")),
        lambda asked: asked.writes,
    ),
    "enableEnhancedCivicAnswers": (_of(_BOOLEANS),),
    "audioTimestamp": (_of(_BOOLEANS),),
    "enableAffectiveDialog": (_of(_BOOLEANS),),
    **dict.fromkeys(
        ("routingConfig", "modelSelectionConfig", "modelConfig", "translationConfig",
         "audioTranscriptionConfig"),
        (_FREE,),
    ),
}  # fmt: skip


def _improbable(asked: Asked) -> bool:
    return "logprobs" in asked.dialect.disabled


# What a model may use.

_SEARCHES = tuple(
    {**types, **others}
    for others in variants(
        timeRangeFilter=(
            {"startTime": "2025-01-01T00:00:00Z", "endTime": "2025-06-30T12:00:00.5Z"},
        ),
        excludeDomains=(["example.com"],),
        blockingConfidence=("BLOCK_LOW_AND_ABOVE",),
    )
    for types in variants(searchTypes=({"webSearch": {}}, {"imageSearch": {}, "webSearch": {}}))
)
_MAPS = variants(
    enableWidget=(True, False), authConfig=FREE[:2], groundingTypes=({"places": {}}, [1])
)
_FILES = tuple(
    {"fileSearchStoreNames": ["fileSearchStores/handbook"], **each}
    for each in variants(topK=(5,), metadataFilter=('author="\u00e9"',))
)
_COMPUTERS = tuple(
    {"environment": environment, **each}
    for each in variants(
        excludedPredefinedFunctions=(["drag_and_drop"],),
        enablePromptInjectionDetection=(True,),
        disabledSafetyPolicies=(["FINANCIAL_TRANSACTIONS"],),
    )
    for environment in ("ENVIRONMENT_BROWSER", "ENVIRONMENT_MOBILE", "ENVIRONMENT_DESKTOP")
)
_SERVERS = tuple(
    [{"name": "tools", "streamableHttpTransport": {"url": "https://example.com/mcp", **each}}]
    for each in variants(
        headers=({"x-a": "b"},),
        timeout=("30s",),
        sseReadTimeout=("300.5s",),
        terminateOnClose=(True,),
    )
)
_STORES: tuple[JSON, ...] = (
    {},
    {"vertexAiSearch": FREE[1]},
    {"vertexRagStore": FREE[3]},
    {"externalApi": {}},
)

_TOOLS: Mapping[str, tuple[Any, ...]] = {
    "functionDeclarations": (_of(functions.declared()), _takes_json),
    "googleSearch": (_of(_SEARCHES),),
    "googleMaps": (_of(_MAPS),),
    "codeExecution": (_EMPTY,),
    "urlContext": (_EMPTY,),
    "fileSearch": (_of(_FILES),),
    "computerUse": (_of(_COMPUTERS),),
    "mcpServers": (_of(_SERVERS),),
    "retrieval": (_of(_STORES),),
    **dict.fromkeys(("enterpriseWebSearch", "parallelAiSearch", "exaAiSearch"), (_FREE,)),
}

# How it is to use them. How many of the declared functions are allowed stands for their names here.

_MODES: tuple[JSON, ...] = (
    *({"mode": each} for each in ("AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED")),
    {},
    *(
        {"mode": mode, "allowedFunctionNames": most}
        for most in (1, 2)
        for mode in ("ANY", "VALIDATED")
    ),
)
_CALLING = tuple(
    {**mode, **each}
    for each in variants(streamFunctionCallArguments=(True, False))
    for mode in _MODES
)
_PLACES = variants(
    latLng=(*variants(latitude=(48.8566, -90), longitude=(2, 180)),), languageCode=("en", "zh-TW")
)
_TOOL_CONFIG: Mapping[str, tuple[Any, ...]] = {
    "functionCallingConfig": (_of(_CALLING), _takes_json, ("functionDeclarations",)),
    "retrievalConfig": (_of(_PLACES),),
    "includeServerSideToolInvocations": (lambda asked: one_of((True, False) if asked.is_new else (False,)),),
}  # fmt: skip

# All else.

_THRESHOLDS = (
    "BLOCK_NONE",
    "BLOCK_LOW_AND_ABOVE",
    "BLOCK_MEDIUM_AND_ABOVE",
    "BLOCK_ONLY_HIGH",
    "OFF",
)
_HARMS = ("DANGEROUS_CONTENT", "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "CIVIC_INTEGRITY")
_HARMS_BY_VERTEX = ("JAILBREAK", "IMAGE_HATE", "IMAGE_DANGEROUS_CONTENT", "IMAGE_HARASSMENT",
                    "IMAGE_SEXUALLY_EXPLICIT")  # fmt: skip


def _settings(harms: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Return settings of one harm, and of all of them, with each threshold and method."""
    methods = variants(method=("SEVERITY", "PROBABILITY"))
    rows = [
        {"category": f"HARM_CATEGORY_{harm}", "threshold": threshold, **method}
        for method in methods
        for threshold in _THRESHOLDS
        for harm in harms
    ]
    count = len(harms)
    every = [rows[start : start + count] for start in range(0, len(rows), count)]
    return one_of((*([each] for each in rows), [], *every * 2))


_SAFETY, _SAFETY_BY_VERTEX = _settings(_HARMS), _settings((*_HARMS, *_HARMS_BY_VERTEX))


def _safety(asked: Asked) -> st.SearchStrategy[Any]:
    return _SAFETY if "vertex" in asked.dialect.lacks else _SAFETY_BY_VERTEX


@st.composite
def _instructions(draw: st.DrawFn) -> dict[str, Any]:
    role, more = draw(_INSTRUCTORS)
    return {**role, "parts": [{"text": draw(TEXTS)} for _ in range(1 + more)]}


_INSTRUCTORS = one_of((role, more) for more in (0, 1) for role in variants(role=("system", "user")))
_LABELS: tuple[dict[str, str], ...] = (
    {},
    {"team": "a"},
    {"team": "\u00e9", "snake_case": "x", "": ""},
)

_OTHERS: Mapping[str, tuple[Any, ...]] = {
    "systemInstruction": (_of(_instructions()),),
    "safetySettings": (_safety,),
    "model": (lambda asked: one_of((f"models/{asked.model.id}",)),),
    "serviceTier": (_of(("standard", "flex", "priority", "unspecified")),),
    "store": (_of(_BOOLEANS),),
    "labels": (_of(_LABELS),),
    "modelArmorConfig": (_of(variants(promptTemplateName=("a",), responseTemplateName=("b",))),),
    "processingOptions": (_FREE,),
    "cachedContent": (lambda asked: one_of(asked.caches),),
}

_ROWS: Mapping[Holder, Mapping[str, tuple[Any, ...]]] = {
    "": _OTHERS,
    "generationConfig": _CONFIG,
    "tools": _TOOLS,
    "toolConfig": _TOOL_CONFIG,
}
FEATURES: Mapping[str, Feature] = {
    name: Feature(holder, *row) for holder, rows in _ROWS.items() for name, row in rows.items()
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Members that exclude each other, each of *one* those of *other*, for those *among* whom they do."""

    one: frozenset[str]
    other: frozenset[str]
    among: Callable[[Asked], bool] = lambda _: True


_FUNCTIONS = frozenset({"functionDeclarations"})
_SCHEMAS = frozenset(
    {"responseSchema", "responseJsonSchema", "_responseJsonSchema", "responseFormat"}
)
_CACHED = frozenset({"systemInstruction", *_TOOLS, *_TOOL_CONFIG})


def _is_old(asked: Asked) -> bool:
    return not asked.is_new


CONFLICTS: tuple[Conflict, ...] = (
    Conflict(_FUNCTIONS, frozenset(_TOOLS) - _FUNCTIONS, _is_old),
    Conflict(_FUNCTIONS, _SCHEMAS | {"responseMimeType"}, _is_old),
    Conflict(_SCHEMAS, _SCHEMAS),
    Conflict(frozenset({"modelArmorConfig"}), frozenset({"safetySettings"})),
    Conflict(frozenset({"cachedContent"}), _CACHED),
)
