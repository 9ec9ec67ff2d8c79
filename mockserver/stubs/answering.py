"""What a stub answers, with all that it leaves out filled in."""

from collections.abc import Mapping
from typing import Any

from mockserver import generate
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.generate import filling
from mockserver.request import Answer, GenerateRequest
from mockserver.stubs import fitting, pieces, raw, refusing
from mockserver.stubs.stub import Stub

Response = Mapping[str, Any]


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
    if reason := fitting.undeclared(response, request):
        raise ApiError("bad_stub", stub=stub.name, reason=reason)
    return Answer(response, tuple(fitting.doubts(response, request)), chunks)


def as_it_stands(stub: Stub, dialect: Dialect) -> Answer:
    """Answer a request for which nothing is generated as a stub says.

    Raises:
        ApiError: The stub says so; or ``bad_stub``: it says what can't be sent.
    """
    return _plain(stub, dialect) or Answer(stub.answer["response"])


def _plain(stub: Stub, dialect: Dialect) -> Answer | None:
    """Answer with what is the same for all operations; None if the stub says something else."""
    if "error" in stub.answer:
        raise refusing.error(stub.answer["error"], dialect)
    if "raw" not in stub.answer:
        return None
    try:
        return Answer({}, reply=raw.reply(stub.answer["raw"]))
    except ValueError as error:
        raise ApiError("bad_stub", stub=stub.name, reason=f"raw: {error}") from error


def _filled(response: Response, request: GenerateRequest, dialect: Dialect) -> dict[str, Any]:
    """Fill in what a response lacks; one that says nothing says what is generated."""
    if not response.keys() & {"candidates", "promptFeedback"}:
        response = {"candidates": generate.answer(request, dialect)["candidates"], **response}
    return filling.filled(response, request, dialect)
