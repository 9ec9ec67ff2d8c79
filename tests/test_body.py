import re
from typing import Any

import pytest

from mockserver import body
from mockserver.dialects import COMET, GOOGLE, VERTEX, Dialect
from mockserver.errors import ApiError

SCHEMA = "gemini/generate_content_request.json"
HELLO: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
FUNCTION_NAME = (
    "Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z,"
    " 0-9), underscores (_), dots (.), colons (:) or dashes (-), with a maximum length of "
)


def read(document: Any, dialect: Dialect = GOOGLE) -> tuple[dict[str, Any], tuple[str, ...]]:
    return body.parse(document, schema=SCHEMA, dialect=dialect, version="v1beta")


def refusal(document: Any, dialect: Dialect = GOOGLE, version: str = "v1beta") -> ApiError:
    with pytest.raises(ApiError) as refused:
        body.parse(document, schema=SCHEMA, dialect=dialect, version=version)
    return refused.value


def told(document: Any, dialect: Dialect = GOOGLE) -> str:
    error = refusal(document, dialect)
    return dialect.refusals[error.cause].message(error)


def config(**members: Any) -> dict[str, Any]:
    return {**HELLO, "generationConfig": members}


def function(**members: Any) -> dict[str, Any]:
    return {**HELLO, "tools": [{"functionDeclarations": [members]}]}


# Reading.


def test_a_request_comes_back_in_canonical_form() -> None:
    document = {
        "contents": {"parts": {"text": "Hello"}},
        "system_instruction": None,
        "generation_config": {"top_k": "40", "thinking_config": {"thinking_level": "low"}},
    }

    assert read(document) == (
        {
            "contents": [{"parts": [{"text": "Hello"}]}],
            "generationConfig": {"topK": 40, "thinkingConfig": {"thinkingLevel": "LOW"}},
        },
        (),
    )


@pytest.mark.parametrize("document", [{}, {"contents": []}, {"contents": None}, {"tools": []}])
@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        pytest.param(
            GOOGLE, "* GenerateContentRequest.contents: contents is not specified\n", id="google"
        ),
        pytest.param(COMET, "contents is required", id="comet"),
    ],
)
def test_a_request_needs_contents(document: Any, dialect: Dialect, text: str) -> None:
    assert told(document, dialect) == text


def test_faults_are_told_all_at_once_each_with_its_field() -> None:
    error = refusal({"foo": 1, "contents": [{"parts": [{"text": 5}]}]})

    texts = [
        'Invalid JSON payload received. Unknown name "foo": Cannot find field.',
        "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5",
    ]
    assert error.cause == "invalid_fields"
    assert GOOGLE.refusals["invalid_fields"].message(error) == "\n".join(texts)
    assert [each.as_json() for each in error.fields] == [
        {"description": texts[0]},
        {"field": "contents[0].parts[0].text", "description": texts[1]},
    ]


def test_a_faulty_field_is_told_before_missing_contents() -> None:
    assert refusal({"foo": 1}).cause == "invalid_fields"
    assert refusal({"contents": [], "foo": 1}).cause == "invalid_fields"


def test_a_faulty_field_is_told_before_a_broken_schema() -> None:
    assert refusal({**config(temperature=9), "foo": 1}).cause == "invalid_fields"


@pytest.mark.parametrize("document", ["x", [HELLO], 5])
def test_what_is_no_object_is_refused(document: Any) -> None:
    assert told(document) == (
        'Invalid JSON payload received. Unknown name "": Root element must be a message.'
    )


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_the_types_in_a_text_follow_the_version(version: str) -> None:
    error = refusal({"contents": "hi"}, version=version)

    assert error.fields[0].description == (
        "Invalid value at 'contents' (type.googleapis.com/google.ai.generativelanguage"
        f'.{version}.Content), "hi"'
    )


