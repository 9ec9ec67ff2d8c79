"""From a call to its exchange: every step, in order."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver import errors, faults, jsontext, operations, schemas, stream, stubs
from mockserver.auth import authenticate
from mockserver.body import parse
from mockserver.dialects import Dialect
from mockserver.difference import NearMiss
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.faults import BadFault, Planned
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations import Route
from mockserver.quotas import Limits
from mockserver.request import Answer, Request
from mockserver.settings import Settings
from mockserver.state import LONGEST_NAMESPACE
from mockserver.stubs import Asked, Stub
from mockserver.tape import Tape
from mockserver.version import __version__

WARNING_HEADER = "x-mock-warning"
FAULT_HEADER = "x-mock-fault"
_LONGEST_HEADER = 2_000  # characters; clients refuse much longer ones


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
        error.params = {**_told(notes.route, mock), **error.params}
        reply, notes.warnings = _refuse(call, error, mock)
    reply, idle = faults.apply(notes.faults, reply, mock.dialect)
    notes.warnings = (*notes.warnings, *idle)
    usual = {} if notes.verbatim else mock.dialect.cors
    reply = replace(reply, headers={**usual, **reply.headers, **_marks(notes, mock)})
    return Exchange(
        call,
        _delayed(reply, mock.settings, notes.stub),
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


def _reply(call: Call, mock: Mock, notes: _Notes) -> Reply:
    """Reply as far as nothing is in the way."""
    if len(call.namespace) > LONGEST_NAMESPACE:
        reason = f"a name has {LONGEST_NAMESPACE} characters at most, not {len(call.namespace)}"
        raise ApiError("bad_mock_header", header="x-mock-namespace", reason=reason)
    if mock.tape is not None and (taped := _replayed(call, mock.tape, mock, notes)):
        return taped
    notes.route = route = operations.resolve(call, mock.dialect)
    authenticate(call, mock.dialect, mock.settings.api_keys)
    if mock.tape is None:
        notes.faults = tuple(_faults(call, mock))
        faults.refuse(notes.faults)
    request = _read(call, route, mock)
    _admit(call, route, mock)
    stub = _match(call, request, mock, notes)
    own = tuple(_happening(stub.faults, f"stub {stub.name}", call, mock)) if stub else ()
    notes.faults = (*notes.faults, *own)
    answer = _answer(route, request, mock, stub)
    notes.usage = answer.response.get("usageMetadata", {})
    notes.warnings = (*request.warnings, *_doubts(route, mock.dialect), *answer.warnings)
    faults.refuse(own)
    _spend(call, route, answer, mock)
    if answer.reply:
        notes.verbatim = True
        return answer.reply
    if mock.settings.self_check:
        _check(answer.response, route, mock.dialect)
    cut = route.operation.streams
    return stream.send(
        answer.response, route.framing, mock.dialect, cut=cut, pieces=answer.chunks if cut else None
    )


def _replayed(call: Call, tape: Tape, mock: Mock, notes: _Notes) -> Reply | None:
    """Reply as was recorded, whatever the key is: what is recorded has none.

    Raises:
        ApiError: ``no_recording``: there is none, there must be one, and no stub can stand in. Or a
            fault is a refusal.
    """
    with suppress(ApiError):  # A path that leads nowhere may have been recorded, too.
        notes.route = operations.resolve(call, mock.dialect)
    notes.faults = tuple(_faults(call, mock))
    faults.refuse(notes.faults)
    namespace = mock.state.namespace(call.namespace)
    found = tape.find(call, namespace.count)
    notes.recording, notes.near, notes.unmatched = found.recording, found.near, not found.reply
    if not found.reply and tape.required:
        near = "; ".join(map(str, found.near))
        nearest = f"Nearest: {near}" if near else "There is none of any."
        notes.missed = ApiError("no_recording", hint=f"not recorded. {nearest}", nearest=nearest)
        if not (mock.state.given or namespace.stubs):
            raise notes.missed
    return found.reply


def _faults(call: Call, mock: Mock) -> Iterator[Planned]:
    """Yield the faults of a call: those of its header, else what is queued; and the standing ones."""
    namespace = mock.state.namespace(call.namespace)
    header = call.headers.get(FAULT_HEADER, "")
    try:
        asked = faults.parse(header) if header else ()
    except BadFault as error:
        raise ApiError("bad_mock_header", header=FAULT_HEADER, reason=error) from error
    yield from _happening(asked or namespace.next_faults(), FAULT_HEADER, call, mock)
    yield from _happening((*namespace.standing, *mock.standing), "standing", call, mock)


def _happening(planned: tuple[Planned, ...], why: str, call: Call, mock: Mock) -> Iterator[Planned]:
    """Yield the faults that happen this time: drawn anew each time that the same call comes."""
    if not planned:
        return
    seed = str(mock.settings.seed).encode()
    key = hashlib.sha256(b"\0".join([seed, call.path.encode(), call.body])).digest()
    drawn = any(0 < each.rate < 1 for each in planned)
    namespace = mock.state.namespace(call.namespace)
    occurrence = namespace.count(f"{why} {key.hex()}") if drawn else 0
    yield from faults.due(planned, key, occurrence)


def _told(route: Route | None, mock: Mock) -> dict[str, object]:
    """Return what the texts of refusals may tell of a call, unless its error knows better."""
    if route is None:
        return {}
    operation = route.operation.method_of_model or route.name
    limit = mock.settings.max_body
    return {"model": "", "operation": operation, "limit": limit, **route.names}


def _admit(call: Call, route: Route, mock: Mock) -> None:
    """Hold what is generated to the quotas.

    Raises:
        ApiError: ``quota_exceeded``.
    """
    limits = _limits(call, route, mock)
    if limits != Limits():
        mock.state.namespace(call.namespace).spending.admit(limits, call.at)


def _spend(call: Call, route: Route, answer: Answer, mock: Mock) -> None:
    """Count what an answer cost, where there are quotas."""
    if _limits(call, route, mock) != Limits():
        usage = answer.response.get("usageMetadata", {})
        spending = mock.state.namespace(call.namespace).spending
        spending.spend(usage.get("totalTokenCount", 0), call.at)


def _limits(call: Call, route: Route, mock: Mock) -> Limits:
    """Return what holds for a call; what generates nothing isn't held."""
    if route.operation.method_of_model != "generateContent":
        return Limits()
    return mock.state.namespace(call.namespace).limits or mock.limits


