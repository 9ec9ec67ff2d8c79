import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.descriptors import root
from mockserver.jsonwriter import canonical
from mockserver.paths import render, render_canonical
from mockserver.protojson import Fault, Gateway, Note, Parsed, parse

REQUEST = "gemini/generate_content_request.json"
V1BETA = "type.googleapis.com/google.ai.generativelanguage.v1beta"

Pair = tuple[Any, Any]  # the canonical form, and how a client may write it
Pairs = st.SearchStrategy[Pair]


def read(document: Any) -> Parsed:
    return parse(document, REQUEST)


def texts(document: Any) -> list[str]:
    return [each.text for each in read(document).faults]


def clean(document: Any) -> Any:
    """Read a document that is as it should be."""
    found = read(document)

    assert (found.faults, found.notes) == ((), ())
    return found.value


def part(**members: Any) -> dict[str, Any]:
    return {"contents": [{"parts": [members]}]}


def config(**members: Any) -> dict[str, Any]:
    return {"generationConfig": members}


def function(**members: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [members]}]}


# What a client may write, beside what it means.


def same(values: st.SearchStrategy[Any]) -> Pairs:
    return values.map(lambda value: (value, value))


def whole(least: int, most: int) -> Pairs:
    return st.integers(least, most).flatmap(
        lambda number: st.sampled_from([number, float(number), str(number)]).map(
            lambda written: (number, written)
        )
    )


def fraction() -> Pairs:
    return st.sampled_from([0.25, 0.5, 1.75]).flatmap(
        lambda number: st.sampled_from([(number, number), (number, str(number))])
    )


def enum(*names: str) -> Pairs:
    """Choose among the values of an enum after its zero value."""
    return st.sampled_from(list(enumerate(names, start=1))).flatmap(
        lambda each: st.sampled_from(
            [each[1], each[1].lower(), each[1].title().replace("_", "-"), each[0], str(each[0])]
        ).map(lambda written: (each[1], written))
    )


@st.composite
def listed(draw: st.DrawFn, items: Pairs) -> Pair:
    pairs = draw(st.lists(items, max_size=3))
    means, written = [list(each) for each in zip(*pairs, strict=True)] or [[], []]
    form = draw(st.sampled_from(["list", "nested", "singleton"]))
    if form == "singleton" and len(written) == 1:
        return means, written[0]
    return means, [written] if form == "nested" else written


@st.composite
def mapped(draw: st.DrawFn, values: Pairs) -> Pair:
    pairs = draw(st.dictionaries(st.text(max_size=5), values, max_size=2))
    return (
        {key: means for key, (means, _) in pairs.items()},
        {key: written for key, (_, written) in pairs.items()},
    )


@st.composite
def message(draw: st.DrawFn, /, **members: Pairs) -> Pair:
    means: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for name in draw(st.permutations(list(members))):
        spelled = draw(st.sampled_from([name, re.sub("[A-Z]", r"_\g<0>", name).lower()]))
        state = draw(st.sampled_from(["set", "null", "absent"]))
        if state == "set":
            means[name], written[spelled] = draw(members[name])
        elif state == "null":
            written[spelled] = None
    return means, written


def free() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
    keys = st.sampled_from(["text", "fooBar", "foo_bar", "generation_config"])
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2),
        max_leaves=4,
    )


def struct() -> Pairs:
    return same(st.dictionaries(st.sampled_from(["fooBar", "foo_bar", "null"]), free(), max_size=2))


def schema(depth: int = 2) -> Pairs:
    below: dict[str, Pairs] = (
        {
            "items": schema(depth - 1),
            "anyOf": listed(schema(depth - 1)),
            "properties": mapped(schema(depth - 1)),
        }
        if depth
        else {}
    )
    return message(
        type=enum("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"),
        enum=listed(same(st.text(max_size=3))),
        propertyOrdering=listed(same(st.text(max_size=3))),
        minItems=whole(0, 2**53),
        nullable=st.sampled_from([(True, True), (False, "false")]),
        default=same(free().filter(lambda value: value is not None)),
        **below,
    )


