from typing import Any

import pytest

from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX
from mockserver.request import GenerateRequest
from mockserver.stubs.pieces import filled
from tests.asking import FLASH_2_5, FLASH_3, ask
from tests.stubbed import CALL, WEATHER, Asking, candidate, events, parts, stubbed
from tests.stubbed import answer as answered
from tests.stubbed import ask as asked


def saying(*said: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(said)}, **members}]}


def calling(model: str = FLASH_3) -> GenerateRequest:
    request = ask("What is the weather?", model)
    body = {**request.body, "tools": [WEATHER]}
    return GenerateRequest(request.model, body, request.settings)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_stream_is_cut_exactly_as_it_says(dialect: str) -> None:
    mock = stubbed({"chunks": ["Os", "lo", "", " is it."]}, dialect=dialect)
    exchange = asked(mock, asking=Asking("sse"))

    assert [parts(each) for each in events(exchange)] == [
        [{"text": "Os"}],
        [{"text": "lo"}],
        [{"text": ""}],
        [{"text": " is it."}],
    ]
    assert [candidate(each).get("finishReason") for each in events(exchange)] == [None] * 3 + [
        "STOP"
    ]
    assert len({each["responseId"] for each in events(exchange)}) == 1


def test_asked_for_at_once_chunks_are_merged() -> None:
    thought = {"text": "Norway", "thought": True}
    mock = stubbed({"chunks": [saying(thought), "Os", "lo."]})

    assert parts(answered(mock)) == [thought, {"text": "Oslo."}]


def test_a_call_between_texts_keeps_them_apart() -> None:
    mock = stubbed({"chunks": ["I ", "look.", saying(CALL), "Done."]})
    response = answered(mock, tools=[WEATHER], asking=Asking(model="gemini-2.0-flash"))

    assert parts(response) == [{"text": "I look."}, CALL, {"text": "Done."}]


def test_a_signed_text_does_not_go_on_in_the_next() -> None:
    signed = {"text": "Os", "thoughtSignature": "c2lnbmVk"}
    response, _ = filled([saying(signed), "lo."], ask("Hi"), COMET)

    assert parts(response) == [signed, {"text": "lo."}]


def test_the_usage_comes_with_the_last_chunk_or_grows_as_the_dialect_has_it() -> None:
    _, last = filled(["Os", "lo."], ask("Hi"), VERTEX)
    _, every = filled(["Os", "lo."], ask("Hi"), GOOGLE)

    assert [each["usageMetadata"].get("candidatesTokenCount") for each in last] == [None, 3]
    assert [each["usageMetadata"].get("candidatesTokenCount") for each in every] == [1, 3]


def test_the_same_tokens_are_counted_whichever_way_it_is_asked() -> None:
    response, chunks = filled(["Os", "lo."], ask("Hi"), COMET)

    assert chunks[-1]["usageMetadata"] == response["usageMetadata"]


def test_what_a_chunk_says_itself_stays() -> None:
    first = {
        **saying({"text": "Os"}, finishReason="OTHER", index=0),
        "usageMetadata": {"promptTokenCount": 77},
        "responseId": "mine",
        "modelVersion": "other",
    }
    _, chunks = filled(
        [first, {**saying({"text": "lo."}), "responseId": "else"}], ask("Hi"), GOOGLE
    )

    assert chunks[0]["usageMetadata"] == {"promptTokenCount": 77}
    assert chunks[0]["responseId"] == "mine"
    assert candidate(dict(chunks[0]))["finishReason"] == "OTHER"
    assert chunks[1]["responseId"] == "else"
    assert chunks[1]["modelVersion"] == "other"


def test_the_usage_of_the_last_chunk_is_completed() -> None:
    _, chunks = filled(["Oslo.", {"usageMetadata": {"promptTokenCount": 77}}], ask("Hi"), COMET)

    assert chunks[1]["usageMetadata"]["totalTokenCount"] == 79
    assert "candidates" not in chunks[1]


def test_a_candidate_ends_in_its_last_chunk_even_if_others_go_on() -> None:
    def of(index: int, text: str) -> dict[str, Any]:
        return {"content": {"parts": [{"text": text}]}, "index": index}

    told = [{"candidates": [of(0, "a"), of(1, "b")]}, {"candidates": [of(1, "c")]}]
    response, chunks = filled(told, ask("Hi"), COMET)

    reasons = [[each.get("finishReason") for each in chunk["candidates"]] for chunk in chunks]
    assert reasons == [["STOP", None], ["STOP"]]
    assert [each["content"]["parts"] for each in response["candidates"]] == [
        [{"text": "a"}],
        [{"text": "bc"}],
    ]


def test_a_last_chunk_may_only_say_how_it_ended() -> None:
    _, chunks = filled(
        ["Oslo.", {"candidates": [{"finishReason": "MAX_TOKENS"}]}], ask("Hi"), COMET
    )

    assert candidate(dict(chunks[1])) == {"finishReason": "MAX_TOKENS"}
    assert "finishReason" not in candidate(dict(chunks[0]))


def test_calls_in_chunks_get_ids_and_the_first_is_signed() -> None:
    _, chunks = filled([saying(CALL), saying(CALL)], calling(), GOOGLE)
    made = [parts(dict(each))[0] for each in chunks]

    assert len({each["functionCall"]["id"] for each in made}) == 2
    assert ["thoughtSignature" in each for each in made] == [True, False]


def test_the_closing_text_is_signed_where_the_model_would_sign_it() -> None:
    _, chunks = filled(["Os", "lo."], calling(FLASH_2_5), COMET)

    assert ["thoughtSignature" in parts(dict(each))[0] for each in chunks] == [False, True]


def test_feedback_in_a_chunk_is_a_blocked_prompt() -> None:
    response, chunks = filled([{"promptFeedback": {"blockReason": "OTHER"}}], ask("Hi"), COMET)

    assert "candidates" not in response
    assert chunks[0]["promptFeedback"] == {"blockReason": "OTHER"}


def test_members_that_no_stream_carries_are_left_out_of_chunks() -> None:
    response, chunks = filled(["Oslo."], ask("Hi"), COMET)

    assert "avgLogprobs" in candidate(response)
    assert "avgLogprobs" not in candidate(dict(chunks[0]))


def test_a_candidate_without_an_index_is_the_one_of_its_place() -> None:
    told = {"candidates": [{"index": 5}, {"content": {"parts": [{"text": "a"}]}}]}
    response, chunks = filled([told, "b"], ask("Hi"), GOOGLE)

    assert [each["index"] for each in response["candidates"]] == [0, 1, 5]
    assert [each["index"] for each in chunks[0]["candidates"]] == [5, 1]
