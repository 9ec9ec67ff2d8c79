"""Checks of chat completions: a healthy answer, and each violation; and what they can bear."""

from typing import Any

import pytest

from contract_tests.check import CHECKS
from contract_tests.exchange import Exchange
from contract_tests.looks import findings as looked_up
from contract_tests.looks import looks
from contract_tests.outcome import Outcome
from tests.exchanges import (
    CHAT,
    MODEL,
    chat,
    chat_events,
    chunk,
    completion,
    deltas,
    findings,
    message,
    places,
    spoilt,
    tool_call,
)

OURS = [each for each in CHECKS.values() if each.claim.startswith("chat.")]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
TOOLS = {"tools": [WEATHER]}
PARIS = '{"city": "Paris"}'
CALLED = completion({"tool_calls": [tool_call(PARIS)]}, finish_reason="tool_calls")
TOKEN = {
    "token": "é",
    "logprob": -0.1,
    "bytes": [195, 169],
    "top_logprobs": [{"token": "a", "logprob": -3, "bytes": [97]}],
}
LOGGED = completion(logprobs={"content": [TOKEN], "refusal": None})
WANTED = {"logprobs": True, "top_logprobs": 1}
JSON = {"response_format": {"type": "json_object"}}
PERSON = {
    "response_format": {
        "type": "json_schema",
        "json_schema": {
            "schema": {
                "type": "object",
                "properties": {"age": {"type": "integer"}},
                "required": ["age"],
            }
        },
    }
}
USAGE = {"stream_options": {"include_usage": True}}
COUNTED = {**chunk({}), "choices": [], "usage": CHAT["usage"]}
FIRST = {"index": 0, **tool_call("")}
CALLING = [
    chunk({"role": "assistant", "content": ""}),
    chunk({"tool_calls": [FIRST]}),
    chunk({"tool_calls": [{"index": 0, "function": {"arguments": '{"city": '}}]}),
    chunk({"tool_calls": [{"index": 0, "function": {"arguments": '"Paris"}'}}]}),
    chunk({}, finish_reason="tool_calls"),
]
HEALTHY = {
    "text": chat(),
    "calls": chat(CALLED, TOOLS),
    "required": chat(CALLED, {**TOOLS, "tool_choice": "required"}),
    "named": chat(CALLED, {**TOOLS, "tool_choice": WEATHER}),
    "none": chat(sent={**TOOLS, "tool_choice": "none"}),
    "json": chat(completion({"content": '{"age": 4}'}), PERSON),
    "logprobs": chat(LOGGED, WANTED),
    "limited": chat(sent={"max_tokens": 30, "stop": ["###", ""], "n": 2}),
    "stop": chat(sent={"stop": "###"}),
    "stream": chat_events(*deltas("2+2", " is 4.")),
    "usage": chat_events(*deltas("4"), COUNTED, sent=USAGE),
    "calls in a stream": chat_events(*CALLING, sent=TOOLS),
    "no thoughts": chat_events(chunk({"role": "assistant", "content": "4", "reasoning_content": None}, finish_reason="stop")),
    "refused": chat({"error": {"message": "no", "type": "upstream_error", "code": 400}}, status=400),
}  # fmt: skip


def usage(**counts: Any) -> dict[str, Any]:
    return {**CHAT, "usage": {**CHAT["usage"], **counts}}


@pytest.mark.parametrize("exchange", HEALTHY.values(), ids=HEALTHY)
def test_nothing_is_found_in_a_healthy_chat(exchange: Exchange) -> None:
    looked = list(looks(exchange, "comet"))

    assert looked
    assert {each.check: each.findings for each in looked if each.findings} == {}


def test_a_healthy_chat_is_looked_at_by_each_check() -> None:
    looked = {each.check for exchange in HEALTHY.values() for each in looks(exchange, "comet")}

    assert {each.name for each in OURS} - looked == set()


def test_other_origins_have_no_chats_to_look_at() -> None:
    for dialect in ("google", "vertex"):
        assert list(looks(chat(), dialect)) == []


def test_no_check_of_chats_looks_at_what_was_not_told() -> None:
    untold = chat(CALLED, TOOLS, lost=frozenset({"request"}))

    assert {each.check for each in looks(untold, "comet")} & {
        "a_chat_calls_what_is_declared",
        "no_more_choices_than_asked",
    } == set()
    assert untold.model == ""