# Broken schemas, in Google's words (facts on gemini, 6.5).


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param(
            {"contents": [HELLO["contents"][0], {"role": "user", "parts": []}]},
            "contents[1].parts: contents.parts must not be empty.",
            id="empty-parts",
        ),
        pytest.param(
            {"contents": [HELLO["contents"][0], {"role": "user"}]},
            "contents[1].parts: contents.parts must not be empty.",
            id="no-parts",
        ),
        pytest.param(
            {"contents": [{"parts": [{}]}]},
            "contents[0].parts[0].data: required oneof field 'data' must have one initialized field",
            id="empty-part",
        ),
        pytest.param(
            {**HELLO, "systemInstruction": {"parts": [{}]}},
            "system_instruction.parts[0].data: required oneof field 'data' must have one initialized"
            " field",
            id="empty-part-of-the-instruction",
        ),
        pytest.param(
            config(temperature=2.5),
            "generation_config.temperature: temperature must be in the range [0.0, 2.0].",
            id="temperature",
        ),
        pytest.param(
            config(responseMimeType="text/html"),
            "generation_config.response_mime_type: allowed mimetypes are `text/plain`,"
            " `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.",
            id="mime-type",
        ),
        pytest.param(
            function(name="f", parameters={"type": "ARRAY"}),
            "tools[0].function_declarations[0].parameters.items: missing field.",
            id="list-of-nothing",
        ),
        pytest.param(
            function(name="f", parameters={"description": "?"}),
            "tools[0].function_declarations[0].parameters.type: must be specified",
            id="no-type",
        ),
        pytest.param(
            function(
                name="f",
                parameters={
                    "type": "OBJECT",
                    "properties": {
                        "data": {"type": "STRING", "properties": {"a": {"type": "NULL"}}}
                    },
                },
            ),
            "tools[0].function_declarations[0].parameters.properties[data].properties: only allowed for"
            " OBJECT type",
            id="property-of-a-map",
        ),
        pytest.param(
            function(
                name="f",
                parameters={
                    "type": "OBJECT",
                    "properties": {"aseOutput": {"type": "OBJECT", "properties": {"b.c": {}}}},
                },
            ),
            "tools[0].function_declarations[0].parameters.properties[aseOutput].properties[b.c].type:"
            " must be specified",
            id="keys-of-a-map-as-they-are",
        ),
        pytest.param(
            function(name="f", parameters={"type": "STRING", "enum": [""]}),
            "tools[0].function_declarations[0].parameters.enum[0]: cannot be empty",
            id="empty-value-of-an-enum",
        ),
        pytest.param(
            {**HELLO, "safetySettings": [{"category": 1, "threshold": "OFF"}]},
            "safety_settings[0]: element predicate failed: $.category in"
            " (HarmCategory.HARM_CATEGORY_HATE_SPEECH, HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,"
            " HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT, HarmCategory.HARM_CATEGORY_HARASSMENT,"
            " HarmCategory.HARM_CATEGORY_CIVIC_INTEGRITY)",
            id="category-of-palm",
        ),
        pytest.param(
            {**HELLO, "safetySettings": [{"threshold": "OFF"}]},
            "safety_settings[0]: element predicate failed: $.category in"
            " (HarmCategory.HARM_CATEGORY_HATE_SPEECH, HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,"
            " HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT, HarmCategory.HARM_CATEGORY_HARASSMENT,"
            " HarmCategory.HARM_CATEGORY_CIVIC_INTEGRITY)",
            id="no-category",
        ),
        pytest.param(
            {**HELLO, "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT"}]},
            "safety_settings[0].threshold: missing field.",
            id="no-threshold",
        ),
    ],
)
def test_a_broken_schema_is_told_in_googles_words(document: Any, text: str) -> None:
    assert told(document) == f"* GenerateContentRequest.{text}\n"
    assert refusal(document).fields == ()


