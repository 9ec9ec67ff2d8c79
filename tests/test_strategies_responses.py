"""Responses as the strategies draw them."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from contract_tests.claims import DIALECTS
from contract_tests.looks import looks
from contract_tests.strategies import responses
from contract_tests.strategies.prompts import SPECIAL
from contract_tests.strategies.response import candidates, said
from contract_tests.strategies.response.responses import BLOCKS, tell_apart
from contract_tests.strategies.response.speakers import ORIGINS
from mockserver.descriptors import Message, root
from tests import drawing
from tests.answered import asking, unary

RESPONSE = "gemini/generate_content_response.json"
TOOLS = (
    "googleSearchRetrieval", "urlContext", "codeExecution", "fileSearch",
)  # fmt: skip
# What no answer of generateContent has, and why.
NOT_DRAWN = {
    "Part.functionResponse": "said by users",
    "Part.videoMetadata": "said by users",
    "Part.mediaResolution": "said by users",
    "Part.partMetadata": "said by users",
    "Blob.displayName": "said by users",
    "FunctionCall.partialArgs": "only in streams that ask for it",
    "FunctionCall.willContinue": "only in streams that ask for it",
    "Candidate.groundingAttributions": "only in answers of generateAnswer",
}


def wide_request(response: Any) -> dict[str, Any]:
    """A request by which all that a response has was asked for."""
    functions = sorted({each["name"] for each in inside(response, "functionCall")})
    found = "".join(json.dumps(each) for each in inside(response, "groundingMetadata"))
    tools: list[Any] = [{each: {}} for each in TOOLS]
    tools += [{"functionDeclarations": [{"name": each} for each in functions]}] if functions else []
    tools += [{"googleSearch": {}}] if "webSearchQueries" in found else []
    tools += [{"googleMaps": {"enableWidget": True}}]
    config = {
        "candidateCount": 8,
        "maxOutputTokens": 100_000,
        "responseLogprobs": True,
        "logprobs": 5,
        "thinkingConfig": {"includeThoughts": True},
    }
    settings = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]
    return asking(tools=tools, generationConfig=config, safetySettings=settings)


def inside(value: Any, name: str) -> Iterator[Any]:
    """The members of a name, wherever they stand."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == name)
        for each in value.values():
            yield from inside(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from inside(each, name)


def members(value: Any, message: Message) -> Iterator[tuple[str, str]]:
    """Every member of a value, as Message.member, with the only origin that has it."""
    for name, each in value.items():
        field = message.fields[name]
        yield f"{message.name}.{name}", field.origin
        if field.kind == "message":
            for inner in each if field.repeated else [each]:
                yield from members(inner, field.message)


def known(message: Message, seen: set[str]) -> Iterator[str]:
    """Every member that the schema knows, below those that are drawn."""
    if message.name in seen:
        return
    seen.add(message.name)
    for field in {each.name: each for each in message.fields.values()}.values():
        yield f"{message.name}.{field.name}"
        if field.kind == "message" and f"{message.name}.{field.name}" not in NOT_DRAWN:
            yield from known(field.message, seen)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_response_is_valid_and_no_check_finds_anything(dialect: str, data: st.DataObject) -> None:
    response = data.draw(responses(dialect=dialect))
    model = response["modelVersion"].rpartition("/")[2]
    exchange = unary(response, wide_request(response), model=model)

    assert list(judge.findings(RESPONSE, response)) == []
    assert [each for each in looks(exchange, dialect) if each.findings] == []


def test_every_kind_of_response_comes_often_enough() -> None:
    drawn = drawing.of(responses, "comet")
    origins = ORIGINS["comet"]

    assert drawn.rare("part", said.KINDS) == {}
    assert drawn.rare("finish", {x for each in origins for x in candidates.REASONS[each]}) == {}
    assert drawn.rare("member", {x for each in origins for x in candidates.MEMBERS[each]}) == {}
    assert drawn.rare("block", {x for each in origins for x in BLOCKS[each]}) == {}
    assert drawn.rare("text", ("plain", "any", *SPECIAL)) == {}
    assert drawn.rare("usage", ("cached", "thoughts", "tools")) == {}
    assert drawn.rare("response", (*candidates.EMPTY, "blocked prompt", "several candidates")) == {}


def test_every_member_of_the_schema_is_drawn_or_it_says_why_not() -> None:
    drawn = drawing.of(responses, "comet").examples
    found = {name for each in drawn for name, _ in members(each, root(RESPONSE))}

    assert set(known(root(RESPONSE), set())) - found == set(NOT_DRAWN)


@pytest.mark.parametrize(("dialect", "other"), [("google", "vertex"), ("vertex", "google")])
def test_no_member_is_of_another_origin(dialect: str, other: str) -> None:
    drawn = drawing.drawn(responses(dialect=dialect), 120, runs=1).examples
    origins = {origin for each in drawn for _, origin in members(each, root(RESPONSE))}

    assert other not in origins


def test_all_that_is_drawn_can_be_sent() -> None:
    for each in drawing.of(responses, "comet").examples:
        assert json.loads(json.dumps(each, ensure_ascii=False).encode()) == each


def test_calls_of_several_parts_that_were_drawn_with_the_same_ids_are_told_apart() -> None:
    calls = [{"id": "a"}, {"id": "call_0"}, {"id": "a"}, {"id": "a"}]
    tell_apart(calls)

    assert [each["id"] for each in calls] == ["a", "call_0", "a-2", "a-3"]


def test_no_token_has_an_id_that_is_left_out() -> None:
    examples = drawing.of(responses, "comet").examples
    found = [name for each in examples for name in inside(each, "tokenId")]

    assert found
    assert 0 not in found


def test_who_changes_an_example_changes_no_other() -> None:
    found = drawing.drawn(responses(), 50, runs=1).examples
    before = copy.deepcopy(found)
    for each in found:
        spoil(each)

    assert drawing.drawn(responses(), 50, runs=1).examples == before


def spoil(value: Any) -> None:
    for each in list(value.values() if isinstance(value, dict) else value):
        if isinstance(each, dict | list):
            spoil(each)
    value.clear()


SERVED = {"promptTokenCount": 1, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}]}
SMALLEST = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {**SERVED, "candidatesTokenCount": 1, "totalTokenCount": 2},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}  # fmt: skip