def content() -> Pairs:
    data = st.sampled_from(["text", "inlineData", "functionCall", "functionResponse"])
    kinds = {
        "text": same(st.text(max_size=5)),
        "inlineData": message(mimeType=same(st.just("image/png")), data=same(st.just("QQ"))),
        "functionCall": message(name=same(st.text(max_size=5)), args=struct()),
        "functionResponse": message(name=same(st.text(max_size=5)), response=struct()),
    }
    return message(
        role=same(st.sampled_from(["user", "model"])),
        parts=listed(data.flatmap(lambda name: message(**{name: kinds[name]}))),
    )


def request() -> Pairs:
    return message(
        contents=listed(content()),
        systemInstruction=content(),
        tools=listed(
            message(
                functionDeclarations=listed(
                    message(name=same(st.text(max_size=5)), parameters=schema())
                ),
                googleSearch=message(),
            )
        ),
        toolConfig=message(
            functionCallingConfig=message(
                mode=enum("AUTO", "ANY", "NONE"),
                allowedFunctionNames=listed(same(st.text(max_size=5))),
            )
        ),
        safetySettings=listed(
            message(threshold=enum("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE"))
        ),
        generationConfig=message(
            temperature=fraction(),
            topK=whole(-(2**31), 2**31 - 1),
            stopSequences=listed(same(st.text(max_size=5))),
            responseModalities=listed(enum("TEXT", "IMAGE", "AUDIO")),
            responseJsonSchema=struct(),
            thinkingConfig=message(
                thinkingBudget=whole(-1, 2**31 - 1), thinkingLevel=enum("LOW", "MEDIUM", "HIGH")
            ),
        ),
        labels=mapped(same(st.text(max_size=5))),
    )


@given(request())
def test_a_canonical_document_is_read_as_itself(document: Pair) -> None:
    means, _ = document

    assert clean(means) == means


@given(request())
def test_spelling_does_not_change_what_is_read(document: Pair) -> None:
    means, written = document
    found = read(written)

    assert found.faults == ()
    assert canonical(found.value) == canonical(means)


@given(free())
def test_any_json_document_is_read_or_refused_and_never_changed(document: Any) -> None:
    before = canonical(document)
    found = read(document)

    assert canonical(document) == before
    assert found.faults or canonical(read(found.value).value) == canonical(found.value)


# Spellings, one by one.


@pytest.mark.parametrize(
    ("written", "means"),
    [
        pytest.param(
            {"system_instruction": {"parts": {"inline_data": {"mime_type": "image/png"}}}},
            {"systemInstruction": {"parts": [{"inlineData": {"mimeType": "image/png"}}]}},
            id="snake-case-and-singletons",
        ),
        pytest.param(
            {"contents": [[{"parts": [[[{"text": "a"}], {"text": "b"}]]}]]},
            {"contents": [{"parts": [{"text": "a"}, {"text": "b"}]}]},
            id="nested-lists",
        ),
        pytest.param(
            {"contents": None, "tools": [{"codeExecution": None}], "generationConfig": {}},
            {"tools": [{}], "generationConfig": {}},
            id="null-is-absent",
        ),
        pytest.param(
            config(topK=40.0, maxOutputTokens="8", temperature="0.5"),
            config(topK=40, maxOutputTokens=8, temperature=0.5),
            id="numbers",
        ),
        pytest.param(
            config(thinkingConfig={"thinkingLevel": "low"}, responseSchema={"type": 6}),
            config(thinkingConfig={"thinkingLevel": "LOW"}, responseSchema={"type": "OBJECT"}),
            id="enums",
        ),
        pytest.param(
            {"toolConfig": {"functionCallingConfig": {"allowed_function_names": "my_function"}}},
            {"toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["my_function"]}}},
            id="a-singleton-of-text",
        ),
        pytest.param(
            part(text=""),
            part(text=""),
            id="empty-text-is-not-absent",
        ),
    ],
)
def test_what_the_front_end_takes_becomes_canonical(
    written: dict[str, Any], means: dict[str, Any]
) -> None:
    found = read(written)

    assert found.faults == ()
    assert canonical(found.value) == canonical(means)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(part(functionCall={"args": {"file_uri": None, "b": [1]}}), id="args"),
        pytest.param(part(functionResponse={"response": {"snake_case": {}}}), id="response"),
        pytest.param(
            function(parametersJsonSchema={"$ref": "#/x", "snake_case": None}), id="json-schema"
        ),
        pytest.param(
            function(parameters={"properties": {"snake_case": {"type": "STRING"}}}), id="map-keys"
        ),
        pytest.param({"labels": {"snake_case": "a", "camelCase": "b"}}, id="labels"),
        pytest.param(config(responseSchema={"default": [None, {"snake_case": 1}]}), id="any-value"),
    ],
)
def test_free_form_objects_and_map_keys_are_left_as_they_are(document: dict[str, Any]) -> None:
    assert clean(document) == document


