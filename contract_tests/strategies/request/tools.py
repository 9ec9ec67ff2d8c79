"""The members of tools, and of how they are to be used. To draw another, add a row."""

from collections.abc import Mapping

from contract_tests.strategies.choices import FREE, JSON, one_of, variants
from contract_tests.strategies.request import functions
from contract_tests.strategies.request.member import FREE_JSON, Member, of, takes_json

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

TOOLS: Mapping[str, Member] = {
    "functionDeclarations": Member(of(functions.declared()), takes_json),
    "googleSearch": Member(of(_SEARCHES)),
    "googleMaps": Member(of(_MAPS)),
    "codeExecution": Member(of(({},))),
    "urlContext": Member(of(({},))),
    "fileSearch": Member(of(_FILES)),
    "computerUse": Member(of(_COMPUTERS)),
    "mcpServers": Member(of(_SERVERS)),
    "retrieval": Member(of(_STORES)),
    **dict.fromkeys(("enterpriseWebSearch", "parallelAiSearch", "exaAiSearch"), Member(FREE_JSON)),
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
TOOL_CONFIG: Mapping[str, Member] = {
    "functionCallingConfig": Member(of(_CALLING), takes_json, frozenset({"functionDeclarations"})),
    "retrievalConfig": Member(of(_PLACES)),
    "includeServerSideToolInvocations": Member(lambda asked: one_of((True, False) if asked.is_new else (False,))),
}  # fmt: skip
