"""What a stub answers, with all that it leaves out filled in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver import generate, tokens
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.generate import filling
from mockserver.request import Answer, GenerateRequest
from mockserver.stubs import pieces, raw, refusing
from mockserver.stubs.stub import Stub

Response = Mapping[str, Any]

# With these reasons a model calls what isn't declared.
_ASTRAY = frozenset({"UNEXPECTED_TOOL_CALL", "MALFORMED_FUNCTION_CALL"})


def answer(stub: Stub, request: GenerateRequest, dialect: Dialect) -> Answer:
    """Answer a request to generate content as a stub says.

    Raises:
        ApiError: The stub says so; or ``bad_stub``: it calls a function that isn't declared.
    """
    if plain := _plain(stub, dialect):
        return plain
    chunks: tuple[Response, ...] | None = None
    if "chunks" in stub.answer:
        response, chunks = pieces.filled(stub.answer["chunks"], request, dialect)
    elif "response" in stub.answer:
        response = _filled(stub.answer["response"], request, dialect)
    else:
        parts = stub.answer.get("parts") or [{"text": stub.answer["text"]}]
        response = filling.said(parts, request, dialect)
    _hold_calls(stub, response, request)
    return Answer(response, tuple(_doubts(response, request)), chunks)


def as_it_stands(stub: Stub, dialect: Dialect) -> Answer:
    """Answer a request for which nothing is generated as a stub says.

    Raises:
        ApiError: The stub says so; or ``bad_stub``: it has an answer of another kind.
    """
    if plain := _plain(stub, dialect):
        return plain
    if "response" not in stub.answer:
        kind = next(iter(stub.answer))
        reason = f"{kind} is for generateContent and streamGenerateContent alone; give a response"
        raise ApiError("bad_stub", stub=stub.name, reason=reason)
    return Answer(stub.answer["response"])


def _plain(stub: Stub, dialect: Dialect) -> Answer | None:
    """Answer with what is the same for all operations; None if the stub says something else."""
    if "error" in stub.answer:
        raise refusing.error(stub.answer["error"], dialect)
    return Answer({}, reply=raw.reply(stub.answer["raw"])) if "raw" in stub.answer else None


def _filled(response: Response, request: GenerateRequest, dialect: Dialect) -> dict[str, Any]:
    """Fill in what a response lacks; one that says nothing says what is generated."""
    if not response.keys() & {"candidates", "promptFeedback"}:
        response = {"candidates": generate.answer(request, dialect)["candidates"], **response}
    return filling.filled(response, request, dialect)


def _hold_calls(stub: Stub, response: Response, request: GenerateRequest) -> None:
    """Hold the calls of an answer to the functions that the request declares."""
    declared = {str(each["name"]) for _, each in request.declarations}
    for candidate in response.get("candidates", ()):
        if candidate["finishReason"] in _ASTRAY:
            continue
        for name in _called(candidate):
            if name not in declared:
                known = (
                    f"it declares {', '.join(sorted(declared))}" if declared else "nor any other"
                )
                reason = f"it calls {name!r}, which the request doesn't declare; {known}"
                raise ApiError("bad_stub", stub=stub.name, reason=reason)


def _called(candidate: Response) -> Iterator[str]:
    for part in _parts(candidate):
        if "functionCall" in part:
            yield str(part["functionCall"].get("name"))


def _parts(candidate: Response) -> Sequence[Response]:
    parts: Sequence[Response] = candidate.get("content", {}).get("parts", ())
    return parts


def _doubts(response: Response, request: GenerateRequest) -> Iterator[str]:
    """Say where a model would have ended earlier: stubs are said literally."""
    for candidate in response.get("candidates", ()):
        parts = [each for each in _parts(candidate) if not each.get("thought")]
        said = tokens.of_said(parts, request.model.weights).total()
        most = request.config.get("maxOutputTokens")
        if most is not None and said > most and candidate["finishReason"] == "STOP":
            yield f"the stub says {said} tokens; a model would have ended after {most} (maxOutputTokens)"
        text = "".join(each.get("text", "") for each in parts)
        for stop in request.config.get("stopSequences", ()):
            if stop in text:
                yield f"the stub says the stop sequence {stop!r}; a model would have ended before it"