@pytest.mark.parametrize(
    ("document", "rest"),
    [
        pytest.param({"labels": {"a": None, "b": "c"}}, {"labels": {"b": "c"}}, id="in-a-map"),
        pytest.param({"contents": [None]}, {"contents": []}, id="in-a-list-of-messages"),
        pytest.param(config(stopSequences=[None, "x"]), config(stopSequences=["x"]), id="in-texts"),
        pytest.param(config(responseModalities=[None]), config(responseModalities=[]), id="enums"),
    ],
)
def test_null_is_as_good_as_absent_inside_maps_and_lists_too(
    document: dict[str, Any], rest: dict[str, Any]
) -> None:
    assert clean(document) == rest


@pytest.mark.parametrize(
    ("document", "rest"),
    [
        pytest.param(
            config(thinkingConfig={"thinkingLevel": "THINKING_LEVEL_UNSPECIFIED"}),
            config(thinkingConfig={}),
            id="by-name",
        ),
        pytest.param(config(responseSchema={"type": 0}), config(responseSchema={}), id="by-number"),
        pytest.param(function(behavior="UNSPECIFIED"), function(), id="without-a-prefix"),
        pytest.param({"serviceTier": "unspecified"}, {}, id="in-lower-case"),
    ],
)
def test_the_zero_value_of_an_enum_says_as_much_as_its_absence(
    document: dict[str, Any], rest: dict[str, Any]
) -> None:
    assert clean(document) == rest


def test_an_unknown_number_of_an_enum_is_passed_on() -> None:
    assert clean(config(responseSchema={"type": 99})) == config(responseSchema={"type": 99})


def test_an_origin_may_count_an_enum_otherwise() -> None:
    document = {"safetySettings": [{"category": 1}, {"category": "HARM_CATEGORY_HARASSMENT"}]}
    numbers = {"HarmCategory": ("HARM_CATEGORY_UNSPECIFIED", "HARM_CATEGORY_HATE_SPEECH")}

    found = parse(document, REQUEST, enum_numbers=numbers)

    assert [each["category"] for each in found.value["safetySettings"]] == [
        "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_HARASSMENT",
    ]