@pytest.mark.parametrize("declaration", [{"name": "9f"}, {"name": ""}, {"description": "?"}])
def test_a_bad_name_of_a_function_and_none_are_told_alike(declaration: dict[str, Any]) -> None:
    document = {**HELLO, "tools": [{"functionDeclarations": [{"name": "f"}, declaration]}]}

    assert told(document).startswith(
        f"* GenerateContentRequest.tools[0].function_declarations[1].name: {FUNCTION_NAME}"
    )


def test_several_violations_are_told_a_line_each() -> None:
    document = {**config(temperature=3, topP=2), "contents": [{"parts": []}]}

    assert sorted(told(document).splitlines(keepends=True)) == [
        "* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n",
        (
            "* GenerateContentRequest.generation_config.temperature: temperature must be in the range"
            " [0.0, 2.0].\n"
        ),
        "* GenerateContentRequest.generation_config.top_p: top_p must be in the range [0.0, 1.0].\n",
    ]


def test_of_a_request_with_very_many_messages_one_violation_is_told() -> None:
    few: dict[str, Any] = {"contents": [{"parts": [{}]}] * 400}
    many: dict[str, Any] = {"contents": [{"parts": [{}]}] * 600}

    assert len(told(few).splitlines()) == 400
    assert len(told(many).splitlines()) == 1


def test_google_does_not_know_the_fields_of_vertex() -> None:
    document = {**HELLO, "labels": {"team": "a"}}

    assert told(document) == (
        'Invalid JSON payload received. Unknown name "labels": Cannot find field.'
    )
    assert read(document, VERTEX)[0] == document


def test_vertex_lists_violations_its_own_way() -> None:
    document = {"contents": [{"role": "user", "parts": [{}]}, {"role": "user"}]}

    first, *lines = told(document, VERTEX).splitlines()

    assert first == "The GenerateContentRequest proto is invalid:"
    assert sorted(lines) == [
        (
            "  * contents[0].parts[0].data: [FIELD_INVALID] required oneof field 'data' must have one"
            " initialized field"
        ),
        "  * contents[1].parts: [FIELD_INVALID] contents.parts must not be empty.",
    ]


@pytest.mark.parametrize("value", [1000, 2.5, -1])
def test_vertex_words_a_range_its_own_way(value: float) -> None:
    assert told(config(temperature=value), VERTEX) == (
        f"Unable to submit request because it has a temperature value of {value} but the supported range"
        " is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again."
    )


def test_a_range_of_whole_numbers_has_whole_bounds() -> None:
    document = config(candidateCount=9)

    assert told(document) == (
        "* GenerateContentRequest.generation_config.candidate_count: candidate_count must be in the"
        " range [1, 8].\n"
    )
    assert "from 1 (inclusive) to 9 (exclusive)" in told(document, VERTEX)


@pytest.mark.parametrize("value", [2, 2.5, -2.5])
@pytest.mark.parametrize("member", ["presencePenalty", "frequencyPenalty"])
def test_a_range_may_leave_out_its_upper_end(member: str, value: float) -> None:
    name = member.replace("Penalty", "_penalty")

    assert told(config(**{member: value})) == (
        f"* GenerateContentRequest.generation_config.{name}: {name} must be in the range"
        " [-2.0, 2.0).\n"
    )
    assert told(config(**{member: value}), VERTEX) == (
        f"Unable to submit request because it has a {member} value of {value} but the supported range"
        " is from -2 (inclusive) to 2 (exclusive). Update the value and try again."
    )


def test_vertex_says_how_many_stop_sequences_came() -> None:
    assert told(config(stopSequences=list("0123456789")), VERTEX) == (
        "Unable to submit request because it has a stopSequences value of 10 but the supported range is"
        " from 1 (inclusive) to 6 (exclusive). Update the value and try again."
    )


