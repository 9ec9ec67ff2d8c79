"""From a call to its exchange: every step, in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver import (
    difference,
    faults,
    injection,
    jsontext,
    operations,
    own_headers,
    refusing,
    schemas,
    stream,
    stubs,
)
from mockserver.auth import authenticate
from mockserver.body import parse
from mockserver.dialects import Dialect
from mockserver.difference import NearMiss
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.face import Face, Translation
from mockserver.faults import Planned
from mockserver.mock import Mock
from mockserver.operations import Route
from mockserver.protojson import Gateway
from mockserver.quotas import Spending
from mockserver.request import Answer, Request
from mockserver.settings import Settings
from mockserver.spelling import meant
from mockserver.state import LONGEST_NAMESPACE
from mockserver.stubs import Asked, Stub
from mockserver.tape import Tape


@dataclass(slots=True)
class _Notes:
    """What is found out on the way, and told beside the exchange even if the call is refused then."""

    route: Route | None = None
    stub: Stub | None = None
    recording: str = ""
    missed: ApiError | None = None
    faults: tuple[Planned, ...] = ()
    unmatched: bool = False
    near: tuple[NearMiss, ...] = ()
    cause: str = ""
    warnings: tuple[str, ...] = ()
    verbatim: bool = False  # somebody said every byte
    usage: Mapping[str, Any] = field(default_factory=dict)
    translation: Translation | None = None  # where another face was called
    write: Callable[[Reply], Reply] | None = None  # its way to write an answer that was made


def respond(call: Call, mock: Mock) -> Exchange:
    """Answer a call: resolve, authenticate, read, answer, send; refuse what any step refuses.

    Faults come last: they make worse whatever is replied. Those that are refusals come as soon as it
    is known who calls what.
    """
    if call.method == "OPTIONS" and mock.dialect.cors:
        return Exchange(call, Reply(204, "text/plain", (Frame(b""),), mock.dialect.cors))
    notes = _Notes()
    try:
        reply = _reply(call, mock, notes)
    except ApiError as error:
        notes.cause = error.cause
        notes.route = notes.route and _told(call, notes.route, mock.settings)
        reply, notes.warnings = refusing.refuse(call, error, mock, notes.route)
    reply, idle = faults.apply(notes.faults, reply, mock.dialect, notes.write)
    notes.warnings = (*notes.warnings, *idle)
    delay = reply.delay + mock.settings.latency_ms / 1000 + (notes.stub.delay if notes.stub else 0)
    return _exchange(call, replace(reply, delay=delay), notes, mock)


def refuse(error: ApiError, mock: Mock) -> Exchange:
    """Refuse what never became a call, since it isn't HTTP, or didn't come to its end."""
    call = Call("", "")
    reply, warnings = refusing.refuse(call, error, mock, None)
    return _exchange(call, reply, _Notes(cause=error.cause, warnings=warnings), mock)


def _exchange(call: Call, reply: Reply, notes: _Notes, mock: Mock) -> Exchange:
    """Put an exchange together; its reply gets the headers that every one has."""
    exchange = Exchange(
        call,
        reply,
        notes.warnings,
        operation=notes.route.name if notes.route else "",
        model=notes.route.names.get("model", "") if notes.route else "",
        cause=notes.cause,
        stub=notes.stub.name if notes.stub else "",
        recording=notes.recording,
        faults=tuple(each.spec for each in notes.faults),
        unmatched=notes.unmatched,
        near=notes.near,
        seed=mock.settings.seed,
        usage=notes.usage,
    )
    usual = {} if notes.verbatim else mock.dialect.cors
    marks = own_headers.marks(exchange) if mock.settings.marks else {}
    return replace(exchange, reply=replace(reply, headers={**usual, **reply.headers, **marks}))


def _reply(call: Call, mock: Mock, notes: _Notes) -> Reply:
    """Reply as far as nothing is in the way."""
    _hold_namespace(call)
    if mock.tape is not None and (taped := _replayed(call, mock.tape, mock, notes)):
        return taped
    notes.route = route = operations.resolve(call, mock.dialect)
    sources = route.operation.keys
    authenticate(call, mock.dialect.keys if sources is None else sources, mock.settings.api_keys)
    if mock.tape is None:
        notes.faults = injection.of_call(call, mock)
        faults.refuse(notes.faults)
    request = _read(call, route, mock, notes)
    route = notes.route
    spending = _spending(call, route, mock)
    spending.admit(call.at)
    stub = _match(call, request, route, mock, notes)
    own = injection.of_stub(stub, call, mock) if stub else ()
    notes.faults = (*notes.faults, *own)
    answer = _answer(route, request, mock, stub)
    notes.usage = answer.response.get("usageMetadata", {})
    notes.warnings = (*request.warnings, *_doubts(route, mock.dialect), *answer.warnings)
    faults.refuse(own)
    spending.spend(notes.usage.get("totalTokenCount", 0), call.at)
    return _sent(answer, route, mock, notes)


def _hold_namespace(call: Call) -> None:
    """Hold the name of a namespace to a length, since what a mock remembers is bounded."""
    if len(call.namespace) > LONGEST_NAMESPACE:
        reason = f"a name has {LONGEST_NAMESPACE} characters at most, not {len(call.namespace)}"
        raise ApiError("bad_mock_header", header=own_headers.NAMESPACE, reason=reason)


def _spending(call: Call, route: Route, mock: Mock) -> Spending:
    """Return what counts against the quotas; what generates nothing isn't held to any."""
    if route.operation.method_of_model != "generateContent":
        return Spending()
    return mock.state.namespace(call.namespace).spending