# Faults, in the front end's words.


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param(
            config(foo=1),
            "Invalid JSON payload received. Unknown name \"foo\" at 'generation_config': Cannot find field.",
            id="unknown",
        ),
        pytest.param(
            {"foo": {"bar": 1}},
            'Invalid JSON payload received. Unknown name "foo": Cannot find field.',
            id="unknown-at-the-root",
        ),
        pytest.param(
            {
                "tools": [
                    {
                        "functionDeclarations": [
                            {},
                            {"parameters": {"properties": {"a": {}, "b": {"exclusiveMinimum": 1}}}},
                        ]
                    }
                ]
            },
            'Invalid JSON payload received. Unknown name "exclusiveMinimum" at'
            " 'tools[0].function_declarations[1].parameters.properties[1].value': Cannot find field.",
            id="unknown-in-a-map",
        ),
        pytest.param(
            {"tools": {"functionDeclarations": {"foo": 1}}},
            "Invalid JSON payload received. Unknown name \"foo\" at 'tools.function_declarations':"
            " Cannot find field.",
            id="unknown-below-singletons",
        ),
        pytest.param(
            {'a"b\n\u00e9': 1},
            'Invalid JSON payload received. Unknown name "a\\"b\\n\u00e9": Cannot find field.',
            id="unknown-and-odd",
        ),
        pytest.param(
            function(parameters={"properties": {"x": {"type": ["string", "null"]}}}),
            'Invalid JSON payload received. Unknown name "type" at \'tools[0].function_declarations[0]'
            ".parameters.properties[0].value': Proto field is not repeating, cannot start list.",
            id="list-for-enum",
        ),
        pytest.param(
            {"generationConfig": [{}]},
            'Invalid JSON payload received. Unknown name "generationConfig": Proto field is not'
            " repeating, cannot start list.",
            id="list-for-message",
        ),
        pytest.param(
            {"labels": {"a": ["b"]}},
            "Invalid JSON payload received. Unknown name \"value\" at 'labels[0]': Proto field is not"
            " repeating, cannot start list.",
            id="list-for-value-of-map",
        ),
        pytest.param(
            function(parameters={"properties": []}),
            "Invalid value at 'tools[0].function_declarations[0].parameters' (Map), Cannot bind a list"
            " to map for field 'properties'.",
            id="list-for-map",
        ),
        pytest.param(
            config(seed=3_812_238_859),
            "Invalid value at 'generation_config.seed' (TYPE_INT32), 3812238859",
            id="int32-too-large",
        ),
        pytest.param(
            config(seed="abc"),
            "Invalid value at 'generation_config.seed' (TYPE_INT32), \"abc\"",
            id="int32-string",
        ),
        pytest.param(
            config(topK=1.5),
            "Invalid value at 'generation_config.top_k' (TYPE_INT32), 1.5",
            id="int32-fraction",
        ),
        pytest.param(
            config(responseSchema={"minItems": "many"}),
            "Invalid value at 'generation_config.response_schema.min_items' (TYPE_INT64), \"many\"",
            id="int64",
        ),
        pytest.param(
            config(temperature="hot"),
            "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"hot\"",
            id="float",
        ),
        pytest.param(
            config(responseSchema={"maximum": True}),
            "Invalid value at 'generation_config.response_schema.maximum' (TYPE_DOUBLE), true",
            id="double",
        ),
        pytest.param(
            part(thought=1),
            "Invalid value at 'contents[0].parts[0].thought' (TYPE_BOOL), 1",
            id="bool",
        ),
        pytest.param(
            function(parameters={"enum": [0, "a"]}),
            "Invalid value at 'tools[0].function_declarations[0].parameters.enum[0]' (TYPE_STRING), 0",
            id="string-in-a-list",
        ),
        pytest.param(
            part(inlineData={"data": "not base64!"}),
            "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding"
            ' failed for "not base64!"',
            id="bytes",
        ),
        pytest.param(
            part(inlineData={"data": 5}),
            "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), 5",
            id="bytes-from-a-number",
        ),
        pytest.param(
            {"safetySettings": [{"threshold": "FOO"}]},
            f"Invalid value at 'safety_settings[0].threshold' ({V1BETA}.SafetySetting.HarmBlockThreshold),"
            ' "FOO"',
            id="enum",
        ),
        pytest.param(
            config(responseSchema={"type": ""}),
            f"Invalid value at 'generation_config.response_schema.type' ({V1BETA}.Type), \"\"",
            id="empty-enum",
        ),
        pytest.param(
            config(thinkingConfig={"thinkingLevel": "EXTREME"}),
            "Invalid value at 'generation_config.thinking_config.thinking_level'"
            f' ({V1BETA}.ThinkingConfig.ThinkingLevel), "EXTREME"',
            id="nested-enum",
        ),
        pytest.param(
            part(text={"a": 1}),
            "Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field",
            id="object-for-scalar",
        ),
        pytest.param(
            config(thinkingConfig={"thinkingLevel": {}}),
            "Invalid value at 'generation_config.thinking_config' (thinking_level), Starting an object"
            " on a scalar field",
            id="object-for-enum",
        ),
        pytest.param(
            {"cachedContent": {}},
            "Invalid value (cached_content), Starting an object on a scalar field",
            id="object-for-scalar-at-the-root",
        ),
        pytest.param(
            {"contents": ["hi"]},
            f"Invalid value at 'contents[0]' ({V1BETA}.Content), \"hi\"",
            id="scalar-for-message",
        ),
        pytest.param(
            {"contents": "hi"},
            f"Invalid value at 'contents' ({V1BETA}.Content), \"hi\"",
            id="scalar-for-singleton-message",
        ),
        pytest.param(
            {"systemInstruction": "x"},
            f"Invalid value at 'system_instruction' ({V1BETA}.Content), \"x\"",
            id="scalar-for-single-message",
        ),
        pytest.param(
            function(parameters={"properties": {"a": {}, "b": "string"}}),
            "Invalid value at 'tools[0].function_declarations[0].parameters.properties[1].value'"
            f' ({V1BETA}.Schema), "string"',
            id="scalar-for-message-in-a-map",
        ),
        pytest.param(
            part(text="a", inlineData={}),
            "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot"
            " set 'inlineData'",
            id="two-members-of-a-oneof",
        ),
        pytest.param(
            part(inline_data={}, text="a"),
            "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot"
            " set 'text'",
            id="two-members-the-other-way-round",
        ),
        pytest.param(
            part(text="a", function_call={}),
            "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot"
            " set 'function_call'",
            id="the-second-member-as-sent",
        ),
    ],
)
def test_a_fault_is_told_in_the_words_of_the_front_end(document: Any, text: str) -> None:
    assert texts(document) == [text]


