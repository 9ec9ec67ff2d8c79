"""What makes a stub, and what is said of what doesn't."""

from typing import Any

import pytest

from contract_tests import judge
from mockserver.schemas import documents, validator
from mockserver.stubs import BadStub, read

NAMES = "text, parts, response, responses, chunks, error, raw"
CALL = {"functionCall": {"name": "f", "args": {}}}
CANDIDATE = {"content": {"parts": [{"text": "Oslo."}]}}


def said(**members: Any) -> list[str]:
    """Return what is said of members that make no stub."""
    with pytest.raises(BadStub) as caught:
        read({"text": "Oslo.", **members}, "it")
    return str(caught.value).splitlines()


def alone(**members: Any) -> list[str]:
    with pytest.raises(BadStub) as caught:
        read(members, "it")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"text": ""}, id="text"),
        pytest.param({"parts": [{"text": "a"}, CALL]}, id="parts"),
        pytest.param({"response": {}}, id="empty-response"),
        pytest.param({"response": {"candidates": [CANDIDATE]}}, id="response"),
        pytest.param(
            {"responses": [{"text": "a"}, {"error": 429, "fault": "429"}]}, id="responses"
        ),
        pytest.param({"chunks": ["Os", {"candidates": [CANDIDATE]}]}, id="chunks"),
        pytest.param({"error": 429}, id="status"),
        pytest.param(
            {"error": {"code": 503, "message": "Down.", "details": [{"a": 1}]}}, id="error"
        ),
        pytest.param({"raw": {"status": 502, "body": "<html>", "headers": {"a": "b"}}}, id="raw"),
        pytest.param({"raw": {"base64": "aGk="}}, id="base64"),
        pytest.param({"raw": {"base64": "{{ request.text }}"}}, id="template"),
        pytest.param({"raw": {"frames": ["a", {"base64": "aGk="}]}}, id="frames"),
        pytest.param(
            {"match": {"operation": "models.list"}, "response": {"models": []}},
            id="other-operation",
        ),
        pytest.param(
            {"match": {"operation": ["generateContent", "countTokens"]}, "response": {"x": 1}},
            id="several-operations",
        ),
    ],
)
def test_every_kind_of_answer_makes_a_stub(document: dict[str, Any]) -> None:
    stub = read(document, "it")

    assert stub.answer == {key: each for key, each in document.items() if key != "match"}
    assert (stub.name, stub.source, stub.place) == ("it", document, "")


