"""What Schemathesis can't know of this API: events of a stream, and which refusals may come."""

import json
from typing import Any

import schemathesis

# By which codes a gateway may refuse with a status from 500 on; any other is an error of the mock.
_CODES = {500: {"invalid_request"}, 503: {"model_not_found"}}
_SERVER_ERROR = 500
_ACCEPTED = "ST201"  # Schemathesis's name for a success that should have been none

# How the front end begins, and the gateway, when they can't read a body.
_UNREAD = ("Invalid JSON payload", "Invalid value at", "json: ", "invalid character", "unexpected")


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Have each event of a stream held to its schema: OpenAPI 3.1 has no word for it."""
    del context
    for path in raw_schema["paths"].values():
        for operation in path.values():
            events = operation["responses"]["200"]["content"].get("text/event-stream")
            if events:
                schema = events.pop("schema")
                data: dict[str, Any] = {
                    "type": "string",
                    "contentMediaType": "application/json",
                    "contentSchema": schema["x-event-schema"],
                }
                if end := schema.get("x-event-end"):
                    data = {"anyOf": [{"const": end}, data]}
                event = {"type": "object", "properties": {"data": data}, "required": ["data"]}
                events["itemSchema"] = event


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Have null accepted for any member: to protobuf's JSON it is as if it weren't there."""
    del context, response
    return not (failure.code == _ACCEPTED and _holds_null(case.body))


@schemathesis.check
def no_error_of_the_server(ctx: Any, response: Any, case: Any) -> None:
    """Hold a status from 500 on to be one by which a gateway refuses."""
    del ctx, case
    if response.status_code >= _SERVER_ERROR:
        code = _error(response).get("code")
        allowed = code in _CODES.get(response.status_code, ())
        assert allowed, f"{response.status_code} with code {code!r} is no refusal of a gateway"


@schemathesis.check
def what_keeps_the_schema_is_read(ctx: Any, response: Any, case: Any) -> None:
    """Hold a body that keeps its schema not to be refused as one that can't be read."""
    del ctx
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    message = _error(response).get("message", "")
    assert not message.startswith(_UNREAD), f"a body that keeps its schema isn't read: {message}"


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_null, value.values()))
    return value is None or (isinstance(value, list) and any(map(_holds_null, value)))


def _error(response: Any) -> dict[str, Any]:
    """Return the error in a response, if it is one in JSON."""
    try:
        whole = json.loads(response.content)
    except ValueError:
        return {}
    first = whole[0] if isinstance(whole, list) and whole else whole
    error = first.get("error") if isinstance(first, dict) else None
    return error if isinstance(error, dict) else {}
