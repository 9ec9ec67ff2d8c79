from string import Formatter
from typing import Any

import pytest

from mockserver import rules
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.errors import ApiError
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.signatures import mint

FLASH_2_0 = "gemini-2.0-flash"
FLASH_2_5 = "gemini-2.5-flash"
PRO_2_5 = "gemini-2.5-pro"
LITE_2_5 = "gemini-2.5-flash-lite"
PRO_3 = "gemini-3.1-pro-preview"
FLASH_3 = "gemini-3-flash-preview"

Body = dict[str, Any]

HELLO: Body = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
FUNCTIONS: Body = {"functionDeclarations": [{"name": "f"}]}
LEARN_MORE = (
    "Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
)
CACHED_CONFLICT = (
    "CachedContent can not be used with GenerateContent request setting system_instruction, tools or"
    " tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request."
)


def config(**members: Any) -> Body:
    return {**HELLO, "generationConfig": members}


def thinking(**members: Any) -> Body:
    return config(thinkingConfig=members)


def tools(*each: Body, **members: Any) -> Body:
    return {**HELLO, "tools": list(each), **members}


def turns(*roles: str | None) -> Body:
    """Make a conversation of turns, some of which may say no role."""
    said: Body = {"parts": [{"text": "Hello"}]}
    return {"contents": [said if each is None else {"role": each, **said} for each in roles]}


def refusal(body: Body, model: str, dialect: Dialect) -> ApiError | None:
    try:
        rules.hold(GenerateRequest(MODELS[model], body), dialect)
    except ApiError as error:
        return error
    return None


def told(body: Body, model: str, dialect: Dialect) -> str:
    error = refusal(body, model, dialect)

    assert error is not None
    return dialect.refusals[error.cause].message(error)


# Google's own words (facts on gemini, 6.6).

