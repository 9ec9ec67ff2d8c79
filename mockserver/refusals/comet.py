"""How CometAPI refuses: itself, or with what its provider says."""

from collections.abc import Mapping
from dataclasses import replace

from mockserver.errors import Refusal
from mockserver.refusals.vertex import VERTEX


def _relay(http: int, text: str, code: str = "invalid_request") -> Refusal:
    """Refuse in the gateway's relay (variant B)."""
    return Refusal(http, text, envelope="relay", type="comet_api_error", code=code)


def _gateway(http: int, text: str, code: str = "") -> Refusal:
    """Refuse before the relay (variant A)."""
    return Refusal(http, text, envelope="gateway", type="comet_api_error", code=code)


# CometAPI passes on what its provider, evidently Vertex AI, refuses (variant C, S), and refuses some
# itself.
COMET: Mapping[str, Refusal] = {
    **{cause: replace(each, envelope="upstream") for cause, each in VERTEX.items()},
    "bad_mock_header": _relay(400, "cometapi-mock: {header}: {reason}", "bad_mock_header"),  # own
    "no_stub": _relay(404, "cometapi-mock: no stub is for this request. {nearest}", "no_stub"),  # own
    "bad_stub": _relay(501, "cometapi-mock: stub {stub}: {reason}", "bad_stub"),  # own
    "credentials_refused": _gateway(401, "Invalid token"),  # D, S
    "forbidden": _relay(403, "user quota is not enough", "insufficient_user_quota"),  # S; text own
    "payload_too_large": _relay(  # D: 413; S: code
        413, "request body exceeds {limit} bytes", "read_request_body_failed"
    ),
    # S: its own limiter, without Retry-After; texts own.
    "rate_limited": _gateway(429, "Too many requests"),
    "quota_exceeded": _gateway(429, "Too many requests"),
    # S: HTML from behind it, whose text it loses.
    "bad_gateway": Refusal(502, "Bad Gateway", envelope="unparseable"),
    # D: the status; S: Cloudflare's page.
    "origin_timeout": Refusal(524, "A timeout occurred. Error code 524", envelope="html"),
    "no_recording": _relay(
        404, "cometapi-mock: no recording is for this request. {nearest}", "no_recording"
    ),  # own
    "unknown_path": Refusal(  # D: a 301, or HTML. The target is ours, so that no client is led away.
        301, "No such path: {method} {path}", envelope="html", headers={"Location": "/"}
    ),
    "front_page": Refusal(200, "This stands in for the web front. The API is below /v1beta and /v1.", envelope="html"),
    # Own: what a gateway in Go, or what is before it, says there, is no JSON.
    "malformed_request": _gateway(400, "malformed request: {reason}"),
    "header_too_large": _gateway(431, "request header exceeds {limit} bytes"),
    "read_timeout": _gateway(408, "request not read in {seconds} seconds"),
    "unauthenticated": _gateway(401, "Invalid token"),  # D, S
    "invalid_key": _gateway(401, "Invalid token"),  # D, S
    "unknown_model": _gateway(  # O, three times
        503,
        "no available channel for group default and model {model} (distributor)",
        "model_not_found",
    ),
    # S: of /v1/models/{model}, with the status of an answer; who refuses otherwise has no such path.
    "no_such_model": Refusal(
        200,
        "The model '{model}' does not exist",
        envelope="openai",
        type="invalid_request_error",
        code="model_not_found",
        param="model",
    ),
    "body_too_large": _relay(  # D: 413; S: code
        413, "request body exceeds {limit} bytes", "read_request_body_failed"
    ),
    "unsupported_encoding": _relay(400, "Content-Encoding {encoding!r} is not supported"),  # own
    "undecodable_body": _relay(400, "{encoding}: {reason}"),  # own
    "malformed_json": _relay(500, "{go}"),  # S
    "undecodable_field": _relay(500, "{go}"),  # S
    "contents_missing": _relay(500, "contents is required"),  # S; O for its twin of the chat route
    "internal": _relay(500, "internal error", "do_request_failed"),  # S
}  # fmt: skip

# Where it was asked by way of chat completions. The gateway looks for the model before its relay reads the
# rest; what Gemini itself refuses is passed on.
COMET_CHAT: Mapping[str, Refusal] = {
    "malformed_json": _gateway(400, "Invalid request, {go}"),  # S
    "undecodable_model": _gateway(400, "Invalid request, {go}"),  # S
    "model_missing": _gateway(400, "model name is required"),  # D
    "messages_missing": _relay(500, "field messages is required"),  # O, D
    "max_tokens_invalid": _relay(500, "max_tokens is invalid"),  # S
    "unconvertible": _relay(500, "{reason}", "convert_request_failed"),  # S; texts in part own
    "bad_arguments": _relay(  # S
        500, "invalid arguments for function {name}, args: {args}", "convert_request_failed"
    ),
    "contents_missing": replace(VERTEX["contents_missing"], envelope="upstream"),
    "prompt_blocked": Refusal(  # S
        400,
        "request blocked by Gemini API: {reason}",
        envelope="openai",
        type="prompt_blocked",
        code="prompt_blocked",
    ),
    "nothing_answered": Refusal(  # S
        500,
        "empty response from Gemini API",
        envelope="openai",
        type="empty_response",
        code="empty_response",
    ),
}
