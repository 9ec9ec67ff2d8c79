"""From a call to its exchange: every step, in order."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver import errors, jsontext, operations, schemas, stream
from mockserver.auth import authenticate
from mockserver.body import parse
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations import Route
from mockserver.request import Answer, Request
from mockserver.settings import Settings

WARNING_HEADER = "x-mock-warning"
_LONGEST_HEADER = 2_000  # characters; clients refuse much longer ones


def respond(call: Call, mock: Mock) -> Exchange:
    """Answer a call: resolve, authenticate, read, answer, send; refuse what any step refuses."""
    if call.method == "OPTIONS" and mock.dialect.cors:
        return Exchange(call, Reply(204, "text/plain", (Frame(b""),), mock.dialect.cors))
    try:
        route = operations.resolve(call, mock.dialect)
        authenticate(call, mock.dialect, mock.settings.api_keys)
        request = _read(call, route, mock)
        answer = _answer(route, request, mock)
        if mock.settings.self_check:
            _check(answer.response, route, mock.dialect)
        reply = stream.send(
            answer.response, route.framing, mock.dialect, cut=route.operation.streams
        )
        warnings = (*request.warnings, *_doubts(route, mock.dialect), *answer.warnings)
    except ApiError as error:
        reply, warnings = _refuse(call, error, mock)
    reply = replace(reply, headers={**reply.headers, **mock.dialect.cors})
    return Exchange(call, _delayed(_warned(reply, warnings), mock.settings), warnings)


def _read(call: Call, route: Route, mock: Mock) -> Request:
    """Read a call as a request: about a model that there is, with a body that keeps its schema."""
    _hold_model(route, mock)
    request = Request(names=route.names, query=call.query, at=call.at)
    if not route.operation.request:
        return request
    limit = mock.settings.max_body
    if len(call.body) > limit:
        raise ApiError("body_too_large", limit=limit)
    encoding = call.headers.get("content-encoding", "").strip().lower()
    document = jsontext.decode(jsontext.inflate(call.body, encoding, limit))
    body, warnings = parse(
        document,
        schema=route.operation.request,
        dialect=mock.dialect,
        version=route.names["version"],
    )
    return replace(request, body=body, warnings=warnings)


def _answer(route: Route, request: Request, mock: Mock) -> Answer:
    try:
        return route.operation.answer(request, mock)
    except ApiError as error:
        error.beside(request.warnings)
        raise


def _hold_model(route: Route, mock: Mock) -> None:
    """Hold the model in a path to be there, and to be for what is asked of it."""
    name, needed = route.names.get("model"), route.operation.method_of_model
    if name is None:
        return
    params: dict[str, Any] = {**route.names, "operation": needed}
    if name not in mock.models:
        cause = "unknown_model" if needed else "no_such_model"
        raise ApiError(cause, hint=_meant(name, mock.models), **params)
    methods = mock.models[name].methods
    lacks = needed == "embedContent" and name in mock.dialect.embeds_by_predict
    if needed and (lacks or needed not in methods):
        raise ApiError("unsupported_operation", **params)


def _meant(name: str, known: Mapping[str, Model]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"unknown model; {meant}add one with --model NAME=LIKE"


def _doubts(route: Route, dialect: Dialect) -> Iterator[str]:
    """Say where the origin is not known to do what it is asked, or to answer in this framing."""
    if route.name in dialect.undocumented:
        yield f"{dialect.name} doesn't document {route.name}; that it has it is inferred"
    if route.framing == "array" and not dialect.documents_array:
        yield f"{dialect.name} documents streams only with ?alt=sse; this array is Google's answer"


def _refuse(call: Call, error: ApiError, mock: Mock) -> tuple[Reply, tuple[str, ...]]:
    dialect = mock.dialect
    framing = operations.framing(call)
    refusal = dialect.refusals[error.cause]
    swaps = {"sse": dialect.sse_envelopes, "array": dialect.array_envelopes, "unary": {}}[framing]
    envelope = swaps.get(refusal.envelope, refusal.envelope)
    request_id = _request_id(call, mock.settings.seed)
    reply = errors.render(error, replace(refusal, envelope=envelope), request_id)
    if framing == "sse" and envelope != "html":
        reply = replace(reply, media_type=dialect.sse_error_type)
    if dialect.request_id_header:  # Of errors only: a good answer has nothing of its spelling.
        reply = replace(reply, headers={**reply.headers, dialect.request_id_header: request_id})
    hidden = envelope == "unparseable"
    hints = [error.hint, f"hidden by the gateway: {refusal.message(error)}" if hidden else ""]
    return reply, tuple(filter(None, hints))


def _request_id(call: Call, seed: int) -> str:
    """Make a gateway's request id: a time to the nanosecond and eight letters or digits (observed)."""
    digest = hashlib.sha256(b"\0".join([str(seed).encode(), call.path.encode(), call.body]))
    number = int.from_bytes(digest.digest()[:8], "big")
    second = number % 86_400
    clock = f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"
    return f"20260325{clock}{number % 10**9:09}{digest.hexdigest()[-8:]}"


def _check(response: Mapping[str, Any], route: Route, dialect: Dialect) -> None:
    """Hold an answer to its schemas, as a whole and cut into chunks."""
    whole = [(route.operation.response, response)]
    pieces = stream.chunks(response, dialect) if route.operation.streams else []
    cut = [(route.operation.chunk, each) for each in pieces]
    found = [
        f"{schema}: {'/'.join(map(str, each.path))}: {each.message}"
        for schema, payload in whole + cut
        for each in schemas.violations(schema, payload)
    ]
    if found:
        raise ApiError("internal", hint=f"self-check failed: {'; '.join(found)}")


def _warned(reply: Reply, warnings: tuple[str, ...]) -> Reply:
    if not warnings:
        return reply
    text = " | ".join(warnings).encode("ascii", "backslashreplace").decode()
    text = " ".join(text.split())[:_LONGEST_HEADER]
    return replace(reply, headers={**reply.headers, WARNING_HEADER: text})


def _delayed(reply: Reply, settings: Settings) -> Reply:
    if not settings.latency_ms:
        return reply
    first, *rest = reply.frames or (Frame(b""),)
    return replace(reply, frames=(replace(first, delay=settings.latency_ms / 1000), *rest))
