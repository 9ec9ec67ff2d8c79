"""A refusal as a reply: in the words of the dialect, and in the framing that was asked for."""

import hashlib
from dataclasses import replace

from mockserver import errors, operations
from mockserver.errors import ApiError
from mockserver.exchange import Call, Reply
from mockserver.mock import Mock
from mockserver.operations import Route


def refuse(
    call: Call, error: ApiError, mock: Mock, route: Route | None
) -> tuple[Reply, tuple[str, ...]]:
    """Return the reply that refuses a call, and what is to be said beside it.

    *route* is where the call leads, None if that isn't known.
    """
    dialect = mock.dialect
    error.params = {**_told(route, mock), **error.params}
    face = route.operation.face if route else None
    framing = route.framing if route and face else operations.framing(call)
    found = dialect.refusal(error.cause, face.name if face else "")
    refusal = replace(found, **error.changes)
    swaps = {"sse": dialect.sse_envelopes, "array": dialect.array_envelopes, "unary": {}}[framing]
    envelope = swaps.get(refusal.envelope, refusal.envelope)
    request_id = _request_id(call, mock.settings.seed)
    reply = errors.render(error, replace(refusal, envelope=envelope), request_id)
    if framing == "sse" and envelope != "html":
        reply = replace(reply, media_type=dialect.sse_error_type)
    if dialect.request_id_header:  # Of errors only: a good answer has nothing of its spelling.
        reply = replace(reply, headers={**reply.headers, dialect.request_id_header: request_id})
    hidden = envelope == "unparseable"
    lost = (
        []
        if envelope in errors.DETAILED
        else [str(each.get("@type", "a detail")) for each in error.details]
    )
    hints = [
        error.hint,
        f"hidden by the gateway: {refusal.message(error)}" if hidden else "",
        f"{dialect.name} has no room for {', '.join(lost)}" if lost else "",
    ]
    return reply, tuple(filter(None, hints))


def _told(route: Route | None, mock: Mock) -> dict[str, object]:
    """Return what the texts of refusals may tell of a call, unless its error knows better."""
    if route is None:
        return {}
    operation = route.operation.method_of_model or route.name
    limit = mock.settings.max_body
    return {"model": "", "operation": operation, "limit": limit, **route.names}


def _request_id(call: Call, seed: int) -> str:
    """Make a gateway's request id: a time to the nanosecond and eight letters or digits (observed)."""
    digest = hashlib.sha256(b"\0".join([str(seed).encode(), call.path.encode(), call.body]))
    number = int.from_bytes(digest.digest()[:8], "big")
    second = number % 86_400
    clock = f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"
    return f"20260325{clock}{number % 10**9:09}{digest.hexdigest()[-8:]}"
