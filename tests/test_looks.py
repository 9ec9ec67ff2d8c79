"""What the checks see of an exchange, and which claim a finding of the schemas violates."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.claims import DIALECTS, applying
from contract_tests.exchange import Exchange, Frame
from contract_tests.findings import severity
from contract_tests.looks import findings, looks, members

ROOT = "http://127.0.0.1/v1beta/models/gemini-2.5-flash"
GOOD: dict[str, Any] = {
    "candidates": [
        {
            "content": {"role": "model", "parts": [{"text": "Hi"}]},
            "finishReason": "STOP",
        }
    ],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}


def exchange(
    body: Any, *, operator: str = "generateContent", status: int = 200, **rest: Any
) -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(
        source="here",
        url=f"{ROOT}:{operator}",
        status=status,
        headers={"content-type": "application/json"},
        frames=(Frame(data),),
        **rest,
    )


def schema_findings(body: Any, **rest: Any) -> dict[str, str]:
    """Return severity by pointer, of what the check of the schemas found."""
    found = findings(exchange(body, **rest), "comet")
    return {each.pointer: each.severity for each in found if each.check == "schema"}


def test_a_good_answer_is_found_good() -> None:
    assert schema_findings(GOOD) == {}


def test_a_new_field_is_additive_and_a_respelt_one_breaking() -> None:
    found = schema_findings(GOOD | {"newField": 1, "response_id": "x"})

    assert found == {"/newField": "additive", "/response_id": "breaking"}


def test_a_new_enum_value_is_additive_and_a_respelt_one_breaking() -> None:
    for value, expected in (("TIRED", "additive"), ("stop", "breaking")):
        body = copy.deepcopy(GOOD)
        body["candidates"][0]["finishReason"] = value
        assert schema_findings(body) == {"/candidates/0/finishReason": expected}


def test_a_wrong_type_is_breaking_and_violates_the_claim_of_its_field() -> None:
    body = copy.deepcopy(GOOD)
    body["candidates"][0]["finishReason"] = 7
    found = [each for each in findings(exchange(body), "comet") if each.check == "schema"]

    assert {(each.claim, each.severity) for each in found} == {("answer.finish-reason", "breaking")}
    assert found[0].example == "7"
    assert found[0].curl.startswith("curl ")


def test_what_no_claim_names_violates_that_of_all_answers() -> None:
    found = [each.claim for each in findings(exchange(GOOD | {"newField": 1}), "comet")]

    assert found == ["schema.answers"]


def test_chunks_are_counted_in_pointers() -> None:
    body = [GOOD, GOOD | {"newField": 1}]

    assert schema_findings(body, operator="streamGenerateContent") == {"/1/newField": "additive"}


def test_an_error_in_mid_stream_isnt_held_to_the_schema_of_chunks() -> None:
    body = [GOOD, {"error": {"code": 503, "message": "m", "status": "UNAVAILABLE"}}]

    assert schema_findings(body, operator="streamGenerateContent") == {}


def test_an_error_is_held_to_the_envelope_of_its_origin() -> None:
    google = {"error": {"code": 400, "message": "m", "status": "INVALID_ARGUMENT"}}

    found = [x for x in looks(exchange(google, status=400), "google") if x.check == "schema"]
    assert [(each.claim, each.findings) for each in found] == [("schema.errors", ())]
    assert schema_findings(google, status=400)


@pytest.mark.parametrize(
    ("status", "claim"),
    [(400, "error.passed-on"), (404, "error.passed-on"), (401, "schema.errors")],
)
def test_what_a_gateway_passes_on_is_not_what_its_documentation_is_about(
    status: int, claim: str
) -> None:
    google = {"error": {"code": status, "message": "m", "status": "NOT_FOUND"}}

    found = [x for x in looks(exchange(google, status=status), "comet") if x.check == "schema"]
    assert [each.claim for each in found if each.findings] == [claim]


@pytest.mark.parametrize("body", [b"<html>", b""])
def test_an_error_that_is_no_json_is_no_matter_of_the_schemas(body: bytes) -> None:
    assert schema_findings(body, status=404) == {}


def test_an_answer_that_is_none_isnt_looked_at_by_the_schemas() -> None:
    assert [x.claim for x in looks(exchange(b"<html>"), "comet") if x.check == "schema"] == []


def test_a_capture_that_says_whose_it_is_is_held_to_that() -> None:
    google = {"error": {"code": 400, "message": "m", "status": "INVALID_ARGUMENT"}}
    found = looks(exchange(google, status=400, dialect="google"), "comet")

    assert [each.findings for each in found if each.check == "schema"] == [()]


def test_a_claim_of_a_field_is_looked_at_where_the_field_comes() -> None:
    seen = {each.claim for each in looks(exchange(GOOD), "comet") if each.check == "schema"}
    without = copy.deepcopy(GOOD)
    del without["candidates"][0]["finishReason"]

    assert "answer.finish-reason" in seen
    assert "answer.finish-reason" not in {
        each.claim for each in looks(exchange(without), "comet") if each.check == "schema"
    }


def test_every_look_is_at_a_claim_of_the_dialect() -> None:
    for dialect in DIALECTS:
        assert {each.claim for each in looks(exchange(GOOD), dialect)} <= applying(dialect).keys()


def test_members_are_written_as_claims_write_them() -> None:
    assert list(members({"a": [{"b": 1}, 2], "c": {}})) == ["a", "a[].b", "c"]


@pytest.mark.parametrize(
    ("grade", "additive", "expected"),
    [
        ("documented", False, "breaking"),
        ("observed", False, "breaking"),
        ("inferred", False, "to learn"),
        ("documented", True, "additive"),
        ("inferred", True, "additive"),
    ],
)
def test_a_grade_says_how_bad_a_violation_is(grade: Any, additive: bool, expected: str) -> None:  # noqa: FBT001
    assert severity(grade, additive=additive) == expected


RICH: dict[str, Any] = {
    "candidates": [
        {
            "content": {
                "role": "model",
                "parts": [
                    {"text": "Hm.", "thought": True},
                    {"text": '{"a": 1}', "thoughtSignature": "c2ln"},
                    {"functionCall": {"name": "f", "args": {"x": 1}, "id": "1"}},
                    {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}},
                    {"executableCode": {"language": "PYTHON", "code": "1"}},
                    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
                ],
            },
            "index": 0,
            "finishReason": "STOP",
            "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}],
            "citationMetadata": {"citationSources": [{"startIndex": 0, "endIndex": 1, "uri": "u"}]},
            "avgLogprobs": -0.1,
            "logprobsResult": {
                "chosenCandidates": [{"token": "a", "logProbability": -1}],
                "topCandidates": [{"candidates": [{"token": "a", "logProbability": -1}]}],
            },
            "groundingMetadata": {
                "groundingChunks": [{"web": {"uri": "https://a.example", "title": "a"}}],
                "groundingSupports": [
                    {
                        "segment": {"startIndex": 0, "endIndex": 2, "text": "ab"},
                        "groundingChunkIndices": [0],
                        "confidenceScores": [0.5],
                    }
                ],
                "webSearchQueries": ["q"],
            },
            "urlContextMetadata": {
                "urlMetadata": [
                    {
                        "retrievedUrl": "https://a.example",
                        "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_SUCCESS",
                    }
                ]
            },
        }
    ],
    "promptFeedback": {"blockReason": "SAFETY", "safetyRatings": []},
    "usageMetadata": {
        "promptTokenCount": 1,
        "candidatesTokenCount": 1,
        "thoughtsTokenCount": 1,
        "toolUsePromptTokenCount": 1,
        "cachedContentTokenCount": 1,
        "totalTokenCount": 4,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
        "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
        "trafficType": "ON_DEMAND",
    },
    "modelVersion": "gemini-2.5-flash",
    "createTime": "2026-03-25T04:21:43.756483Z",
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}
ASKED: dict[str, Any] = {
    "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
    "tools": [
        {
            "functionDeclarations": [
                {
                    "name": "f",
                    "parameters": {"type": "OBJECT", "properties": {"x": {"type": "INTEGER"}}},
                }
            ]
        },
        {"googleSearch": {}},
        {"codeExecution": {}},
        {"urlContext": {}},
    ],
    "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
    "generationConfig": {
        "responseMimeType": "application/json",
        "responseSchema": {"type": "OBJECT", "properties": {"a": {"type": "INTEGER"}}},
        "stopSequences": ["zz"],
        "maxOutputTokens": 100,
        "candidateCount": 1,
        "responseLogprobs": True,
        "logprobs": 1,
        "thinkingConfig": {"thinkingBudget": 0, "includeThoughts": True},
        "responseModalities": ["TEXT", "IMAGE"],
    },
}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 7, -1.5, "x", "", [], {}, [1], {"a": 1}, True, [[{}]], "STOP"]
)


@st.composite
def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """Draw a value with a few places replaced by something odd."""
    places = [()] if draw(st.integers(0, 20)) == 0 else list(_places(value))
    result = copy.deepcopy(value)
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        result = _put(result, place, draw(ODD))
    return result


def _places(value: Any, at: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items:
        yield (*at, key)
        if isinstance(each, dict | list):
            yield from _places(each, (*at, key))


def _put(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    if not place:
        return odd
    holder = value
    for step in place[:-1]:
        try:
            holder = holder[step]
        except (TypeError, KeyError, IndexError):
            return value
    if isinstance(holder, dict) or (isinstance(holder, list) and place[-1] in range(len(holder))):
        holder[place[-1]] = odd
    return value


@given(answer=spoilt(RICH), asked=spoilt(ASKED), other=spoilt(RICH))
def test_no_check_is_upset_by_a_spoilt_answer(answer: Any, asked: Any, other: Any) -> None:
    for dialect in DIALECTS:
        for found in (
            exchange(answer, sent=asked),
            exchange([answer, other], operator="streamGenerateContent", sent=asked),
            exchange(answer, status=400),
        ):
            list(findings(found, dialect))


CHUNK: dict[str, Any] = {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}}]}


def test_an_answer_has_a_finish_reason_by_its_schema() -> None:
    assert "/candidates/0" in schema_findings(CHUNK)


def test_chunks_that_generate_content_sends_as_events_need_none() -> None:
    url = f"{ROOT}:generateContent?alt=sse"
    body = f"data: {json.dumps(CHUNK)}\n\n" * 2
    found = Exchange(source="here", url=url, status=200, frames=(Frame(body.encode()),))

    assert not [each for each in findings(found, "comet") if each.check == "schema"]
