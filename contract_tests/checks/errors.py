"""Checks of refusals: that status, type and body of an error agree, whoever words it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding

_REFUSED = 400
_GOOD = 200
_ENVELOPED = frozenset({400, 401, 404, 429, 500, 503})  # others may come from the edge, as HTML
_GATEWAY = "comet_api_error"
_ITS_OWN = frozenset({401, 403, 503})  # statuses of refusals that a gateway words itself

_REQUEST_ID = re.compile(r"\(request id: ([^)]*)\)")
_ID = re.compile(r"\d{14}\d{1,9}[0-9A-Za-z]{8}")  # to the second, nanoseconds, letters
_ADDRESS = re.compile(r"https?://(?!\*\*\*)[\w.-]+")

# google.rpc.Code as HTTP tells it.
_NAMES: Mapping[int, frozenset[str]] = {
    400: frozenset({"INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE"}),
    401: frozenset({"UNAUTHENTICATED"}),
    402: frozenset({"RESOURCE_EXHAUSTED"}),
    403: frozenset({"PERMISSION_DENIED"}),
    404: frozenset({"NOT_FOUND"}),
    409: frozenset({"ABORTED", "ALREADY_EXISTS"}),
    429: frozenset({"RESOURCE_EXHAUSTED"}),
    499: frozenset({"CANCELLED"}),
    500: frozenset({"INTERNAL", "UNKNOWN", "DATA_LOSS"}),
    501: frozenset({"UNIMPLEMENTED"}),
    503: frozenset({"UNAVAILABLE"}),
    504: frozenset({"DEADLINE_EXCEEDED"}),
}
# The gateway's words, and with which status each comes: seen, and only read in its source.
_SEEN: Mapping[str, frozenset[int]] = {
    "model_not_found": frozenset({503}),
    "invalid_request": frozenset({400, 500}),
}
_READ: Mapping[str, frozenset[int]] = {
    "insufficient_user_quota": frozenset({403}),
    "access_denied": frozenset({403}),
    "read_request_body_failed": frozenset({413}),
    "do_request_failed": frozenset({500}),
    "api_not_implemented": frozenset({501}),
}


def _errors(exchange: Exchange) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the error objects of a refusal, each with the pointer to it."""
    if exchange.status < _REFUSED:
        return
    body = exchange.json
    listed = isinstance(body, list)
    for number, each in enumerate(body if listed else [body]):
        if isinstance(each, dict) and isinstance(each.get("error"), dict):
            yield (f"/{number}" if listed else "") + "/error", each["error"]


def passes_on(exchange: Exchange) -> bool:
    """Whether a refusal looks like the provider's, which a gateway passes on in whatever envelope.

    What its documentation says of envelopes is about its own errors: it alone asks for the key.
    """
    numbered = any(_is_number(error.get("code")) for _, error in _errors(exchange))
    return numbered and exchange.status not in _ITS_OWN


def _an_error(exchange: Exchange) -> bool:
    return any(_errors(exchange))


def _should_be_an_error(exchange: Exchange) -> bool:
    return (
        exchange.status in _ENVELOPED
        and exchange.generates  # no page says that a gateway has other operators at all
        and exchange.method == "POST"
    )


@check("error.envelope", applies=_should_be_an_error)
def refusal_has_an_error(exchange: Exchange) -> Iterator[Finding]:
    """What refuses a call of a known operator is JSON with an error in it."""
    if not _an_error(exchange):
        what = exchange.media_type or "no content type"
        yield Finding(pointer="", message=f"expected an error as JSON, got {what} without one")


def _says_it_is_good(exchange: Exchange) -> bool:
    return exchange.status == _GOOD and exchange.generates and bool(exchange.answers)


@check("error.never-with-200", applies=_says_it_is_good)
def good_answer_is_no_error(exchange: Exchange) -> Iterator[Finding]:
    """An answer with status 200 doesn't begin with an error."""
    if "error" in exchange.answers[0]:
        step = "/0" if exchange.streams else ""
        yield Finding(
            pointer=f"{step}/error",
            message=f"expected candidates with status 200, got {_shown(exchange.answers[0]['error'])}",
        )


def _with_number(exchange: Exchange) -> bool:
    return any(_is_number(error.get("code")) for _, error in _errors(exchange))


@check("error.status-agrees", applies=_with_number)
def code_is_the_status(exchange: Exchange) -> Iterator[Finding]:
    """A code that is a number is the HTTP status."""
    for pointer, error in _errors(exchange):
        if _is_number(error.get("code")) and error["code"] != exchange.status:
            yield Finding(
                pointer=f"{pointer}/code",
                message=f"expected the status {exchange.status}, got {error['code']}",
            )


@check("error.message", applies=_an_error)
def error_has_a_message(exchange: Exchange) -> Iterator[Finding]:
    """An error says something."""
    for pointer, error in _errors(exchange):
        message = error.get("message")
        if not isinstance(message, str) or not message.strip():
            yield Finding(
                pointer=f"{pointer}/message",
                message=f"expected a message, got {_shown(message)}",
            )


def _plain(exchange: Exchange) -> bool:
    return _typed(exchange) and not exchange.asks_for_events


def _of_events(exchange: Exchange) -> bool:
    return _typed(exchange) and exchange.asks_for_events


def _typed(exchange: Exchange) -> bool:
    return _an_error(exchange) and "headers" not in exchange.lost