def test_all_members_are_read() -> None:
    stub = read(
        {
            "$schema": "stub.schema.json",
            "description": "Oslo",
            "match": {"model": "gemini-2.5-*"},
            "priority": 3,
            "times": 2,
            "scenario": {"name": "login", "state": "", "becomes": "done"},
            "text": "Oslo.",
            "fault": "disconnect; after=2",
            "delay": 0.5,
            "template": False,
        },
        "it",
    )

    assert (stub.description, stub.priority, stub.times, stub.delay) == ("Oslo", 3, 2, 0.5)
    assert stub.scenario is not None
    assert (stub.scenario.name, stub.scenario.state, stub.scenario.becomes) == ("login", "", "done")
    assert [each.spec for each in stub.faults] == ["disconnect; after=2"]
    assert stub.match == {"model": "gemini-2.5-*"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param({"txt": "a"}, "it: txt: there is no such member; did you mean 'text'?", id="name"),
        pytest.param(
            {"match": {"functionResponse": True}},
            "it: match.functionResponse: there is no such member; did you mean 'function_response'?",
            id="other-spelling",
        ),
        pytest.param(
            {"scenario": {"name": "a", "xyz": 1}},
            "it: scenario.xyz: there is no such member; there are name, state, becomes",
            id="no-idea",
        ),
        pytest.param(
            {"match": {"": 1}},
            'it: match[""]: there is no such member; there are model, operation, text, system, json, '
            "headers, tools, function_response, turn, modality, stream",
            id="no-name",
        ),
        pytest.param({"priority": "high"}, "it: priority: takes a whole number, not 'high'", id="type"),
        pytest.param(
            {"match": {"text": 5}},
            "it: match.text: takes a text or an object with equals, contains, regex, not 5",
            id="types",
        ),
        pytest.param(
            {"match": {"modality": "images"}},
            "it: match.modality: takes one of text, image, audio, video, document, not 'images'; did you mean 'image'?",
            id="enum",
        ),
        pytest.param(
            {"match": {"modality": ["image", 5]}},
            "it: match.modality[1]: takes one of text, image, audio, video, document, not 5",
            id="enum-in-a-list",
        ),
        pytest.param({"delay": -1}, "it: delay: takes 0 or more, not -1", id="minimum"),
        pytest.param({"times": 1.5}, "it: times: takes a whole number, not 1.5", id="whole-number"),
        pytest.param({"scenario": {"state": "a"}}, "it: scenario: 'name' is missing", id="missing"),
        pytest.param(
            {"scenario": {"nam": "a"}},
            "it: scenario.nam: there is no such member; did you mean 'name'?",
            id="misspelt-and-so-missing",
        ),
        pytest.param({"match": {"text": {}}}, "it: match.text: must not be empty", id="empty"),
        pytest.param({"match": {"tools": ["a", "a"]}}, """it: match.tools: can't be ["a", "a"]""", id="twice"),
        pytest.param(
            {"match": {"text": {"regex": "a("}}},
            "it: match.text.regex: 'a(' isn't a regular expression: missing ), unterminated subpattern at character 2",
            id="regex",
        ),
        pytest.param(
            {"match": {"headers": {"x-a": {"regex": "*"}}}},
            "it: match.headers.x-a.regex: '*' isn't a regular expression: nothing to repeat at character 1",
            id="regex-of-a-header",
        ),
        pytest.param(
            {"match": {"json": {"$.a": {"regex": "*"}, "$.b": {"x": {"regex": "*"}}}}},
            """it: match.json["$.a"].regex: '*' isn't a regular expression: nothing to repeat at character 1""",
            id="regex-of-a-member",
        ),
        pytest.param(
            {"match": {"function_response": {"content": {"regex": "*"}}}},
            "it: match.function_response.content.regex: '*' isn't a regular expression: nothing to repeat at character 1",
            id="regex-of-a-response",
        ),
        pytest.param(
            {"match": {"json": {"contents[0]": 1}}},
            'it: match.json["contents[0]"]: isn\'t a JSON path: it begins with $, such as $.contents[0]',
            id="path-without-root",
        ),
        pytest.param(
            {"match": {"json": {"$.a[": 1}}},
            'it: match.json["$.a["]: isn\'t a JSON path: unexpected end of query',
            id="path",
        ),
        pytest.param(
            {"match": {"function_response": {"json": {"a": 1}}}},
            "it: match.function_response.json.a: isn't a JSON path: it begins with $, such as $.a",
            id="path-into-a-response",
        ),
        pytest.param(
            {"match": {"json": {"$.a": {"regex": 5}}}},
            'it: match.json["$.a"].regex: takes a text, not 5',
            id="regex-that-is-no-text",
        ),
        pytest.param(
            {"match": {"function_response": {"json": {"$.a": {"present": "yes"}}}}},
            """it: match.function_response.json["$.a"].present: takes true or false, not 'yes'""",
            id="presence-that-is-no-truth",
        ),
        pytest.param(
            {"match": {"function_response": {"content": {"regex": 5}}}},
            "it: match.function_response.content.regex: takes a text, not 5",
            id="regex-of-a-content",
        ),
        pytest.param({"match": {"json": {"$.a": {1: 2}}}}, """it: match.json["$.a"]: a name must be a text: put 1 in quotes""", id="names"),
        pytest.param({"text": b"Oslo"}, "it: text: JSON has no b'Oslo'", id="no-json"),
        pytest.param({"delay": float("nan")}, "it: delay: JSON has no nan", id="no-number"),
        pytest.param({"parts": [CALL]}, f"it: takes exactly one of {NAMES}; here is text and parts", id="two"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(
    members: dict[str, Any], expected: str
) -> None:
    assert said(**members) == [expected]


def test_a_fault_that_there_is_not_is_told() -> None:
    (first,) = said(fault="disconect")
    (second,) = alone(responses=[{"text": "a"}, {"text": "b", "fault": "latency; seconds=x"}])

    assert first.startswith("it: fault: there is no fault 'disconect'; did you mean disconnect?")
    assert second.startswith("it: responses[1].fault: latency: seconds takes a number")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param({}, f"it: takes exactly one of {NAMES}; here is none of them", id="none"),
        pytest.param({"parts": []}, "it: parts: must not be empty", id="no-parts"),
        pytest.param({"chunks": []}, "it: chunks: must not be empty", id="no-chunks"),
        pytest.param({"responses": []}, "it: responses: must not be empty", id="no-responses"),
        pytest.param(
            {"parts": [{"function_call": {"name": "f"}}]},
            "it: parts[0].function_call: there is no such member; did you mean 'functionCall'?",
            id="spelling-of-a-part",
        ),
        pytest.param(
            {"parts": [{"text": "a", **CALL}]},
            "it: parts[0]: takes exactly one of text, inlineData, functionCall, functionResponse, fileData, "
            "executableCode, codeExecutionResult, toolCall, toolResponse; here is text and functionCall",
            id="two-in-a-part",
        ),
        pytest.param(
            {"response": {"candidates": [{"finish_reason": "STOP"}]}},
            "it: response.candidates[0].finish_reason: there is no such member; did you mean 'finishReason'?",
            id="response",
        ),
        pytest.param(
            {"responses": [{"text": "a"}, {"response": {"usageMetadata": {"totalTokenCount": "5"}}}]},
            "it: responses[1].response.usageMetadata.totalTokenCount: takes a whole number, not '5'",
            id="response-in-turn",
        ),
        pytest.param(
            {"chunks": ["a", {"candidate": []}]},
            "it: chunks[1].candidate: there is no such member; did you mean 'candidates'?",
            id="chunk",
        ),
        pytest.param(
            {"parts": [{"functionCall": {"args": {}}}]},
            "it: parts[0].functionCall: needs one of name, partialArgs; here is none of them",
            id="call-without-a-name",
        ),
        pytest.param(
            {"parts": [{"text": "a", "videoMetadata": {"startOffset": "5"}}]},
            r"it: parts[0].videoMetadata.startOffset: takes what matches ^-?[0-9]+(\.[0-9]{1,9})?s$(?!\n), not '5'",
            id="pattern",
        ),
        pytest.param({"error": 200}, "it: error: takes 400 or more, not 200", id="no-error"),
        pytest.param({"error": 600}, "it: error: takes 599 or less, not 600", id="no-status"),
        pytest.param({"error": {"message": "a"}}, "it: error: 'code' is missing", id="no-code"),
        pytest.param(
            {"raw": {"body": "a", "base64": "aGk="}},
            "it: raw: takes one of body, base64, frames; here is body and base64",
            id="two-bodies",
        ),
        pytest.param({"raw": {"base64": "###"}}, "it: raw.base64: isn't base64", id="base64"),
        pytest.param(
            {"raw": {"frames": ["a", {"base64": "#"}]}}, "it: raw.frames[1].base64: isn't base64", id="frame"
        ),
        pytest.param(
            {"raw": {"headers": {"X Y": "1"}}},
            'it: raw.headers["X Y"]: there can be no header X Y: \'1\'',
            id="header",
        ),
        pytest.param(
            {"raw": {"status": 204, "body": "a"}},
            "it: raw.body: an answer with status 204 has no body",
            id="no-body",
        ),
        pytest.param({"raw": {"status": 101}}, "it: raw.status: takes 200 or more, not 101", id="status"),
        pytest.param(
            {"match": {"operation": "countTokens"}, "text": "7"},
            "it: text: countTokens answers by response, error or raw; text is for generateContent",
            id="other-operation",
        ),
        pytest.param(
            {"match": {"operation": "countTokens"}, "response": {"totalToken": 7}},
            "it: response.totalToken: there is no such member; did you mean 'totalTokens'?",
            id="response-of-another-operation",
        ),
        pytest.param(
            {"responses": [{"text": "a", "chunks": ["a"]}]},
            "it: responses[0]: takes exactly one of text, parts, response, chunks, error, raw; here is text and chunks",
            id="two-in-turn",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_an_answer_is_told(members: dict[str, Any], expected: str) -> None:
    assert alone(**members) == [expected]


@pytest.mark.parametrize("document", [None, 5, "text", []], ids=str)
def test_what_is_no_object_is_no_stub(document: Any) -> None:
    with pytest.raises(BadStub, match="it: takes an object, not "):
        read(document, "it")


def test_all_mistakes_are_told_at_once() -> None:
    found = said(priority="a", fault="no", match={"text": {"regex": "("}, "model": 5, "turn": "x"})

    assert {each.split(": ")[1] for each in found} == {
        "match.model",
        "match.turn",
        "priority",
        "match.text.regex",
        "fault",
    }


def test_of_very_many_mistakes_the_first_are_told() -> None:
    found = alone(responses=[{}] * 50)

    assert len(found) == 21
    assert found[-1] == "... and 30 more"


def test_what_never_ends_is_told() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert alone(chunks=endless) == ["it: chunks[0][0]: is nested more than 100 levels deep"]


@pytest.mark.parametrize("example", documents()["mock/stub.json"]["examples"], ids=str)
def test_the_examples_of_the_schema_are_stubs(example: dict[str, Any]) -> None:
    assert read(example, "it").answer


@pytest.mark.parametrize(
    "document",
    [
        {"text": "a"},
        {},
        {"chunks": ["a", {"candidates": [{}]}, 5]},
        {"match": {"operation": "models.list"}, "response": {"models": [{"name": 5}]}},
        {"match": {"text": {"contains": 5}}, "error": {"code": 99}},
    ],
    ids=str,
)
def test_both_judges_read_the_schema_alike(document: dict[str, Any]) -> None:
    schema = "mock/stub.json"

    assert judge.accepts(schema, document) == validator(schema).is_valid(document)
