"""How a request of chat completions is refused: by the gateway before its relay, by its relay, by Gemini."""

from typing import Any

import pytest

from mockserver import Settings
from mockserver.exchange import Call
from mockserver.mock import mock
from mockserver.pipeline import respond
from mockserver.refusals import comet
from tests.chat_bodies import HI, chat, post, refused, tool, user
from tests.chats import MODEL


def _go(got: str, struct: str, path: str, wanted: str) -> str:
    return f"json: cannot unmarshal {got} into Go struct field {struct}.{path} of type {wanted}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (chat(temperature="1"), _go("string", "GeneralOpenAIRequest", "temperature", "float64")),
        (chat(stream="true"), _go("string", "GeneralOpenAIRequest", "stream", "bool")),
        (chat(max_tokens="9"), _go("string", "GeneralOpenAIRequest", "max_tokens", "uint")),
        (chat(max_tokens=-5), _go("number -5", "GeneralOpenAIRequest", "max_tokens", "uint")),
        (chat(max_tokens=1.5), _go("number 1.5", "GeneralOpenAIRequest", "max_tokens", "uint")),
        (chat(n=2**63), _go(f"number {2**63}", "GeneralOpenAIRequest", "n", "int")),
        (chat(n=True), _go("bool", "GeneralOpenAIRequest", "n", "int")),
        (chat(stop=5), _go("number", "GeneralOpenAIRequest", "stop", "string")),
        (chat(stop=["a", {}]), _go("object", "GeneralOpenAIRequest", "stop", "string")),
        (chat(tools={}), _go("object", "GeneralOpenAIRequest", "tools", "[]dto.ToolCallRequest")),
        (chat(tools=[tool(name=1)]), _go("number", "FunctionRequest", "tools.function.name", "string")),
        (chat(tools=[tool(parameters=[])]), _go("array", "FunctionRequest", "tools.function.parameters", "map[string]interface {}")),
        (chat(tool_choice={"type": 1}), _go("number", "NamedToolChoice", "tool_choice.type", "string")),
        (chat(tool_choice={"function": {"name": 1}}), _go("number", "NamedToolChoice", "tool_choice.function.name", "string")),
        (chat(response_format="json"), _go("string", "GeneralOpenAIRequest", "response_format", "dto.ResponseFormat")),
        (chat(stream_options={"include_usage": 1}), _go("number", "StreamOptions", "stream_options.include_usage", "bool")),
        (chat("Hi"), _go("string", "GeneralOpenAIRequest", "messages", "dto.Message")),
        ({"model": MODEL, "messages": "Hi"}, _go("string", "GeneralOpenAIRequest", "messages", "[]dto.Message")),
        (chat({"role": 1}), _go("number", "Message", "messages.role", "string")),
        (chat({"content": 5}), _go("number", "Message", "messages.content", "string")),
        (chat({"content": ["Hi"]}), _go("string", "Message", "messages.content", "dto.MediaContent")),
        (chat(user({"text": 5})), _go("number", "MediaContent", "messages.content.text", "string")),
        (chat(user({"image_url": {"url": 5}})), _go("number", "MessageImageUrl", "messages.content.image_url.url", "string")),
        (chat({"tool_calls": [{"function": {"arguments": {}}}]}), _go("object", "FunctionRequest", "messages.tool_calls.function.arguments", "string")),
        ({"messages": [], "model": MODEL, "n": "1", "stream": 1}, _go("string", "GeneralOpenAIRequest", "n", "int")),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_type_is_refused_in_the_words_of_go(body: Any, text: str) -> None:
    assert refused(body) == (500, "comet_api_error", "invalid_request", text)


MODEL_REQUEST = "Invalid request, json: cannot unmarshal"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"messages": [HI]}, "model name is required"),
        ({"model": "", "messages": [HI]}, "model name is required"),
        ({"model": None}, "model name is required"),
        (None, "model name is required"),
        (b"", "model name is required"),
        ([], f"{MODEL_REQUEST} array into Go value of type middleware.ModelRequest"),
        ("x", f"{MODEL_REQUEST} string into Go value of type middleware.ModelRequest"),
        ({"model": 5}, f"{MODEL_REQUEST} number into Go struct field ModelRequest.model of type string"),
        (b"{", "Invalid request, unexpected end of JSON input"),
        (b'{"model": NaN}', "Invalid request, invalid character 'N' looking for beginning of value"),
        (b'{"model": "\\ud800"}', "Invalid request, invalid surrogate pair in string"),
        (b'{"model": 1e999}', "Invalid request, Number 1e999 exceeds the range of double."),
        (b"[" * 600 + b"]" * 600, "Invalid request, exceeded max depth"),
        (b"\xff", "Invalid request, invalid UTF-8 in body"),
    ],
    ids=lambda each: repr(each)[:30],
)  # fmt: skip
def test_a_body_that_tells_no_model_is_refused_before_the_relay(body: Any, text: str) -> None:
    assert refused(body) == (400, "comet_api_error", "", text)


