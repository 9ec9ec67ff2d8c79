"""A stub that refuses: an error in the words of the dialect, or in the stub's own."""

from collections.abc import Mapping
from typing import Any

from mockserver.dialects import Dialect
from mockserver.errors import ApiError

# What an origin says when it is in trouble, looked for by the status; none of these needs to know more.
_CAUSES = (
    "rate_limited",
    "overloaded",
    "deadline_exceeded",
    "bad_gateway",
    "unauthenticated",
    "invalid_key",
    "permission_denied",
    "internal",
)

# Google's words (google.rpc.Code), with a text for each where the dialect has none.
_STATUSES: Mapping[int, tuple[str, str]] = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    409: ("ABORTED", "The operation was aborted."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    499: ("CANCELLED", "The operation was cancelled."),
    500: ("INTERNAL", "Internal error encountered."),
    501: ("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
_UNKNOWN = ("UNKNOWN", "Unknown error.")


def error(told: int | Mapping[str, Any], dialect: Dialect) -> ApiError:
    """Return the refusal that a stub wants: of a status alone, or with a message and more.

    The message, status and details that it leaves out are the dialect's, if the dialect is known to
    refuse with this code; its envelope they share.
    """
    wanted: Mapping[str, Any] = {"code": told} if isinstance(told, int) else told
    code = wanted.get("code", 500)
    status, text = _STATUSES.get(code, _UNKNOWN)
    changes: dict[str, Any] = {"status": wanted["status"]} if "status" in wanted else {}
    if "details" in wanted:
        changes["details"] = tuple(wanted["details"])
    known = (each for each in _CAUSES if each in dialect.refusals)
    cause = next((each for each in known if dialect.refusals[each].http == code), None)
    if cause and "message" not in wanted:
        return ApiError(cause, changes=changes)
    changes = {"http": code, "status": status, **changes}
    return ApiError("told_by_stub", changes=changes, message=wanted.get("message", text))