@pytest.mark.parametrize(
    ("document", "got"),
    [
        pytest.param("x", "string", id="string"),
        pytest.param([{"contents": []}], "array", id="list"),
        pytest.param(3, "number", id="number"),
        pytest.param(True, "bool", id="bool"),
        pytest.param(None, "", id="null"),
    ],
)
def test_the_root_must_be_an_object(document: Any, got: str) -> None:
    text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'

    found = read(document)

    assert found.value == {}
    assert found.faults == (Fault(text, "", "GenerateContentRequest", got),)


def test_the_types_in_a_text_are_those_of_the_origin() -> None:
    origin = "google.cloud.aiplatform.v1beta1"

    found = parse({"contents": "x"}, REQUEST, types=origin)

    assert found.faults[0].text == (
        "Invalid value at 'contents' (type.googleapis.com/google.cloud.aiplatform.v1beta1.Content),"
        ' "x"'
    )


def test_a_scalar_is_no_map() -> None:
    assert read({"labels": "x"}).value == {}
    assert texts({"labels": "x"})[0].startswith("Invalid value at 'labels' (")


def test_a_scalar_is_no_struct() -> None:
    found = read(part(functionCall={"name": "f", "args": "x"}))

    assert found.value == part(functionCall={"name": "f"})
    assert found.faults[0].text == (
        "Invalid value at 'contents[0].parts[0].function_call.args'"
        ' (type.googleapis.com/google.protobuf.Struct), "x"'
    )


def test_a_list_is_no_struct() -> None:
    found = read(part(functionResponse={"name": "f", "response": ["x"]}))

    assert found.value == part(functionResponse={"name": "f"})
    assert [each.got for each in found.faults] == ["array"]