@pytest.mark.parametrize(
    ("member", "value", "bounds"),
    [
        ("temperature", -0.1, "[0.0, 2.0]"),
        ("temperature", 2.1, "[0.0, 2.0]"),
        ("topP", -0.1, "[0.0, 1.0]"),
        ("topP", 1.1, "[0.0, 1.0]"),
        ("candidateCount", 0, "[1, 8]"),
        ("candidateCount", 9, "[1, 8]"),
        ("logprobs", -1, "[0, 20]"),
        ("logprobs", 21, "[0, 20]"),
    ],
)
def test_a_number_out_of_its_range_is_told_the_range(
    member: str, value: float, bounds: str
) -> None:
    name = re.sub("[A-Z]", lambda found: "_" + found[0].lower(), member)

    assert told(config(**{member: value})) == (
        f"* GenerateContentRequest.generation_config.{name}: {name} must be in the range {bounds}.\n"
    )


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("temperature", [0, 2]),
        ("topP", [0, 1]),
        ("topK", [1, 64, 40.0]),
        ("candidateCount", [1, 8]),
        ("presencePenalty", [-2, 1.99]),
        ("frequencyPenalty", [-2, 1.99]),
        ("logprobs", [0, 20]),
        ("seed", [-(2**31), 2**31 - 1]),
        ("stopSequences", [[], list("abcde")]),
    ],
)
def test_a_value_at_the_end_of_its_range_is_taken(member: str, values: list[Any]) -> None:
    for value in values:
        document = {**config(**{member: value}), "contents": [{"parts": [{"text": "Hi"}]}]}

        assert read(document)[0]["generationConfig"] == {member: value}


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 0.5])
def test_a_seed_is_a_whole_number_of_32_bits(value: float) -> None:
    assert told(config(seed=value)) == (
        f"Invalid value at 'generation_config.seed' (TYPE_INT32), {value}"
    )


@pytest.mark.parametrize("member", ["topK", "maxOutputTokens"])
def test_a_number_with_a_lower_bound_alone_is_told_by_its_field(member: str) -> None:
    error = refusal(config(**{member: 0}))
    name = {"topK": "top_k", "maxOutputTokens": "max_output_tokens"}[member]

    assert error.cause == "violations"
    assert told(config(**{member: 0})).startswith(
        f"* GenerateContentRequest.generation_config.{name}: "
    )


def test_a_missing_member_without_a_text_of_its_own_is_named_in_the_path() -> None:
    document = {"contents": [{"parts": [{"fileData": {"mimeType": "image/png"}}]}]}

    assert told(document) == (
        "* GenerateContentRequest.contents[0].parts[0].file_data.file_uri: missing field.\n"
    )


def test_an_unknown_number_of_an_enum_is_refused_as_a_value_and_not_as_a_type() -> None:
    text = told(config(responseSchema={"type": 99}))

    assert text.startswith("* GenerateContentRequest.generation_config.response_schema.type: ")
    assert 'is not of type "string"' not in text


# What the gateway makes of a request.


@pytest.mark.parametrize(
    ("document", "where"),
    [
        pytest.param({"contents": "hi"}, "string into Go struct field GenerateContentRequest.contents", id="text"),
        pytest.param(config(temperature="hot"), "string into Go struct field GenerationConfig", id="number"),
        pytest.param({"contents": [{"parts": [{"text": 5}]}]}, "number into Go struct field Part", id="part"),
        pytest.param({"contents": [{"parts": [{"text": {}}]}]}, "object into Go struct field Part", id="object"),
        pytest.param(config(topK=True), "bool into Go struct field GenerationConfig", id="bool"),
        pytest.param([HELLO], "array into Go struct field GenerateContentRequest.body", id="root"),
    ],
)  # fmt: skip
def test_comet_cannot_decode_a_wrong_type(document: Any, where: str) -> None:
    error = refusal(document, COMET)

    assert error.cause == "undecodable_field"
    assert told(document, COMET).startswith(f"json: cannot unmarshal {where}")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({**HELLO, "tools": "x"}, id="wrong-type-for-the-whole-field"),
        pytest.param({**HELLO, "tools": [5]}, id="wrong-type-for-a-tool"),
        pytest.param({**HELLO, "tools": [{"functionDeclarations": [{"name": 5}]}]}, id="inside"),
    ],
)
def test_comet_passes_on_tools_undecoded_and_its_provider_refuses_them(document: Any) -> None:
    assert refusal(document, COMET).cause == "invalid_fields"