REFUSED_BY_GOOGLE = [
    pytest.param(
        FLASH_2_5, turns("system"), "Please use a valid role: user, model.", id="system-role"
    ),
    pytest.param(
        FLASH_2_5,
        turns("user", "assistant", "user"),
        "Please use a valid role: user, model.",
        id="assistant-role",
    ),
    pytest.param(
        FLASH_3,
        turns("user", "model"),
        "Requests ending with a model turn are not supported.",
        id="last-turn-of-the-model",
    ),
    pytest.param(
        FLASH_2_5,
        {**HELLO, "cachedContent": "cachedContents/a", "systemInstruction": {}},
        CACHED_CONFLICT,
        id="cache-and-instruction",
    ),
    pytest.param(
        FLASH_2_5,
        tools({"googleSearch": {}}, cachedContent="cachedContents/a"),
        CACHED_CONFLICT,
        id="cache-and-tools",
    ),
    pytest.param(
        FLASH_2_5,
        {**HELLO, "cachedContent": "cachedContents/a", "toolConfig": {}},
        CACHED_CONFLICT,
        id="cache-and-tool-config",
    ),
    pytest.param(
        FLASH_2_0,
        thinking(thinkingBudget=100),
        "Thinking is not enabled for models/gemini-2.0-flash",
        id="budget-where-none-thinks",
    ),
    pytest.param(
        FLASH_2_0,
        thinking(includeThoughts=True),
        "Thinking is not enabled for models/gemini-2.0-flash",
        id="thoughts-where-none-thinks",
    ),
    pytest.param(
        FLASH_2_5,
        thinking(thinkingBudget=0, thinkingLevel="LOW"),
        "You can only set only one of thinking budget and thinking level.",
        id="budget-and-level-on-2.5",
    ),
    pytest.param(
        FLASH_3,
        thinking(thinkingBudget=0, thinkingLevel="LOW"),
        "You can only set only one of thinking budget and thinking level.",
        id="budget-and-level-on-3",
    ),
    pytest.param(
        FLASH_2_5,
        thinking(thinkingLevel="LOW"),
        "Thinking level is not supported for this model.",
        id="level-on-2.5",
    ),
    pytest.param(
        PRO_3,
        thinking(thinkingLevel="MINIMAL"),
        "Thinking level MINIMAL is not supported for this model. Please retry with other thinking level.",
        id="level-not-offered",
    ),
    pytest.param(
        PRO_2_5,
        thinking(thinkingBudget=0),
        "Budget 0 is invalid. This model only works in thinking mode.",
        id="budget-0-on-pro",
    ),
    pytest.param(
        PRO_2_5,
        thinking(thinkingBudget=127),
        "The thinking budget 127 is invalid. Please choose a value between 128 and 32768.",
        id="budget-too-small",
    ),
    pytest.param(
        LITE_2_5,
        thinking(thinkingBudget=24_577),
        "The thinking budget 24577 is invalid. Please choose a value between 512 and 24576.",
        id="budget-too-large",
    ),
    pytest.param(
        FLASH_2_5,
        thinking(thinkingBudget=-2),
        "The thinking budget -2 is invalid. Please choose a value between 0 and 24576.",
        id="budget-below-dynamic",
    ),
    pytest.param(
        FLASH_3,
        config(candidateCount=2),
        "Multiple candidates is not enabled for this model",
        id="candidates-on-3",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseModalities=["TEXT", "IMAGE"]),
        "Model does not support the requested response modalities: image",
        id="modality",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseModalities=["AUDIO", "IMAGE"]),
        "Model does not support the requested response modalities: audio, image",
        id="modalities",
    ),
    pytest.param(
        FLASH_2_5,
        config(presencePenalty=0.5),
        "Penalty is not enabled for models/gemini-2.5-flash",
        id="presence-penalty",
    ),
    pytest.param(
        FLASH_2_5,
        config(frequencyPenalty=-0.5),
        "Penalty is not enabled for models/gemini-2.5-flash",
        id="frequency-penalty",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseLogprobs=True, logprobs=2),
        "Logprobs is not enabled for models/gemini-2.5-flash",
        id="logprobs",
    ),
    pytest.param(
        FLASH_3,
        config(responseLogprobs=True),
        "Logprobs is not enabled for this model",
        id="logprobs-on-3",
    ),
    pytest.param(
        FLASH_2_5,
        {
            **HELLO,
            "safetySettings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"},
                {"category": "HARM_CATEGORY_IMAGE_HATE", "threshold": "OFF"},
            ],
        },
        "* GenerateContentRequest.safety_settings[1]: element predicate failed: $.category in"
        " (HarmCategory.HARM_CATEGORY_HATE_SPEECH, HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,"
        " HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT, HarmCategory.HARM_CATEGORY_HARASSMENT,"
        " HarmCategory.HARM_CATEGORY_CIVIC_INTEGRITY)\n",
        id="category-of-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        tools(FUNCTIONS, {"googleSearch": {}}),
        "Built-in tools ({google_search}) and Custom tools (Function Calling) cannot be combined in the"
        " same request. Please choose one to continue.",
        id="built-in-tool-and-functions",
    ),
    pytest.param(
        FLASH_2_5,
        tools({**FUNCTIONS, "urlContext": {}, "codeExecution": {}}),
        "Built-in tools ({code_execution, url_context}) and Custom tools (Function Calling) cannot be"
        " combined in the same request. Please choose one to continue.",
        id="built-in-tools-and-functions-in-one-tool",
    ),
    pytest.param(
        FLASH_3,
        tools(FUNCTIONS, {"googleSearch": {}}),
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with"
        " Function calling.",
        id="built-in-tool-unannounced-on-3",
    ),
    pytest.param(
        FLASH_2_0,
        tools({"googleSearchRetrieval": {"dynamicRetrievalConfig": {"mode": "MODE_DYNAMIC"}}}),
        "google_search_retrieval is not supported. Please use google_search tool instead.",
        id="search-of-1.5",
    ),
    pytest.param(
        FLASH_2_5,
        tools({"googleSearch": {}}, toolConfig={"includeServerSideToolInvocations": True}),
        "Tool call context circulation is not enabled for models/gemini-2.5-flash",
        id="invocations-before-3",
    ),
    pytest.param(
        FLASH_2_5,
        tools(FUNCTIONS, generationConfig={"responseMimeType": "application/json"}),
        "Function calling with a response mime type: 'application/json' is unsupported",
        id="functions-and-json",
    ),
    pytest.param(
        "gemini-2.5-flash-image",
        config(responseMimeType="application/json"),
        "JSON mode is not enabled for this model",
        id="json-of-a-model-that-draws",
    ),
    pytest.param(
        "gemini-2.5-flash-preview-tts",
        tools(FUNCTIONS, generationConfig={"responseModalities": ["AUDIO"]}),
        "Function calling is not enabled for this model",
        id="functions-of-a-model-that-speaks",
    ),
    pytest.param(
        FLASH_2_5,
        {**HELLO, "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}},
        "Function calling config is set without function_declarations.",
        id="function-config-alone",
    ),
    pytest.param(
        FLASH_2_5,
        tools(
            {"functionDeclarations": []},
            toolConfig={"functionCallingConfig": {"mode": "ANY"}},
        ),
        "Function calling config is set without function_declarations.",
        id="function-config-with-no-function",
    ),
    pytest.param(
        FLASH_3,
        tools(FUNCTIONS, {"functionDeclarations": [{"name": "g"}, {"name": "f"}]}),
        "Duplicate function declaration found: f",
        id="function-twice",
    ),
]