def test_a_field_set_twice_is_refused_though_some_origins_take_the_last() -> None:
    found = read({"generationConfig": {"topK": 1, "top_k": 2}, "generation_config": {}})

    assert found.value == {"generationConfig": {"topK": 1}}
    assert [each.where for each in found.faults] == ["generation_config", ""]
    assert all("already set" in each.text for each in found.faults)


def test_null_takes_no_place_in_a_oneof() -> None:
    assert clean(part(text=None, inlineData={})) == part(inlineData={})


def test_faults_come_all_at_once_in_the_order_of_the_document() -> None:
    document = {
        "foo": 1,
        "generationConfig": {"topK": "many", "bar": 2},
        "contents": [{"parts": [{"text": 1}]}, "hi"],
    }

    assert [each.where for each in read(document).faults] == [
        "",
        "generation_config.top_k",
        "generation_config",
        "contents[0].parts[0].text",
        "contents[1]",
    ]


def test_below_a_wrong_subtree_nothing_more_is_told() -> None:
    document = {"foo": {"bar": {"baz": 1}}, "systemInstruction": [{"foo": 1}]}

    assert len(read(document).faults) == 2


def test_a_fault_leaves_out_its_value_and_no_other() -> None:
    document = {**part(text="a", foo=1), **config(topK="many", topP=0.5)}

    assert read(document).value == {**part(text="a"), **config(topP=0.5)}


@pytest.mark.parametrize(
    ("document", "message", "got"),
    [
        pytest.param(part(text=5), "Part", "number", id="scalar"),
        pytest.param(part(text={}), "Part", "object", id="object"),
        pytest.param({"contents": "hi"}, "GenerateContentRequest", "string", id="message"),
        pytest.param({"contents": {"parts": "hi"}}, "Content", "string", id="inner-message"),
        pytest.param({"contents": {"role": ["a"]}}, "Content", "array", id="list"),
        pytest.param(part(inlineData={"data": "?"}), "Blob", "", id="right-type-wrong-text"),
        pytest.param(
            config(thinkingConfig={"thinkingLevel": "X"}), "ThinkingConfig", "", id="name"
        ),
        pytest.param(
            config(thinkingConfig={"thinkingLevel": 0.5}), "ThinkingConfig", "number", id="number"
        ),
        pytest.param(config(foo=1), "GenerationConfig", "", id="unknown"),
    ],
)
def test_a_fault_knows_its_message_and_the_type_that_came(
    document: Any, message: str, got: str
) -> None:
    assert [(each.message, each.got) for each in read(document).faults] == [(message, got)]


def test_a_fault_after_a_submessage_belongs_to_the_message_around_it() -> None:
    document = {"contents": [{"parts": [{"text": "a"}], "role": 5}], "model": 6}

    found = read(document)

    assert [each.message for each in found.faults] == ["Content", "GenerateContentRequest"]


def test_a_long_wrong_value_is_not_repeated_whole() -> None:
    long = "x" * 100_000

    assert len(texts(config(topK=long))[0]) < 1_000
    assert len(texts(part(inlineData={"data": f"{long}?"}))[0]) < 1_000


def test_of_very_many_faults_and_notes_only_the_first_are_told() -> None:
    document = {str(number): 1 for number in range(5_000)}
    keeps = Gateway({"GenerateContentRequest": frozenset()})

    faulty = read(document)
    lossy = parse(document, REQUEST, gateway=keeps)

    assert len(faulty.faults) == len(lossy.notes) == 100
    assert 'Unknown name "0"' in faulty.faults[0].text
    assert lossy.notes[99].name == "99"


# Depth.


def items(levels: int) -> dict[str, Any]:
    """Nest three objects and as many as *levels* below them."""
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"items": inner}
    return config(responseSchema=inner)


def any_of(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"anyOf": [inner]}
    return config(responseSchema=inner)


def properties(levels: int) -> dict[str, Any]:
    """Nest three objects and twice as many as *levels* below them."""
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"properties": {"a": inner}}
    return config(responseSchema=inner)


