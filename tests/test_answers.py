"""Whatever valid request comes: every payload keeps its schema, and a stream says the same."""

import json
from collections import defaultdict
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies import requests
from mockserver.dialects import DIALECTS, Dialect
from tests.conftest import Respond

RESPONSE = "gemini/generate_content_response.json"
CHUNK = "gemini/generate_content_chunk.json"

Payload = dict[str, Any]

MODELS = ("gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-flash-preview", "gemini-2.0-flash")
PLAIN = {
    "parts.text", "parts.inlineData", "parts.fileData", "systemInstruction", "temperature",
    "maxOutputTokens", "stopSequences", "thinkingConfig", "seed", "candidateCount",
}  # fmt: skip


def named(name: str) -> st.SearchStrategy[tuple[str, Call]]:
    """Strategy of requests for prose alone, in a dialect, which stands beside them."""
    drawn = [requests(each, dialect=name, features=PLAIN, canonical=True) for each in MODELS]
    return st.tuples(st.just(name), st.one_of(drawn))


@st.composite
def rich(draw: st.DrawFn, name: str) -> tuple[str, Call]:
    """Draw a request for anything, now and then with a trigger behind what the user says."""
    call = draw(ALL[name])
    last = call.body["contents"][-1]
    if last.get("role") != "model" and (word := draw(TRIGGERS)):
        last["parts"].append({"text": f"{word} Tell me about whales"})
    return name, call


TRIGGERS = st.sampled_from(
    [
        "",
        "",
        "",
        "mock-cite",
        "mock-finish-SAFETY-late",
        "mock-finish-RECITATION",
        "mock-block-SAFETY",
    ]
)
ALL = {name: requests(dialect=name, canonical=True) for name in DIALECTS}
PROSE = {name: named(name) for name in DIALECTS}
RICH = {name: rich(name) for name in DIALECTS}
ANY_PROSE = st.one_of(*PROSE.values())
ANY_RICH = st.one_of(*RICH.values())


def unary(ask: Respond, model: str, body: Payload, name: str) -> Payload:
    exchange = ask(body, model=model, dialect=name)
    assert exchange.reply.status == 200, exchange.reply.body
    answer: Payload = json.loads(exchange.reply.body)
    return answer


def streamed(ask: Respond, model: str, body: Payload, name: str) -> list[Payload]:
    reply = ask(
        body, model=model, operator="streamGenerateContent", query={"alt": "sse"}, dialect=name
    ).reply
    end = DIALECTS[name].line_end * 2
    events = [each.data.removeprefix(b"data: ").removesuffix(end) for each in reply.frames]
    return [json.loads(each) for each in events]


def merged(chunks: list[Payload]) -> Payload:
    """Put a stream together as clients do: texts joined, the last word on all else."""
    parts: dict[int, list[Payload]] = defaultdict(list)
    last: dict[int, Payload] = {}
    for chunk in chunks:
        for each in chunk.get("candidates", ()):
            index = each.get("index", 0)
            parts[index] += each.get("content", {}).get("parts", ())
            last[index] = each
    candidates = []
    for index, each in sorted(last.items()):
        content = dict(each.get("content", {}))
        if joined := joined_parts(parts[index]):
            content = {**content, "parts": joined}
        candidates.append({**each, "content": content} if content else each)
    return {**chunks[-1], **({"candidates": candidates} if candidates else {})}


def joined_parts(pieces: list[Payload]) -> list[Payload]:
    """Join the pieces of a text; a signature ends one, as a thought and an answer are two."""
    parts: list[Payload] = []
    for piece in pieces:
        before = parts[-1] if parts else {}
        goes_on = "text" in piece and "text" in before and "thoughtSignature" not in before
        if goes_on and before.get("thought") == piece.get("thought"):
            parts[-1] = {**before, **piece, "text": before["text"] + piece["text"]}
        else:
            parts.append(piece)
    return parts


def said(candidate: Payload) -> str:
    """Return what a candidate says, without its thoughts."""
    parts = candidate["content"].get("parts", ())
    return "".join(each.get("text", "") for each in parts if not each.get("thought"))


def without(answer: Payload, dialect: Dialect) -> Payload:
    candidates = [
        {key: member for key, member in each.items() if key not in dialect.unary_only}
        for each in answer.get("candidates", ())
    ]
    return {**answer, **({"candidates": candidates} if candidates else {})}


@pytest.mark.parametrize("name", DIALECTS)
@given(data=st.data())
def test_a_merged_stream_is_the_unary_answer(ask: Respond, name: str, data: st.DataObject) -> None:
    _, call = data.draw(PROSE[name] | RICH[name])
    model, body = call.model, call.body
    whole = without(unary(ask, model, body, name), DIALECTS[name])
    chunks = streamed(ask, model, body, name)
    for each in whole.get("candidates", ()):
        if parts := each.get("content", {}).get("parts"):
            each["content"]["parts"] = joined_parts(parts)

    assert merged(chunks) == whole
    assert len({each["responseId"] for each in chunks}) == 1
    assert ["candidates" in each for each in chunks] == ["candidates" in whole] * len(chunks)
    assert all("finishReason" in each for each in chunks[-1].get("candidates", ()))
    for chunk in chunks[:-1]:
        assert not any("finishReason" in each for each in chunk["candidates"])
        assert all(each["content"]["parts"] for each in chunk["candidates"])


