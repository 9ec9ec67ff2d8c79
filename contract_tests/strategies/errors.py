"""Refusals as an app may meet them, in the envelopes of an origin.

Facts: gemini.md 6.1, 6.2 and 6.7 (recorded and reported), cometapi.md 3.2 and 3.3 (its variants A to E).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.drawn import ErrorReply
from contract_tests.strategies.wanted import known

Json = dict[str, Any]
Drawing = Callable[[st.DrawFn, str], ErrorReply]

_JSON = {"content-type": "application/json; charset=UTF-8"}
_HTML = {"content-type": "text/html; charset=UTF-8"}
_RPC = "type.googleapis.com/google.rpc"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong: the HTTP status, google.rpc's word for it, a text, and the details beside it."""

    http: int
    status: str
    text: str
    details: tuple[str, ...] = ()


_TROUBLES = (
    Trouble(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    Trouble(
        400,
        "INVALID_ARGUMENT",
        "Invalid JSON payload received. Unknown name \"foo\" at 'generation_config': Cannot find field.",
        ("BadRequest",),
    ),
    Trouble(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", ("ErrorInfo", "LocalizedMessage")),
    Trouble(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    Trouble(
        400,
        "INVALID_ARGUMENT",
        "Unable to submit request because thinking_level is not supported by this model.. Learn more:"
        " https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini",
    ),
    Trouble(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", ("ErrorInfo",)),
    Trouble(402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted."),
    Trouble(403, "PERMISSION_DENIED", "Generative Language API has not been used in project 1 before or it is disabled.", ("Help", "ErrorInfo")),
    Trouble(404, "NOT_FOUND", "models/nope-1 is not found for API version v1beta, or is not supported for generateContent."),
    Trouble(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    Trouble(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details. \n* Quota exceeded for metric:"
        " generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 15\nPlease retry in 38.292227434s.",
        ("Help", "QuotaFailure", "RetryInfo"),
    ),
    Trouble(499, "CANCELLED", "The operation was cancelled."),
    Trouble(500, "INTERNAL", "Internal error encountered.", ("DebugInfo",)),
    Trouble(503, "UNAVAILABLE", "The model is overloaded. Please try again later.", ("RetryInfo",)),
    Trouble(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.", ("RequestInfo",)),
)  # fmt: skip

# Durations as protobuf writes them: with no fraction, or with three, six or nine digits of one.
DURATIONS = ("38s", "0s", "1.500s", "38.292227s", "38.292227434s", "0.000000001s", "86400s")
_RETRY_AFTER = ("1", "30", "Wed, 25 Mar 2026 12:21:43 GMT")
_DETAILS: Mapping[str, Json] = {
    "BadRequest": {
        "fieldViolations": [
            {"field": "generation_config", "description": "Cannot find field."},
            {"description": "Root element must be a message."},
        ]
    },
    "ErrorInfo": {
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    },
    "LocalizedMessage": {"locale": "en-US", "message": "API key not valid."},
    "Help": {"links": [{"description": "Quotas", "url": "https://ai.google.dev/gemini-api/docs/rate-limits"}]},
    "QuotaFailure": {
        "violations": [
            {
                "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash"},
                "quotaValue": "15",
            }
        ]
    },
    "RequestInfo": {"requestId": "a1b2c3"},
    "DebugInfo": {"detail": "[ORIGINAL ERROR] generic::internal: deadline"},
}  # fmt: skip

# Variant A: status, code, text.
_GATEWAY = (
    (401, "", "Invalid token"),
    (403, "access_denied", "User has been banned"),
    (429, "", "Too many requests"),
    (503, "model_not_found", "no available channel for group default and model nope-1 (distributor)"),
    (400, "", "model name is required"),
)  # fmt: skip
# Variant B.
_RELAY = (
    (500, "invalid_request", "contents is required"),
    (500, "invalid_request", "field messages is required"),
    (500, "invalid_request", "json: cannot unmarshal string into Go struct field Content.contents.parts"),
    (403, "insufficient_user_quota", "user quota is not enough"),
    (413, "read_request_body_failed", "request body too large"),
    (500, "do_request_failed", "upstream error: do request failed"),
    (500, "convert_request_failed", "not supported model for image generation"),
)  # fmt: skip
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Statuses of pages: of Google's front end, and of what stands before a gateway.
_PAGES: Mapping[str, tuple[int, ...]] = {
    "comet": (301, 403, 404, 502, 504, 524),
    "google": (404, 405, 413, 502),
    "vertex": (404, 413, 502),
}
_MASKED = "https://***.com/***/***/***/***/***"


def errors(*, dialect: str = "comet") -> st.SearchStrategy[ErrorReply]:
    """Draw refusals in the envelopes of a dialect, and what comes in their place: a page, or nothing.

    A body is JSON, or the text of a page; "" is an empty one.

    Raises:
        ValueError: There is no such dialect.
    """
    return _drawn(known(dialect, ENVELOPES, "a dialect"))


@st.composite
def _drawn(draw: st.DrawFn, dialect: str) -> ErrorReply:
    name = draw(st.sampled_from(list(ENVELOPES[dialect])))
    event(f"error: {name}")
    reply = ENVELOPES[dialect][name](draw, dialect)
    return _told_apart(draw, reply) if dialect == "comet" else reply


def _told_apart(draw: st.DrawFn, reply: ErrorReply) -> ErrorReply:
    """Give a reply of the gateway the id by which its operators find it, in a header (inferred, new-api's).

    Else few envelopes would come often: of what looks the same Hypothesis draws one.
    """
    return replace(reply, headers={**reply.headers, "x-oneapi-request-id": _request_id(draw)})


def _status(draw: st.DrawFn, dialect: str) -> ErrorReply:
    """Write a google.rpc.Status, with what details fit, none, or an empty list (observed of Vertex AI)."""
    trouble = draw(st.sampled_from(_TROUBLES))
    error: Json = {"code": trouble.http, "message": _text(draw, trouble), "status": trouble.status}
    chosen = draw(st.sampled_from(["fitting", "none", *(["empty"] if dialect == "vertex" else [])]))
    if chosen != "none":
        fitting = trouble.details if chosen == "fitting" else ()
        details = [_detail(draw, each) for each in fitting]
        error |= {"details": details} if details or chosen == "empty" else {}
    return ErrorReply(status=trouble.http, body={"error": error}, headers=_headers(draw, trouble))


def _listed(draw: st.DrawFn, dialect: str) -> ErrorReply:
    """Put it into a list of one, as streams have it."""
    alone = _status(draw, dialect)
    return ErrorReply(status=alone.status, body=[alone.body], headers=alone.headers)


def _gateway(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write variant A: of the gateway's middleware, without a param (observed)."""
    status, code, text = draw(st.sampled_from(_GATEWAY))
    error = {"code": code, "message": text + _request_ids(draw), "type": "comet_api_error"}
    return ErrorReply(status=status, body={"error": error}, headers=_JSON)


def _relay(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write variant B: the relay's own error (observed)."""
    status, code, text = draw(st.sampled_from(_RELAY))
    return _openai(status, text + _request_ids(draw), "comet_api_error", code)


def _upstream(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write variant C: the provider's error without its details, addresses masked (inferred)."""
    trouble = draw(st.sampled_from(_TROUBLES))
    text, address, _ = _text(draw, trouble).partition("https://")
    masked = text + (_MASKED if address else "")
    ids = draw(st.sampled_from(["", _request_ids(draw)]))
    return _openai(trouble.http, masked + ids, "upstream_error", trouble.http)


def _unparseable(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write variant D: what the provider said was no object, and is lost (inferred)."""
    kind = "bad_response_status_code"
    return _openai(draw(st.sampled_from([400, 429, 500, 502, 503])), "openai_error", kind, kind)


def _blocked(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write what a chat is answered whose prompt is blocked (inferred)."""
    text = f"request blocked by Gemini API: {draw(st.sampled_from(_BLOCKS))}"
    return _openai(400, text, "prompt_blocked", "prompt_blocked")


_BLOCKS = ("SAFETY", "PROHIBITED_CONTENT", "OTHER")


def _not_implemented(_draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write variant E: a route that the gateway knows, and doesn't have (inferred)."""
    return _openai(501, "API not implemented", "comet_api_error", "api_not_implemented")


def _page(draw: st.DrawFn, dialect: str) -> ErrorReply:
    """Write a page, from something in front of the API; a redirect has a place to go."""
    status = draw(st.sampled_from(_PAGES[dialect]))
    page = f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status}</title>\n<p>The requested URL was not found on this server.\n"
    redirect = {"location": "/"} if status == _REDIRECT else {}
    return ErrorReply(status=status, body=page, headers={**_HTML, **redirect})


_REDIRECT = 301


def _empty(draw: st.DrawFn, _dialect: str) -> ErrorReply:
    """Write nothing at all."""
    return ErrorReply(status=draw(st.sampled_from([500, 502, 503, 504])), body="")


_OF_GOOGLE: Mapping[str, Drawing] = {
    "status": _status, "list": _listed, "page": _page, "empty": _empty
}  # fmt: skip
ENVELOPES: Mapping[str, Mapping[str, Drawing]] = {
    "comet": {
        "gateway": _gateway,
        "relay": _relay,
        "upstream": _upstream,
        "unparseable": _unparseable,
        "blocked": _blocked,
        "not implemented": _not_implemented,
        "page": _page,
        "empty": _empty,
    },
    "google": _OF_GOOGLE,
    "vertex": _OF_GOOGLE,
}


def _openai(status: int, text: str, kind: str, code: str | int) -> ErrorReply:
    error = {"message": text, "type": kind, "param": "", "code": code}
    return ErrorReply(status=status, body={"error": error}, headers=_JSON)


def _text(draw: st.DrawFn, trouble: Trouble) -> str:
    """Draw the known text, or any: apps should not go by it."""
    return draw(st.sampled_from([trouble.text, trouble.text, ""])) or draw(
        st.text(min_size=1, max_size=40)
    )


def _detail(draw: st.DrawFn, name: str) -> Json:
    body = (
        {"retryDelay": draw(st.sampled_from(DURATIONS))} if name == "RetryInfo" else _DETAILS[name]
    )
    return {"@type": f"{_RPC}.{name}", **body}


def _headers(draw: st.DrawFn, trouble: Trouble) -> Mapping[str, str]:
    """Draw a Retry-After now and then, where asking again makes sense (proxies send it)."""
    if trouble.http not in _AGAIN:
        return _JSON
    after = draw(st.sampled_from(["", "", *_RETRY_AFTER]))
    return {**_JSON, "retry-after": after} if after else _JSON


_AGAIN = frozenset({429, 503})


def _request_ids(draw: st.DrawFn) -> str:
    """Draw what the gateway appends: a time to the nanosecond, not padded, and eight letters or digits."""
    chained = draw(st.integers(1, 2))  # gateways behind gateways append one each
    return "".join(f" (request id: {_request_id(draw)})" for _ in range(chained))


def _request_id(draw: st.DrawFn) -> str:
    return f"20260325122143{draw(_NANOSECONDS)}{''.join(draw(_EIGHT))}"


_NANOSECONDS = st.integers(1, 10**9 - 1)
_EIGHT = st.tuples(*[st.sampled_from(_LETTERS)] * 8)