@pytest.mark.parametrize("messages", [None, []])
def test_a_chat_without_messages_is_refused_by_the_relay(messages: Any) -> None:
    body = {"model": MODEL, "messages": messages}

    assert refused(body) == (
        500,
        "comet_api_error",
        "invalid_request",
        "field messages is required",
    )


def test_no_refusal_of_the_face_speaks_for_another_of_gemini() -> None:
    assert comet.COMET_CHAT.keys() & comet.COMET.keys() == {"malformed_json", "contents_missing"}


def test_a_prompt_that_the_model_cannot_read_is_refused_by_gemini() -> None:
    status, kind, code, text = refused(chat({"role": "user", "content": "word " * 1_100_000}))

    assert (status, kind, code) == (400, "upstream_error", 400)
    assert "max_tokens" not in text
    assert "exceeds the maximum number of tokens" in text


def test_too_many_tokens_are_refused_by_the_relay() -> None:
    text = "max_tokens is invalid"

    assert refused(chat(max_tokens=2**30)) == (500, "comet_api_error", "invalid_request", text)
    assert refused(chat(max_tokens=2**30 - 1))[0] == 400, "Gemini's own limit"


NO_PICTURE = "expected a data URL of base64 or an http address"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        *(
            (
                {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": args}}]},
                f"invalid arguments for function f, args: {args}",
            )
            for args in ("5", "[1]", "{", " ", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\udc00"}', "{x}")
        ),
        (user({"type": "image_url", "image_url": "data:image/png;base64,"}), f"get file data from 'data:image/png;base64,' failed: {NO_PICTURE}"),
        (user({"type": "image_url", "image_url": "data:text/plain,a"}), f"get file data from 'data:text/plain,a' failed: {NO_PICTURE}"),
        (user({"type": "image_url", "image_url": "x" * 99}), f"get file data from '{'x' * 60}...' failed: {NO_PICTURE}"),
        (user({"type": "file", "file": {"filename": "a", "file_data": "AAAA"}}), "get file data from 'AAAA' failed: expected a data URL of base64"),
        (user({"type": "file", "file": {"file_id": "file-1"}}), "only base64 file is supported in gemini"),
    ],
)  # fmt: skip
def test_what_cannot_be_translated_is_refused(message: Any, text: str) -> None:
    assert refused(chat(HI, message)) == (500, "comet_api_error", "convert_request_failed", text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (chat({"role": "critic", "content": "Hm"}), "Please use a valid role: user, model."),
        (chat(temperature=3), "it has a temperature value of 3 but the supported range"),
        (chat(seed=2**40), "Invalid value at 'generation_config.seed' (TYPE_INT32), 1099511627776"),
        (chat(n=9), "it has a candidateCount value of 9"),
        (chat({"role": "system", "content": "Be brief."}), "at least one contents field is required"),
        (chat(user({"type": "image_url", "image_url": "data:image/png;base64,!"})), "Base64 decoding failed"),
        (chat({"role": "tool", "name": "f", "content": "1"}), "function response turn comes immediately after"),
        (chat(tools=[{"type": "web_search"}]), "function_declarations[0].name"),
        (chat(tools=[tool(name="f", parameters={"type": "string"})]), "parameters"),
        (chat() | {"model": "gemini-2.5-flash-preview-tts"}, "response modalities (TEXT) is not supported"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_what_gemini_refuses_is_passed_on(body: Any, text: str) -> None:
    status, kind, code, message = refused(body)

    assert (status, kind, code) == (400, "upstream_error", 400)
    assert text in message


def test_a_key_counts_only_as_a_bearer() -> None:
    assert post(chat(), authorization="Bearer any").reply.status == 200
    assert post(chat(), **{"x-goog-api-key": "any"}).reply.status == 401


def test_a_model_that_there_is_not_is_refused() -> None:
    status, _, code, _ = refused({"model": "gemini-9", "messages": [HI]})

    assert (status, code) == (503, "model_not_found")


@pytest.mark.parametrize("dialect", ["google", "vertex"])
def test_only_the_gateway_has_this_face(dialect: str) -> None:
    call = Call("POST", "/v1/chat/completions", {}, {"authorization": "Bearer any"}, b"{}")

    assert respond(call, mock(Settings(dialect=dialect))).reply.status == 404
