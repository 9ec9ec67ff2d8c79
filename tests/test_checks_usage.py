"""Checks of token counts: what they find, and what they leave alone."""

from typing import Any

import pytest

from contract_tests.exchange import Exchange
from tests.exchanges import (
    BLOCKED,
    chunks,
    counting,
    events,
    findings,
    message,
    places,
    response,
    saying,
    unary,
)

PICTURE = [{"modality": "IMAGE", "tokenCount": 1120}]


def text(count: int) -> list[dict[str, Any]]:
    return [{"modality": "TEXT", "tokenCount": count}]


@pytest.mark.parametrize("usage", [None, {}, {"trafficType": "ON_DEMAND"}, [], "x"])
def test_an_answer_without_counts_is_found(usage: Any) -> None:
    assert places("usage_is_told", unary(response(usageMetadata=usage))) == ["/usageMetadata"]


def test_a_stream_needs_counts_in_one_chunk_alone() -> None:
    assert places("usage_is_told", events(*chunks("2+2 is", " 4."))) == []


def test_a_stream_that_broke_off_never_came_to_count() -> None:
    first, last = chunks("2+2 is", " 4.", usageMetadata=None)

    assert places("usage_is_told", events(first)) is None
    assert places("usage_is_told", events(first, last)) == ["/usageMetadata"]


def test_nothing_is_said_of_the_counts_of_a_blocked_prompt_or_an_error() -> None:
    assert places("usage_is_told", unary(BLOCKED)) is None
    assert places("usage_is_told", unary({"error": {"code": 400}})) is None


def test_a_total_that_leaves_the_thoughts_out_is_found() -> None:
    wrong = counting(
        promptTokenCount=5, candidatesTokenCount=1, thoughtsTokenCount=24, totalTokenCount=6
    )

    assert message("total_is_the_sum", unary(wrong)) == "expected the sum of [5, 1, 24], 30; got 6"


def test_a_total_includes_what_tools_gave() -> None:
    right = counting(promptTokenCount=5, toolUsePromptTokenCount=7, totalTokenCount=12)

    assert places("total_is_the_sum", unary(right)) == []


def test_the_total_of_each_chunk_is_held_to_its_own_summands() -> None:
    first, last = chunks("2+2 is", " 4.")
    first["usageMetadata"] = {"promptTokenCount": 5, "totalTokenCount": 6}

    assert places("total_is_the_sum", events(first, last)) == ["/0/usageMetadata/totalTokenCount"]


def test_nothing_is_said_of_a_total_that_is_absent() -> None:
    assert places("total_is_the_sum", unary(counting(promptTokenCount=5))) is None


@pytest.mark.parametrize("count", [-1, "5", 5.5, None, True])
def test_a_count_that_is_no_whole_number_is_found(count: Any) -> None:
    wrong = unary(counting(promptTokenCount=count))

    assert places("counts_are_whole_numbers", wrong) == ["/usageMetadata/promptTokenCount"]


def test_counts_of_zero_are_whole_numbers() -> None:
    assert places("counts_are_whole_numbers", unary(counting(thoughtsTokenCount=0))) == []
    assert places("counts_are_whole_numbers", unary(BLOCKED)) is None


@pytest.mark.parametrize(
    ("name", "details", "count"),
    [
        ("prompt_details_sum_up", "promptTokensDetails", "promptTokenCount"),
        ("candidates_details_sum_up", "candidatesTokensDetails", "candidatesTokenCount"),
        ("cache_details_sum_up", "cacheTokensDetails", "cachedContentTokenCount"),
        ("tool_details_sum_up", "toolUsePromptTokensDetails", "toolUsePromptTokenCount"),
    ],
)
def test_details_that_do_not_sum_up_are_found(name: str, details: str, count: str) -> None:
    mixed = [*text(3), *PICTURE]
    right = unary(counting(**{count: 1123, details: mixed}))
    wrong = unary(counting(**{count: 1122, details: mixed}))

    assert places(name, right) == []
    assert places(name, wrong) == [f"/usageMetadata/{details}"]
    assert message(name, wrong).endswith(f"sum up to {count}, 1122; got [3, 1120]")


def test_details_of_a_count_that_is_absent_must_be_of_nothing() -> None:
    assert places("cache_details_sum_up", unary(counting(cacheTokensDetails=text(0)))) == []
    assert places("cache_details_sum_up", unary(counting(cacheTokensDetails=text(1)))) != []


def test_a_picture_may_come_without_details_of_the_text_beside_it() -> None:
    counts = counting(candidatesTokenCount=1216, candidatesTokensDetails=PICTURE)

    assert places("candidates_details_sum_up", unary(counts)) is None