@check("error.content-type", applies=_plain)
def error_is_typed_as_json(exchange: Exchange) -> Iterator[Finding]:
    """An error is application/json."""
    yield from _type_other_than("application/json", exchange)


@check("error.content-type-json-on-streams", applies=_of_events)
def error_of_events_is_typed_as_json(exchange: Exchange) -> Iterator[Finding]:
    """An error is application/json where events were asked for, too."""
    yield from _type_other_than("application/json", exchange)


@check("error.content-type-events-on-streams", applies=_of_events)
def error_of_events_is_typed_as_events(exchange: Exchange) -> Iterator[Finding]:
    """An error is typed as events where these were asked for, though it is JSON."""
    yield from _type_other_than("text/event-stream", exchange)


def _type_other_than(expected: str, exchange: Exchange) -> Iterator[Finding]:
    if exchange.media_type != expected:
        came = exchange.media_type or "none"
        yield Finding(pointer="", message=f"expected the content type {expected}, got {came}")


def _named(exchange: Exchange) -> bool:
    return exchange.status in _NAMES and any("status" in error for _, error in _errors(exchange))


@check("error.status-name", applies=_named)
def status_name_fits(exchange: Exchange) -> Iterator[Finding]:
    """The name of the status is one that HTTP tells with this number."""
    for pointer, error in _errors(exchange):
        names = _NAMES[exchange.status]
        if "status" in error and error["status"] not in sorted(names):
            yield Finding(
                pointer=f"{pointer}/status",
                message=f"expected {texts(sorted(names))} with {exchange.status},"
                f" got {_shown(error['status'])}",
            )


def _own_messages(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield the messages that CometAPI's gateway words itself, each with the pointer to it."""
    for pointer, error in _errors(exchange):
        if error.get("type") == _GATEWAY and isinstance(error.get("message"), str):
            yield f"{pointer}/message", error["message"]


def _the_gateways_own(exchange: Exchange) -> bool:
    return any(_own_messages(exchange))


@check("error.request-id", applies=_the_gateways_own, mood=0.9)
def gateway_tells_a_request_id(exchange: Exchange) -> Iterator[Finding]:
    """The gateway's own errors tell a request id; many of them, by its documentation."""
    for pointer, message in _own_messages(exchange):
        if not _REQUEST_ID.search(message):
            yield Finding(pointer=pointer, message="expected a request id in it, got none")


def _with_request_id(exchange: Exchange) -> bool:
    return any(_REQUEST_ID.search(message) for _, message in _own_messages(exchange))


@check("error.request-id-form", applies=_with_request_id)
def request_id_has_its_form(exchange: Exchange) -> Iterator[Finding]:
    """A request id is a time to the nanosecond, and eight letters or digits."""
    for pointer, message in _own_messages(exchange):
        for each in _REQUEST_ID.findall(message):
            if not _ID.fullmatch(each):
                yield Finding(
                    pointer=pointer, message=f"expected digits and eight letters, got {each!r}"
                )


def _passed_on(exchange: Exchange) -> bool:
    return any(error.get("type") == "upstream_error" for _, error in _errors(exchange))


@check("error.upstream-code", applies=_passed_on)
def passed_on_code_is_a_number(exchange: Exchange) -> Iterator[Finding]:
    """The code of an error that the gateway passes on is a number."""
    for pointer, error in _errors(exchange):
        if error.get("type") == "upstream_error" and not _is_number(error.get("code")):
            yield Finding(
                pointer=f"{pointer}/code",
                message=f"expected a number, got {_shown(error.get('code'))}",
            )


@check("error.masked", applies=_passed_on)
def passed_on_addresses_are_masked(exchange: Exchange) -> Iterator[Finding]:
    """No address stands in an error that the gateway passes on."""
    for pointer, error in _errors(exchange):
        if found := _ADDRESS.search(str(error.get("message", ""))):
            yield Finding(
                pointer=f"{pointer}/message", message=f"expected it masked, got {found.group()}"
            )


def _known_code(codes: Mapping[str, frozenset[int]]) -> Any:
    def applies(exchange: Exchange) -> bool:
        return any(_code(error) in codes for _, error in _errors(exchange))

    return applies


@check("error.code-seen", applies=_known_code(_SEEN))
def seen_code_comes_with_its_status(exchange: Exchange) -> Iterator[Finding]:
    """A word of the gateway that was seen comes with the status it was seen with."""
    yield from _status_other_than(_SEEN, exchange)


@check("error.code-read", applies=_known_code(_READ))
def read_code_comes_with_its_status(exchange: Exchange) -> Iterator[Finding]:
    """A word of the gateway comes with the status that its source gives it."""
    yield from _status_other_than(_READ, exchange)


def _status_other_than(
    codes: Mapping[str, frozenset[int]], exchange: Exchange
) -> Iterator[Finding]:
    for pointer, error in _errors(exchange):
        statuses = codes.get(_code(error), frozenset({exchange.status}))
        if exchange.status not in statuses:
            yield Finding(
                pointer=f"{pointer}/code",
                message=f"expected status {' or '.join(map(str, sorted(statuses)))} with"
                f" {_code(error)}, got {exchange.status}",
            )


def _code(error: Mapping[str, Any]) -> str:
    code = error.get("code")
    return code if isinstance(code, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}..."  # noqa: PLR2004 - a line
