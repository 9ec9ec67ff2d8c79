"""The checks of refusals, each over errors as they should be and as they shouldn't."""

import json
from typing import Any

import pytest

from contract_tests.check import CHECKS
from contract_tests.checks import errors  # noqa: F401 - registers them
from contract_tests.exchange import Exchange, Frame
from contract_tests.findings import Finding

OWN = {"code": "", "message": "Invalid token (request id: 20260325122143756483120aB3dE6gH)",
       "type": "comet_api_error"}  # fmt: skip
PASSED_ON = {"message": "No.", "type": "upstream_error", "param": "", "code": 400}
GOOGLE = {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}


def refusal(
    body: Any,
    *,
    status: int = 400,
    operator: str = "generateContent",
    media_type: str = "application/json; charset=UTF-8",
    **more: Any,
) -> Exchange:
    """Return a refused call; the body as JSON, or as bytes that aren't."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(
        source="a test",
        url=f"https://host/v1beta/models/gemini-2.5-flash:{operator}",
        status=status,
        headers={"content-type": media_type},
        frames=(Frame(data),),
        **more,
    )


def error(http: int = 400, /, **members: Any) -> Exchange:
    """Return a refusal of one error."""
    return refusal({"error": members}, status=http)


def seen(name: str, exchange: Exchange) -> list[Finding] | None:
    """Return what a check finds; None if it doesn't look."""
    check = CHECKS[name]
    return list(check.rule(exchange)) if check.applies(exchange) else None


def at(name: str, exchange: Exchange) -> list[tuple[str, str]]:
    """Return where a check finds something, and what it says."""
    return [(each.pointer, each.message) for each in seen(name, exchange) or ()]


# Envelopes.


def test_a_refusal_with_an_error_is_fine() -> None:
    assert seen("refusal_has_an_error", error(**GOOGLE)) == []
    assert seen("refusal_has_an_error", refusal([{"error": GOOGLE}])) == []
    assert seen("refusal_has_an_error", refusal(b"", operator="countTokens")) is None


@pytest.mark.parametrize("body", [b"<html>", {}, [], {"error": "no"}, [1], {"message": "no"}])
def test_a_refusal_without_an_error_is_found(body: Any) -> None:
    assert at("refusal_has_an_error", refusal(body)) == [
        ("", "expected an error as JSON, got application/json without one")
    ]


def test_a_refusal_without_a_type_is_told_as_such() -> None:
    assert at("refusal_has_an_error", refusal(b"", media_type="")) == [
        ("", "expected an error as JSON, got no content type without one")
    ]


@pytest.mark.parametrize(
    "exchange",
    [
        refusal(b"<html>", status=502),
        refusal(b"<html>", status=413),
        refusal(b"<html>", operator="noSuchOperator"),
        refusal(b"<html>", method="GET"),
        refusal({"candidates": []}, status=200),
    ],
)
def test_what_may_come_from_the_edge_is_not_looked_at(exchange: Exchange) -> None:
    assert seen("refusal_has_an_error", exchange) is None


def test_an_error_with_status_200_is_found() -> None:
    assert seen("good_answer_is_no_error", refusal({"candidates": []}, status=200)) == []
    assert at("good_answer_is_no_error", refusal({"error": "x" * 100}, status=200)) == [
        ("/error", f"expected candidates with status 200, got '{'x' * 79}...")
    ]


def test_a_stream_with_status_200_may_end_in_an_error_but_not_begin_with_one() -> None:
    good, bad = b'data: {"candidates": []}\n\n', b'data: {"error": {}}\n\n'

    def stream(data: bytes) -> Exchange:
        operator = "streamGenerateContent"
        return refusal(data, status=200, operator=operator, media_type="text/event-stream")

    assert seen("good_answer_is_no_error", stream(good + bad)) == []
    assert at("good_answer_is_no_error", stream(bad)) == [
        ("/0/error", "expected candidates with status 200, got {}")
    ]


