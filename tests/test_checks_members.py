"""Checks of how members are written: what they find, and what they leave alone."""

from typing import Any

from tests.exchanges import counting, findings, message, places, response, saying, told, unary


def test_null_is_found_in_what_is_the_apis_own() -> None:
    wrong = saying({"text": None}, safetyRatings=[{"category": None}])

    assert places("nothing_is_null", unary(wrong)) == [
        "/candidates/0/content/parts/0/text",
        "/candidates/0/safetyRatings/0/category",
    ]


def test_null_may_stand_in_arguments_and_in_members_that_nobody_knows() -> None:
    call: Any = {"functionCall": {"name": "add", "args": {"text": None, "more": [None]}}}

    assert places("nothing_is_null", unary(saying(call) | {"gatewayMetadata": None})) == []


def test_known_names_in_snake_case_are_found() -> None:
    wrong = saying({"text": "4", "thought_signature": "AAAA"}) | {"usage_metadata": {}}

    assert places("names_are_in_camel_case", unary(wrong)) == [
        "/candidates/0/content/parts/0/thought_signature",
        "/usage_metadata",
    ]
    assert findings("names_are_in_camel_case", unary(wrong))[1].message == (  # type: ignore[index]
        "expected 'usageMetadata', got 'usage_metadata'"
    )


def test_names_of_others_may_be_in_snake_case() -> None:
    call: Any = {"functionCall": {"name": "add", "args": {"response_id": 1}}}

    assert places("names_are_in_camel_case", unary(saying(call) | {"gateway_cost": 1})) == []


def test_counts_of_zero_and_empty_lists_are_found() -> None:
    wrong = counting(promptTokenCount=0, promptTokensDetails=[])

    assert places("defaults_are_left_out", unary(wrong)) == [
        "/usageMetadata/promptTokenCount",
        "/usageMetadata/promptTokensDetails",
    ]
    assert places("defaults_are_left_out", unary(saying({"text": "4", "thought": False}))) == [
        "/candidates/0/content/parts/0/thought"
    ]


def test_an_index_of_zero_an_empty_text_and_what_is_unknown_are_written() -> None:
    right = saying({"text": ""}, index=0, content={"parts": [{"text": ""}]}) | {"cost": 0}

    assert places("defaults_are_left_out", unary(right)) == []


def test_enums_by_number_are_found_unless_they_are_asked_for() -> None:
    value = saying({"text": "4"}, finishReason=1)
    asked = told(
        unary(value).text, query="?$alt=json;enum-encoding=int", operator="generateContent"
    )

    assert message("enums_are_names", unary(value)) == "expected the name of a value, got 1"
    assert places("enums_are_names", asked) is None
    assert places("enums_are_names", unary()) == []
    assert places("enums_are_names", unary({"modelVersion": "a"})) is None


def test_nothing_is_said_of_errors() -> None:
    assert places("nothing_is_null", unary({"error": {"param": None}}, status=500)) is None
    assert places("nothing_is_null", unary(response(), operator="countTokens")) is None