@pytest.mark.parametrize(("model", "body", "text"), REFUSED_BY_GOOGLE)
def test_google_refuses_in_its_own_words(model: str, body: Body, text: str) -> None:
    assert told(body, model, GOOGLE) == text


# Vertex AI's words, where they differ.

REFUSED_BY_VERTEX = [
    pytest.param(
        FLASH_2_5, turns(None), "Please use a valid role: user, model.", id="no-role-vertex"
    ),
    pytest.param(
        FLASH_2_5, turns(""), "Please use a valid role: user, model.", id="empty-role-vertex"
    ),
    pytest.param(
        FLASH_2_5,
        turns("user", "model", "function"),
        "Please use a valid role: user, model.",
        id="function-role-vertex",
    ),
    pytest.param(
        FLASH_3,
        config(candidateCount=3),
        "Unable to submit request because candidateCount must be 1 but the entered value was 3. Update"
        " the candidateCount value and try again.",
        id="candidates-on-3-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        thinking(thinkingLevel="LOW"),
        f"Unable to submit request because thinking_level is not supported by this model.. {LEARN_MORE}",
        id="level-on-2.5-vertex",
    ),
    pytest.param(
        "gemini-3-pro-preview",
        thinking(thinkingLevel="MEDIUM"),
        f"Unable to submit request because thinking_level MEDIUM is not supported by this model. {LEARN_MORE}",
        id="level-not-offered-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        thinking(thinkingBudget=24_577),
        "thinking_budget is out of range; supported values are integers from 1 to 24576.",
        id="budget-too-large-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        config(maxOutputTokens=100_000),
        "Unable to submit request because it has a maxOutputTokens value of 100000 but the supported"
        " range is from 1 (inclusive) to 65537 (exclusive). Update the value and try again.",
        id="tokens-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        config(topK=101),
        "Unable to submit request because it has a topK value of 101 but the supported range is from 1"
        " (inclusive) to 101 (exclusive). Update the value and try again.",
        id="top-k-vertex",
    ),
    pytest.param(
        FLASH_2_0,
        thinking(thinkingBudget=100),
        "thinking_config is not supported.",
        id="budget-where-none-thinks-vertex",
    ),
    pytest.param(
        FLASH_3,
        tools({"googleSearchRetrieval": {}}),
        "Unable to submit request because google_search_retrieval is not supported; please use"
        f" google_search field instead. {LEARN_MORE}",
        id="search-of-1.5-vertex",
    ),
    pytest.param(
        FLASH_2_5,
        tools({"googleSearch": {}}, {}),
        "The GenerateContentRequest proto is invalid:\n  * tools[1].tool_type: [FIELD_INVALID]"
        " required one_of 'tool_type' must have one initialized field",
        id="tool-of-no-kind",
    ),
]


