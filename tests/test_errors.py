import json
from typing import Any

import pytest

from mockserver.errors import (
    ENVELOPES,
    ApiError,
    EnvelopeName,
    FieldViolation,
    Refusal,
    render,
)
from mockserver.exchange import Reply
from mockserver.settings import ConfigurationError

REQUEST_ID = "20260325122143756483120aB3dE6gH"


def reply(envelope: EnvelopeName, text: str = "No.", **members: Any) -> Reply:
    refusal = Refusal(400, text, "INVALID_ARGUMENT", envelope, **members)
    return render(ApiError("some_cause"), refusal, REQUEST_ID)


def body(refused: Reply) -> Any:
    return json.loads(refused.body)


def message(envelope: EnvelopeName, text: str) -> str:
    found: str = body(reply(envelope, text))["error"]["message"]
    return found


# What the core raises.


def test_an_error_names_its_cause_and_keeps_what_its_text_needs() -> None:
    error = ApiError("unknown_model", hint="did you mean b?", model="a", version="v1")

    assert error.cause == str(error) == "unknown_model"
    assert error.hint == "did you mean b?"
    assert error.params == {"model": "a", "version": "v1"}
    assert error.fields == ()


def test_the_params_of_a_text_may_be_named_like_the_errors_own() -> None:
    assert ApiError("some_cause", cause="x").params == {"cause": "x"}


def test_a_field_at_the_root_has_no_name() -> None:
    assert FieldViolation("", "No.").as_json() == {"description": "No."}
    assert FieldViolation("contents[0]", "No.").as_json() == {
        "field": "contents[0]",
        "description": "No.",
    }


def test_a_wrong_setting_is_no_refusal_of_a_call() -> None:
    assert not issubclass(ConfigurationError, ApiError)


# A text.


def test_a_text_is_filled_with_what_the_error_knows() -> None:
    refusal = Refusal(404, "models/{model} is not found, {count:02} times")

    assert refusal.message(ApiError("x", model="a", count=3, more=1)) == (
        "models/a is not found, 03 times"
    )


def test_braces_of_a_client_are_not_filled() -> None:
    error = ApiError("x", text='Unknown name "{0} {text} {x!r} {{}}"')

    assert Refusal(400, "{text}").message(error) == 'Unknown name "{0} {text} {x!r} {{}}"'
    assert body(render(error, Refusal(400, "{text}"), ""))["error"]["message"] == (
        'Unknown name "{0} {text} {x!r} {{}}"'
    )


# Envelopes.


def test_google_writes_code_message_and_status_on_lines_of_their_own() -> None:
    refused = reply("google")

    assert refused.body == (
        b"{\n"
        b'  "error": {\n'
        b'    "code": 400,\n'
        b'    "message": "No.",\n'
        b'    "status": "INVALID_ARGUMENT"\n'
        b"  }\n"
        b"}\n"
    )
    assert refused.media_type == "application/json; charset=UTF-8"
    assert refused.status == 400


def test_google_lists_faulty_fields_as_a_bad_request() -> None:
    error = ApiError("x", fields=[FieldViolation("a.b", "One."), FieldViolation("", "Two.")])

    refused = render(error, Refusal(400, "One.\nTwo.", "INVALID_ARGUMENT"), "")

    assert body(refused)["error"]["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": "a.b", "description": "One."}, {"description": "Two."}],
        }
    ]


def test_google_writes_the_details_of_a_refusal_as_they_are() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}

    assert body(reply("google", details=(info,)))["error"]["details"] == [info]


def test_details_stand_before_faulty_fields() -> None:
    error = ApiError("x", fields=[FieldViolation("a", "One.")])
    refusal = Refusal(400, "One.", details=({"@type": "first"},))

    found = body(render(error, refusal, ""))["error"]["details"]

    assert [each["@type"] for each in found] == [
        "first",
        "type.googleapis.com/google.rpc.BadRequest",
    ]


def test_on_a_stream_the_envelope_may_be_a_list_of_one() -> None:
    assert body(reply("google_list")) == [body(reply("google"))]


def test_the_gateway_before_its_relay_writes_no_param() -> None:
    refused = reply("gateway", "Invalid token", type="comet_api_error")

    assert json.dumps(body(refused), separators=(",", ":")) == (
        '{"error":{"code":"","message":"Invalid token (request id: 20260325122143756483120aB3dE6gH)"'
        ',"type":"comet_api_error"}}'
    )


