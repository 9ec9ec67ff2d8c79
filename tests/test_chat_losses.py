"""What is said of a chat of which something gets lost."""

from typing import Any

import pytest

from mockserver import Settings
from mockserver.chat.subset import strangers
from mockserver.mock import mock
from mockserver.pipeline import respond
from tests.chat_bodies import HI, WEATHER, call, chat, post, tool, user, warnings

IGNORED = "comet doesn't translate {!r} for Gemini (inferred)"
HEEDED = "comet is not known to translate {!r} for Gemini (inferred); it is heeded here"


@pytest.mark.parametrize(
    ("members", "warning"),
    [
        ({"user": "me"}, IGNORED.format("user")),
        ({"store": True}, IGNORED.format("store")),
        ({"service_tier": "flex"}, IGNORED.format("service_tier")),
        ({"logit_bias": {"1": 2}}, IGNORED.format("logit_bias")),
        ({"functions": [{"name": "f"}]}, IGNORED.format("functions")),
        ({"top_k": 3}, IGNORED.format("top_k")),
        ({"whatever": 1}, IGNORED.format("whatever")),
        ({"reasoning_effort": "low"}, "'reasoning_effort' is ignored: thinking can't be controlled by way of chat completions (documented)"),
        ({"extra_body": {"google": {}}}, "'extra_body' is ignored: thinking can't be controlled by way of chat completions (documented)"),
        ({"web_search_options": {"a": 1}}, "'web_search_options' is ignored: Google Search is not available by way of chat completions (documented)"),
        ({"web_search_options": {}}, "'web_search_options' is ignored: Google Search is not available by way of chat completions (documented)"),
        ({"modalities": ["audio"]}, "'modalities' is ignored: an answer is text by way of chat completions (documented of images)"),
        ({"parallel_tool_calls": False}, "'parallel_tool_calls' is ignored: Gemini has no such control (inferred)"),
        ({"n": 2}, HEEDED.format("n")),
        ({"logprobs": True}, HEEDED.format("logprobs")),
        ({"presence_penalty": 0.5}, HEEDED.format("presence_penalty")),
        ({"frequency_penalty": 0.5}, HEEDED.format("frequency_penalty")),
        ({"seed": 0}, "comet drops a 'seed' of 0 (inferred); it is heeded here"),
        ({"top_p": 0}, "comet drops a 'top_p' of 0 (inferred); it is heeded here"),
        ({"max_tokens": 5.0}, "comet refuses 'max_tokens', a whole number that is written as a fraction (inferred)"),
        ({"max_tokens": 5, "max_completion_tokens": 6}, "'max_tokens' is ignored beside 'max_completion_tokens' (inferred)"),
        ({"top_logprobs": 2}, "'top_logprobs' is ignored without 'logprobs' (own)"),
        ({"stream_options": {"include_usage": True}}, "'stream_options' is ignored without 'stream' (inferred)"),
        ({"stop": list("abcdef")}, "comet sends only the first 5 of 'stop' (inferred)"),
        ({"response_format": {"type": "xml"}}, "comet ignores a 'response_format' of type 'xml' (inferred)"),
        ({"tool_choice": "required"}, "'tool_choice' is ignored without tools (inferred)"),
        ({"tools": [tool(**WEATHER)], "tool_choice": "all"}, "a 'tool_choice' of 'all' is taken for 'auto' (inferred)"),
        ({"tools": [tool(**WEATHER)], "tool_choice": {"type": "custom"}}, "a 'tool_choice' of type 'custom' is ignored (inferred)"),
        ({"tools": [{"type": "custom", "function": {"name": "f"}}]}, "comet takes a tool of type 'custom' for a function (inferred)"),
        ({"tools": [tool(name="googleSearch")]}, "comet may make Google's own tool of a function called 'googleSearch' (inferred)"),
        ({"tools": [tool(name="f", strict=True)]}, "comet drops 'tools.function.strict' (inferred)"),
    ],
    ids=lambda each: repr(each)[:60] if isinstance(each, dict) else each[-30:],
)  # fmt: skip
def test_what_gets_lost_is_told(members: dict[str, Any], warning: str) -> None:
    assert warnings(**members) == (warning,)