def arguments(levels: int) -> dict[str, Any]:
    """Nest five objects and as many as *levels* below them, the last with a number in it."""
    inner: dict[str, Any] = {"a": 1}
    for _ in range(levels):
        inner = {"a": inner}
    return part(functionCall={"args": inner})


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(items(97), id="items"),
        pytest.param(any_of(97), id="any-of"),
        pytest.param(properties(48), id="properties"),
        pytest.param(arguments(95), id="arguments"),
    ],
)
def test_a_hundred_objects_may_be_nested(document: dict[str, Any]) -> None:
    assert texts(document) == []


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(items(98), id="items"),
        pytest.param(any_of(98), id="any-of"),
        pytest.param(properties(49), id="properties"),
        pytest.param(arguments(96), id="arguments"),
    ],
)
def test_more_than_a_hundred_objects_may_not_be_nested(document: dict[str, Any]) -> None:
    found = texts(document)

    assert len(found) == 1
    assert found[0].startswith("Message too deep. Max recursion depth reached for key '")


def test_depth_is_counted_from_the_root_and_not_from_what_stands_beside() -> None:
    declaration = {"name": "f", "parameters": {"properties": {"a": {}}}}
    wide: dict[str, Any] = {
        "contents": [{"parts": [{"functionCall": {"args": {"a": {}}}}] * 150}],
        "tools": [{"functionDeclarations": [declaration] * 150}],
    }

    assert texts({**wide, **items(97)}) == []
    assert len(texts({**wide, **items(98)})) == 1


def test_a_text_names_the_key_that_lies_too_deep() -> None:
    text = "Message too deep. Max recursion depth reached for key 'items'"

    assert texts(items(150)) == [text]
    assert texts(any_of(150)) == ["Message too deep. Max recursion depth reached for key 'any_of'"]


def test_lists_nested_deeper_than_python_recurses_are_read_or_refused() -> None:
    nested: Any = {"parts": []}
    for _ in range(5_000):  # Python's parser takes as many from 3.12 on.
        nested = [nested]

    found = read({"contents": nested})

    assert found.faults or found.value == {"contents": [{"parts": []}]}


# What a gateway keeps.

GATEWAY = Gateway(
    keeps={
        "GenerateContentRequest": frozenset({"contents", "generationConfig", "tools"}),
        "GenerationConfig": frozenset({"topK", "top_p", "thinkingConfig"}),
    },
    raw=frozenset({"tools"}),
)


def notes(document: dict[str, Any]) -> tuple[Note, ...]:
    return parse(document, REQUEST, gateway=GATEWAY).notes


def test_a_gateway_drops_unknown_fields_of_the_messages_that_it_decodes() -> None:
    found = parse({"foo": 1, **config(bar=2)}, REQUEST, gateway=GATEWAY)

    assert (found.value, found.faults) == (config(), ())
    assert found.notes == (Note("lost", "", "foo"), Note("lost", "generation_config", "bar"))


def test_a_gateway_passes_on_the_messages_that_it_does_not_decode() -> None:
    found = parse({"tools": [{"foo": 1}]}, REQUEST, gateway=GATEWAY)

    assert [each.where for each in found.faults] == ["tools[0]"]
    assert found.notes == ()


def test_a_gateway_loses_spellings_that_it_does_not_know() -> None:
    assert notes({"generation_config": {"top_k": 1, "topP": 0.5}}) == (
        Note("lost", "", "generation_config", "generationConfig"),
        Note("lost", "generation_config", "top_k", "topK"),
        Note("lost", "generation_config", "topP", "top_p"),
    )


def test_a_gateway_keeps_spellings_that_it_knows() -> None:
    assert notes({"generationConfig": {"topK": 1, "top_p": 0.5}}) == ()


def test_a_null_is_nothing_to_note() -> None:
    assert notes({"generation_config": None}) == ()


