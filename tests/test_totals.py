from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import COMET, GOOGLE
from mockserver.generate.totals import completed
from mockserver.generate.usage import Usage

USAGE = Usage(prompt=Counter(TEXT=4, IMAGE=258), said=Counter(TEXT=10), thoughts=30)


def total(usage: dict[str, Any]) -> int:
    names = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    return sum(usage.get(name, 0) for name in (*names, "toolUsePromptTokenCount"))


def test_nothing_given_is_the_usage_as_it_is() -> None:
    assert completed({}, USAGE, COMET) == USAGE.metadata(COMET)


@pytest.mark.parametrize(
    ("told", "other", "count"),
    [
        ({"totalTokenCount": 400}, "candidatesTokenCount", 108),
        ({"totalTokenCount": 400, "candidatesTokenCount": 100}, "thoughtsTokenCount", 38),
        (
            {"totalTokenCount": 400, "candidatesTokenCount": 100, "thoughtsTokenCount": 30},
            "promptTokenCount",
            270,
        ),
        ({"promptTokenCount": 300}, "totalTokenCount", 340),
        ({"toolUsePromptTokenCount": 8}, "totalTokenCount", 310),
    ],
)
def test_what_is_not_given_is_made_to_fit(told: dict[str, int], other: str, count: int) -> None:
    usage = completed(told, USAGE, COMET)

    assert usage[other] == count
    assert usage["totalTokenCount"] == total(usage)


def test_a_total_that_is_less_than_what_is_known_stays_and_does_not_add_up() -> None:
    usage = completed({"totalTokenCount": 3}, USAGE, COMET)

    assert usage["totalTokenCount"] == 3
    assert total(usage) == 302


def test_media_weigh_what_they_weigh_and_the_rest_of_a_count_is_text() -> None:
    usage = completed({"promptTokenCount": 300}, USAGE, COMET)

    assert Counter({x["modality"]: x["tokenCount"] for x in usage["promptTokensDetails"]}) == {
        "IMAGE": 258,
        "TEXT": 42,
    }


def test_a_count_that_is_too_small_for_the_media_is_text() -> None:
    usage = completed({"promptTokenCount": 5}, USAGE, COMET)

    assert usage["promptTokensDetails"] == [{"modality": "TEXT", "tokenCount": 5}]


def test_details_that_are_given_say_the_count() -> None:
    details = [{"modality": "AUDIO", "tokenCount": 64}, {"modality": "TEXT"}]
    usage = completed({"promptTokensDetails": details}, USAGE, GOOGLE)

    assert usage["promptTokenCount"] == 64
    assert usage["promptTokensDetails"] == details


@given(
    st.dictionaries(
        st.sampled_from(["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"]),
        st.integers(0, 1000),
    )
)
def test_counts_without_a_total_always_add_up(told: dict[str, int]) -> None:
    usage = completed(told, USAGE, COMET)

    assert usage["totalTokenCount"] == total(usage)
    assert {key: usage[key] for key in told} == told