@pytest.mark.parametrize(("model", "body", "text"), REFUSED_BY_VERTEX)
def test_vertex_refuses_in_its_own_words(model: str, body: Body, text: str) -> None:
    assert told(body, model, VERTEX) == text


# Refused in our words, where no origin's are known.

REFUSED_IN_OUR_WORDS = [
    pytest.param(FLASH_2_5, config(maxOutputTokens=65_537), "out_of_range", id="tokens"),
    pytest.param(FLASH_2_0, config(maxOutputTokens=8_193), "out_of_range", id="tokens-2.0"),
    pytest.param(PRO_3, config(logprobs=2), "logprobs_alone", id="logprobs-alone"),
    pytest.param(
        FLASH_2_5,
        config(
            responseMimeType="application/json", responseSchema={"type": "STRING"},
            responseJsonSchema={},
        ),
        "two_response_schemas",
        id="two-schemas",
    ),
    pytest.param(
        FLASH_2_5,
        config(
            responseMimeType="application/json", responseSchema={"type": "STRING"},
            _responseJsonSchema={},
        ),
        "two_response_schemas",
        id="two-schemas-under-the-older-name",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseSchema={"type": "STRING"}),
        "schema_without_mime_type",
        id="schema-without-type",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseMimeType="text/plain", responseJsonSchema={"type": "string"}),
        "schema_without_mime_type",
        id="schema-with-plain-text",
    ),
    pytest.param(
        FLASH_2_5,
        config(responseMimeType="text/x.enum", responseJsonSchema={"type": "string"}),
        "schema_without_mime_type",
        id="json-schema-with-enum",
    ),
    pytest.param(
        FLASH_2_5, config(responseMimeType="text/x.enum"), "enum_without_schema", id="enum-of-nothing"
    ),
    pytest.param(
        FLASH_2_5,
        tools({"functionDeclarations": [
            {"name": "f", "parameters": {"type": "OBJECT"}, "parametersJsonSchema": {}}
        ]}),
        "two_parameter_schemas",
        id="two-schemas-of-parameters",
    ),
    pytest.param(
        FLASH_2_5,
        tools({"functionDeclarations": [
            {"name": "f", "response": {"type": "OBJECT"}, "responseJsonSchema": {}}
        ]}),
        "two_parameter_schemas",
        id="two-schemas-of-the-response",
    ),
    pytest.param(
        FLASH_2_5,
        {**HELLO, "safetySettings": [
            {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"},
            {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "OFF"},
            {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
        ]},
        "duplicate_safety_category",
        id="safety-category-twice",
    ),
    pytest.param(
        FLASH_2_5,
        {
            **HELLO, "modelArmorConfig": {},
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}],
        },
        "safety_and_armor",
        id="safety-and-armor",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("model", "body", "cause"), REFUSED_IN_OUR_WORDS)
def test_what_facts_forbid_without_a_text_is_refused_too(
    model: str, body: Body, cause: str
) -> None:
    error = refusal(body, model, VERTEX)

    assert error is not None
    assert error.cause == cause


def test_a_text_of_ours_names_the_place() -> None:
    declaration = {"name": "f", "response": {"type": "OBJECT"}, "responseJsonSchema": {}}
    category = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}

    double = tools(
        FUNCTIONS, {"functionDeclarations": [{"name": "g"}, {**declaration, "name": "h"}]}
    )
    twice = {**HELLO, "safetySettings": [category, category]}

    assert told(double, FLASH_2_5, GOOGLE) == (
        "* GenerateContentRequest.tools[1].function_declarations[1]: only one of response and"
        " response_json_schema may be set.\n"
    )
    assert told(twice, FLASH_2_5, GOOGLE) == (
        "* GenerateContentRequest.safety_settings[1]: HARM_CATEGORY_HARASSMENT is set twice.\n"
    )


