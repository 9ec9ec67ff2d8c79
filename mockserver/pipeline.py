"""From a call to its exchange: every step, in order."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver import (
    dialects,
    errors,
    generate,
    jsontext,
    models,
    operations,
    rules,
    schemas,
    stream,
)
from mockserver.auth import authenticate
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.models import Model
from mockserver.operations import Route
from mockserver.request import GenerateRequest, parse
from mockserver.settings import ConfigurationError, Settings

WARNING_HEADER = "x-mock-warning"
_LONGEST_HEADER = 2_000  # characters; clients refuse much longer ones


@dataclass(frozen=True, slots=True)
class Mock:
    """All that answers depend on, besides the call."""

    settings: Settings
    dialect: Dialect
    models: Mapping[str, Model]


def mock(settings: Settings) -> Mock:
    """Make a mock from its settings.

    Raises:
        ConfigurationError: The dialect, or a model that another is to behave like, is unknown.
    """
    table = dict(models.MODELS)
    for given, like in settings.models.items():
        name = given.removeprefix("models/")
        if like not in models.MODELS:
            msg = f"unknown model {like!r} for {name!r} to behave like; known: {', '.join(models.MODELS)}"
            raise ConfigurationError(msg)
        table[name] = replace(models.MODELS[like], id=name, alias_of="")
    return Mock(settings, dialects.dialect(settings.dialect), table)


def respond(call: Call, mock: Mock) -> Exchange:
    """Answer a call: resolve, authenticate, read, answer, send; refuse what any step refuses."""
    if call.method == "OPTIONS" and mock.dialect.cors:
        return Exchange(call, Reply(204, "text/plain", (Frame(b""),), mock.dialect.cors))
    try:
        route = operations.resolve(call, mock.dialect)
        authenticate(call, mock.dialect, mock.settings.api_keys)
        request = _read(call, route, mock)
        response = route.operation.answer(request, mock.dialect)
        if mock.settings.self_check:
            _check(response, route, mock.dialect)
        reply = stream.send(response, route.framing, mock.dialect, cut=route.operation.streams)
        warnings = (*request.warnings, *_doubts(request, route, mock.dialect))
    except ApiError as error:
        reply, warnings = _refuse(call, error, mock)
    reply = replace(reply, headers={**reply.headers, **mock.dialect.cors})
    return Exchange(call, _delayed(_warned(reply, warnings), mock.settings), warnings)


def _read(call: Call, route: Route, mock: Mock) -> GenerateRequest:
    """Read the body as a request to a model that there is, held to the schema and the rules."""
    settings = mock.settings
    model = mock.models.get(route.model) or _unknown_model(route, mock.models)
    if len(call.body) > settings.max_body:
        raise ApiError("body_too_large", limit=settings.max_body)
    encoding = call.headers.get("content-encoding", "").strip().lower()
    document = jsontext.decode(jsontext.inflate(call.body, encoding, settings.max_body))
    body, warnings = parse(
        document, schema=route.operation.request, dialect=mock.dialect, version=route.version
    )
    request = GenerateRequest(model, body, settings.seed, warnings)
    rules.hold(request, mock.dialect)
    return request


def _unknown_model(route: Route, known: Mapping[str, Model]) -> Model:
    near = difflib.get_close_matches(route.model, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    hint = f"unknown model; {meant}add one with --model NAME=LIKE"
    raise ApiError(
        "unknown_model",
        hint=hint,
        model=route.model,
        version=route.version,
        project=route.project,
        location=route.location,
    )


def _doubts(request: GenerateRequest, route: Route, dialect: Dialect) -> Iterator[str]:
    """Say where the answer is known or suspected to differ from the origin's."""
    if route.framing == "array" and not dialect.documents_array:
        yield f"{dialect.name} documents streams only with ?alt=sse; this array is Google's answer"
    instruction = request.body.get("systemInstruction")
    if dialect.gateway.drops_wordless and instruction and not request.system_text:
        yield f"{dialect.name} drops a 'systemInstruction' without text (inferred)"
    yield from (f"{each} is accepted, but not generated yet" for each in generate.not_yet(request))


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
    cut = [(route.operation.chunk, each) for each in stream.chunks(response, dialect)]
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