@pytest.mark.parametrize("name", DIALECTS)
@given(data=st.data())
def test_the_array_holds_what_the_events_hold(ask: Respond, name: str, data: st.DataObject) -> None:
    _, call = data.draw(PROSE[name])
    model, body = call.model, call.body
    reply = ask(body, model=model, operator="streamGenerateContent", dialect=name).reply

    assert json.loads(reply.body) == streamed(ask, model, body, name)


@given(drawn=ANY_PROSE)
def test_usage_adds_up_and_limits_hold(ask: Respond, drawn: tuple[str, Call]) -> None:
    name, call = drawn
    model, body = call.model, call.body
    config = body.get("generationConfig", {})
    answer = unary(ask, model, body, name)
    usage = answer["usageMetadata"]
    spoken, thought = usage.get("candidatesTokenCount", 0), usage.get("thoughtsTokenCount", 0)

    assert usage["totalTokenCount"] == usage.get("promptTokenCount", 0) + spoken + thought
    for member in ("prompt", "candidates"):
        if details := usage.get(f"{member}TokensDetails"):
            total = sum(each["tokenCount"] for each in details)
            assert total == usage[f"{member}TokenCount"]
    assert len(answer["candidates"]) == config.get("candidateCount", 1)
    if "maxOutputTokens" in config:
        assert spoken + thought <= config["maxOutputTokens"] * len(answer["candidates"])
    for each in answer["candidates"]:
        text = said(each)
        assert not any(stop in text for stop in config.get("stopSequences", ()))
        assert each["finishReason"] in {"STOP", "MAX_TOKENS"}


def test_the_golden_answer_stays(ask: Respond) -> None:
    """The bytes are the same in any process, on any machine and any Python: here they are."""
    body = {"contents": [{"parts": [{"text": "Hello"}]}]}
    answer = json.loads(ask(body).reply.body)

    assert answer["responseId"] == "w2kqeIdmQAedOy1RyIvSx7Q"
    assert answer["createTime"] == "2026-03-25T22:31:53.301568Z"
    assert (
        answer["candidates"][0]["content"]["parts"][0]["text"]
        == "Hello! What would you like to talk about?"
    )


def test_self_check_stops_an_answer_that_breaks_its_schema(
    ask: Respond, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.generate.identity.of", lambda *_: {"responseId": 7})
    exchange = ask({"contents": [{"parts": [{"text": "Hello"}]}]}, self_check=True)

    assert exchange.reply.status == 500
    assert "self-check failed" in exchange.reply.headers["x-mock-warning"]


# Whatever is asked for besides prose.


@given(drawn=ANY_RICH)
def test_counts_and_places_fit_whatever_is_asked_for(ask: Respond, drawn: tuple[str, Call]) -> None:
    name, call = drawn
    answer = unary(ask, call.model, call.body, name)
    usage = answer["usageMetadata"]
    counted = ("prompt", "candidates", "thoughts", "toolUsePrompt")
    total = sum(usage.get(f"{each}TokenCount", 0) for each in counted)

    assert usage.get("totalTokenCount", 0) == total
    for each in ("prompt", "candidates", "toolUsePrompt"):
        if details := usage.get(f"{each}TokensDetails"):
            assert sum(one["tokenCount"] for one in details) == usage[f"{each}TokenCount"]
    for each in answer.get("candidates", ()):
        assert each["finishReason"]
        hold_places(each)


def hold_places(candidate: Payload) -> None:
    """Hold what points into a text, or into a list, to what is there."""
    parts = candidate.get("content", {}).get("parts", [])
    found = candidate.get("groundingMetadata", {})
    chunks = found.get("groundingChunks", [])
    for support in found.get("groundingSupports", ()):
        segment = support["segment"]
        text = parts[segment.get("partIndex", 0)]["text"].encode()
        assert text[segment.get("startIndex", 0) : segment["endIndex"]].decode() == segment["text"]
        assert all(0 <= each < len(chunks) for each in support["groundingChunkIndices"])
        scores = support.get("confidenceScores", support["groundingChunkIndices"])
        assert len(scores) == len(support["groundingChunkIndices"])


@given(drawn=ANY_RICH)
def test_json_can_be_read_unless_it_was_cut(ask: Respond, drawn: tuple[str, Call]) -> None:
    name, call = drawn
    model, body = call.model, call.body
    answer = unary(ask, model, body, name)
    config = body.get("generationConfig", {})
    if config.get("responseMimeType") == "application/json":
        for each in answer.get("candidates", ()):
            if each["finishReason"] == "STOP":
                value = json.loads(said(each))
                schema = config.get("responseJsonSchema", True)
                jsonschema.Draft202012Validator(schema).validate(value)