@pytest.mark.parametrize(("model", "limit"), [(FLASH_2_5, 65_536), (FLASH_2_0, 8_192)])
def test_the_range_of_tokens_ends_with_the_largest_number_that_passes(
    model: str, limit: int
) -> None:
    text = told(config(maxOutputTokens=limit + 1), model, GOOGLE)

    assert refusal(config(maxOutputTokens=limit), model, GOOGLE) is None
    assert text == (
        "* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be in the"
        f" range [1, {limit}].\n"
    )


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    ("model", "body", "text"), [*REFUSED_BY_GOOGLE, *REFUSED_BY_VERTEX, *REFUSED_IN_OUR_WORDS]
)
def test_every_dialect_can_fill_its_text_for_what_it_refuses(
    name: str, model: str, body: Body, text: str
) -> None:
    error = refusal(body, model, DIALECTS[name])

    if error is not None:
        refused = DIALECTS[name].refusals[error.cause]
        needed = {field for _, field, _, _ in Formatter().parse(refused.text) if field is not None}
        assert refused.message(error), text
        assert needed <= error.params.keys(), text


@pytest.mark.parametrize("model", ["gemini-3.5-flash-lite", "gemini-3.6-flash"])
def test_google_refuses_budget_0_where_a_model_of_levels_cannot_be_switched_off(model: str) -> None:
    zero = thinking(thinkingBudget=0)

    assert told(zero, model, GOOGLE) == "Request contains an invalid argument."
    assert refusal(thinking(thinkingBudget=-1), model, GOOGLE) is None
    assert refusal(zero, "gemini-3.5-flash", GOOGLE) is None


def test_comet_refuses_a_budget_on_gemini_3_where_google_and_vertex_take_it() -> None:
    body = thinking(thinkingBudget=1_024)
    error = refusal(body, FLASH_3, COMET)

    assert error is not None
    assert error.cause == "budget_unsupported"
    assert refusal(body, FLASH_3, GOOGLE) is None
    assert refusal(body, FLASH_3, VERTEX) is None


def test_the_first_rule_that_is_broken_speaks() -> None:
    body = {**thinking(thinkingBudget=0, thinkingLevel="LOW"), **turns("system")}

    assert told(body, FLASH_2_5, GOOGLE) == "Please use a valid role: user, model."


# What passes.


