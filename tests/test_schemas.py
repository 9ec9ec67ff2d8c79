import copy
from typing import Any

import pytest

from mockserver.schemas import Violation, close, documents, resolve, validator, violations

REQUEST = "gemini/generate_content_request.json"
RESPONSE = "gemini/generate_content_response.json"
HELLO: dict[str, Any] = {"contents": [{"parts": [{"text": "Hello"}]}]}


def objects(schema: Any) -> list[dict[str, Any]]:
    """List every object schema in a schema."""
    inner = schema.values() if isinstance(schema, dict) else schema
    if not isinstance(schema, dict | list):
        return []
    own = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    return own + [found for each in inner for found in objects(each)]


def only(instance: object, path: str = REQUEST) -> Violation:
    found = list(violations(path, instance))

    assert len(found) == 1, found
    return found[0]


# Closing.


@pytest.mark.parametrize(
    ("schema", "closed"),
    [
        pytest.param(
            {"type": "object", "properties": {}},
            {"type": "object", "properties": {}, "additionalProperties": False},
            id="empty",
        ),
        pytest.param(
            {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
            {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
            id="open-on-purpose",
        ),
        pytest.param({"type": "object"}, {"type": "object"}, id="lists-nothing"),
        pytest.param({"properties": {"a": {}}}, {"properties": {"a": {}}}, id="not-only-objects"),
        pytest.param(
            {"anyOf": [{"type": "object", "properties": {}}]},
            {"anyOf": [{"type": "object", "properties": {}, "additionalProperties": False}]},
            id="in-a-list",
        ),
        pytest.param(
            {"type": "object", "properties": {"type": {"type": "string"}, "properties": {}}},
            {
                "type": "object",
                "properties": {"type": {"type": "string"}, "properties": {}},
                "additionalProperties": False,
            },
            id="members-named-like-keywords",
        ),
        pytest.param(
            {"type": "object", "additionalProperties": {"type": "object", "properties": {}}},
            {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {},
                    "additionalProperties": False,
                },
            },
            id="in-a-map",
        ),
    ],
)
def test_an_object_that_lists_its_properties_is_closed(
    schema: dict[str, Any], closed: dict[str, Any]
) -> None:
    assert close(schema) == closed
    assert close(closed) == closed


def test_closing_makes_a_copy() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "object", "properties": {}}}}
    before = copy.deepcopy(schema)

    close(schema)

    assert schema == before


def test_every_object_of_every_document_is_closed_or_says_that_it_is_open() -> None:
    assert REQUEST in documents()
    for path, document in documents().items():
        for each in objects(document):
            assert "additionalProperties" in each, (path, each)


# References.


def test_a_reference_is_followed_within_its_file() -> None:
    schema, file = resolve("#/$defs/Part", "gemini/content.json")

    assert "text" in schema["properties"]
    assert file == "gemini/content.json"


def test_a_reference_is_followed_into_a_file_beside() -> None:
    schema, file = resolve("schema.json#/$defs/Schema", "gemini/tool.json")

    assert "propertyOrdering" in schema["properties"]
    assert file == "gemini/schema.json"


def test_a_reference_may_be_to_a_whole_file() -> None:
    beside = resolve("model.json", "gemini/model_list.json")
    whole = resolve(REQUEST, "")

    assert beside == (documents()["gemini/model.json"], "gemini/model.json")
    assert whole == (documents()[REQUEST], REQUEST)


def test_a_reference_may_lead_into_a_list() -> None:
    schema, _ = resolve("#/$defs/Part/oneOf/0", "gemini/content.json")

    assert schema == {"required": ["text"]}


@pytest.mark.parametrize(
    "reference", ["nothing.json#/$defs/X", "#/$defs/Nothing"], ids=["file", "definition"]
)
def test_a_reference_to_nothing_is_an_error(reference: str) -> None:
    with pytest.raises(KeyError):
        resolve(reference, "gemini/content.json")


# Violations.


def test_a_valid_instance_breaks_nothing() -> None:
    assert list(violations(REQUEST, HELLO)) == []
    assert validator(REQUEST).is_valid(HELLO)


def test_a_wrong_type_is_told_with_its_place_and_its_schema() -> None:
    found = only({"contents": [{"parts": [{"text": 5}]}]})

    assert found.path == ("contents", 0, "parts", 0, "text")
    assert found.keyword == "type"
    assert found.schema["type"] == "string"
    assert found.value == 5
    assert found.name is None
    assert found.severity == "breaking"
    assert "5" in found.message