@pytest.mark.parametrize(
    ("document", "where"),
    [
        pytest.param({"contents": {}}, "", id="singleton"),
        pytest.param(config(topK="1"), "generation_config", id="number-as-string"),
    ],
)
def test_a_gateway_refuses_types_that_the_front_end_would_take(
    document: dict[str, Any], where: str
) -> None:
    assert [(each.kind, each.where) for each in notes(document)] == [("coerced", where)]


def test_a_gateway_refuses_a_number_for_an_enum() -> None:
    keeps = {"SafetySetting": frozenset({"category", "threshold"})}
    document = {"safetySettings": [{"category": 10, "threshold": "OFF"}]}

    found = parse(document, REQUEST, gateway=Gateway(keeps))

    assert [(each.kind, each.where) for each in found.notes] == [("coerced", "safety_settings[0]")]


def test_a_gateway_takes_a_number_where_it_expects_one() -> None:
    assert notes(config(topK=1, top_p=1)) == ()


def test_a_gateway_lets_raw_fields_be() -> None:
    assert notes({"tools": {"functionDeclarations": {"name": "f"}}}) == ()


@pytest.mark.parametrize(
    ("document", "got"),
    [
        pytest.param(config(topK="many"), "string", id="member-that-it-knows"),
        pytest.param(config(thinkingConfig=5), "number", id="message-that-it-knows"),
        pytest.param(config(top_k="many"), "", id="spelling-that-it-loses"),
        pytest.param(config(seed={}), "", id="object-in-a-member-that-it-loses"),
        pytest.param({"generation_config": {"topK": "many"}}, "", id="below-what-it-loses"),
        pytest.param({"generation_config": [1]}, "", id="list-for-what-it-loses"),
        pytest.param({"tools": 5}, "", id="what-it-passes-on"),
    ],
)
def test_a_gateway_tells_the_wrong_types_of_what_it_decodes(
    document: dict[str, Any], got: str
) -> None:
    (fault,) = parse(document, REQUEST, gateway=GATEWAY).faults

    assert fault.got == got


@pytest.mark.parametrize(("value", "got"), [(1.5, ""), (2**31, ""), (True, "bool"), ([], "array")])
def test_a_gateway_takes_for_a_float_what_is_none_of_its_integers(value: Any, got: str) -> None:
    gateway = replace(GATEWAY, floats=frozenset({"topK"}))
    (fault,) = parse(config(topK=value), REQUEST, gateway=gateway).faults

    assert fault.got == got


def test_a_gateway_sees_again_what_stands_beside_what_it_loses() -> None:
    document = {
        "generationConfig": {"seed": "x", "thinkingConfig": {"thinkingBudget": "x"}, "topK": "x"}
    }
    faults = parse(document, REQUEST, gateway=GATEWAY).faults

    assert [each.got for each in faults] == ["", "string", "string"]


# Paths.


def test_a_path_is_written_in_the_front_ends_grammar() -> None:
    path = (((((), "tools"), 0), "function_declarations"), 5)

    assert render(path) == "tools[0].function_declarations[5]"
    assert render((path, "name")) == "tools[0].function_declarations[5].name"
    assert render(()) == ""


def test_a_canonical_path_is_spelled_as_in_the_proto_file() -> None:
    path = ("generationConfig", "thinkingConfig", "thinkingLevel")

    assert (
        render_canonical(path, root(REQUEST)) == "generation_config.thinking_config.thinking_level"
    )
    assert render_canonical(("contents", 1, "parts", 0), root(REQUEST)) == "contents[1].parts[0]"


def test_a_canonical_path_has_the_keys_of_a_map_in_brackets_as_they_are() -> None:
    schema = ("generationConfig", "responseSchema")
    path = (*schema, "properties", "someKey", "properties", "b.c", "minItems")

    assert render_canonical(path, root(REQUEST)) == (
        "generation_config.response_schema.properties[someKey].properties[b.c].min_items"
    )
    assert render_canonical(("labels", "someKey"), root(REQUEST)) == "labels[someKey]"