@pytest.mark.parametrize(
    ("model", "body"),
    [
        pytest.param(FLASH_2_5, HELLO, id="hello"),
        pytest.param(FLASH_2_5, turns(None), id="no-role"),
        pytest.param(FLASH_2_5, turns(""), id="empty-role"),
        pytest.param(FLASH_2_5, turns("user", "model", "function"), id="old-name-of-a-role"),
        pytest.param(FLASH_2_5, turns("user", "model"), id="last-turn-of-the-model-on-2.5"),
        pytest.param(FLASH_3, turns("model", "user"), id="first-turn-of-the-model"),
        pytest.param(FLASH_2_5, {**HELLO, "cachedContent": "cachedContents/a"}, id="cache-alone"),
        pytest.param(
            FLASH_2_5, tools(cachedContent="cachedContents/a"), id="cache-and-an-empty-list-of-tools"
        ),
        pytest.param(FLASH_2_0, thinking(), id="empty-thinking-config"),
        pytest.param(FLASH_2_5, thinking(thinkingBudget=0, includeThoughts=True), id="budget-0"),
        pytest.param(FLASH_2_5, thinking(thinkingBudget=-1), id="dynamic-budget"),
        pytest.param(PRO_2_5, thinking(thinkingBudget=128), id="least-budget"),
        pytest.param(PRO_2_5, thinking(thinkingBudget=32_768), id="largest-budget"),
        pytest.param(PRO_3, thinking(thinkingLevel="MEDIUM"), id="level"),
        pytest.param(FLASH_2_5, config(candidateCount=8), id="eight-candidates"),
        pytest.param(FLASH_3, config(candidateCount=1), id="one-candidate-on-3"),
        pytest.param(FLASH_2_5, config(maxOutputTokens=65_536), id="as-many-tokens-as-there-are"),
        pytest.param(FLASH_2_5, config(responseModalities=[]), id="no-modality"),
        pytest.param(FLASH_2_5, config(responseModalities=["TEXT"]), id="text"),
        pytest.param(
            "gemini-2.5-flash-image", config(responseModalities=["TEXT", "IMAGE"]), id="image"
        ),
        pytest.param(FLASH_2_5, config(presencePenalty=0, frequencyPenalty=0.0), id="no-penalty"),
        pytest.param(FLASH_2_5, config(responseLogprobs=False), id="no-logprobs"),
        pytest.param(
            FLASH_2_5,
            config(responseMimeType="application/json", responseSchema={"type": "STRING"}),
            id="schema",
        ),
        pytest.param(
            FLASH_2_5,
            config(responseMimeType="application/json", responseJsonSchema={"type": "string"}),
            id="json-schema",
        ),
        pytest.param(
            FLASH_2_5,
            config(responseMimeType="text/x.enum", responseSchema={"type": "STRING", "enum": ["a"]}),
            id="enum",
        ),
        pytest.param(
            FLASH_2_5, tools({"googleSearch": {}, "codeExecution": {}}, {"urlContext": {}}), id="built-in"
        ),
        pytest.param(FLASH_2_5, tools({}), id="tool-of-no-kind"),
        pytest.param(
            FLASH_2_5, tools({"functionDeclarations": []}, {"googleSearch": {}}), id="no-function"
        ),
        pytest.param(
            FLASH_3,
            tools(
                FUNCTIONS,
                {"googleSearch": {}},
                toolConfig={"includeServerSideToolInvocations": True},
            ),
            id="tools-mixed-and-announced-on-3",
        ),
        pytest.param(
            FLASH_3,
            tools(FUNCTIONS, generationConfig={"responseMimeType": "application/json"}),
            id="functions-and-json-on-3",
        ),
        pytest.param(
            FLASH_3,
            {**HELLO, "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}},
            id="function-config-alone-on-3",
        ),
        pytest.param(
            FLASH_2_5,
            tools(FUNCTIONS, toolConfig={"functionCallingConfig": {"mode": "ANY"}}),
            id="function-config",
        ),
        pytest.param(
            FLASH_2_5,
            tools({"functionDeclarations": [
                {"name": "f", "parameters": {"type": "OBJECT"}, "responseJsonSchema": {}}
            ]}),
            id="one-schema-each",
        ),
        pytest.param(
            FLASH_2_5,
            {**HELLO, "safetySettings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"},
                {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "OFF"},
            ]},
            id="safety",
        ),
        pytest.param(FLASH_2_5, config(topK=1_000), id="top-k"),
        pytest.param(
            FLASH_2_5,
            {**HELLO, "safetySettings": [
                {"category": f"HARM_CATEGORY_{each}", "threshold": "BLOCK_LOW_AND_ABOVE"}
                for each in (
                    "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT",
                    "CIVIC_INTEGRITY",
                )
            ]},
            id="every-category",
        ),
    ],
)  # fmt: skip
def test_google_takes(model: str, body: Body) -> None:
    assert refusal(body, model, GOOGLE) is None