@pytest.mark.parametrize(
    ("message", "warning"),
    [
        (user({"type": "video_url"}, {"type": "text", "text": "a"}), "a part of type 'video_url' is dropped (inferred)"),
        (user({"text": "a"}, {"type": "text", "text": "a"}), "a part of type '' is dropped (inferred)"),
        (user({"type": "image_url", "image_url": {}}, {"type": "text", "text": "a"}), "a part of type 'image_url' without what its type says is dropped (inferred)"),
        (user({"type": "file"}, {"type": "text", "text": "a"}), "a part of type 'file' without what its type says is dropped (inferred)"),
        (user({"type": "input_audio", "input_audio": {"data": "AAAA"}}, {"type": "text", "text": "a"}), "a part of type 'input_audio' without what its type says is dropped (inferred)"),
        (user({"type": "image_url", "image_url": {"url": "http://a.example/", "detail": "low"}}), "'detail' is ignored for Gemini (inferred)"),
        (user({"type": "file", "file": {"file_data": "data:application/pdf;base64,AAAA"}}), "a file without a 'filename' is dropped by the gateway; it is taken here (inferred)"),
        ({"role": "system", "content": [{"type": "image_url", "image_url": "http://a.example/"}]}, "a part of a system message is dropped if it isn't text (inferred)"),
        (HI | {"name": "Ann"}, "the 'name' of a speaker is dropped (inferred)"),
        ({"role": "system", "content": "Hi", "name": "example"}, "the 'name' of a speaker is dropped (inferred)"),
        ({"role": "user", "content": ""}, "a message without content is dropped (inferred)"),
        ({"content": "Hi"}, "a message has no role, for which the gateway doesn't ask (inferred)"),
        ({"role": "assistant", "content": "a", "audio": {"id": "1"}, "refusal": None, "annotations": []}, "comet drops 'messages.audio' (inferred)"),
    ],
    ids=lambda each: "" if isinstance(each, str) else repr(each)[-60:],
)  # fmt: skip
def test_what_gets_lost_of_a_message_is_told(message: Any, warning: str) -> None:
    assert warning in warnings(HI, message)
    assert len(warnings(HI, message)) <= 2


@pytest.mark.parametrize(
    "members",
    [
        {"temperature": 1, "top_p": 1, "seed": 1, "max_tokens": 9, "stop": ["a"], "stream": True},
        {"stream": True, "stream_options": {"include_usage": True}},
        {"max_tokens": 9, "max_completion_tokens": 9},
        {"parallel_tool_calls": True, "modalities": ["text"], "n": 1, "tool_choice": "auto"},
        {"tools": [tool(**WEATHER)], "tool_choice": "required"},
        {"user": None, "store": None, "metadata": {}, "presence_penalty": 0, "logprobs": False},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": {"$schema": "x", "$id": "y", "examples": [{}], "type": "object", "additionalProperties": False, "properties": {"$ref": {"type": ["string", "null"]}}}}}},
    ],
    ids="-".join,
)  # fmt: skip
def test_where_nothing_gets_lost_nothing_is_said(members: dict[str, Any]) -> None:
    assert warnings(**members) == ()


def test_of_a_message_that_is_translated_whole_nothing_is_said() -> None:
    calling = {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        ],
    }
    gave = {"role": "tool", "tool_call_id": "1", "name": "f", "content": "5"}
    picture = {"type": "image_url", "image_url": {"url": "http://a.example/", "detail": "auto"}}

    assert warnings({"role": "system", "content": "Hi"}, HI, calling, gave, user(picture)) == ()