def test_comet_decodes_before_it_asks_for_contents() -> None:
    assert refusal({"generationConfig": {"temperature": "hot"}}, COMET).cause == "undecodable_field"
    assert refusal({"generationConfig": {"foo": 1}}, COMET).cause == "contents_missing"


def test_comet_asks_for_contents_before_its_provider_sees_a_fault() -> None:
    document = {"safetySettings": [{"category": "FOO", "threshold": "OFF"}]}

    assert refusal(document, COMET).cause == "contents_missing"
    assert refusal({**HELLO, **document}, COMET).cause == "invalid_fields"


def test_comet_has_contents_even_where_they_are_faulty() -> None:
    document = {"contents": [{"parts": [{"text": "a", "inlineData": {}}]}]}

    assert refusal(document, COMET).cause == "invalid_fields"


@pytest.mark.parametrize(
    ("document", "warning"),
    [
        pytest.param(
            {**HELLO, "foo": 1}, "comet drops 'foo' (inferred)", id="unknown-at-the-root"
        ),
        pytest.param(
            config(foo=1),
            "comet drops 'foo' at 'generation_config' (inferred)",
            id="unknown",
        ),
        pytest.param(
            {**HELLO, "generation_config": {}},
            "comet drops 'generation_config' (inferred); send 'generationConfig'",
            id="spelling",
        ),
        pytest.param(
            config(topK="40"),
            "comet refuses the JSON type of 'topK' at 'generation_config' (inferred)",
            id="type",
        ),
    ],
)  # fmt: skip
def test_comet_warns_of_what_it_loses_or_refuses(document: Any, warning: str) -> None:
    _, warnings = read(document, COMET)

    assert warnings == (warning,)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({**HELLO, "serviceTier": "flex"}, id="at-the-root"),
        pytest.param(
            {"contents": [{"parts": [{"text": "a", "partMetadata": {}}]}]}, id="in-a-part"
        ),
        pytest.param(config(responseFormat={}), id="in-the-config"),
    ],
)
def test_comet_never_advises_the_spelling_that_it_loses(document: Any) -> None:
    _, (warning,) = read(document, COMET)

    assert warning.startswith("comet drops ")
    assert "send" not in warning


@pytest.mark.parametrize("dialect", [GOOGLE, VERTEX], ids=["google", "vertex"])
def test_the_origins_themselves_have_nothing_to_warn_of(dialect: Dialect) -> None:
    document = {"contents": {"parts": {"text": "Hello"}}, "generation_config": {"top_k": "40"}}

    _, warnings = read(document, dialect)

    assert warnings == ()


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param(config(maxOutputTokens=0), "max_output_tokens is too small.", id="tokens"),
        pytest.param(config(topK=0), "top_k is too small.", id="top-k"),
        pytest.param(
            config(stopSequences=list("abcdef")),
            "stop_sequences must be in the range [1, 5].",
            id="stops",
        ),
        pytest.param(
            config(responseModalities=[40]), "response_modalities[0] has no such value.", id="enum"
        ),
        pytest.param(
            {"contents": [{"parts": [{"videoMetadata": {"startOffset": "soon"}}]}]},
            "start_offset is malformed.",
            id="duration",
        ),
    ],
)
def test_a_violation_without_a_text_of_the_api_has_one_of_ours(document: Any, text: str) -> None:
    """The validator's own texts change with its version."""
    assert told(document).endswith(f": {text}\n")
