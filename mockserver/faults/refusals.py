"""Faults that stand in place of an answer: what an origin says when it is in trouble.

Each is worded by the dialect. Status and text can differ from one to another, as they do in truth.
"""

from typing import Literal

from mockserver import quotas
from mockserver.errors import ApiError
from mockserver.faults.fault import fault


@fault("refusal", "reports", name="400")
def invalid_argument() -> ApiError:
    """Refuse the request as invalid.

    A client should not send it again, and tell the reason.
    """
    return ApiError("invalid_argument")


@fault("refusal", "reports", name="401")
def unauthorized() -> ApiError:
    """Refuse the key.

    A client should not ask again before it has another key.
    """
    return ApiError("credentials_refused")


@fault("refusal", "reports", name="403")
def forbidden() -> ApiError:
    """Refuse a good key what it asks for.

    A client should not ask again: no later answer will be another.
    """
    return ApiError("forbidden")


@fault("refusal", "reports", name="413")
def payload_too_large() -> ApiError:
    """Refuse the body as too large, whatever its size.

    A client should not send it again, and bear that Google's front end says so in HTML.
    """
    return ApiError("payload_too_large")


@fault("refusal", "retries", name="429")
def too_many_requests(
    *,
    quota: Literal["minute", "day", "tokens", "none"] = "minute",
    limit: int = 15,
    retry_info: float | None = None,
    retry_after: int | None = None,
) -> ApiError:
    """Refuse since too much was asked lately.

    The quota is one of requests a minute or a day, or of tokens a minute; with none, no details tell it.
    ``retry_info`` is the wait in Google's details, ``retry_after`` the header, both in seconds; comet and
    vertex tell no wait unless asked to, and comet's envelope has no room for details.

    A client should wait as long as it is told, or longer each time where it isn't, and ask again; not
    so where the quota is one of a day.
    """
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    told = None if retry_info is None else quotas.seconds(retry_info)
    if quota == "none":
        error = ApiError("rate_limited")
    elif told is None:
        # As recorded: the text has the fraction, the detail hasn't.
        error = quotas.exceeded(quota, limit, "38.292227434", info="38")
    else:
        error = quotas.exceeded(quota, limit, told)
    error.hint = ""
    error.headers = headers
    if told is not None:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        error.details = ({"@type": kind, "retryDelay": f"{told}s"},)
    return error


@fault("refusal", "reports", name="499")
def cancelled() -> ApiError:
    """Say that the client has cancelled the call, though it hasn't.

    A client should not take it for an answer, and tell that there is none.
    """
    return ApiError("cancelled")


@fault("refusal", "retries", name="500")
def server_error() -> ApiError:
    """Fail inside the origin.

    A client should ask again, after a wait that grows.
    """
    return ApiError("server_error")


@fault("refusal", "retries", name="502")
def bad_gateway() -> ApiError:
    """Fail in a proxy before the origin, in HTML where the origin's front end answers.

    A client should ask again, and not read the body as JSON.
    """
    return ApiError("bad_gateway")


@fault("refusal", "retries", name="503")
def overloaded() -> ApiError:
    """Refuse since the model is overloaded.

    A client should ask again, after a wait that grows.
    """
    return ApiError("overloaded")


@fault("refusal", "retries", name="504")
def deadline_exceeded() -> ApiError:
    """Give up since it took too long.

    A client should ask again, perhaps for less.
    """
    return ApiError("deadline_exceeded")


@fault("refusal", "retries", name="524")
def origin_timeout() -> ApiError:
    """Give up as Cloudflare does when the origin behind it is slow: in HTML.

    A client should ask again, and not read the body as JSON.
    """
    return ApiError("origin_timeout")


@fault("refusal", "reports", name="unknown_model")
def unknown_model() -> ApiError:
    """Say that there is no such model; comet says so with the status of an overload, 503.

    A client should not ask again, though the status tells it to: the code is ``model_not_found``.
    """
    return ApiError("unknown_model")
