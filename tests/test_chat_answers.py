"""What becomes of an answer as a chat completion, whole and as a stream."""

import json
from typing import Any

import pytest

from mockserver.chat import logprobs
from mockserver.chat.chunks import chunks as written
from mockserver.chat.completions import Wanted, completion
from mockserver.chat.texts import texts
from mockserver.chat.usage import of as usage_of
from mockserver.mock import mock
from mockserver.settings import Settings
from tests import chats
from tests.chats import USAGE, WEATHER, chat, chunks, joined, message, refused
from tests.stubbed import stubbed

CHECKED = mock(Settings(self_check=True))
CODE: list[dict[str, Any]] = [
    {"text": "Let me see."},
    {"executableCode": {"language": "PYTHON", "code": "print(6 * 7)"}},
    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "42"}},
    {"text": "It is 42."},
]
SEEN = "Let me see.\n```PYTHON\nprint(6 * 7)\n```\n```output\n42\n```\nIt is 42."
CALLS = [
    {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}},
    {"functionCall": {"name": "get_weather", "args": {"city": "Århus", "days": [1, 2]}}},
]


def both(parts: list[dict[str, Any]], **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the choice that parts become as a whole, and from a stream."""
    mock = stubbed({"parts": parts})
    whole = chats.completion(chat(mock, **more))["choices"][0]
    return whole, joined(chat(mock, stream=True, **more))


def test_a_completion_has_all_that_the_documentation_shows() -> None:
    answer = chats.completion(chat(stubbed({"text": "Oslo."})))

    assert answer["id"].startswith("chatcmpl-")
    assert answer | {"id": "", "usage": {}} == {
        "id": "",
        "object": "chat.completion",
        "created": answer["created"],
        "model": "gemini-2.5-flash",
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": "Oslo.",
                    "refusal": None,
                    "annotations": [],
                },
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {},
    }


def test_a_stream_says_who_speaks_then_what_then_why_it_ends() -> None:
    exchange = chat(stubbed({"chunks": ["Os", "lo."]}), stream=True)
    found = chunks(exchange.reply)

    assert exchange.reply.media_type == "text/event-stream"
    assert [(x["choices"][0]["delta"], x["choices"][0]["finish_reason"]) for x in found] == [
        ({"role": "assistant", "content": ""}, None),
        ({"content": "Os"}, None),
        ({"content": "lo."}, None),
        ({}, "stop"),
    ]
    assert {x["object"] for x in found} == {"chat.completion.chunk"}
    assert len({(x["id"], x["created"], x["model"]) for x in found}) == 1


def test_the_usage_comes_last_in_a_chunk_without_choices_if_it_is_asked_for() -> None:
    mock = stubbed({"text": "Oslo."})
    told = chats.completion(chat(mock))["usage"]
    *others, last = chunks(chat(mock, stream=True, stream_options=USAGE).reply)

    assert last["choices"] == []
    assert last["usage"] == told
    assert others == chunks(chat(mock, stream=True).reply)
    assert not any("usage" in each for each in others)


def test_the_usage_counts_as_the_gateway_does() -> None:
    details = [{"modality": "TEXT", "tokenCount": 4}, {"modality": "IMAGE", "tokenCount": 3}]

    assert usage_of(
        {
            "promptTokenCount": 7,
            "toolUsePromptTokenCount": 2,
            "cachedContentTokenCount": 1,
            "candidatesTokenCount": 5,
            "thoughtsTokenCount": 6,
            "totalTokenCount": 20,
            "promptTokensDetails": [*details, {"modality": "VIDEO", "tokenCount": 9}],
            "toolUsePromptTokensDetails": [{"modality": "TEXT", "tokenCount": 2}],
            "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 5}],
        }
    ) == {
        "prompt_tokens": 9,
        "completion_tokens": 11,
        "total_tokens": 20,
        "prompt_tokens_details": {
            "cached_tokens": 1,
            "text_tokens": 6,
            "audio_tokens": 0,
            "image_tokens": 3,
        },
        "completion_tokens_details": {
            "reasoning_tokens": 6,
            "text_tokens": 0,
            "audio_tokens": 5,
            "image_tokens": 0,
        },
    }


def test_what_only_the_total_tells_was_said() -> None:
    assert usage_of({"promptTokenCount": 3, "totalTokenCount": 8})["completion_tokens"] == 5
    assert usage_of({"trafficType": "ON_DEMAND"})["completion_tokens"] == 0


@pytest.mark.parametrize("stream", [False, True])
def test_calls_have_ids_of_their_own_that_stay_the_same(*, stream: bool) -> None:
    mock = stubbed({"parts": CALLS})

    def ids() -> list[str]:
        exchange = chat(mock, tools=[WEATHER], stream=stream)
        found = joined(exchange)["message"] if stream else message(exchange)
        return [each["id"] for each in found["tool_calls"]]

    first, second = ids()
    assert first.startswith("call_")
    assert first != second
    assert ids() == [first, second]


def test_calls_are_the_same_whole_and_in_pieces() -> None:
    whole, stream = both(CALLS, tools=[WEATHER])

    assert whole["finish_reason"] == "tool_calls"
    assert stream["finish_reason"] == ["tool_calls"]
    assert whole["message"]["content"] == ""
    assert stream["message"]["tool_calls"] == whole["message"]["tool_calls"]
    assert [json.loads(x["function"]["arguments"]) for x in whole["message"]["tool_calls"]] == [
        {"city": "Oslo"},
        {"city": "Århus", "days": [1, 2]},
    ]


def test_a_call_comes_in_two_deltas_its_name_first() -> None:
    found = chunks(chat(stubbed({"parts": CALLS[:1]}), stream=True, tools=[WEATHER]).reply)
    first, second = (
        call
        for each in found
        for choice in each["choices"]
        for call in choice["delta"].get("tool_calls", ())
    )

    assert first["function"] == {"name": "get_weather", "arguments": ""}
    assert second == {"index": 0, "function": {"arguments": '{"city":"Oslo"}'}}


def test_code_and_what_it_put_out_stand_in_fences() -> None:
    whole, stream = both(CODE, tools=None)

    assert whole["message"]["content"] == SEEN
    assert stream["message"]["content"] == SEEN


def test_media_stand_in_markdown() -> None:
    parts: list[dict[str, Any]] = [
        {"text": "Here:\n"},
        {"inlineData": {"mimeType": "image/png", "data": "aWk="}},
        {"inlineData": {"mimeType": "audio/wav", "data": "YWE="}},
    ]
    whole, stream = both(parts)

    assert whole["message"]["content"] == (
        "Here:\n![image](data:image/png;base64,aWk=)[media](data:audio/wav;base64,YWE=)"
    )
    assert stream["message"]["content"] == whole["message"]["content"]


def test_a_thought_is_no_content() -> None:
    parts: list[dict[str, Any]] = [{"text": "Hm.", "thought": True}, {"text": "Oslo."}]
    mock = stubbed({"parts": parts})
    found = message(chat(mock))
    deltas = [x["choices"][0]["delta"] for x in chunks(chat(mock, stream=True).reply)]

    assert (found["reasoning_content"], found["content"]) == ("Hm.", "Oslo.")
    assert deltas[1:3] == [{"reasoning_content": "Hm."}, {"content": "Oslo."}]
    assert "reasoning_content" not in message(chat(CHECKED, "Think about Norway"))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("RECITATION", "content_filter"),
        ("MALFORMED_FUNCTION_CALL", "content_filter"),
    ],
)
def test_a_finish_reason_is_one_of_a_chat(told: str, reason: str) -> None:
    answer = {
        "candidates": [{"content": {"parts": [{"text": "So it"}]}, "finishReason": told}],
    }
    mock = stubbed({"response": answer})

    assert chats.completion(chat(mock))["choices"][0]["finish_reason"] == reason
    assert joined(chat(mock, stream=True))["finish_reason"] == [reason]


def test_only_stop_comes_alone() -> None:
    def last(finish: str) -> dict[str, Any]:
        content = {"parts": [{"text": "So"}]}
        answer = {"candidates": [{"content": content, "finishReason": finish}]}
        found = chunks(chat(stubbed({"response": answer}), stream=True).reply)
        return dict(found[-1]["choices"][0]["delta"])

    assert last("STOP") == {}
    assert last("MAX_TOKENS") == {"content": "So"}


def test_a_reason_with_nothing_said_comes_alone_too() -> None:
    found = joined(chat(CHECKED, "mock-finish-safety", stream=True))

    assert found["finish_reason"] == ["content_filter"]


def test_several_choices_are_answered_each_in_its_own_chunks() -> None:
    whole = chats.completion(chat(CHECKED, n=2))["choices"]
    stream = chat(CHECKED, n=2, stream=True)

    assert [each["index"] for each in whole] == [0, 1]
    assert whole[0]["message"]["content"] != whole[1]["message"]["content"]
    assert all(len(each["choices"]) == 1 for each in chunks(stream.reply))
    for each in whole:
        told = joined(stream, each["index"])
        assert told["message"]["content"] == each["message"]["content"]
        assert told["finish_reason"] == ["stop"]


def test_what_ends_an_answer_ends_a_chat() -> None:
    full = chats.completion(chat(CHECKED, "Tell me of Oslo"))["choices"][0]["message"]["content"]
    stop = full.split(" ")[3]
    cut = chats.completion(chat(CHECKED, "Tell me of Oslo", stop=stop))["choices"][0]
    model = "gemini-2.5-flash-lite"  # It doesn't think before.
    short = chats.completion(chat(CHECKED, "Tell me of Oslo", model=model, max_tokens=5))

    assert full.startswith(cut["message"]["content"])
    assert stop not in cut["message"]["content"]
    assert cut["finish_reason"] == "stop"
    assert short["choices"][0]["finish_reason"] == "length"
    assert short["usage"]["completion_tokens"] == 5


@pytest.mark.parametrize("count", [None, 0, 3])
def test_log_probabilities_are_of_the_tokens_and_come_with_their_text(count: int | None) -> None:
    more: dict[str, Any] = {} if count is None else {"top_logprobs": count}
    whole = chats.completion(chat(CHECKED, logprobs=True, **more))["choices"][0]
    stream = chat(CHECKED, logprobs=True, stream=True, **more)
    tokens = whole["logprobs"]["content"]

    assert "".join(each["token"] for each in tokens) == whole["message"]["content"]
    assert all(bytes(each["bytes"]).decode() == each["token"] for each in tokens)
    assert {len(each["top_logprobs"]) for each in tokens} == {count or 0}
    assert joined(stream)["tokens"] == tokens
    for each in chunks(stream.reply):
        (choice,) = each["choices"]
        said = choice["delta"].get("content", "")
        told = (choice["logprobs"] or {"content": []})["content"]
        assert "".join(x["token"] for x in told) == said


def test_tokens_that_no_text_has_come_with_the_end() -> None:
    left = [{"token": "a"}, {"token": "bc"}, {"token": "d"}]

    assert logprobs.take(left, "ab") == [{"token": "a"}, {"token": "bc"}]
    assert logprobs.take(left, "") == []
    assert left == [{"token": "d"}]
    told = {"chosenCandidates": [{"token": "x", "logProbability": -1.0}]}
    ended = {"index": 0, "finishReason": "STOP", "logprobsResult": told}
    *_, last = written([{"candidates": [ended]}], Wanted("m", usage=False))
    assert [each["token"] for each in last["choices"][0]["logprobs"]["content"]] == ["x"]


def test_a_blocked_prompt_is_refused_as_the_gateway_refuses_it() -> None:
    exchange = chat(CHECKED, "mock-block-safety")

    assert refused(exchange) == (
        400,
        {
            "message": "request blocked by Gemini API: SAFETY",
            "type": "prompt_blocked",
            "param": "",
            "code": "prompt_blocked",
        },
    )


def test_a_stream_of_a_blocked_prompt_says_nothing_and_ends() -> None:
    start, nothing, usage = chunks(
        chat(CHECKED, "mock-block-safety", stream=True, stream_options=USAGE).reply
    )

    assert start["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert nothing["choices"] == usage["choices"] == []
    assert usage["usage"]["total_tokens"] == 0


def test_an_answer_without_candidates_is_an_error_of_the_gateway() -> None:
    exchange = chat(stubbed({"response": {"candidates": []}}))

    assert refused(exchange) == (
        500,
        {
            "message": "empty response from Gemini API",
            "type": "empty_response",
            "param": "",
            "code": "empty_response",
        },
    )


def test_what_an_answer_leaves_out_or_has_as_null_is_not_made_up() -> None:
    bare = {"candidates": [{"content": None, "finishReason": None}], "promptFeedback": None}
    wanted = Wanted("m", usage=True)

    assert completion(bare, wanted)["choices"][0] | {"message": {}} == {
        "index": 0,
        "message": {},
        "logprobs": None,
        "finish_reason": None,
    }
    assert not completion(bare, wanted).keys() & {"id", "usage"}
    assert len(list(written([bare], wanted))) == 1


def test_what_a_candidate_tells_as_null_a_choice_does() -> None:
    answer = {"candidates": [{"content": {"parts": [{"text": "So"}]}, "safetyRatings": None}]}
    wanted = Wanted("m", usage=False)
    *_, chunk = written([answer], wanted)
    nothing = {"tool_calls": None, "function_call": None, "audio": None}

    assert completion(answer, wanted)["choices"][0]["message"] == {
        "role": "assistant",
        "content": "So",
        "refusal": None,
        "annotations": [],
        **nothing,
    }
    assert chunk["choices"][0]["delta"] == {"content": "So", **nothing}


def test_what_nobody_knows_is_passed_on() -> None:
    part = {"unheardOf": 1}
    answer = {"candidates": [{"content": {"parts": [part]}, "new": 2}], "newer": 3}
    wanted = Wanted("m", usage=False)
    whole = completion(answer, wanted)
    *_, chunk = written([answer], wanted)

    assert whole["newer"] == chunk["newer"] == 3
    assert whole["choices"][0]["new"] == chunk["choices"][0]["new"] == 2
    assert whole["choices"][0]["message"]["unheardOf"] == 1
    assert chunk["choices"][0]["delta"] == part


def test_a_fence_begins_a_line() -> None:
    code = {"executableCode": {"code": "1"}}

    assert [text for _, text in texts([code])] == ["```\n1\n```\n"]
    assert [text for _, text in texts([code], "So")] == ["\n```\n1\n```\n"]
    assert [text for _, text in texts([code], "So\n")] == ["```\n1\n```\n"]


def test_a_fence_begins_a_line_whatever_was_thought_or_left_unsaid_before_it() -> None:
    code: list[dict[str, Any]] = [{"executableCode": {"language": "PYTHON", "code": "6 * 7"}}]
    parts: list[dict[str, Any]] = [{"text": "So:"}, {"text": ""}, *code]
    thought: list[dict[str, Any]] = [{"text": "Hm.", "thought": True}, *code]
    content = [text for _, text in texts(parts)]
    pieces = written(
        [{"candidates": [{"content": {"parts": [each]}}]} for each in parts],
        Wanted("m", usage=False),
    )

    assert content == ["So:", "", "\n```PYTHON\n6 * 7\n```\n"]
    assert "".join(x["choices"][0]["delta"]["content"] for x in pieces) == "".join(content)
    for each in both(thought):
        assert each["message"]["content"] == "```PYTHON\n6 * 7\n```\n"


def test_an_answer_was_created_when_it_says() -> None:
    assert (
        completion({"createTime": "2026-03-25T04:21:43.756483Z"}, Wanted("m", usage=False))[
            "created"
        ]
        == 1774412503
    )


def test_calls_of_several_choices_have_ids_of_their_own() -> None:
    response = {
        "responseId": "r",
        "candidates": [{"index": each, "content": {"parts": CALLS}} for each in (0, 1)],
    }
    found = completion(response, Wanted("m", usage=False))["choices"]

    assert len({call["id"] for each in found for call in each["message"]["tool_calls"]}) == 4


def test_alternatives_of_tokens_that_nobody_chose_are_not_told() -> None:
    told = {"chosenCandidates": [{"token": "a"}], "topCandidates": [{}, {"candidates": []}]}

    assert [each["token"] for each in logprobs.tokens({"logprobsResult": told})] == ["a"]
