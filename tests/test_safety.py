import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.judge import findings
from contract_tests.strategies.prompts import TEXTS
from mockserver import tokens
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.generate import answer, safety
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Part
from mockserver.generate.reading.triggers import CATEGORIES, TRIGGERS, Found, Trigger
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.stream import chunks
from tests.conftest import Respond

WHOLE = "gemini/generate_content_response.json"
CHUNK = "gemini/generate_content_chunk.json"

ALL = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
VERTEX_LIKE = pytest.mark.parametrize("dialect", [COMET, VERTEX], ids=["comet", "vertex"])
OFFERED = [
    pytest.param(name, each, id=f"{each.word}-{name}")
    for name, dialect in DIALECTS.items()
    for each in TRIGGERS.values()
    if each.origin not in dialect.lacks
]
RATED = [
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
]


def ask_for(
    word: str, dialect: Dialect = COMET, prompt: str = "Explain rain in detail", **members: Any
) -> dict[str, Any]:
    body = {"contents": [{"parts": [{"text": prompt}, {"text": word}]}], **members}
    return answer(GenerateRequest(MODELS["gemini-2.5-flash"], body), dialect)


def candidate(word: str, dialect: Dialect = COMET, **members: Any) -> dict[str, Any]:
    (only,) = ask_for(word, dialect, **members)["candidates"]
    found: dict[str, Any] = only
    return found


def said(candidate: dict[str, Any]) -> str:
    parts = candidate.get("content", {}).get("parts", [])
    return "".join(each.get("text", "") for each in parts)


def settings(category: str, threshold: str) -> list[dict[str, str]]:
    return [{"category": category, "threshold": threshold}]


