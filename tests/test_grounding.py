"""What all grounding has in common, held over arbitrary texts, tools and origins."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from mockserver.dialects import COMET, DIALECTS
from mockserver.generate import grounding
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from tests.conftest import Respond

RESPONSE = "gemini/generate_content_response.json"
CHUNK = "gemini/generate_content_chunk.json"

Payload = dict[str, Any]

PROMPTS = st.sampled_from([
    "Who won the euro 2024?",
    "Italian restaurants near here",
    "List 5 reasons to visit https://www.example.com/old-town in the rain",
    "\u4e2d\u56fd\u7684\u9996\u90fd\u662f\u54ea\u91cc? \U0001f30f \u5317\u4eac\u3002\u4e0a\u6d77\uff01",
    "\U0001f40b\U0001f40b sing! \u0391\u03b8\u03ae\u03bd\u03b1; \u043c\u043e\u0440\u0435. \U0001f468\u200d\U0001f469\u200d\U0001f467 go\u2026\n\n* one. two\n* \u0e01\u0e23\u0e38\u0e07\u0e40\u0e17\u0e1e",
    "What is the sum of the first 50 primes?",
    "Hello!",
    "2 + 2",
]) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)  # fmt: skip
TOOLS = [
    {"googleSearch": {}},
    {"googleSearch": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}},
    {"googleMaps": {"enableWidget": True}},
    {"urlContext": {}},
    {"codeExecution": {}},
]


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, Payload, dict[str, Any]]:
    """Draw a model, a body with tools, and options of the mock."""
    model = draw(st.sampled_from(["gemini-2.5-flash", "gemini-3-flash-preview"]))
    tools = draw(st.lists(st.sampled_from(TOOLS), min_size=1, max_size=3, unique_by=str))
    body: Payload = {
        "contents": [{"role": "user", "parts": [{"text": draw(PROMPTS)}]}],
        "tools": tools,
        "generationConfig": {
            "maxOutputTokens": draw(st.integers(20, 600)),
            "thinkingConfig": {"includeThoughts": draw(st.booleans())},
        },
    }
    if model == "gemini-3-flash-preview" and draw(st.booleans()):
        body["toolConfig"] = {"includeServerSideToolInvocations": True}
    return model, body, {"generator": draw(st.sampled_from(["prose", "echo", "lorem"]))}


def answered(ask: Respond, drawn: tuple[str, Payload, dict[str, Any]], name: str) -> Payload:
    model, body, options = drawn
    reply = ask(body, model=model, dialect=name, **options).reply
    assert reply.status == 200, reply.body
    answer: Payload = json.loads(reply.body)
    return answer


def streamed(ask: Respond, drawn: tuple[str, Payload, dict[str, Any]], name: str) -> list[Payload]:
    model, body, options = drawn
    query = {"alt": "sse"}
    reply = ask(
        body, model=model, operator="streamGenerateContent", query=query, dialect=name, **options
    ).reply
    return [json.loads(each.data.removeprefix(b"data: ")) for each in reply.frames]


def merged(chunks: list[Payload]) -> list[Payload]:
    """Put the parts of a stream together: texts that follow each other are one."""
    parts: list[Payload] = []
    for chunk in chunks:
        for part in chunk["candidates"][0]["content"].get("parts", ()):
            last = parts[-1] if parts else {}
            if "text" in last and "text" in part and last.get("thought") == part.get("thought"):
                parts[-1] = {**last, **part, "text": last["text"] + part["text"]}
            else:
                parts.append(part)
    return parts


def hold(metadata: Mapping[str, Any], parts: list[Payload], *, scored: bool) -> None:
    """Hold grounding metadata to the parts that it is of."""
    count = len(metadata.get("groundingChunks", ()))
    for support in metadata.get("groundingSupports", ()):
        segment, indices = support["segment"], support["groundingChunkIndices"]
        text = parts[segment.get("partIndex", 0)]["text"].encode()

        assert text[segment.get("startIndex", 0) : segment["endIndex"]].decode() == segment["text"]
        assert 0 not in {segment.get("startIndex"), segment.get("partIndex")}
        assert indices == sorted(set(indices))
        assert indices
        assert set(indices) <= set(range(count))
        assert ("confidenceScores" in support) == scored
        assert len(support.get("confidenceScores", indices)) == len(indices)
        assert all(0 < each < 1 for each in support.get("confidenceScores", ()))


@pytest.mark.parametrize("name", DIALECTS)
@given(drawn=bodies())
def test_every_segment_is_where_it_says_in_bytes_of_its_part(
    ask: Respond, name: str, drawn: tuple[str, Payload, dict[str, Any]]
) -> None:
    candidate = answered(ask, drawn, name)["candidates"][0]
    metadata, parts = candidate.get("groundingMetadata", {}), candidate["content"].get("parts", [])
    segments = [each["segment"] for each in metadata.get("groundingSupports", ())]
    places = [(each.get("partIndex", 0), each.get("startIndex", 0)) for each in segments]

    hold(metadata, parts, scored=name == "comet")
    assert places == sorted(set(places))


@pytest.mark.parametrize("name", DIALECTS)
@given(drawn=bodies())
def test_a_stream_ends_with_the_grounding_of_all_its_text(
    ask: Respond, name: str, drawn: tuple[str, Payload, dict[str, Any]]
) -> None:
    whole = answered(ask, drawn, name)["candidates"][0]
    chunks = streamed(ask, drawn, name)
    metadata = chunks[-1]["candidates"][0].get("groundingMetadata")

    assert metadata == whole.get("groundingMetadata")
    assert merged(chunks) == whole["content"].get("parts", [])
    assert all("groundingMetadata" not in each["candidates"][0] for each in chunks[:-1])


@pytest.mark.parametrize("name", DIALECTS)
@given(drawn=bodies())
def test_every_payload_with_tools_keeps_its_schema_and_adds_up(
    ask: Respond, name: str, drawn: tuple[str, Payload, dict[str, Any]]
) -> None:
    answer = answered(ask, drawn, name)
    usage = answer["usageMetadata"]
    said = [
        usage.get(f"{each}TokenCount", 0) for each in ("candidates", "thoughts", "toolUsePrompt")
    ]
    read = sum(each["tokenCount"] for each in usage.get("toolUsePromptTokensDetails", ()))

    assert list(judge.findings(RESPONSE, answer)) == []
    assert usage["totalTokenCount"] == usage["promptTokenCount"] + sum(said)
    assert read == usage.get("toolUsePromptTokenCount", 0)
    assert said[0] + said[1] <= drawn[1]["generationConfig"]["maxOutputTokens"]
    for chunk in streamed(ask, drawn, name):
        assert list(judge.findings(CHUNK, chunk)) == []


@given(drawn=bodies(), name=st.sampled_from(sorted(DIALECTS)))
def test_the_same_request_is_grounded_the_same(
    ask: Respond, name: str, drawn: tuple[str, Payload, dict[str, Any]]
) -> None:
    assert answered(ask, drawn, name) == answered(ask, drawn, name)


# What is looked up.


def request(prompt: str, **members: Any) -> GenerateRequest:
    body = {"contents": [{"role": "user", "parts": [{"text": prompt}]}], **members}
    return GenerateRequest(MODELS["gemini-2.5-flash"], body)


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param("Hello there!", id="greeting"),
        pytest.param("What is 12 * 3?", id="sum"),
        pytest.param("Write a poem about rain", id="poem"),
        pytest.param("\U0001f40b?!", id="no-words"),
        pytest.param("What is it?", id="no-terms"),
        pytest.param("Hi! What is 2 + 2? Use Google Search.", id="none-of-several"),
        pytest.param("", id="nothing"),
    ],
)
def test_some_prompts_need_no_search(prompt: str) -> None:
    assert grounding.wanted(request(prompt)) == ""
    assert grounding.queries(request(prompt), Choice(b"x")) == []


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        pytest.param("Who won? Tell me more.", "Who won? Tell me more.", id="all"),
        pytest.param("Hello! Who won euro 2024?", "Who won euro 2024?", id="greeting"),
        pytest.param(
            "What is 2 + 2? Also search for the weather in Tokyo.", "the weather in Tokyo.", id="sum"
        ),
        pytest.param("Search the web for\nrivers", "rivers", id="line"),
        pytest.param("Use Google Search to find out who won", "who won", id="tool"),
        pytest.param("Please look up rivers. Use web search.", "rivers.", id="order"),
        pytest.param("Find Italian restaurants", "Italian restaurants", id="find"),
        pytest.param("Search online: rivers", "rivers", id="colon"),
        pytest.param("Searching is hard", "Searching is hard", id="another-word"),
    ],
)  # fmt: skip
def test_what_is_wanted_is_without_what_asks_for_a_search(prompt: str, wanted: str) -> None:
    assert grounding.wanted(request(prompt)) == wanted


@pytest.mark.parametrize(
    "prompt",
    [
        "Read https://example.com/doc, search who won and compute 12*12 with code",
        "Search who won, then read https://example.com/doc. Then compute 12*12 with code.",
    ],
)
def test_of_several_tasks_that_of_the_search_is_looked_up(prompt: str) -> None:
    tools: list[dict[str, Any]] = [{"urlContext": {}}, {"googleSearch": {}}, {"codeExecution": {}}]

    assert grounding.wanted(request(prompt, tools=tools)) == "who won"


def test_a_page_that_cannot_be_read_is_searched_for() -> None:
    page = "Summarize https://example.com/doc"

    assert grounding.wanted(request(page, tools=[{"googleSearch": {}}])) == page
    assert grounding.wanted(request(page, tools=[{"googleSearch": {}}, {"urlContext": {}}])) == ""


@pytest.mark.parametrize(
    ("prompt", "queries"),
    [
        pytest.param(
            "Who won the euro 2024?",
            ["Who won euro 2024", "won euro 2024", "euro 2024 overview"],
            id="question",
        ),
        pytest.param(
            "Tell me about solar power",
            ["solar power", "solar power overview"],
            id="request",
        ),
        pytest.param(
            "\u4e2d\u56fd\u7684\u9996\u90fd",
            ["\u4e2d\u56fd\u7684\u9996\u90fd"],
            id="not-latin",
        ),
    ],
)  # fmt: skip
def test_queries_are_made_of_what_was_asked(prompt: str, queries: list[str]) -> None:
    asked = [grounding.queries(request(prompt), Choice(bytes([each]))) for each in range(200)]
    shown = {query for each in asked for query in each}

    assert all(each and each[0] == queries[0] for each in asked)
    assert set(queries) <= shown
    assert max(map(len, asked)) == len(queries)


def test_addresses_are_read_without_the_marks_around_them() -> None:
    prompt = "See (https://a.example/x), <http://b.example/?q=1&r=2>. HTTPS://c.example/y! and https://a.example/x"

    assert grounding.urls(request(prompt)) == [
        "https://a.example/x", "http://b.example/?q=1&r=2", "HTTPS://c.example/y",
    ]  # fmt: skip


def test_twenty_addresses_are_read_at_most() -> None:
    prompt = " ".join(f"https://a.example/{each}" for each in range(25))

    assert len(grounding.urls(request(prompt))) == 20


def test_suggestions_are_links_whatever_the_queries_hold() -> None:
    html = grounding.suggestions(['<script>alert("x")</script>', "a & b\u00e9"])
    found = ET.fromstring(f"<html>{html}</html>")

    assert [each.tag for each in found.iter()] == ["html", "style", "div", "a", "a"]
    assert [(each.text, each.get("href")) for each in found.iter("a")] == [
        (
            '<script>alert("x")</script>',
            "https://www.google.com/search?q=%3Cscript%3Ealert%28%22x%22%29%3C%2Fscript%3E",
        ),
        ("a & b\u00e9", "https://www.google.com/search?q=a+%26+b%C3%A9"),
    ]


# How it is put together.


def draft(*parts: Payload) -> Draft:
    return Draft(request("Hi"), COMET, Choice(b"x"), parts=parts)


def test_lists_are_put_behind_each_other_and_nothing_twice() -> None:
    once = grounding.grounded(
        draft(), groundingChunks=[{"web": {"uri": "a"}}], webSearchQueries=["q"]
    )
    both = grounding.grounded(once, groundingChunks=[{"web": {"uri": "b"}}], webSearchQueries=["q"])

    assert both.members["groundingMetadata"] == {
        "groundingChunks": [{"web": {"uri": "a"}}, {"web": {"uri": "b"}}],
        "webSearchQueries": ["q"],
    }


def test_nothing_found_is_empty_metadata() -> None:
    assert grounding.grounded(draft()).members == {"groundingMetadata": {}}


def test_only_an_answer_is_grounded() -> None:
    assert grounding.answers(draft({"text": "Hm.", "thought": True}, {"text": "Hi"}))
    assert grounding.answers(replace(draft({"text": "Hi"}), finish_reason="MAX_TOKENS"))
    assert not grounding.answers(draft())
    assert not grounding.answers(draft({"text": "Hm.", "thought": True}))
    assert not grounding.answers(draft({"text": "Hi"}, {"functionCall": {"name": "f"}}))
    assert not grounding.answers(replace(draft({"text": "Hi"}), finish_reason="SAFETY"))


def test_a_candidate_that_was_stopped_is_not_grounded(ask: Respond) -> None:
    text = "Who won the euro 2024? mock-finish-SAFETY-late"
    body = {"contents": [{"parts": [{"text": text}]}], "tools": [{"googleSearch": {}}]}
    (candidate,) = json.loads(ask(body).reply.body)["candidates"]

    assert candidate["finishReason"] == "SAFETY"
    assert "groundingMetadata" not in candidate


@pytest.mark.parametrize("name", DIALECTS)
def test_places_count_the_thoughts_in_front(ask: Respond, name: str) -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": "Who won the euro 2024?"}]}],
        "tools": [{"googleSearch": {}}],
        "generationConfig": {"thinkingConfig": {"includeThoughts": True}},
    }
    (candidate,) = json.loads(ask(body, dialect=name).reply.body)["candidates"]
    segment = candidate["groundingMetadata"]["groundingSupports"][0]["segment"]

    assert candidate["content"]["parts"][0]["thought"]
    assert segment["partIndex"] == 1
    assert "startIndex" not in segment