def test_nothing_is_said_of_details_of_a_count_that_is_none() -> None:
    wrong = counting(cachedContentTokenCount="5", cacheTokensDetails=text(5))

    assert places("cache_details_sum_up", unary(wrong)) is None
    assert places("cache_details_sum_up", unary(counting(cachedContentTokenCount=5))) is None


def test_tools_may_add_to_a_prompt_without_details() -> None:
    counts = {"promptTokenCount": 257, "promptTokensDetails": text(196)}
    ran = saying({"executableCode": {"language": "PYTHON", "code": "1"}}, {"text": "1"})
    added = counting(**counts, toolUsePromptTokenCount=1)

    assert places("prompt_details_sum_up", unary(ran | {"usageMetadata": counts})) is None
    assert places("prompt_details_sum_up", unary(added)) is None


def test_a_modality_that_comes_twice_is_found() -> None:
    twice = unary(counting(promptTokensDetails=[*text(1), *text(2)]))

    assert message("modalities_come_once", twice) == (
        "expected each modality once, got TEXT more often"
    )
    assert places("modalities_come_once", unary()) == []


def test_more_tokens_cached_than_the_prompt_has_are_found() -> None:
    wrong = unary(counting(promptTokenCount=5, cachedContentTokenCount=6))
    right = unary(counting(promptTokenCount=5, cachedContentTokenCount=5))

    assert message("the_prompt_includes_what_was_cached", wrong) == (
        "expected at most the 5 of the prompt, got 6"
    )
    assert places("the_prompt_includes_what_was_cached", right) == []


class TestChunks:
    vertex = events(*chunks("2+2", " is", " 4."))
    google = events(
        *(each | {"usageMetadata": {"totalTokenCount": 5}} for each in chunks("2", "4"))
    )
    none = events(*(each | {"usageMetadata": {}} for each in chunks("2+2", " is")))

    def test_the_last_chunk_is_to_count(self) -> None:
        assert places("the_last_chunk_counts", self.vertex) == []
        assert places("the_last_chunk_counts", self.google) == []
        assert places("the_last_chunk_counts", self.none) == ["/1/usageMetadata"]

    def test_google_counts_in_every_chunk(self) -> None:
        assert places("every_chunk_counts", self.google) == []
        assert places("every_chunk_counts", self.vertex) == ["/0/usageMetadata"]

    def test_vertex_counts_in_no_chunk_but_the_last(self) -> None:
        assert places("only_the_last_chunk_counts", self.vertex) == []
        assert places("only_the_last_chunk_counts", self.google) == [
            "/0/usageMetadata/totalTokenCount"
        ]

    def test_one_candidate_that_ended_is_enough_to_expect_counts(self) -> None:
        first, last = chunks("2+2 is", " 4.")
        last["candidates"].append({"index": 1, "content": {"parts": [{"text": "5"}]}})

        assert places("the_last_chunk_counts", events(first, last | {"usageMetadata": {}})) == [
            "/1/usageMetadata"
        ]

    def test_nothing_is_said_of_a_single_chunk_or_one_that_broke_off(self) -> None:
        broken = events(*chunks("2+2", " is", " 4.")[:2])

        assert places("every_chunk_counts", events(response())) is None
        assert places("the_last_chunk_counts", broken) is None


class TestTextTokens:
    prompt = "The weather is fine today, and the birds are singing."

    def asked(self, count: int, **request: Any) -> Exchange:
        contents = [{"parts": [{"text": self.prompt}]}]
        return unary(counting(promptTokenCount=count), sent={"contents": contents, **request})

    @pytest.mark.parametrize("count", [6, 12, 44])
    def test_about_four_characters_a_token_are_right(self, count: int) -> None:
        assert places("text_takes_a_token_per_few_characters", self.asked(count)) == []

    @pytest.mark.parametrize("count", [5, 45])
    def test_far_fewer_or_more_are_found(self, count: int) -> None:
        assert message("text_takes_a_token_per_few_characters", self.asked(count)) == (
            f"expected about 13 tokens for 53 characters, got {count}"
        )

    @pytest.mark.parametrize(
        "request_",
        [
            {"tools": [{"googleSearch": {}}]},
            {"generationConfig": {"responseSchema": {"type": "STRING"}}},
            {"contents": [{"parts": [{"text": "a" * 39}]}]},
            {"contents": [{"parts": [{"text": "空" * 50}]}]},
            {"contents": [{"parts": [{"fileData": {"fileUri": "https://a.example"}}]}]},
        ],
    )
    def test_nothing_is_said_where_more_than_plain_text_counts(self, request_: Any) -> None:
        exchange = self.asked(1000, **request_)

        assert findings("text_takes_a_token_per_few_characters", exchange) is None