def candidate(response: Any) -> Any:
    return response.get("candidates", [{}])[0]


def test_an_answer_shrinks_to_a_word() -> None:
    google = responses(dialect="google")

    assert drawing.minimal(google, lambda each: bool(list(inside(each, "text")))) == SMALLEST


def test_a_blocked_prompt_shrinks_to_its_reason() -> None:
    google = responses(dialect="google")

    assert drawing.minimal(google, lambda each: "promptFeedback" in each) == {
        "promptFeedback": {"blockReason": "SAFETY"},
        "modelVersion": "gemini-2.5-flash",
        "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
    }


def test_grounding_shrinks_to_a_source() -> None:
    google = responses(dialect="google")
    smallest = drawing.minimal(google, lambda each: "groundingSupports" in json.dumps(each))

    assert candidate(smallest)["groundingMetadata"] == {
        "groundingChunks": [{"image": {"sourceUri": "https://example.com/", "imageUri": "https://example.com/a.png", "title": "Hi", "domain": "example.com"}}],
        "groundingSupports": [{"segment": {"endIndex": 1, "text": "H"}, "groundingChunkIndices": [0]}],
        "imageSearchQueries": ["Hi"],
    }  # fmt: skip


def test_a_call_shrinks_to_a_name() -> None:
    google = responses(dialect="google")
    smallest = drawing.minimal(google, lambda each: bool(list(inside(each, "functionCall"))))

    assert candidate(smallest)["content"]["parts"] == [{"functionCall": {"name": "f"}}]


def test_a_dialect_that_there_is_not_is_refused() -> None:
    with pytest.raises(
        ValueError, match="expected a dialect, got 'openai'; there are comet, google, vertex"
    ):
        responses(dialect="openai")