def test_a_number_out_of_range_is_told_with_its_bounds() -> None:
    found = only({**HELLO, "generationConfig": {"temperature": 2.5}})

    assert (found.keyword, found.value, found.severity) == ("maximum", 2.5, "breaking")
    assert (found.schema["minimum"], found.schema["maximum"]) == (0, 2)


def test_a_missing_member_is_named() -> None:
    found = only({})

    assert (found.path, found.keyword, found.name) == ((), "required", "contents")
    assert found.schema["title"] == "GenerateContentRequest"
    assert found.severity == "breaking"


def test_every_unknown_member_is_a_violation_of_its_own() -> None:
    found = list(violations(REQUEST, {**HELLO, "generationConfig": {"foo": 1, "bar": 2}}))

    assert {each.name for each in found} == {"foo", "bar"}
    assert {each.path for each in found} == {("generationConfig",)}
    assert {each.severity for each in found} == {"additive"}
    assert all("temperature" in each.schema["properties"] for each in found)


def test_an_unknown_value_of_an_enum_is_additive() -> None:
    config = {"thinkingConfig": {"thinkingLevel": "EXTREME"}}

    found = only({**HELLO, "generationConfig": config})

    assert (found.keyword, found.severity) == ("enum", "additive")
    assert found.path == ("generationConfig", "thinkingConfig", "thinkingLevel")


def test_an_answer_with_a_new_member_breaks_the_contract_only_by_addition() -> None:
    answer = {"candidates": [{"finishReason": "TIRED", "mood": "good"}], "usageMetadata": {}}

    assert {(each.keyword, each.severity) for each in violations(RESPONSE, answer)} == {
        ("enum", "additive"),
        ("additionalProperties", "additive"),
    }


def test_a_violation_of_a_union_is_one_violation() -> None:
    found = only({"contents": [{"parts": [{}]}]})

    assert (found.path, found.keyword) == (("contents", 0, "parts", 0), "oneOf")
    assert "errorMessage" in found.schema


def test_a_condition_is_told_with_the_schema_that_holds_it() -> None:
    declaration = {"name": "f", "parameters": {"type": "ARRAY"}}

    found = only({**HELLO, "tools": [{"functionDeclarations": [declaration]}]})

    assert (found.keyword, found.name) == ("required", "items")
    assert found.schema["required"] == ["items"]


def test_a_map_takes_any_key_and_checks_its_values() -> None:
    properties = {"any key / at ~ all": {"type": "STRING"}, "wrong": {"type": 5}}
    declaration = {"name": "f", "parameters": {"type": "OBJECT", "properties": properties}}

    found = list(violations(REQUEST, {**HELLO, "tools": [{"functionDeclarations": [declaration]}]}))

    assert {each.path[-2:] for each in found} == {("wrong", "type")}


def test_a_violation_is_found_in_a_member_whose_name_has_blanks() -> None:
    found = list(violations("contract/report.json", {"counts": {"to learn": -1}}))

    assert (("counts", "to learn"), "minimum") in {(each.path, each.keyword) for each in found}


def test_what_is_no_object_at_all_is_a_violation_at_the_root() -> None:
    found = only("hello")

    assert (found.path, found.keyword, found.value) == ((), "type", "hello")


def test_violations_come_in_the_same_order_every_time() -> None:
    instance = {"contents": 5, "zebra": 1, "apple": 2, "generationConfig": {"topK": "x", "y": 1}}

    first = [(each.path, each.name) for each in violations(REQUEST, instance)]

    assert len(first) == 5
    assert all(
        [(each.path, each.name) for each in violations(REQUEST, copy.deepcopy(instance))] == first
        for _ in range(5)
    )


def test_an_unknown_schema_file_is_named() -> None:
    with pytest.raises(Exception, match=r"nothing\.json"):
        list(violations("gemini/nothing.json", {}))


def test_one_violation_will_do_where_all_would_take_long() -> None:
    instance: dict[str, Any] = {"contents": [{"parts": [{}]}] * 50}

    assert len(list(violations(REQUEST, instance))) == 50
    assert len(list(violations(REQUEST, instance, all_of_them=False))) == 1
    assert list(violations(REQUEST, HELLO, all_of_them=False)) == []
