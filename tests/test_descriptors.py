from collections.abc import Iterator
from typing import get_args

import pytest

from mockserver.descriptors import Field, Kind, Message, root, snake_case

REQUEST = "gemini/generate_content_request.json"
ROOTS = [
    REQUEST,
    "gemini/generate_content_response.json",
    "gemini/generate_content_chunk.json",
    "gemini/model.json",
    "gemini/model_list.json",
    "gemini/count_tokens_request.json",
    "gemini/count_tokens_response.json",
    "gemini/embed_content_request.json",
    "gemini/embed_content_response.json",
    "gemini/batch_embed_contents_request.json",
    "gemini/batch_embed_contents_response.json",
    "gemini/cached_content.json",
    "gemini/cached_content_list.json",
    "gemini/empty.json",
]
EACH_ROOT = pytest.mark.parametrize("path", ROOTS)


def field(*path: str) -> Field:
    """Walk from a request through the messages of its fields."""
    *holders, last = path
    message = root(REQUEST)
    for each in holders:
        message = message.fields[each].message
    return message.fields[last]


def messages(message: Message, seen: set[int]) -> Iterator[Message]:
    if id(message) in seen:
        return
    seen.add(id(message))
    yield message
    for each in message.fields.values():
        held = each.values or each
        if held.kind == "message":
            yield from messages(held.message, seen)


@pytest.mark.parametrize(
    ("camel", "snake"),
    [
        ("text", "text"),
        ("topP", "top_p"),
        ("maxOutputTokens", "max_output_tokens"),
        ("_responseJsonSchema", "_response_json_schema"),
    ],
)
def test_a_name_is_spelled_as_in_the_proto_file(camel: str, snake: str) -> None:
    assert snake_case(camel) == snake


def test_a_field_is_known_by_both_spellings() -> None:
    fields = root(REQUEST).fields

    assert fields["generation_config"] is fields["generationConfig"]
    assert fields["generationConfig"].name == "generationConfig"
    assert fields["generationConfig"].snake == "generation_config"


@EACH_ROOT
def test_a_root_is_named_by_its_title(path: str) -> None:
    titles = {
        "GenerateContentRequest", "GenerateContentResponse", "Model", "ListModelsResponse",
        "CountTokensRequest", "CountTokensResponse", "EmbedContentRequest", "EmbedContentResponse",
        "BatchEmbedContentsRequest", "BatchEmbedContentsResponse", "CachedContent",
        "ListCachedContentsResponse", "Empty",
    }  # fmt: skip

    assert root(path).name in titles


def test_a_message_is_named_as_in_the_proto_file() -> None:
    assert field("contents").message.name == "Content"
    assert field("tools", "googleSearch").message.name == "Tool.GoogleSearch"


def test_a_message_that_a_whole_file_holds_is_found_by_reference() -> None:
    models = root("gemini/model_list.json").fields["models"]

    assert models.repeated
    assert models.message.name == "Model"
    assert "inputTokenLimit" in models.message.fields


def test_an_unknown_file_is_named() -> None:
    with pytest.raises(KeyError, match=r"gemini/nothing\.json"):
        root("gemini/nothing.json")


@pytest.mark.parametrize(
    ("path", "kind", "repeated"),
    [
        pytest.param("contents", "message", True, id="list-of-messages"),
        pytest.param("systemInstruction", "message", False, id="message"),
        pytest.param("contents.parts.text", "string", False, id="string"),
        pytest.param("contents.parts.thought", "bool", False, id="bool"),
        pytest.param("contents.parts.inlineData.data", "bytes", False, id="bytes"),
        pytest.param("contents.parts.functionCall.args", "struct", False, id="struct"),
        pytest.param("generationConfig.temperature", "float", False, id="float"),
        pytest.param("generationConfig.topK", "int32", False, id="int32"),
        pytest.param("generationConfig.stopSequences", "string", True, id="list-of-strings"),
        pytest.param("generationConfig.responseModalities", "enum", True, id="list-of-enums"),
        pytest.param("generationConfig.responseSchema.minItems", "int64", False, id="int64"),
        pytest.param("generationConfig.responseSchema.minimum", "double", False, id="double"),
        pytest.param("generationConfig.responseSchema.properties", "map", False, id="map"),
        pytest.param("generationConfig.responseSchema.default", "value", False, id="value"),
        pytest.param("generationConfig.thinkingConfig.thinkingLevel", "enum", False, id="enum"),
    ],
)
def test_a_field_holds_what_its_schema_says(*, path: str, kind: Kind, repeated: bool) -> None:
    found = field(*path.split("."))

    assert (found.kind, found.repeated) == (kind, repeated)


def test_a_string_with_few_values_is_no_enum_of_the_api() -> None:
    assert field("generationConfig", "responseMimeType").kind == "string"


def test_an_enum_has_its_dotted_name_and_its_values_by_number() -> None:
    threshold = field("safetySettings", "threshold").enum
    kind = field("generationConfig", "responseSchema", "type").enum

    assert threshold is not None
    assert threshold.name == "SafetySetting.HarmBlockThreshold"
    assert threshold.values[4] == "BLOCK_NONE"
    assert kind is not None
    assert kind.name == "Type"
    assert kind.values[1:3] == ("STRING", "NUMBER")


def test_a_list_of_enums_says_which() -> None:
    modality = field("generationConfig", "responseModalities").enum

    assert modality is not None
    assert modality.name == "GenerationConfig.Modality"


def test_a_map_says_what_its_values_are() -> None:
    labels = field("labels").values
    properties = field("generationConfig", "responseSchema", "properties").values

    assert labels is not None
    assert labels.kind == "string"
    assert properties is not None
    assert properties.message.name == "Schema"


def test_a_message_may_hold_itself() -> None:
    schema = field("generationConfig", "responseSchema").message

    assert schema.fields["items"].message is schema.fields["anyOf"].message
    assert schema.fields["items"].message.fields.keys() == schema.fields.keys()


def test_a_member_of_a_oneof_knows_its_oneof() -> None:
    part = field("contents", "parts").message

    assert part.oneofs["text"] == part.oneofs["inlineData"] == "data"
    assert "thought" not in part.oneofs


def test_a_field_without_a_message_has_none_to_give() -> None:
    text = field("contents", "parts", "text")

    with pytest.raises(TypeError, match=r"^text holds no message$"):
        _ = text.message


@EACH_ROOT
def test_every_field_below_a_root_can_be_read(path: str) -> None:
    for message in messages(root(path), set()):
        for name, each in message.fields.items():
            where = f"{message.name}.{name}"

            assert each.kind in get_args(Kind), where
            assert (each.values is not None) == (each.kind == "map"), where
            assert (each.enum is not None) == (each.kind == "enum"), where
            assert name in {each.name, each.snake}, where


@EACH_ROOT
def test_no_two_fields_of_a_message_share_a_spelling(path: str) -> None:
    for message in messages(root(path), set()):
        names = {each.name for each in message.fields.values()}
        spellings = {(each, message.fields[each].name) for each in message.fields}

        assert len(spellings) == sum(len({each, snake_case(each)}) for each in names), message.name


@EACH_ROOT
def test_a_oneof_has_only_members_that_there_are(path: str) -> None:
    for message in messages(root(path), set()):
        assert message.oneofs.keys() <= message.fields.keys(), message.name
        assert not set(message.oneofs.values()) & message.fields.keys(), message.name
