from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import COMET, GOOGLE, Dialect
from mockserver.generate import supports
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest

CHUNKS = [{"web": {"uri": f"https://{each}.example"}} for each in "abcd"]


def draft(*parts: dict[str, Any], dialect: Dialect = COMET, **config: Any) -> Draft:
    body = {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": config}
    request = GenerateRequest(MODELS["gemini-2.5-flash"], body)
    return Draft(request, dialect, Choice(b"x"), parts=parts).having(
        groundingMetadata={"groundingChunks": CHUNKS}
    )


def texts(text: str, **config: Any) -> list[str]:
    return [each["text"] for each in supports.segments(draft({"text": text}, **config))]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="sentences"),
        pytest.param("It is 3.14 now. Yes", ["It is 3.14 now.", "Yes"], id="points-within"),
        pytest.param(
            'He said "go." Then (really...) left.',
            ['He said "go."', "Then (really...)", "left."],
            id="marks-behind",
        ),
        pytest.param(
            "Two:\n1. one. Two\n* three\n\nEnd.", ["Two:", "1. one. Two", "* three", "End."], id="list"
        ),
        pytest.param("  \n\n  Hi. \n ", ["Hi."], id="blanks"),
        pytest.param("\u5317\u4eac\u3002\u4e0a\u6d77\uff01", ["\u5317\u4eac\u3002", "\u4e0a\u6d77\uff01"], id="chinese"),
        pytest.param("Yes. --- \U0001f40b. No", ["Yes.", "No"], id="without-words"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_a_segment_is_a_sentence_or_a_line_of_a_list(text: str, segments: list[str]) -> None:
    assert texts(text) == segments


def test_json_is_one_segment() -> None:
    text = '{\n  "a": "One. Two."\n} '

    assert texts(text, responseMimeType="application/json") == [text.strip()]


def test_places_count_bytes_and_parts_and_are_left_out_at_0() -> None:
    parts: list[dict[str, Any]] = [
        {"text": "\u00e4\U0001f40b."},
        {"text": "Hm.", "thought": True},
        {"text": "\u00f6. B"},
    ]

    assert list(supports.segments(draft(*parts))) == [
        {"endIndex": 7, "text": "\u00e4\U0001f40b."},
        {"partIndex": 2, "endIndex": 3, "text": "\u00f6."},
        {"partIndex": 2, "startIndex": 4, "endIndex": 5, "text": "B"},
    ]


def test_what_lies_between_segments_counts_in_bytes_too() -> None:
    assert list(supports.segments(draft({"text": "Yes. \U0001f40b! \u2014 No"}))) == [
        {"endIndex": 4, "text": "Yes."},
        {"startIndex": 11, "endIndex": 17, "text": "\u2014 No"},
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_segments_come_in_order_and_miss_no_word(text: str) -> None:
    found = list(supports.segments(draft({"text": text})))
    raw = text.encode()
    rest, end = b"", 0
    for each in found:
        start = each.get("startIndex", 0)
        assert start >= end
        rest += raw[end:start]
        end = each["endIndex"]

    assert not any(each.isalnum() for each in (rest + raw[end:]).decode())


def test_the_first_sentence_is_supported_and_most_others_are() -> None:
    text = " ".join(f"Sentence {each}." for each in range(40))
    done = supports.apply(draft({"text": text}))
    found = done.members["groundingMetadata"]["groundingSupports"]

    assert found[0]["segment"]["text"] == "Sentence 0."
    assert 20 < len(found) < 40
    assert {len(each["groundingChunkIndices"]) for each in found} == {1, 2, 3}


def test_a_very_long_text_has_a_hundred_supports_at_most() -> None:
    done = supports.apply(draft({"text": "Yes. " * 1_000}))

    assert 50 < len(done.members["groundingMetadata"]["groundingSupports"]) <= 100


def test_without_a_text_there_are_sources_alone() -> None:
    done = supports.apply(draft({"inlineData": {"mimeType": "image/png", "data": "AA=="}}))

    assert done.members["groundingMetadata"] == {"groundingChunks": CHUNKS}


def test_without_sources_nothing_is_supported() -> None:
    given = draft({"text": "Yes."}).having(groundingMetadata={})

    assert supports.apply(given) is given


@pytest.mark.parametrize(("dialect", "scored"), [(COMET, True), (GOOGLE, False)])
def test_confidence_is_told_where_the_origin_promises_it(dialect: Dialect, *, scored: bool) -> None:
    done = supports.apply(draft({"text": "Yes."}, dialect=dialect))
    (support,) = done.members["groundingMetadata"]["groundingSupports"]

    assert ("confidenceScores" in support) is scored