def _sent(answer: Answer, route: Route, mock: Mock, notes: _Notes) -> Reply:
    """Send an answer in the words of this API; what another face makes of it comes after the faults."""
    if answer.reply:
        notes.verbatim = True
        return answer.reply
    if notes.translation:
        notes.translation.hold(answer.response)
        notes.write = notes.translation.write
    if mock.settings.self_check:
        _check(answer.response, route, mock.dialect)
    reply = _send(answer, route, mock.dialect)
    if mock.settings.self_check and route.operation.face and notes.write:
        _check_face(notes.write(reply), route.operation.face)
    return reply


def _send(answer: Answer, route: Route, dialect: Dialect) -> Reply:
    cut = route.operation.streams
    pieces = answer.chunks if cut else None
    return stream.send(answer.response, route.framing, dialect, cut=cut, pieces=pieces)


def _told(call: Call, route: Route, settings: Settings) -> Route:
    """Return a route with what the body of another face tells of it, where nobody has read that yet."""
    face = route.operation.face
    if face and "model" not in route.names:
        with suppress(ApiError):
            return route.told(face, _document(call, settings))
    return route


def _replayed(call: Call, tape: Tape, mock: Mock, notes: _Notes) -> Reply | None:
    """Reply as was recorded, whatever the key is: what is recorded has none.

    Raises:
        ApiError: ``no_recording``: there is none, there must be one, and no stub can stand in. Or a
            fault is a refusal.
    """
    with suppress(ApiError):  # A path that leads nowhere may have been recorded, too.
        route = operations.resolve(call, mock.dialect)
        notes.route = _told(call, route, mock.settings)
    notes.faults = injection.of_call(call, mock)
    faults.refuse(notes.faults)
    namespace = mock.state.namespace(call.namespace)
    found = tape.find(call, namespace.count)
    notes.recording, notes.near, notes.unmatched = found.recording, found.near, not found.reply
    notes.verbatim = found.reply is not None
    if not found.reply and tape.required:
        near = "; ".join(map(str, found.near))
        nearest = f"Nearest: {near}" if near else "There is none of any."
        notes.missed = ApiError("no_recording", hint=f"not recorded. {nearest}", nearest=nearest)
        if not (mock.state.given or namespace.stubs):
            raise notes.missed
    return found.reply


def _match(call: Call, request: Request, route: Route, mock: Mock, notes: _Notes) -> Stub | None:
    """Find the stub for a request, as it answers this time.

    What would be refused is, before it counts for a stub.

    Raises:
        ApiError: ``no_stub``: there is none, and there must be one; ``bad_stub``: it can't answer.
    """
    namespace = mock.state.namespace(call.namespace)
    given = mock.state.given
    strict = namespace.strict if namespace.strict is not None else mock.settings.strict_stubs
    if not (given or namespace.stubs or strict):
        return None
    _hold(request, route, mock, notes)
    asked = Asked(
        operation=route.meaning,
        called=route.name,
        model=request.names.get("model", ""),
        body=request.body,
        headers=call.headers,
    )
    found = namespace.choose(given, asked)
    notes.stub = found.stub
    if notes.missed and not found.stub:
        raise notes.missed  # It counts, even if no stub could be for such a call.
    notes.unmatched = found.concerned and found.stub is None
    notes.near = found.near
    if strict and notes.unmatched:
        raise ApiError("no_stub", nearest=difference.told(found.near))
    if found.stub:
        notes.stub = stubs.at_turn(found.stub, found.turn, asked, mock.settings.seed)
    return notes.stub