@pytest.mark.parametrize(
    "exchange", [error(), refusal(b"<html>", status=200), refusal({}, status=200, operator="x")]
)
def test_only_good_answers_with_content_are_looked_at(exchange: Exchange) -> None:
    assert seen("good_answer_is_no_error", exchange) is None


def test_a_code_that_is_a_number_is_the_status() -> None:
    assert seen("code_is_the_status", error(**GOOGLE)) == []
    assert at("code_is_the_status", error(404, **GOOGLE)) == [
        ("/error/code", "expected the status 404, got 400")
    ]
    assert at("code_is_the_status", refusal([{"error": GOOGLE}], status=404)) == [
        ("/0/error/code", "expected the status 404, got 400")
    ]


@pytest.mark.parametrize("code", ["model_not_found", "", None, True])
def test_a_code_that_is_no_number_says_nothing_of_the_status(code: object) -> None:
    assert seen("code_is_the_status", error(code=code)) is None


def test_of_several_errors_only_numbers_are_compared() -> None:
    both = refusal([{"error": {"code": "x"}}, {"error": {"code": 400}}])

    assert seen("code_is_the_status", both) == []


@pytest.mark.parametrize("message", ["", "  ", None, 3])
def test_an_error_without_a_message_is_found(message: object) -> None:
    assert seen("error_has_a_message", error(message="No.")) == []
    assert at("error_has_a_message", error(message=message)) == [
        ("/error/message", f"expected a message, got {message!r}")
    ]


# Content types.


def test_an_error_is_typed_as_json() -> None:
    assert seen("error_is_typed_as_json", error(**GOOGLE)) == []
    assert at("error_is_typed_as_json", refusal({"error": GOOGLE}, media_type="text/html")) == [
        ("", "expected the content type application/json, got text/html")
    ]
    assert at("error_is_typed_as_json", refusal({"error": GOOGLE}, media_type="")) == [
        ("", "expected the content type application/json, got none")
    ]


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        ("error_of_events_is_typed_as_json", "application/json", "text/event-stream"),
        ("error_of_events_is_typed_as_events", "text/event-stream", "application/json"),
    ],
)
def test_an_error_where_events_were_asked_for_has_its_type(
    check: str, right: str, wrong: str
) -> None:
    def refused(media_type: str) -> Exchange:
        operator = "streamGenerateContent?alt=sse"
        return refusal({"error": GOOGLE}, operator=operator, media_type=media_type)

    assert seen(check, refused(right)) == []
    assert at(check, refused(wrong)) == [("", f"expected the content type {right}, got {wrong}")]
    assert seen(check, error(**GOOGLE)) is None
    assert seen("error_is_typed_as_json", refused(right)) is None


def test_a_capture_that_lost_its_headers_tells_no_type() -> None:
    exchange = refusal({"error": GOOGLE}, media_type="", lost=frozenset({"headers"}))

    assert seen("error_is_typed_as_json", exchange) is None


# Google's words.


def test_the_name_of_a_status_goes_with_its_number() -> None:
    assert seen("status_name_fits", error(**GOOGLE)) == []
    assert at("status_name_fits", error(404, **GOOGLE)) == [
        ("/error/status", "expected NOT_FOUND with 404, got 'INVALID_ARGUMENT'")
    ]
    assert at("status_name_fits", error(500, status=["x"])) == [
        ("/error/status", "expected DATA_LOSS, INTERNAL and UNKNOWN with 500, got ['x']")
    ]


def test_errors_without_a_name_and_rare_statuses_are_not_looked_at() -> None:
    assert seen("status_name_fits", error(code=400)) is None
    assert seen("status_name_fits", error(418, status="TEAPOT")) is None


def test_of_several_errors_those_without_a_name_are_left_out() -> None:
    assert seen("status_name_fits", refusal([{"error": {}}, {"error": GOOGLE}])) == []


# The gateway's words.