def _match(call: Call, request: Request, mock: Mock, notes: _Notes) -> Stub | None:
    """Find the stub for a request, as it answers this time.

    Raises:
        ApiError: ``no_stub``: there is none, and there must be one; ``bad_stub``: it can't answer.
    """
    namespace = mock.state.namespace(call.namespace)
    given = mock.state.given
    strict = namespace.strict if namespace.strict is not None else mock.settings.strict_stubs
    if not (given or namespace.stubs or strict):
        return None
    route = notes.route
    asked = Asked(
        operation=route.name if route else "",
        model=request.names.get("model", ""),
        body=request.body,
        headers=call.headers,
    )
    found = namespace.choose(given, asked)
    notes.stub = found.stub
    notes.unmatched = found.concerned and found.stub is None
    if notes.missed and not found.stub:
        raise notes.missed
    notes.near = found.near
    if strict and notes.unmatched:
        raise ApiError("no_stub", nearest=_nearest(found.near))
    if found.stub:
        notes.stub = stubs.at_turn(found.stub, found.turn, asked, mock.settings.seed)
    return notes.stub


def _nearest(near: tuple[NearMiss, ...]) -> str:
    """Write the stubs that came nearest, each with its differences, in lines of their own."""
    if not near:
        return "There is none at all."
    lines = ["Nearest:"]
    for each in near:
        lines += [f"  {each.stub}", *(f"    {difference}" for difference in each.differences)]
    return "\n".join(lines)


def _answer(route: Route, request: Request, mock: Mock, stub: Stub | None) -> Answer:
    try:
        if stub:
            return route.operation.stubbed(stub, request, mock)
        return route.operation.answer(request, mock)
    except ApiError as error:
        error.beside(request.warnings)
        raise


def _read(call: Call, route: Route, mock: Mock) -> Request:
    """Read a call as a request: about a model that there is, with a body that keeps its schema."""
    _hold_model(route, mock)
    request = Request(names=route.names, query=call.query, at=call.at, namespace=call.namespace)
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
    refusal = replace(dialect.refusals[error.cause], **error.changes)
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


def _marks(notes: _Notes, mock: Mock) -> dict[str, str]:
    """Return the headers that mark an answer as the mock's, and say how it came about."""
    if not mock.settings.marks:
        return {}
    told = {
        "x-mock": __version__,
        "x-mock-seed": str(mock.settings.seed),
        "x-mock-stub": notes.stub.name if notes.stub else "",
        "x-mock-recording": notes.recording,
        "x-mock-faults": ", ".join(each.spec for each in notes.faults),
        WARNING_HEADER: " | ".join(notes.warnings),
    }
    return {name: _plain(each) for name, each in told.items() if each}


def _plain(text: str) -> str:
    """Write a text as a header can have it."""
    plain = text.encode("ascii", "backslashreplace").decode()
    return " ".join(plain.split())[:_LONGEST_HEADER]


def _delayed(reply: Reply, settings: Settings, stub: Stub | None) -> Reply:
    delay = settings.latency_ms / 1000 + (stub.delay if stub else 0)
    return replace(reply, delay=reply.delay + delay)
