"""The chunks of a stream as one response."""

from typing import Any

from contract_tests.merging import merged


def chunk(*parts: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, **rest}]}


def parts(*chunks: dict[str, Any]) -> Any:
    return merged(chunks)["candidates"][0]["content"]["parts"]


def test_texts_that_follow_each_other_are_one_part() -> None:
    assert parts(chunk({"text": "a"}), chunk({"text": "b"})) == [{"text": "ab"}]


def test_thoughts_stay_apart_from_what_is_said() -> None:
    found = parts(chunk({"text": "Hm", "thought": True}, {"text": "a"}), chunk({"text": "b"}))

    assert found == [{"text": "Hm", "thought": True}, {"text": "ab"}]


def test_a_signature_ends_a_part_and_stays_on_it() -> None:
    signed = {"text": "", "thoughtSignature": "c2ln"}

    assert parts(chunk({"text": "a"}), chunk(signed), chunk({"text": "b"})) == [
        {"text": "a", "thoughtSignature": "c2ln"},
        {"text": "b"},
    ]


def test_calls_are_parts_of_their_own() -> None:
    call = {"functionCall": {"name": "f"}}

    assert parts(chunk({"text": "a"}), chunk(call), chunk(call)) == [{"text": "a"}, call, call]


def test_candidates_are_told_apart_by_index_and_else_by_place() -> None:
    first = {"candidates": [{"index": 1, "content": {"parts": [{"text": "b"}]}}]}
    second = {"candidates": [{"index": 0, "content": {"parts": [{"text": "a"}]}}]}
    found = merged([first, second])["candidates"]

    assert [each["content"]["parts"][0]["text"] for each in found] == ["a", "b"]


def test_the_last_chunk_decides_about_all_else() -> None:
    found = merged(
        [
            {
                **chunk({"text": "a"}),
                "usageMetadata": {"trafficType": "ON_DEMAND"},
                "responseId": "x",
            },
            {**chunk(finishReason="STOP"), "usageMetadata": {"totalTokenCount": 3}},
        ]
    )

    assert found["usageMetadata"] == {"totalTokenCount": 3}
    assert found["responseId"] == "x"
    assert found["candidates"][0]["finishReason"] == "STOP"


def test_grounding_grows_and_isnt_told_twice() -> None:
    def grounded(**members: Any) -> dict[str, Any]:
        return chunk(groundingMetadata=members)

    found = merged(
        [
            grounded(groundingChunks=[1], webSearchQueries=["q"]),
            grounded(groundingChunks=[2], webSearchQueries=["q"], searchEntryPoint={}),
        ]
    )["candidates"][0]["groundingMetadata"]

    assert found == {"groundingChunks": [1, 2], "webSearchQueries": ["q"], "searchEntryPoint": {}}


def test_nothing_is_nothing() -> None:
    assert merged([]) == {}
    assert merged([{"promptFeedback": {}}]) == {"promptFeedback": {}}


def test_malformed_chunks_dont_stop_it() -> None:
    odd: list[dict[str, Any]] = [
        {"candidates": "x"},
        {"candidates": [3, {"content": 7, "groundingMetadata": None}]},
        {"candidates": [{"content": {"parts": "x"}}]},
    ]

    assert merged(odd)["candidates"][0]["content"] == {}


def test_the_chunks_stay_as_they_are() -> None:
    chunks = [chunk({"text": "a"}), chunk({"text": "b"})]
    merged(chunks)

    assert chunks == [chunk({"text": "a"}), chunk({"text": "b"})]