@pytest.mark.parametrize("name", ["comet", "vertex"])
@pytest.mark.parametrize(
    ("model", "body"),
    [
        pytest.param(FLASH_2_5, config(presencePenalty=0.5, frequencyPenalty=1), id="penalty"),
        pytest.param(FLASH_2_5, config(responseLogprobs=True, logprobs=2), id="logprobs"),
        pytest.param(FLASH_3, tools(FUNCTIONS, {"googleSearch": {}}), id="tools-mixed-on-3"),
        pytest.param(
            FLASH_2_5,
            {
                **HELLO,
                "safetySettings": [{"category": "HARM_CATEGORY_JAILBREAK", "threshold": "OFF"}],
            },
            id="jailbreak",
        ),
    ],
)
def test_vertex_and_what_stands_before_it_take_what_google_does_not(
    name: str, model: str, body: Body
) -> None:
    assert refusal(body, model, DIALECTS[name]) is None
    assert refusal(body, model, GOOGLE) is not None


def test_model_armor_alone_is_taken() -> None:
    assert refusal({**HELLO, "modelArmorConfig": {}}, FLASH_2_5, VERTEX) is None
    assert (
        refusal({**HELLO, "modelArmorConfig": {}, "safetySettings": []}, FLASH_2_5, VERTEX) is None
    )


@pytest.mark.parametrize("name", ["comet", "vertex"])
def test_vertex_takes_a_top_k_up_to_the_largest_that_any_model_takes(name: str) -> None:
    assert refusal(config(topK=100), FLASH_2_5, DIALECTS[name]) is None
    assert refusal(config(topK=101), FLASH_2_5, DIALECTS[name]) is not None


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("model", [name for name, each in MODELS.items() if "TEXT" in each.outputs])
def test_every_model_answers_a_plain_question_in_every_dialect(name: str, model: str) -> None:
    assert refusal(HELLO, model, DIALECTS[name]) is None


# Turns of functions, and signatures.


def call(name: str = "f", *, signed: bool = False) -> Body:
    signature = {"thoughtSignature": mint(b"any", 0)} if signed else {}
    return {"functionCall": {"name": name, "args": {}}, **signature}


def response(name: str = "f") -> Body:
    return {"functionResponse": {"name": name, "response": {"result": 1}}}


def spoken(*each: tuple[str, list[Body]]) -> Body:
    return {"contents": [{"role": role, "parts": parts} for role, parts in each]}


ASKED = ("user", [{"text": "Hello"}])
MISPLACED_CALL = (
    "Please ensure that function call turn comes immediately after a user turn or after a function"
    " response turn."
)
MISPLACED_RESPONSE = (
    "Please ensure that function response turn comes immediately after a function call turn."
)
COUNT = (
    "Please ensure that the number of function response parts is equal to the number of function call"
    " parts of the function call turn."
)


@pytest.mark.parametrize("model", [FLASH_2_5, FLASH_3])
@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            spoken(("model", [call(signed=True)]), ("user", [response()])),
            MISPLACED_CALL,
            id="first",
        ),
        pytest.param(
            spoken(ASKED, ("model", [{"text": "no"}]), ("user", [response()])),
            MISPLACED_RESPONSE,
            id="no-call",
        ),
        pytest.param(spoken(("user", [response()])), MISPLACED_RESPONSE, id="nothing-before"),
        pytest.param(
            spoken(ASKED, ("model", [call(signed=True), call("g")]), ("user", [response()])),
            COUNT,
            id="fewer",
        ),
        pytest.param(
            spoken(ASKED, ("model", [call(signed=True)]), ("user", [response(), response()])),
            COUNT,
            id="more",
        ),
        pytest.param(spoken(ASKED, ("model", [call(signed=True)]), ASKED), COUNT, id="none"),
    ],
)
def test_calls_and_responses_follow_each_other(body: Body, text: str, model: str) -> None:
    assert told(body, model, GOOGLE) == text


def test_responses_may_be_spread_over_contents() -> None:
    body = spoken(
        ASKED, ("model", [call("a", signed=True)]), ("model", [call("b")]),
        ("user", [response("a")]), ("user", [response("b")]),
    )  # fmt: skip

    assert refusal(body, FLASH_3, GOOGLE) is None


