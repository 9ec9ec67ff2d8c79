"""A stub that refuses: an error in the words of the dialect, or in the stub's own."""

from collections.abc import Mapping
from typing import Any

from mockserver.dialects import Dialect
from mockserver.errors import ApiError

# What an origin says when it is in trouble, looked for by the status; none of these needs to know more than the call tells.
_CAUSES = (
    "invalid_argument",
    "credentials_refused",
    "forbidden",
    "payload_too_large",
    "rate_limited",
    "cancelled",
    "server_error",
    "internal",
    "bad_gateway",
    "overloaded",
    "deadline_exceeded",
    "origin_timeout",
)

# Google's words (google.rpc.Code), with a text for each where the dialect has none.
_STATUSES: Mapping[int, tuple[str, str]] = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    409: ("ABORTED", "The operation was aborted."),
    413: ("INVALID_ARGUMENT", "Your client issued a request that was too large."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    499: ("CANCELLED", "The operation was cancelled."),
    500: ("INTERNAL", "Internal error encountered."),
    501: ("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
_UNKNOWN = ("UNKNOWN", "Unknown error.")


def error(told: int | Mapping[str, Any], dialect: Dialect) -> ApiError:
    """Return the refusal that a stub wants: a status alone, or with a message and more.

    A status alone is refused as the dialect is known to do it. What the stub words itself comes in the
    envelope of the dialect's provider.
    """
    wanted: Mapping[str, Any] = {"code": told} if isinstance(told, int) else told
    code = wanted.get("code", 500)
    cause = _cause(code, dialect)
    if cause and not wanted.keys() - {"code"}:
        return ApiError(cause)
    status, text = _STATUSES.get(code, _UNKNOWN)
    if cause and "{" not in dialect.refusals[cause].text:  # else only the call can fill it in
        text = dialect.refusals[cause].text
    return ApiError(
        "told_by_stub",
        changes={"http": code, "status": wanted.get("status", status)},
        details=wanted.get("details", ()),
        message=wanted.get("message", text),
    )


def _cause(code: int, dialect: Dialect) -> str | None:
    known = (each for each in _CAUSES if each in dialect.refusals)
    return next((each for each in known if dialect.refusals[each].http == code), None)
