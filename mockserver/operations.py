"""The operations of the API, one row each, and which one a call means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver import generate
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.request import GenerateRequest
from mockserver.stream import Framing


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operator does: the schema of its request, the maker of its answer, how it is sent.

    *response* and *chunk* are the schema files of a whole answer and of one object of a stream.
    """

    request: str
    response: str
    chunk: str
    answer: Callable[[GenerateRequest, Dialect], dict[str, Any]]
    streams: bool = False


_GENERATE = "gemini/generate_content"

OPERATIONS: Mapping[str, Operation] = {
    operator: Operation(
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        chunk=f"{_GENERATE}_chunk.json",
        answer=generate.answer,
        streams=streams,
    )
    for operator, streams in {"generateContent": False, "streamGenerateContent": True}.items()
}

_PATH = re.compile(
    r"/(?P<version>v1|v1beta|v1alpha)/(?:models/)+(?P<model>[^:]+):(?P<operator>\w+)"
)
_VERTEX_PATH = re.compile(
    r"/(?P<version>v1|v1beta1)/(?:projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/)?"
    r"publishers/google/models/(?P<model>[^:]+):(?P<operator>\w+)"
)
_KNOWN_PATHS = "known: POST /v1beta/models/{model}:{operator}, operator one of " + ", ".join(
    OPERATIONS
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call leads: the operation, the model's name, the API version, and the framing."""

    operation: Operation
    operator: str
    model: str
    version: str
    framing: Framing
    project: str
    location: str


def framing(call: Call) -> Framing:
    """Say how the answer is to be framed, going by the operator and ``alt`` alone.

    An error has a framing too, even where the path leads nowhere.
    """
    if call.query.get("alt", call.query.get("$alt")) == "sse":
        return "sse"
    operation = OPERATIONS.get(call.path.rpartition(":")[2])
    return "array" if operation and operation.streams else "unary"


def resolve(call: Call, dialect: Dialect) -> Route:
    """Find the operation that a call means.

    Raises:
        ApiError: ``unknown_path``, also for a known path with another method than POST, or
            ``front_page`` for the page that a gateway's redirect leads to.
    """
    path = call.path
    found = _PATH.fullmatch(path) or (dialect.vertex_paths and _VERTEX_PATH.fullmatch(path))
    if found and call.method == "POST" and found["operator"] in OPERATIONS:
        groups = found.groupdict()
        return Route(
            operation=OPERATIONS[found["operator"]],
            operator=found["operator"],
            model=found["model"],
            version=found["version"],
            framing=framing(call),
            project=groups.get("project") or "mock",
            location=groups.get("location") or "global",
        )
    front = path == "/" and call.method in {"GET", "HEAD"} and "front_page" in dialect.refusals
    cause = "front_page" if front else "unknown_path"
    raise ApiError(cause, method=call.method, path=path, hint=_KNOWN_PATHS)