def merged(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Add up the chunks of one candidate: its texts joined, else the newest of each member."""
    whole: dict[str, Any] = {}
    for piece in pieces:
        (each,) = piece["candidates"]
        text = said(whole) + said(each)
        parts = [{"text": text}] if text else each.get("content", {}).get("parts", [])
        content = {"content": {**each["content"], "parts": parts}} if "content" in each else {}
        whole |= {**each, **content}
    return whole


# Every trigger, in every dialect that has it.


@pytest.mark.parametrize(("name", "trigger"), OFFERED)
def test_a_trigger_gives_its_reason_and_keeps_the_contract(name: str, trigger: Trigger) -> None:
    whole = ask_for(trigger.word, DIALECTS[name])
    pieces = chunks(whole, DIALECTS[name])

    assert whole.get("promptFeedback", {}).get("blockReason", "") == trigger.block
    if not trigger.block:
        assert whole["candidates"][0]["finishReason"] == (trigger.finish or "STOP")
    assert list(findings(WHOLE, whole)) == []
    assert [each for piece in pieces for each in findings(CHUNK, piece)] == []


@pytest.mark.parametrize(("name", "trigger"), OFFERED)
def test_a_trigger_works_over_the_wire_unary_and_streamed(
    name: str, trigger: Trigger, ask: Respond
) -> None:
    body = {"contents": [{"role": "user", "parts": [{"text": f"Explain rain. {trigger.word}"}]}]}

    unary = ask(body, dialect=name, self_check=True)
    streamed = ask(
        body, dialect=name, operator="streamGenerateContent", query={"alt": "sse"}, self_check=True
    )
    whole = json.loads(unary.reply.body)
    events = [json.loads(each.data.partition(b"data: ")[2]) for each in streamed.reply.frames]

    assert unary.reply.status == streamed.reply.status == 200
    assert unary.warnings == streamed.warnings == ()
    if trigger.block:
        assert events == [whole]
    else:
        (only,) = whole["candidates"]
        shown = {key: only[key] for key in only if key not in DIALECTS[name].unary_only}
        assert merged(events) == shown


@given(
    row=st.sampled_from(OFFERED),
    prompt=TEXTS,
    late=st.booleans(),
    most=st.none() | st.integers(1, 200),
)
def test_a_candidate_that_ends_before_its_time_is_the_same_merged_and_adds_up(
    *, row: Any, prompt: str, late: bool, most: int | None
) -> None:
    name, trigger = row.values
    dialect = DIALECTS[name]
    word = f"{trigger.word}-late" if late and trigger.finish else trigger.word
    config = {"maxOutputTokens": most} if most else {}

    whole = ask_for(word, dialect, prompt, generationConfig=config)
    usage = whole["usageMetadata"]
    counted = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")

    assert list(findings(WHOLE, whole)) == []
    assert usage.get("totalTokenCount", 0) == sum(usage.get(each, 0) for each in counted)
    if not trigger.block:
        (only,) = whole["candidates"]
        shown = {key: only[key] for key in only if key not in dialect.unary_only}
        assert merged(chunks(whole, dialect)) == shown
        assert tokens.of_contents([only.get("content", {})]).total() == usage.get(
            "candidatesTokenCount", 0
        )


@given(TEXTS)
def test_no_answer_without_a_trigger_is_withheld(prompt: str) -> None:
    found = candidate("", prompt=prompt)

    assert found.keys() <= {"content", "finishReason", "avgLogprobs"}
    assert found["finishReason"] == "STOP"


# Blocked prompts.


@VERTEX_LIKE
def test_vertex_counts_nothing_of_a_blocked_prompt_and_says_why(dialect: Dialect) -> None:
    blocked = ask_for("mock-block-OTHER", dialect)

    assert list(blocked) == [
        "promptFeedback",
        "usageMetadata",
        "modelVersion",
        "createTime",
        "responseId",
    ]
    assert blocked["usageMetadata"] == {"trafficType": "ON_DEMAND"}
    assert blocked["promptFeedback"] == {
        "blockReason": "OTHER",
        "blockReasonMessage": "The prompt was blocked by the trigger mock-block-OTHER of the mock.",
    }


def test_google_counts_a_blocked_prompt_and_does_not_say_why() -> None:
    blocked, plain = ask_for("mock-block-OTHER", GOOGLE), ask_for("", GOOGLE)
    count = blocked["usageMetadata"]["promptTokenCount"]

    assert list(blocked) == ["promptFeedback", "usageMetadata", "modelVersion", "responseId"]
    assert blocked["promptFeedback"] == {"blockReason": "OTHER"}
    assert count == plain["usageMetadata"]["promptTokenCount"] + tokens.count("mock-block-OTHER")
    assert blocked["usageMetadata"] == {
        "promptTokenCount": count,
        "totalTokenCount": count,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": count}],
        "serviceTier": "standard",
    }


@ALL
def test_a_prompt_blocked_for_safety_is_rated(dialect: Dialect) -> None:
    feedback = ask_for("mock-block-SAFETY-HARASSMENT", dialect)["promptFeedback"]

    assert feedback["safetyRatings"] == [
        {"category": "HARM_CATEGORY_HATE_SPEECH", "probability": "NEGLIGIBLE"},
        {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "NEGLIGIBLE"},
        {"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True},
        {"category": "HARM_CATEGORY_SEXUALLY_EXPLICIT", "probability": "NEGLIGIBLE"},
    ]


# Finish reasons.


@ALL
@pytest.mark.parametrize("name", CATEGORIES)
def test_one_rating_of_a_candidate_ended_for_safety_is_blocked(dialect: Dialect, name: str) -> None:
    found = candidate(f"mock-finish-SAFETY-{name}", dialect)
    ratings = found["safetyRatings"]
    blocked = [each for each in ratings if "blocked" in each]

    assert "content" not in found
    assert [each["category"] for each in blocked] == [CATEGORIES[name]]
    assert [each["probability"] for each in blocked] == ["HIGH"]
    assert blocked[0]["blocked"] is True
    assert {each["category"] for each in ratings} == {*RATED, CATEGORIES[name]}
    assert [each["probability"] for each in ratings].count("NEGLIGIBLE") == len(ratings) - 1


def test_google_has_no_scores_of_harm() -> None:
    ratings = candidate("mock-finish-SAFETY", GOOGLE)["safetyRatings"]

    assert {key for each in ratings for key in each} == {"category", "probability", "blocked"}


@VERTEX_LIKE
@pytest.mark.parametrize("seed", range(20))
def test_the_scores_of_vertex_go_with_the_probability(dialect: Dialect, seed: int) -> None:
    config = {"seed": seed}
    for each in candidate("mock-finish-SAFETY", dialect, generationConfig=config)["safetyRatings"]:
        low, high = (0.8, 0.9) if each["probability"] == "HIGH" else (0, 0.1)

        assert low < each["probabilityScore"] <= high
        assert low < each["severityScore"] <= high
        assert each["severity"] == f"HARM_SEVERITY_{each['probability']}"


THOUGHT: Part = {"text": "Let me think.", "thought": True}
SIGNED: Part = {"text": " one two three", "thoughtSignature": "QQ"}
CALL: Part = {"functionCall": {"name": "f", "args": {}}}


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([{"text": "one two three four"}], [{"text": "one two"}], id="even"),
        pytest.param([{"text": "one two three"}], [{"text": "one two"}], id="odd"),
        pytest.param([{"text": "one"}], [{"text": "one"}], id="a-word"),
        pytest.param([{"text": "one two"}, {"text": " three"}], [{"text": "one"}], id="two-texts"),
        pytest.param([THOUGHT, SIGNED], [THOUGHT, {"text": " one two"}], id="thoughts-first"),
        pytest.param([{"text": "one two"}, CALL], [{"text": "one"}], id="call-behind"),
        pytest.param([CALL, {"text": "one two"}], [], id="call-before"),
        pytest.param([THOUGHT], [THOUGHT], id="thoughts-alone"),
    ],
)
def test_half_of_what_is_said_is_left_where_tokens_run_out(
    parts: list[Part], kept: list[Part]
) -> None:
    request = GenerateRequest(MODELS["gemini-2.5-flash"], {"contents": []})
    found = Found(TRIGGERS["mock-finish-max_tokens"])
    draft = Draft(request, COMET, Choice(b"x"), parts=tuple(parts), trigger=found)

    cut = safety.apply(draft.having(finishMessage="Model generated function call(s)."))

    assert list(cut.parts) == kept
    assert cut.finish_reason == "MAX_TOKENS"
    assert cut.members == {}
    assert not cut.silent


@ALL
def test_a_late_end_comes_after_half_of_the_answer(dialect: Dialect) -> None:
    half = candidate("mock-finish-MAX_TOKENS-late", dialect)
    late = candidate("mock-finish-SAFETY-late", dialect)
    pieces = chunks(ask_for("mock-finish-SAFETY-late", dialect), dialect)

    assert said(half)
    assert said(late)
    assert "safetyRatings" in late
    assert len(pieces) > 2
    assert not any("finishReason" in each["candidates"][0] for each in pieces[:-1])


def test_a_late_end_leaves_half_of_what_would_have_been_said() -> None:
    config = {"maxOutputTokens": 40, "thinkingConfig": {"thinkingBudget": 0}}

    late = ask_for("mock-finish-OTHER-late", generationConfig=config)

    assert late["usageMetadata"]["candidatesTokenCount"] == 20


@pytest.mark.parametrize(
    ("tools", "name"),
    [
        pytest.param([], "mock_function", id="none"),
        pytest.param(
            [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}], "f", id="declared"
        ),
    ],
)
def test_a_malformed_call_is_quoted(tools: list[dict[str, Any]], name: str) -> None:
    found = candidate("mock-finish-MALFORMED_FUNCTION_CALL", tools=tools)

    assert found == {
        "finishReason": "MALFORMED_FUNCTION_CALL",
        "finishMessage": f"Malformed function call: print(default_api.{name}(",
    }


@VERTEX_LIKE
def test_vertex_shows_the_call_that_was_not_expected(dialect: Dialect) -> None:
    found = candidate("mock-finish-UNEXPECTED_TOOL_CALL", dialect)

    (part,) = found["content"]["parts"]

    assert part["functionCall"] == {"name": "mock_undeclared_function", "args": {}}


@ALL
def test_a_call_that_was_not_expected_is_named(dialect: Dialect) -> None:
    found = candidate("mock-finish-UNEXPECTED_TOOL_CALL", dialect)

    assert ("content" in found) == (dialect is not GOOGLE)
    assert found["finishMessage"] == (
        "Unexpected tool call: Model tried to call an undeclared function: mock_undeclared_function"
    )


def test_a_message_names_the_trigger() -> None:
    assert candidate("mock-finish-NO_IMAGE")["finishMessage"] == (
        "The response was stopped by the trigger mock-finish-NO_IMAGE of the mock."
    )


@ALL
def test_every_candidate_ends_by_a_trigger(dialect: Dialect) -> None:
    found = ask_for("mock-finish-OTHER", dialect, generationConfig={"candidateCount": 3})

    assert [each["finishReason"] for each in found["candidates"]] == ["OTHER"] * 3
    assert list(findings(WHOLE, found)) == []


def test_a_candidate_that_is_withheld_is_sure_of_nothing() -> None:
    config = {"responseLogprobs": True}

    assert candidate("mock-finish-OTHER", generationConfig=config).keys() == {
        "finishReason",
        "finishMessage",
    }


def test_the_log_probabilities_of_a_late_end_are_of_what_is_said() -> None:
    found = candidate("mock-finish-OTHER-late", generationConfig={"responseLogprobs": True})
    chosen = found["logprobsResult"]["chosenCandidates"]

    assert "".join(each["token"] for each in chosen) == said(found)


# Thresholds.


@ALL
@pytest.mark.parametrize("threshold", ["OFF", "BLOCK_NONE"])
def test_a_prompt_is_not_blocked_for_a_harm_that_is_tolerated(
    dialect: Dialect, threshold: str
) -> None:
    members: dict[str, Any] = {"safetySettings": settings("HARM_CATEGORY_HARASSMENT", threshold)}

    found = ask_for("mock-block-SAFETY-HARASSMENT", dialect, **members)
    other = ask_for("mock-block-SAFETY-HATE_SPEECH", dialect, **members)

    assert found["candidates"][0]["finishReason"] == "STOP"
    assert "promptFeedback" not in found
    assert "candidates" not in other


@ALL
def test_a_harm_that_is_not_blocked_is_rated_all_the_same(dialect: Dialect) -> None:
    members: dict[str, Any] = {
        "safetySettings": settings("HARM_CATEGORY_DANGEROUS_CONTENT", "BLOCK_NONE")
    }

    found = candidate("mock-finish-SAFETY", dialect, **members)
    ratings = {each["category"]: each["probability"] for each in found["safetyRatings"]}

    assert found["finishReason"] == "STOP"
    assert said(found)
    assert ratings["HARM_CATEGORY_DANGEROUS_CONTENT"] == "HIGH"
    assert not any("blocked" in each for each in found["safetyRatings"])


@ALL
def test_a_harm_that_is_switched_off_is_not_rated(dialect: Dialect) -> None:
    members: dict[str, Any] = {"safetySettings": settings("HARM_CATEGORY_DANGEROUS_CONTENT", "OFF")}

    found = candidate("mock-finish-SAFETY", dialect, **members)

    assert found["finishReason"] == "STOP"
    assert said(found)
    assert "safetyRatings" not in found


@pytest.mark.parametrize(
    "threshold", ["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH"]
)
def test_any_other_threshold_blocks(threshold: str) -> None:
    members: dict[str, Any] = {
        "safetySettings": settings("HARM_CATEGORY_DANGEROUS_CONTENT", threshold)
    }

    assert candidate("mock-finish-SAFETY", **members)["finishReason"] == "SAFETY"
    assert "candidates" not in ask_for("mock-block-SAFETY", **members)


@pytest.mark.parametrize("word", ["mock-block-PROHIBITED_CONTENT", "mock-block-BLOCKLIST"])
def test_no_setting_prevents_another_block(word: str) -> None:
    every = [each for name in CATEGORIES.values() for each in settings(name, "OFF")]

    assert "candidates" not in ask_for(word, safetySettings=every)


def test_no_setting_prevents_another_finish_reason() -> None:
    every = [each for name in CATEGORIES.values() for each in settings(name, "OFF")]

    assert candidate("mock-finish-SPII", safetySettings=every)["finishReason"] == "SPII"


# Citations.


def cited(candidate: dict[str, Any]) -> Iterator[dict[str, Any]]:
    (listed,) = candidate["citationMetadata"].values()
    yield from listed


@ALL
def test_a_source_is_called_as_the_origin_does(dialect: Dialect) -> None:
    found = candidate("mock-cite", dialect)
    first, second = cited(found)

    assert found["finishReason"] == "STOP"
    assert list(found["citationMetadata"]) == [dialect.citations]
    assert "startIndex" not in first
    assert second["startIndex"] >= first["endIndex"]
    assert ("title" in first, "publicationDate" in first) == (dialect is VERTEX,) * 2


@given(
    TEXTS,
    st.sampled_from(["mock-cite", "mock-finish-RECITATION-late"]),
    st.integers(1, 60),
)
def test_a_citation_is_a_slice_of_the_text_in_bytes(prompt: str, word: str, most: int) -> None:
    config = {"maxOutputTokens": most, "thinkingConfig": {"thinkingBudget": 0}}
    found = candidate(word, prompt=prompt, generationConfig=config)
    whole = said(found).encode()

    for each in cited(found):
        slice_ = whole[each.get("startIndex", 0) : each["endIndex"]]

        assert slice_.decode()
        assert each["endIndex"] <= len(whole)


def test_citations_count_bytes_and_not_characters() -> None:
    found = candidate("mock-cite", prompt="Explain 中国的首都 in detail")
    *_, last = cited(found)

    assert last["endIndex"] == len(said(found).encode()) > len(said(found))


@ALL
def test_a_recitation_is_withheld_and_its_citations_are_not(dialect: Dialect) -> None:
    found = candidate("mock-finish-RECITATION", dialect)

    assert "content" not in found
    assert all(each["endIndex"] > 0 for each in cited(found))


def test_where_nothing_is_said_nothing_is_cited() -> None:
    found = candidate("mock-cite", generationConfig={"maxOutputTokens": 1})

    assert not said(found)
    assert "citationMetadata" not in found


def test_one_word_is_cited_once() -> None:
    config = {"maxOutputTokens": 1, "thinkingConfig": {"thinkingBudget": 0}}

    (only,) = cited(candidate("mock-cite", generationConfig=config))

    assert only.keys() == {"endIndex", "uri", "license"}