def _hold(request: Request, route: Route, mock: Mock, notes: _Notes) -> None:
    """Hold a request to what its operation holds it to; no stub can stand in for a recording else."""
    try:
        route.operation.hold(request, mock)
    except ApiError as error:
        raise notes.missed or error.beside(request.warnings) from error


def _answer(route: Route, request: Request, mock: Mock, stub: Stub | None) -> Answer:
    try:
        if stub:
            return route.operation.stubbed(stub, request, mock)
        return route.operation.answer(request, mock)
    except ApiError as error:
        error.beside(request.warnings)
        raise


def _read(call: Call, route: Route, mock: Mock, notes: _Notes) -> Request:
    """Read a call as a request: about a model that there is, with a body that keeps its schema."""
    document = None
    face = route.operation.face
    if face:
        document = _document(call, mock.settings)
        notes.route = route = route.told(face, document)
    _hold_model(route, mock)
    if face:
        model = mock.models[route.names["model"]]
        notes.translation = face.translate(document, mock.dialect, model)
        document = notes.translation.body
    request = Request(names=route.names, query=call.query, at=call.at, namespace=call.namespace)
    if not route.operation.request:
        return request
    if not face:
        document = _document(call, mock.settings)
    body, warnings = _canonical(document, route, mock, notes.translation)
    return replace(request, body=body, warnings=warnings)


def _canonical(
    document: object, route: Route, mock: Mock, translation: Translation | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a document as the origin does; what a gateway translated itself, it sends on undecoded."""
    dialect = replace(mock.dialect, gateway=Gateway()) if translation else mock.dialect
    lost = translation.warnings if translation else ()
    try:
        body, warnings = parse(
            document,
            schema=route.operation.request,
            dialect=dialect,
            version=route.names["version"],
        )
    except ApiError as error:
        error.beside(lost)
        raise
    return body, (*lost, *warnings)


def _document(call: Call, settings: Settings) -> Any:
    """Read a body, held to the limits."""
    if not call.whole or len(call.body) > settings.max_body:
        raise ApiError("body_too_large", limit=settings.max_body)
    encoding = call.headers.get("content-encoding", "").strip().lower()
    limit = settings.max_inflated or settings.max_body
    return jsontext.decode(jsontext.inflate(call.body, encoding, limit), settings.max_depth)


def _hold_model(route: Route, mock: Mock) -> None:
    """Hold the model that is named to be there, and to be for what is asked of it."""
    name, needed = route.names.get("model"), route.operation.method_of_model
    if name is None:
        return
    params: dict[str, Any] = {**route.names, "operation": needed}
    if name not in mock.models:
        cause = "unknown_model" if needed else "no_such_model"
        hint = f"unknown model; {meant(name, mock.models)}add one with --model NAME=LIKE"
        raise ApiError(cause, hint=hint, **params)
    methods = mock.models[name].methods
    lacks = needed == "embedContent" and name in mock.dialect.embeds_by_predict
    if needed and (lacks or needed not in methods):
        raise ApiError("unsupported_operation", **params)


def _doubts(route: Route, dialect: Dialect) -> Iterator[str]:
    """Say where the origin is not known to do what it is asked, or to answer in this framing."""
    if route.name in dialect.undocumented:
        yield f"{dialect.name} doesn't document {route.name}; that it has it is inferred"
    if route.framing == "array" and not dialect.documents_array:
        yield f"{dialect.name} documents streams only with ?alt=sse; this array is Google's answer"


def _check(response: Mapping[str, Any], route: Route, dialect: Dialect) -> None:
    """Hold an answer to its schemas, as a whole and cut into chunks."""
    pieces = stream.chunks(response, dialect) if route.operation.streams else []
    _hold_to(route.operation.response, [response])
    _hold_to(route.operation.chunk, pieces)


def _check_face(written: Reply, face: Face) -> None:
    """Hold what another face makes of an answer to the schemas of that."""
    found = faults.read(written)
    _hold_to(face.chunk if faults.is_stream(written) else face.response, found or ())


def _hold_to(schema: str, payloads: Iterable[Mapping[str, Any]]) -> None:
    found = [
        f"{schema}: {'/'.join(map(str, each.path))}: {each.message}"
        for payload in payloads
        for each in schemas.violations(schema, payload)
    ]
    if found:
        raise ApiError("internal", hint=f"self-check failed: {'; '.join(found)}")