VIOLATIONS: list[tuple[str, Exchange, list[str]]] = [
    ("chat_ids_begin_alike", chat({**CHAT, "id": "resp_1"}), ["/id"]),
    ("chat_ids_begin_alike", chat({**CHAT, "id": "chatcmpl-"}), ["/id"]),
    ("chat_ids_begin_alike", chat({**CHAT, "id": ""}), ["/id"]),
    ("a_chat_is_with_the_model_asked", chat({**CHAT, "model": "gpt-4o"}), ["/model"]),
    ("a_chat_is_with_the_model_asked", chat({**CHAT, "model": ""}), ["/model"]),
    ("a_completion_is_typed_as_json", chat(headers={"content-type": "text/plain"}), [""]),
    ("a_completion_is_typed_as_json", chat(headers={}), [""]),
    ("what_refuses_a_chat_has_an_error", chat("<html>", status=500), [""]),
    ("what_refuses_a_chat_has_an_error", chat({"error": "no"}, status=400, headers={}), [""]),
    ("a_completion_tells_its_usage", chat({**CHAT, "usage": None}), ["/usage"]),
    ("the_total_of_a_chat_is_the_sum", chat(usage(total_tokens=31)), ["/usage/total_tokens"]),
    (
        "the_total_of_a_chat_is_the_sum",
        chat_events(*deltas("4"), {**COUNTED, "usage": usage(total_tokens=31)["usage"]}, sent=USAGE),
        ["/3/usage/total_tokens"],
    ),
    (
        "details_of_a_chat_are_within_their_counts",
        chat(usage(prompt_tokens_details={"cached_tokens": 6})),
        ["/usage/prompt_tokens_details/cached_tokens"],
    ),
    (
        "details_of_a_chat_are_within_their_counts",
        chat(usage(completion_tokens_details={"reasoning_tokens": 26})),
        ["/usage/completion_tokens_details/reasoning_tokens"],
    ),
    ("a_completion_keeps_its_limit", chat(sent={"max_tokens": 16}), ["/usage/completion_tokens"]),
    (
        "a_completion_keeps_its_limit",
        chat(sent={"max_completion_tokens": 16, "max_tokens": 0}),
        ["/usage/completion_tokens"],
    ),
    (
        "no_choice_ends_for_a_limit_unasked",
        chat(completion(finish_reason="length")),
        ["/choices/0/finish_reason"],
    ),
    (
        "a_choice_ends_before_a_stop_sequence",
        chat(sent={"stop": ["x", "is"]}),
        ["/choices/0/message/content"],
    ),
    (
        "a_choice_ends_before_a_stop_sequence",
        chat_events(*deltas("2+2 i", "s 4."), sent={"stop": "is"}),
        ["/3/choices/0/message/content"],
    ),
    ("no_more_choices_than_asked", chat(completion(index=1)), ["/choices"]),
    (
        "no_more_choices_than_asked",
        chat({**CHAT, "choices": CHAT["choices"] * 2}, {"n": 2}),
        ["/choices"],
    ),
    ("a_chat_of_json_parses", chat(sent=JSON), ["/choices/0/message/content"]),
    (
        "a_chat_keeps_its_schema",
        chat(completion({"content": '{"age": "4"}'}), PERSON),
        ["/choices/0/message/content"],
    ),
    ("no_log_probabilities_come_unasked", chat(LOGGED), ["/choices/0/logprobs"]),
    (
        "bytes_are_those_of_the_token",
        chat(completion(logprobs={"content": [{**TOKEN, "bytes": [101]}]}), WANTED),
        ["/choices/0/logprobs"],
    ),
    (
        "no_more_alternatives_than_asked",
        chat(LOGGED, {"logprobs": True, "top_logprobs": 0}),
        ["/choices/0/logprobs"],
    ),
    ("a_chat_calls_what_is_declared", chat(CALLED), ["/choices/0/message/tool_calls/0/function/name"]),
    (
        "arguments_of_a_chat_keep_their_schema",
        chat(completion({"tool_calls": [tool_call("{}")]}, finish_reason="tool_calls"), TOOLS),
        ["/choices/0/message/tool_calls/0/function/arguments"],
    ),
    (
        "arguments_of_a_chat_keep_their_schema",
        chat(completion({"tool_calls": [tool_call('"Paris"')]}, finish_reason="tool_calls"), TOOLS),
        ["/choices/0/message/tool_calls/0/function/arguments"],
    ),
    (
        "arguments_of_a_chat_keep_their_schema",
        chat_events(*CALLING[:3], CALLING[4], sent=TOOLS),
        ["/3/choices/0/message/tool_calls/0/function/arguments"],
    ),
    (
        "calls_of_a_chat_end_with_their_reason",
        chat(completion({"tool_calls": [tool_call(PARIS)]})),
        ["/choices/0/finish_reason"],
    ),
    (
        "calls_of_a_chat_end_with_their_reason",
        chat(completion(finish_reason="tool_calls")),
        ["/choices/0/finish_reason"],
    ),
    (
        "calls_of_a_chat_have_ids",
        chat(completion({"tool_calls": [tool_call(PARIS), tool_call(PARIS)]})),
        ["/choices/0/message/tool_calls/1/id"],
    ),
    (
        "calls_of_a_chat_have_ids",
        chat(completion({"tool_calls": [tool_call(PARIS, id=None)]})),
        ["/choices/0/message/tool_calls/0/id"],
    ),
    (
        "a_chat_calls_nothing_if_it_may_not",
        chat(CALLED, {**TOOLS, "tool_choice": "none"}),
        ["/choices/0/message/tool_calls/0"],
    ),
    (
        "a_chat_calls_if_it_must",
        chat(sent={**TOOLS, "tool_choice": "required"}),
        ["/choices/0/message/tool_calls"],
    ),
    (
        "a_chat_calls_what_it_was_told_to",
        chat(CALLED, {**TOOLS, "tool_choice": {"function": {"name": "other"}}}),
        ["/choices/0/message/tool_calls/0/function/name"],
    ),
    ("a_streamed_chat_is_typed_as_events", chat_events(*deltas("4"), headers={"content-type": "a/b"}), [""]),
    ("a_streamed_chat_is_typed_as_events", chat_events(*deltas("4"), headers={}), [""]),
    ("events_of_a_chat_are_lines_of_data", chat_events(*deltas("4"), 4), ["/3"]),
    ("events_of_a_chat_are_lines_of_data", chat_events(*deltas("4"), end="event: x\ndata: [DONE]\n\n"), ["/3"]),
    ("done_ends_a_chat", chat_events(*deltas("4"), end=""), [""]),
    ("done_ends_a_chat", chat_events(end=": nothing\n\n"), [""]),
    ("done_ends_a_chat", chat_events(*deltas("4"), end="data: [DONE]\n\ndata: {}\n\n"), [""]),
    ("done_ends_a_chat", chat_events(*deltas("4"), end="data: [DONE]\n\n" * 2), [""]),
    ("a_streamed_chat_has_one_id", chat_events(chunk({}), {**chunk({}), "id": "b"}), ["/1/id"]),
    ("a_streamed_chat_has_one_time", chat_events(chunk({}), {**chunk({}), "created": 1}), ["/1/created"]),
    ("a_streamed_chat_has_one_model", chat_events(chunk({}), {**chunk({}), "model": "b"}), ["/1/model"]),
    ("the_first_delta_says_the_role", chat_events(*deltas("4")[1:]), ["/0/choices/0/delta/role"]),
    ("a_choice_ends_once_and_last", chat_events(*deltas("4")[:-1]), ["/1/choices/0/finish_reason"]),
    ("a_choice_ends_once_and_last", chat_events(*deltas("4"), chunk({"content": "!"})), ["/2/choices/0/finish_reason"]),
    ("a_choice_ends_once_and_last", chat_events(*deltas("4"), deltas("4")[-1]), ["/2/choices/0/finish_reason"]),
    (
        "a_call_begins_with_its_id",
        chat_events(chunk({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]})),
        ["/0/choices/0/delta/tool_calls/0"],
    ),
    (
        "a_call_begins_with_its_id",
        chat_events(chunk({"tool_calls": [FIRST]}), chunk({"tool_calls": [FIRST]})),
        ["/1/choices/0/delta/tool_calls/0"],
    ),
    (
        "a_call_begins_with_its_id",
        chat_events(chunk({"tool_calls": [tool_call("")]})),
        ["/0/choices/0/delta/tool_calls/0/index"],
    ),
    ("a_streamed_chat_tells_usage_if_asked", chat_events(*deltas("4"), sent=USAGE), ["/0/usage"]),
    ("a_streamed_chat_tells_no_usage_unasked", chat_events(*deltas("4"), COUNTED), ["/3/usage"]),
    ("the_usage_of_a_chat_comes_last", chat_events(COUNTED, *deltas("4"), sent=USAGE), ["/0/usage"]),
    (
        "the_usage_of_a_chat_stands_alone",
        chat_events({**deltas("4")[-1], "usage": CHAT["usage"]}, sent=USAGE),
        ["/0/choices"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "exchange", "expected"), VIOLATIONS)
