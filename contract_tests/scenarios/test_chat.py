"""Scenarios: chat completions, the gateway's other face.

What its answers must be like, the checks of chats hold; here is what makes them come.
"""

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.call import WRONG_KEY, Way, chat, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import UNKNOWN, Models
from contract_tests.reading.members import mapping, text
from contract_tests.scenario import Sender, both_ways, got, holds, row, smoke
from contract_tests.scenarios.bodies import PNG
from contract_tests.scenarios.chats import (
    Body,
    called,
    followed,
    function,
    heard,
    message,
    prompt_tokens,
)

_SUM = "What is 2+2?"
_HI = "Say hi"
_RAIN = "Explain in a sentence how rain forms."
_ASK = "What is the weather in Paris?"
_WEATHER = function("get_weather", "city")
_TIME = function("get_local_time", "city")
_PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
}
_ABOUT = "Make up a person, and tell of it as JSON."
_USAGE = {"stream_options": {"include_usage": True}}
_NO_JSON = b'{"model": "gemini-2.5-flash", "messages": ['
_NOT_LET_IN = {401, 403}


def _is_refused(exchange: Exchange, status: int, code: str) -> None:
    told = (exchange.status, text(mapping(exchange.json, "error"), "code"))
    assert told == (status, code), f"expected {status} {code}, {got(exchange)}"


# Questions and answers.


@smoke
@holds("chat.endpoint")
def test_a_chat_is_answered_at_once(send: Sender, models: Models) -> None:
    exchange = send.sample(chat(_SUM, models.text), heard)

    assert text(exchange.json, "object") == "chat.completion", got(exchange)


@smoke
@holds("chat.stream")
def test_a_chat_is_answered_with_events(send: Sender, models: Models) -> None:
    exchange = send.sample(chat(_SUM, models.text).over("sse"), heard)

    assert exchange.media_type == "text/event-stream", got(exchange)


@holds("chat.usage-told")
def test_a_streamed_chat_tells_its_usage(send: Sender, models: Models) -> None:
    exchange = send(chat(_HI, models.text, **_USAGE).over("sse"))  # checks look at it

    assert exchange.completions, got(exchange)


@both_ways
@holds("chat.multi-turn")
def test_earlier_messages_count(send: Sender, models: Models, way: Way) -> None:
    turns = [
        message("My name is Zoltana, and I collect old maps of islands."),
        message("Good to know.", "assistant"),
        message(_HI),
    ]
    counting = _USAGE if way == "sse" else {}  # OpenAI refuses it where there is no stream
    alone, together = (
        send(chat(_HI, models.text, **counting, **fields).over(way))
        for fields in ({}, {"messages": turns})
    )

    few, many = prompt_tokens(alone), prompt_tokens(together)
    assert 0 < few < many, f"expected more tokens with the messages before, got {many} for {few}"


@holds("chat.system")
def test_a_system_message_counts(send: Sender, models: Models) -> None:
    told = message("You are a math tutor. Always show your work, step by step.", "system")

    alone = send(chat(_HI, models.text))
    together = send(chat(_HI, models.text, messages=[told, message(_HI)]))

    few, many = prompt_tokens(alone), prompt_tokens(together)
    assert 0 < few < many, f"expected more tokens with the system message, got {many} for {few}"


@holds("chat.same-prompt")
def test_both_faces_count_a_prompt_alike(send: Sender, models: Models) -> None:
    native = send(prompt(_SUM, models.text))

    told = send(chat(_SUM, models.text))

    count = native.usage.get("promptTokenCount", 0)
    assert prompt_tokens(told) == count, f"expected {count} tokens, got {prompt_tokens(told)}"