def test_the_gateways_own_errors_tell_a_request_id() -> None:
    assert seen("gateway_tells_a_request_id", error(401, **OWN)) == []
    assert at("gateway_tells_a_request_id", error(401, **{**OWN, "message": "No."})) == [
        ("/error/message", "expected a request id in it, got none")
    ]


@pytest.mark.parametrize("members", [PASSED_ON, {**OWN, "message": None}])
def test_others_tell_none(members: dict[str, Any]) -> None:
    assert seen("gateway_tells_a_request_id", error(**members)) is None


def test_a_request_id_has_a_form() -> None:
    twice = f"{OWN['message']} (request id: 20260205132859798638387SIHCnxzJ)"

    assert seen("request_id_has_its_form", error(401, **{**OWN, "message": twice})) == []
    assert at("request_id_has_its_form", error(**{**OWN, "message": "No (request id: 7)"})) == [
        ("/error/message", "expected digits and eight letters, got '7'")
    ]
    assert seen("request_id_has_its_form", error(**{**OWN, "message": "No."})) is None


def test_the_code_of_what_is_passed_on_is_a_number() -> None:
    assert seen("passed_on_code_is_a_number", error(**PASSED_ON)) == []
    assert at("passed_on_code_is_a_number", error(**{**PASSED_ON, "code": "400"})) == [
        ("/error/code", "expected a number, got '400'")
    ]
    assert seen("passed_on_code_is_a_number", error(**OWN)) is None


def test_addresses_are_masked_in_what_is_passed_on() -> None:
    masked = {**PASSED_ON, "message": "See https://***.com/***/***."}
    bare = {**PASSED_ON, "message": "See https://cloud.google.com/vertex-ai."}

    assert seen("passed_on_addresses_are_masked", error(**masked)) == []
    assert at("passed_on_addresses_are_masked", error(**bare)) == [
        ("/error/message", "expected it masked, got https://cloud.google.com")
    ]


@pytest.mark.parametrize(
    ("check", "code", "right", "wrong", "expected"),
    [
        ("seen_code_comes_with_its_status", "model_not_found", 503, 404, "503"),
        ("seen_code_comes_with_its_status", "invalid_request", 500, 422, "400 or 500"),
        ("read_code_comes_with_its_status", "insufficient_user_quota", 403, 402, "403"),
        ("read_code_comes_with_its_status", "read_request_body_failed", 413, 400, "413"),
    ],
)
def test_a_word_of_the_gateway_comes_with_its_status(
    check: str, code: str, right: int, wrong: int, expected: str
) -> None:
    assert seen(check, error(right, code=code)) == []
    assert at(check, error(wrong, code=code)) == [
        ("/error/code", f"expected status {expected} with {code}, got {wrong}")
    ]


@pytest.mark.parametrize("code", ["", 400, None, "bad_response_status_code"])
def test_other_words_come_with_any_status(code: object) -> None:
    assert seen("seen_code_comes_with_its_status", error(code=code)) is None
    assert seen("read_code_comes_with_its_status", error(code=code)) is None


def test_a_good_answer_has_no_error_to_look_at() -> None:
    good = refusal({"error": GOOGLE}, status=200)

    assert seen("error_has_a_message", good) is None


def test_one_error_of_a_list_is_enough_to_look_at() -> None:
    mixed = refusal([{"error": PASSED_ON}, {"error": OWN}])
    words = refusal([{"error": {"code": "x"}}, {"error": {"code": "model_not_found"}}], status=503)
    own = refusal([{"error": {**OWN, "message": "No."}}, {"error": OWN}])

    assert seen("passed_on_code_is_a_number", mixed) == []
    assert seen("seen_code_comes_with_its_status", words) == []
    assert seen("request_id_has_its_form", own) == []


def test_many_errors_of_the_gateway_may_lack_a_request_id() -> None:
    assert CHECKS["gateway_tells_a_request_id"].mood == 0.9