def test_a_violation_is_found_where_it_is(
    name: str, exchange: Exchange, expected: list[str]
) -> None:
    assert places(name, exchange) == expected


def test_each_check_of_chats_has_a_violation() -> None:
    assert {each.name for each in OURS} == {name for name, _, _ in VIOLATIONS}


@pytest.mark.parametrize(
    ("name", "exchange"),
    [
        ("no_choice_ends_for_a_limit_unasked", chat(completion(finish_reason="length"), {"max_tokens": 9})),
        ("a_chat_of_json_parses", chat(completion(finish_reason="length"), JSON)),
        ("a_chat_of_json_parses", chat(sent={**JSON, "stop": "4"})),
        ("a_chat_keeps_its_schema", chat(sent=PERSON)),
        ("arguments_of_a_chat_keep_their_schema", chat_events(chunk({"tool_calls": [FIRST]}, finish_reason="length"))),
        ("a_chat_calls_if_it_must", chat(sent={**TOOLS, "tool_choice": "required", "messages": [{"role": "tool"}]})),
        ("a_chat_calls_if_it_must", chat(sent={"tool_choice": "required"})),
        ("bytes_are_those_of_the_token", chat(completion(logprobs={"content": [{**TOKEN, "token": "\ufffd"}]}), WANTED)),
        ("bytes_are_those_of_the_token", chat(completion(logprobs={"content": [{**TOKEN, "token": r"\xf0\x9f"}]}), WANTED)),
        ("done_ends_a_chat", chat_events(*deltas("4"), {"error": {"message": "broken"}})),
        ("a_choice_ends_once_and_last", chat_events(chunk({"role": "assistant"}), {"error": {}})),
        ("a_streamed_chat_tells_usage_if_asked", chat_events(*deltas("4"), sent=USAGE, end="")),
    ],
)  # fmt: skip
def test_nothing_is_said_where_nothing_can_be(name: str, exchange: Exchange) -> None:
    assert findings(name, exchange) is None