def _calling(**names: str) -> dict[str, Any]:
    made = [
        {"id": key, "type": "function", "function": {"name": name}} for key, name in names.items()
    ]
    return {"role": "assistant", "tool_calls": made}


def _gave(call: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call, "content": "5"}


def test_responses_of_one_function_in_another_order_than_its_calls_are_told() -> None:
    said = "the responses of 'f' are taken in their order, not by their ids (inferred)"
    calls = _calling(a="f", b="g", c="f")

    assert warnings(HI, calls, *map(_gave, "cab")) == (said,)
    assert warnings(HI, calls, *map(_gave, "bac")) == ()
    assert warnings(HI, calls, *map(_gave, "abc"), calls, *map(_gave, "bca")) == (said,)


ODD_SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"$ref": "#/$defs/A"},
        "b": {"type": "object", "additionalProperties": {"const": 1}},
        "c": {"anyOf": [{"prefixItems": [{"type": "string"}]}, 5]},
    },
    "anyOf": 5,
    "$defs": {"A": {"type": "string"}},
}


@pytest.mark.parametrize("model", ["gemini-3-flash-preview", "gemini-9"])
def test_more_choices_than_a_model_has_are_ignored(model: str) -> None:
    served = mock(Settings(models={"gemini-9": "gemini-3-flash-preview"}))
    body = {**chat(), "model": model}

    one, more = (respond(call({**body, **n}), served) for n in ({}, {"n": 3}))

    assert more.reply.body == one.reply.body
    assert more.warnings == (
        "'n' is ignored: the model gives one choice, and comet is not known to translate it (inferred)",
    )


@pytest.mark.parametrize("number", [-1, 9])
def test_a_number_of_choices_that_no_model_has_is_refused(number: int) -> None:
    assert post(chat(n=number)).reply.status == 400


def test_what_google_has_no_word_for_in_a_schema_is_told() -> None:
    lost = "'$defs', '$ref', 'additionalProperties', 'const', 'prefixItems'"
    formatted = {"type": "json_schema", "json_schema": {"name": "a", "schema": ODD_SCHEMA}}

    assert warnings(tools=[tool(name="f", parameters=ODD_SCHEMA)]) == (
        f"comet drops {lost} from the parameters of functions (inferred)",
    )
    assert warnings(response_format=formatted) == (
        f"the provider behind comet may refuse {lost} in the schema of 'response_format' (inferred)",
    )


@pytest.mark.parametrize(
    "schema",
    [
        *({key: {"const": 1}} for key in ("items", "additionalProperties", "not")),
        *({key: [{}, {"const": 1}]} for key in ("anyOf", "oneOf", "allOf", "prefixItems")),
        *({key: {"a": {"const": 1}}} for key in ("properties", "$defs", "definitions")),
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_schema_is_looked_at_wherever_it_stands(schema: dict[str, Any]) -> None:
    assert "const" in strangers(schema)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"google_search": {}}, "google_search"),
        ({"googleMaps": {}}, "googleMaps"),
        ({"type": "google_search"}, "google_search"),
    ],
)
def test_a_tool_of_googles_is_told_to_be_none_of_a_chat(given: dict[str, Any], name: str) -> None:
    said = f"{name!r} is no tool here: it is not available by way of chat completions (documented)"

    assert said in warnings(tools=[given, None])
    assert said in warnings(tools=[given, tool(name="f")])


def test_only_so_many_losses_are_told() -> None:
    many = {f"x{number}": 1 for number in range(1_000)}

    assert len(warnings(**many)) == 100


def test_losses_are_told_beside_an_answer_and_beside_a_refusal() -> None:
    told = IGNORED.format("user")

    assert post(chat(user="me")).warnings == (told,)
    assert post(chat(user="me", temperature=3)).warnings == (told,)
    assert post(chat({"role": "critic", "content": "a"}, user="me")).warnings == (told,)