def test_the_relay_writes_param_and_code_behind_its_message() -> None:
    refused = reply("relay", "contents is required", type="comet_api_error", code="invalid_request")

    assert json.dumps(body(refused), separators=(",", ":")) == (
        '{"error":{"message":"contents is required (request id: 20260325122143756483120aB3dE6gH)"'
        ',"type":"comet_api_error","param":"","code":"invalid_request"}}'
    )


def test_an_error_passed_on_loses_status_details_and_request_id() -> None:
    text = (
        "Unable to submit request because thinking_level is not supported by this model.. Learn more:"
        " https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
    )
    error = ApiError("x", fields=[FieldViolation("a", "One.")])
    refusal = Refusal(400, text, "INVALID_ARGUMENT", "upstream", details=({"@type": "x"},))

    refused = render(error, refusal, REQUEST_ID)

    assert json.dumps(body(refused), separators=(",", ":")) == (
        '{"error":{"message":"Unable to submit request because thinking_level is not supported by this'
        ' model.. Learn more: https://***.com/***/***/***/***/***","type":"upstream_error","param":""'
        ',"code":400}}'
    )


def test_an_error_that_the_gateway_cannot_read_loses_its_text() -> None:
    assert json.dumps(body(reply("unparseable")), separators=(",", ":")) == (
        '{"error":{"message":"openai_error","type":"bad_response_status_code","param":""'
        ',"code":"bad_response_status_code"}}'
    )


def test_a_page_is_html_and_nothing_in_it_is_taken_for_tags() -> None:
    error = ApiError("x", path="/<script>alert('&')</script>")

    refused = render(error, Refusal(404, "Not found: {path}", envelope="html"), "")

    assert refused.media_type == "text/html; charset=UTF-8"
    assert refused.body.startswith(b"<!DOCTYPE html>")
    assert b"/&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in refused.body
    assert b"<script>" not in refused.body


@pytest.mark.parametrize("envelope", sorted({*ENVELOPES, "html"}))
def test_status_and_headers_come_with_any_envelope(envelope: EnvelopeName) -> None:
    refusal = Refusal(503, "No.", envelope=envelope, headers={"Location": "/"})

    refused = render(ApiError("x"), refusal, REQUEST_ID)

    assert refused.status == 503
    assert refused.headers == {"Location": "/"}
    assert len(refused.frames) == 1
    assert refused.frames[0].delay == 0


@pytest.mark.parametrize("envelope", ["google", "gateway", "relay", "upstream"])
def test_a_text_of_any_script_is_written_as_it_is(envelope: EnvelopeName) -> None:
    text = '\u4f60\u597d \u00e9 \U0001f600 "quoted" \\ \n'

    assert message(envelope, text).startswith(text)
    assert "\u4f60\u597d \u00e9 \U0001f600".encode() in reply(envelope, text).body


# Addresses, which the gateway hides.


@pytest.mark.parametrize("envelope", ["relay", "upstream"])
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://cloud.google.com/a/b", "https://***.com/***/***"),
        ("http://example.org", "http://***.org"),
        ("see https://a.b.io/c and 'https://d.net/e'.", "see https://***.io/*** and 'https://***.net/***'."),
        ("no address: models/gemini-2.5-flash", "no address: models/gemini-2.5-flash"),
    ],
    ids=["path", "host", "two", "none"],
)  # fmt: skip
def test_the_gateway_hides_addresses(envelope: EnvelopeName, text: str, masked: str) -> None:
    assert message(envelope, text).removesuffix(f" (request id: {REQUEST_ID})") == masked


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://example.com/a?key=secret", id="query-behind-a-path"),
        pytest.param("https://example.com?key=secret", id="query-behind-the-host"),
        pytest.param("https://example.com#secret", id="fragment"),
        pytest.param("https://secret@example.com/a", id="user"),
    ],
)
def test_the_gateway_hides_what_an_address_carries(text: str) -> None:
    assert "secret" not in message("upstream", text)


@pytest.mark.parametrize("envelope", ["google", "gateway"])
def test_nobody_else_hides_addresses(envelope: EnvelopeName) -> None:
    assert message(envelope, "https://cloud.google.com/a/b").startswith("https://cloud.google.com/")