def test_what_several_choices_may_say_together_is_more() -> None:
    several = {**CHAT, "choices": [{**CHAT["choices"][0], "index": each} for each in (0, 1)]}

    assert places("a_completion_keeps_its_limit", chat(several, {"max_tokens": 12, "n": 2})) == []
    assert places("a_completion_keeps_its_limit", chat(sent={"max_tokens": 12})) != []


def test_of_many_sequences_to_stop_at_the_first_four_are_looked_for() -> None:
    stop = ["v", "w", "x", "y", "is"]

    assert places("a_choice_ends_before_a_stop_sequence", chat(sent={"stop": stop})) == []
    assert places("a_choice_ends_before_a_stop_sequence", chat(sent={"stop": stop[1:]})) != []


def test_deltas_are_put_together_by_the_index_that_they_tell() -> None:
    told = [chunk({"content": text}, index=index) for index, text in ((1, "b"), (0, "a"), (1, "c"))]
    found = chat_events(*told).choices

    assert [(each["index"], each["message"]["content"]) for each in found] == [(0, "a"), (1, "bc")]


def test_a_call_that_was_cut_short_ends_for_that() -> None:
    cut = completion({"tool_calls": [tool_call("{")]}, finish_reason="length")

    assert places("calls_of_a_chat_end_with_their_reason", chat(cut)) == []


def test_a_prompt_that_was_blocked_ends_for_nothing() -> None:
    blocked = chat_events(chunk({"role": "assistant", "content": ""}), COUNTED, sent=USAGE)
    spoken = chat_events(chunk({"role": "assistant", "content": "4"}), COUNTED, sent=USAGE)

    assert places("a_choice_ends_once_and_last", blocked) == []
    assert places("a_choice_ends_once_and_last", spoken) == ["/0/choices/0/finish_reason"]