def agent(*steps: Body, model: str = FLASH_3, dialect: Dialect = GOOGLE) -> ApiError | None:
    """Hold a turn of one call and response a step."""
    turns = [each for step in steps for each in (("model", [step]), ("user", [response()]))]
    return refusal(spoken(ASKED, *turns), model, dialect)


def test_gemini_3_wants_every_step_of_the_current_turn_signed() -> None:
    assert agent(call(signed=True), call(signed=True)) is None
    assert agent(call(), model=FLASH_2_5) is None

    error = agent(call(signed=True), call("get_weather"))
    assert error is not None
    assert error.params == {"name": "get_weather", "position": 4}
    assert GOOGLE.refusals["signature_missing"].message(error) == (
        "Function call is missing a thought_signature in functionCall parts. This is required for tools"
        " to work correctly, and missing thought_signature may lead to degraded model performance."
        " Additional data, function call `default_api:get_weather` , position 4. Please refer to"
        " https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
    )
    assert (
        VERTEX.refusals["signature_missing"]
        .message(error)
        .startswith(
            "Unable to submit request because function call `get_weather` in the 4. content block is"
            " missing a `thought_signature`."
        )
    )


def test_what_is_said_beside_a_call_does_not_begin_a_turn() -> None:
    body = spoken(ASKED, ("model", [{"text": "Let me look."}, call()]), ("user", [response()]))

    error = refusal(body, FLASH_3, GOOGLE)
    assert error is not None
    assert error.cause == "signature_missing"


def test_of_parallel_calls_the_first_is_signed() -> None:
    def two(*calls: Body) -> ApiError | None:
        body = spoken(ASKED, ("model", list(calls)), ("user", [response(), response()]))
        return refusal(body, FLASH_3, GOOGLE)

    assert two(call(signed=True), call()) is None
    unsigned = two(call(), call(signed=True))
    assert unsigned is not None
    assert unsigned.cause == "signature_missing"


def test_an_earlier_turn_is_not_asked_for_signatures() -> None:
    body = spoken(
        ASKED, ("model", [call()]), ("user", [response()]), ("model", [{"text": "a"}]), ASKED
    )

    assert refusal(body, FLASH_3, GOOGLE) is None


def test_a_bypass_stands_in_for_a_signature() -> None:
    assert agent({**call(), "thoughtSignature": "skip_thought_signature_validator"}) is None


def test_a_broken_signature_is_refused_by_gemini_3_alone() -> None:
    broken = {**call(), "thoughtSignature": mint(b"any", 0)[:-8]}

    error = agent(broken)
    assert error is not None
    assert GOOGLE.refusals[error.cause].message(error) == "Thought signature is not valid"
    assert agent(broken, model=FLASH_2_5) is None


# Allowed functions.


def calling(*names: str, **config: Any) -> Body:
    functions = {"functionDeclarations": [{"name": "f"}, {"name": "g"}]}
    given = {"allowedFunctionNames": list(names), **config}
    return tools(functions, toolConfig={"functionCallingConfig": given})


@pytest.mark.parametrize("mode", ["ANY", "VALIDATED"])
def test_declared_functions_may_be_allowed(mode: str) -> None:
    assert refusal(calling("f", mode=mode), FLASH_2_5, GOOGLE) is None
    assert refusal(calling(mode="AUTO"), FLASH_2_5, GOOGLE) is None


def test_an_undeclared_function_cannot_be_allowed() -> None:
    assert told(calling("f", "h", mode="ANY"), FLASH_2_5, GOOGLE).endswith(": h is not declared.\n")


@pytest.mark.parametrize(
    "config", [{}, {"mode": "AUTO"}, {"mode": "NONE"}], ids=["", "auto", "none"]
)
def test_functions_are_allowed_only_where_a_call_may_be_demanded(config: dict[str, str]) -> None:
    assert "only allowed with mode ANY or VALIDATED" in told(
        calling("f", **config), FLASH_2_5, GOOGLE
    )
