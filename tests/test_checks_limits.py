"""The checks of limits, each over answers that keep them and answers that don't."""

import json
from typing import Any

import pytest

from contract_tests.check import CHECKS
from contract_tests.checks import limits  # noqa: F401 - registers them
from contract_tests.exchange import Exchange, Frame


def answer(
    *texts: str, config: Any = None, reason: str = "STOP", tokens: int = 5, **usage: Any
) -> Exchange:
    """Return an answer with a candidate for each text."""
    candidates = [
        {
            "content": {"role": "model", "parts": [{"text": each}]},
            "finishReason": reason,
            "index": n,
        }
        for n, each in enumerate(texts)
    ]
    counts = {"candidatesTokenCount": tokens, **usage}
    return exchange({"candidates": candidates, "usageMetadata": counts}, config=config)


def exchange(*chunks: Any, config: Any = None, sent: Any = None) -> Exchange:
    """Return an answer of one object, or a stream of several."""
    request = {"contents": [{"parts": [{"text": "Say hi"}]}]}
    streams = len(chunks) > 1
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in chunks)
    return Exchange(
        source="a test",
        url="https://host/v1beta/models/gemini-2.5-flash:"
        + ("streamGenerateContent?alt=sse" if streams else "generateContent"),
        sent=sent or {**request, **({} if config is None else {"generationConfig": config})},
        status=200,
        headers={"content-type": "text/event-stream" if streams else "application/json"},
        frames=(Frame((body if streams else json.dumps(chunks[0])).encode()),),
    )


def seen(name: str, looked_at: Exchange) -> list[tuple[str, str]] | None:
    """Return where a check finds something and what it says; None if it doesn't look."""
    check = CHECKS[name]
    if not check.applies(looked_at):
        return None
    return [(each.pointer, each.message) for each in check.rule(looked_at)]


# Length.


def test_an_answer_within_its_limit_is_fine() -> None:
    assert seen("output_keeps_its_limit", answer("hi", config={"maxOutputTokens": 5})) == []


def test_the_limit_may_be_written_in_snake_case_and_as_text() -> None:
    found = seen("output_keeps_its_limit", answer("hi", config={"max_output_tokens": "5"}))

    assert found == []


@pytest.mark.parametrize("tokens", [33, 40])
def test_a_few_tokens_more_are_no_fault(tokens: int) -> None:
    exchanged = answer("hi", config={"maxOutputTokens": 32}, tokens=tokens)

    assert seen("output_keeps_its_limit", exchanged) == []


def test_one_candidate_with_a_reason_is_enough_to_look_at() -> None:
    exchanged = exchange({"candidates": [{"finishReason": "STOP"}, {}]})

    assert seen("nothing_ends_for_a_limit_unasked", exchanged) == []


def test_thoughts_count_toward_the_limit() -> None:
    exchanged = answer("hi", config={"maxOutputTokens": 20}, tokens=5, thoughtsTokenCount=100)

    assert seen("output_keeps_its_limit", exchanged) == []
    assert seen("thoughts_use_up_the_limit", exchanged) == [
        (
            "/usageMetadata/thoughtsTokenCount",
            "expected at most 20 tokens of candidates and thoughts, got 105",
        )
    ]


def test_thoughts_within_the_limit_are_fine() -> None:
    exchanged = answer("hi", config={"maxOutputTokens": 20}, tokens=5, thoughtsTokenCount=15)

    assert seen("thoughts_use_up_the_limit", exchanged) == []
    assert seen("thoughts_use_up_the_limit", answer("hi", config={"maxOutputTokens": 9})) is None


def test_more_tokens_than_the_limit_are_found() -> None:
    exchanged = answer("hi", config={"maxOutputTokens": 20}, tokens=105)

    assert seen("output_keeps_its_limit", exchanged) == [
        (
            "/usageMetadata/candidatesTokenCount",
            "expected at most 20 tokens of candidates, got 105",
        )
    ]


def test_each_candidate_has_the_limit() -> None:
    exchanged = answer("hi", "ho", config={"maxOutputTokens": 20, "candidateCount": 2}, tokens=40)

    assert seen("output_keeps_its_limit", exchanged) == []