def test_azures_first_chunk_is_of_no_other_chat() -> None:
    filters = {"id": "", "object": "", "created": 0, "model": "", "choices": []}
    streamed = chat_events({**filters, "prompt_filter_results": []}, *deltas("4"))

    for name in ("one_id", "one_time", "one_model"):
        assert places(f"a_streamed_chat_has_{name}", streamed) == []
    assert places("the_first_delta_says_the_role", streamed) == []


def test_a_version_of_the_model_is_the_model() -> None:
    dated = chat({**CHAT, "model": f"google/{MODEL}-001"})

    assert places("a_chat_is_with_the_model_asked", dated) == []


def test_a_message_says_what_was_expected_and_what_came() -> None:
    total = message("the_total_of_a_chat_is_the_sum", chat(usage(total_tokens=31)))
    late = message("a_choice_ends_once_and_last", chat_events(*deltas("4"), chunk({})))

    assert total == "expected the sum of [5, 25], 30; got 31"
    assert late == "expected one finish_reason, in the last chunk; got 1, the first before it"


def test_a_wrong_type_violates_the_claim_about_the_member() -> None:
    broken = chat(completion({"content": 4}))

    assert [each.claim for each in looks(broken, "comet") if each.findings] == ["chat.message"]


def test_a_chunk_is_held_to_the_schema_of_chunks() -> None:
    broken = chat_events(chunk({"role": "user"}), {**chunk({}), "shine": 1})

    found = {each.claim: each.findings for each in looks(broken, "comet") if each.check == "schema"}

    assert [each.pointer for each in found["chat.delta"]] == ["/0/choices/0/delta/role"]
    assert [(each.pointer, each.additive) for each in found["schema.chat"]] == [("/1/shine", True)]


def test_what_is_new_in_what_may_be_null_is_only_new() -> None:
    timed = {**COUNTED, "usage": {**CHAT["usage"], "latency_checkpoint": {"engine": 5}}}
    tired = {**deltas("4")[-1], "choices": [{**chunk({})["choices"][0], "finish_reason": "tired"}]}
    wrong = {**COUNTED, "usage": usage(total_tokens=-1)["usage"]}

    found = [
        (each.pointer, each.severity)
        for each in looked_up(chat_events(*deltas("4"), tired, timed, wrong, sent=USAGE), "comet")
        if each.check == "schema"
    ]

    assert sorted(found) == [
        ("/3/choices/0/finish_reason", "additive"),
        ("/4/usage/latency_checkpoint", "additive"),
        ("/5/usage/total_tokens", "breaking"),
    ]


def test_what_is_of_neither_type_is_told_as_a_whole() -> None:
    broken = {**deltas("4")[0], "usage": "many"}

    found = [each for each in looked_up(chat_events(broken), "comet") if each.check == "schema"]

    assert [(each.pointer, each.severity) for each in found] == [("/0/usage", "breaking")]


def test_members_of_a_chat_are_counted_apart() -> None:
    outcome = Outcome(source="x")

    outcome.take([chat(), chat_events(*deltas("4"))], "comet")

    assert (outcome.answers, outcome.chats) == (0, 2)
    assert outcome.fields["model"] == 2
    assert outcome.fields["choices[].delta.content"] == 1
    assert [(each.operator, each.prompt, each.output) for each in outcome.sent] == [
        ("chat.completions", 5, 25),
        ("chat.completions", 0, 0),
    ]


REQUESTS = ({**TOOLS, "tool_choice": WEATHER}, {**PERSON, **WANTED, **USAGE, "stop": ["a"], "n": 1, "max_tokens": 9})  # fmt: skip


def _looked_at(exchange: Exchange) -> None:
    for each in OURS:
        if each.applies(exchange):
            list(each.rule(exchange))


@pytest.mark.parametrize("sent", REQUESTS, ids="ab")
def test_malformed_answers_are_borne(sent: Any) -> None:
    for each in spoilt(CALLED | {"choices": [*CALLED["choices"], *LOGGED["choices"]]}):
        _looked_at(chat(each, sent))
    for each in spoilt(CALLING[1]):
        _looked_at(chat_events(CALLING[0], each, COUNTED, sent=sent))


@pytest.mark.parametrize("sent", REQUESTS, ids="ab")
def test_malformed_requests_are_borne(sent: Any) -> None:
    for each in spoilt(sent):
        _looked_at(chat(CALLED, each if isinstance(each, dict) else {"model": each}))
        _looked_at(chat_events(*CALLING, COUNTED, sent=each if isinstance(each, dict) else {}))