_TAKEN = [
    row("chat.roles", "system", {"messages": [message("Be brief.", "system"), message(_HI)]}),
    row("chat.roles", "developer", {"messages": [message("Be brief.", "developer"), message(_HI)]}),
    row("chat.content-parts", "", {"messages": [message([{"type": "text", "text": _HI}])]}),
    row("chat.sampling", "", {"temperature": 0.5, "top_p": 0.9}),
    row("chat.seed", "", {"seed": 7}),
    row("chat.unknown-ignored", "", {"nonsense": 1}),
    row("chat.n", "", {"n": 2}),
    row("chat.stop", "text", {"messages": [message(_RAIN)], "stop": "e"}),
    row("chat.stop", "list", {"messages": [message(_RAIN)], "stop": ["###", "e"]}),
    row("chat.max-tokens", "", {"max_tokens": 24, "messages": [message(_RAIN)]}),
    row("chat.top-logprobs", "", {"logprobs": True, "top_logprobs": 2}),
    row(
        "chat.image",
        "",
        {
            "messages": [
                message(
                    [
                        {"type": "text", "text": "Which colour is this?"},
                        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
                    ]
                )
            ]
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize("body", _TAKEN)
def test_a_chat_is_taken(send: Sender, models: Models, body: Body) -> None:
    exchange = send(chat(_HI, models.text, **body))

    assert exchange.choices, got(exchange)


@both_ways
@holds("chat.length-told")
def test_a_chat_that_reaches_its_limit_ends_with_length(
    send: Sender, models: Models, way: Way
) -> None:
    call = chat("Count from 1 to 200.", models.text, max_tokens=16).over(way)

    send.sample(call, lambda each: "length" in {x.get("finish_reason") for x in each.choices})


@both_ways
@holds("chat.json")
def test_a_chat_answers_in_json(send: Sender, models: Models, way: Way) -> None:
    call = chat(_ABOUT, models.text, response_format={"type": "json_object"})

    send.sample(call.over(way), heard)


@both_ways
@holds("chat.json-schema")
def test_a_chat_answers_by_a_schema(send: Sender, models: Models, way: Way) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "person", "schema": _PERSON}}

    send.sample(chat(_ABOUT, models.text, response_format=wanted).over(way), heard)


# Functions.


@both_ways
@holds("chat.called")
def test_a_chat_calls_a_function(send: Sender, models: Models, way: Way) -> None:
    exchange = send.sample(chat(_ASK, models.text, tools=[_WEATHER]).over(way), called)

    assert called(exchange)[0] == "get_weather", f"expected get_weather, got {called(exchange)}"


@holds("chat.call-ids")
def test_calls_made_at_once_have_ids_of_their_own(send: Sender, models: Models) -> None:
    question = "What is the weather in Paris, and what is the local time in Tokyo?"

    send.sample(
        chat(question, models.budget, tools=[_WEATHER, _TIME]).over("sse"),
        lambda each: len(called(each)) > 1,
    )


@holds("chat.loop")
def test_a_result_ends_the_loop_with_a_text(send: Sender, models: Models) -> None:
    call = chat(_ASK, models.text, tools=[_WEATHER])
    exchange = send.sample(call, called)

    send.sample(followed(call, exchange, '{"sky": "clear", "celsius": 21}'), heard)


@holds("chat.choice-none")
def test_a_chat_may_be_told_not_to_call(send: Sender, models: Models) -> None:
    exchange = send(chat(_ASK, models.text, tools=[_WEATHER], tool_choice="none"))

    assert exchange.choices, got(exchange)


@both_ways
@holds("chat.choice-required")
def test_a_chat_may_be_told_to_call(send: Sender, models: Models, way: Way) -> None:
    call = chat("Hello!", models.text, tools=[_WEATHER], tool_choice="required")

    send.sample(call.over(way), called)


@holds("chat.choice-named")
def test_a_chat_may_be_told_what_to_call(send: Sender, models: Models) -> None:
    choice = {"type": "function", "function": {"name": "get_local_time"}}
    call = chat(_ASK, models.text, tools=[_WEATHER, _TIME], tool_choice=choice)

    send.sample(call, called)


# Who is let in, and what is refused.


@smoke
@both_ways
@holds("chat.bearer-only")
def test_geminis_own_header_lets_nobody_in(send: Sender, models: Models, way: Way) -> None:
    call = replace(chat(_HI, models.text), auth="header")

    exchange = send(call.over(way), expecting=_NOT_LET_IN)

    assert exchange.status == 401, f"expected 401, {got(exchange)}"


@holds("chat.no-key")
def test_a_chat_without_a_key_is_refused(send: Sender, models: Models) -> None:
    exchange = send(replace(chat(_HI, models.text), auth="none"), expecting=_NOT_LET_IN)

    assert exchange.status == 401, f"expected 401, {got(exchange)}"


@holds("chat.wrong-key")
def test_a_chat_with_a_wrong_key_is_refused(send: Sender, models: Models) -> None:
    headers = {"authorization": f"Bearer {WRONG_KEY}"}

    exchange = send(
        replace(chat(_HI, models.text), auth="none", headers=headers), expecting=_NOT_LET_IN
    )

    assert exchange.status == 401, f"expected 401, {got(exchange)}"


@both_ways
@holds("chat.model-missing")
def test_a_chat_without_a_model_is_refused(send: Sender, way: Way) -> None:
    call = chat(_HI, "").over(way)
    body = {name: each for name, each in call.body.items() if name != "model"}

    exchange = send(replace(call, body=body), expecting={503})

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@both_ways
@holds("chat.model-unknown")
def test_a_chat_with_an_unknown_model_is_refused(send: Sender, way: Way) -> None:
    exchange = send(chat(_HI, UNKNOWN).over(way), expecting={503})

    _is_refused(exchange, 503, "model_not_found")


@both_ways
@pytest.mark.parametrize("body", [{"messages": []}, {"messages": None}], ids=["empty", "null"])
@holds("chat.messages-missing")
def test_a_chat_without_messages_is_refused(
    send: Sender, models: Models, body: dict[str, Any], way: Way
) -> None:
    exchange = send(chat(_HI, models.text, **body).over(way), expecting={500})

    _is_refused(exchange, 500, "invalid_request")


@holds("chat.malformed-json")
def test_a_chat_that_is_no_json_is_refused(send: Sender, models: Models) -> None:
    exchange = send(replace(chat(_HI, models.text), body=_NO_JSON), expecting={500})

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