@pytest.mark.parametrize(
    "exchanged",
    [
        answer("hi"),
        answer("hi", config={"maxOutputTokens": "many"}),
        answer("hi", config="x"),
        exchange({"usageMetadata": "x"}, config={"maxOutputTokens": 5}),
        exchange({"usageMetadata": {"candidatesTokenCount": True}}, config={"maxOutputTokens": 5}),
    ],
)
def test_without_a_limit_or_a_count_nothing_is_said(exchanged: Exchange) -> None:
    assert seen("output_keeps_its_limit", exchanged) is None


def test_max_tokens_without_a_limit_is_found() -> None:
    assert seen("nothing_ends_for_a_limit_unasked", answer("hi")) == []
    assert seen("nothing_ends_for_a_limit_unasked", answer("hi", reason="MAX_TOKENS")) == [
        (
            "/candidates/0/finishReason",
            "expected another reason where maxOutputTokens isn't set, got MAX_TOKENS",
        )
    ]


@pytest.mark.parametrize(
    "exchanged",
    [
        answer("hi", config={"maxOutputTokens": 5}, reason="MAX_TOKENS"),
        exchange({"candidates": [{"finishReason": "MAX_TOKENS"}]}, sent=b"?"),
        exchange({"candidates": [{}]}),
    ],
)
def test_with_a_limit_without_a_request_or_a_reason_nothing_is_said(exchanged: Exchange) -> None:
    assert seen("nothing_ends_for_a_limit_unasked", exchanged) is None


# Stop sequences.


def test_a_stop_sequence_in_a_text_is_found() -> None:
    config = {"stopSequences": ["END", "."]}

    assert seen("stop_sequences_are_not_said", answer("So it goes", config=config)) == []
    assert seen("stop_sequences_are_not_said", answer("So. END", config=config)) == [
        ("/candidates/0/content/parts/0/text", "expected it to end before 'END'"),
        ("/candidates/0/content/parts/0/text", "expected it to end before '.'"),
    ]


def test_a_stop_sequence_over_two_chunks_is_found() -> None:
    chunks = [
        {"candidates": [{"content": {"parts": [{"text": each}]}}]} for each in ("So E", "ND of it")
    ]

    assert seen(
        "stop_sequences_are_not_said", exchange(*chunks, config={"stopSequences": ["END"]})
    ) == [("/1/candidates/0/content", "expected it to end before 'END'")]


def test_a_stop_sequence_may_stand_in_thoughts() -> None:
    parts = [{"text": "I say END", "thought": True}, {"text": "So"}, {"text": 3}, {"x": 1}]
    body = {"candidates": [{"content": {"parts": parts}}, {"content": "?"}, {}]}

    found = seen("stop_sequences_are_not_said", exchange(body, config={"stopSequences": ["END"]}))

    assert found == []


@pytest.mark.parametrize("config", [{}, {"stopSequences": []}, {"stopSequences": [""]}])
def test_without_stop_sequences_nothing_is_said(config: Any) -> None:
    assert seen("stop_sequences_are_not_said", answer("hi", config=config)) is None


def test_without_text_nothing_is_said_of_stop_sequences() -> None:
    exchanged = exchange({"candidates": [{}]}, config={"stopSequences": ["END"]})

    assert seen("stop_sequences_are_not_said", exchanged) is None


# Candidates.


@pytest.mark.parametrize(
    ("config", "most"),
    [
        (None, 1),
        ({"candidateCount": 2}, 2),
        ({"candidateCount": 0}, 1),
        ({"candidateCount": []}, 1),
    ],
)
def test_more_candidates_than_asked_for_are_found(config: Any, most: int) -> None:
    texts = ["hi", "ho", "ha"]

    assert seen("no_more_candidates_than_asked", answer(*texts[:most], config=config)) == []
    assert seen("no_more_candidates_than_asked", answer(*texts, config=config)) == [
        ("/candidates", f"expected at most {most}, got 3")
    ]


@pytest.mark.parametrize(
    "exchanged", [exchange({"promptFeedback": {}}), exchange({"candidates": [{}]}, sent=b"?")]
)
def test_without_candidates_or_a_request_nothing_is_said(exchanged: Exchange) -> None:
    assert seen("no_more_candidates_than_asked", exchanged) is None
