"""The operations of the API, one row each, and which one a call means.

To add an operation, write a function from request to answer and a row for it in `OPERATIONS`; an origin
that doesn't have it says so in its dialect.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.mock import Mock
from mockserver.operations.contents import generate_content
from mockserver.request import Answer, Request
from mockserver.stream import Framing

Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What can be done: by which method and path, the schemas of it, the maker of its answer.

    *path* follows the version; a name in braces is a name of the request. *request* is the schema file
    of the body, empty where there is none, *response* that of a whole answer, *chunk* that of one
    object of a stream.
    """

    method: Method = "POST"
    path: str
    request: str = ""
    response: str
    chunk: str = ""
    answer: Callable[[Request, Mock], Answer]

    @property
    def streams(self) -> bool:
        """Whether the answer comes in pieces."""
        return bool(self.chunk)


_GENERATE = "gemini/generate_content"

OPERATIONS: Mapping[str, Operation] = {
    "generateContent": Operation(
        path="models/{model}:generateContent",
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        answer=generate_content,
    ),
    "streamGenerateContent": Operation(
        path="models/{model}:streamGenerateContent",
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        chunk=f"{_GENERATE}_chunk.json",
        answer=generate_content,
    ),
}

_VERTEX = r"(?:projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/)?publishers/google/"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call leads: the operation, the names in the path, and the framing."""

    operation: Operation
    names: Mapping[str, str]
    framing: Framing = field(default="unary")


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
        ApiError: ``unknown_path``, also for a known path with another method, or ``front_page`` for
            the page that a gateway's redirect leads to.
    """
    for name, operation in OPERATIONS.items():
        if name in dialect.lacks_operations or call.method != operation.method:
            continue
        found = _PATHS[name].fullmatch(call.path)
        if dialect.vertex_paths:
            found = found or _VERTEX_PATHS[name].fullmatch(call.path)
        if found:
            given = {key: each for key, each in found.groupdict().items() if each}
            names = {"project": "mock", "location": "global", **given}
            return Route(operation, names, framing(call))
    front = call.path == "/" and call.method in {"GET", "HEAD"} and "front_page" in dialect.refusals
    cause = "front_page" if front else "unknown_path"
    raise ApiError(cause, method=call.method, path=call.path, hint=_known(dialect))


def _pattern(operation: Operation, versions: str, prefix: str = "") -> re.Pattern[str]:
    """Compile the path of an operation; doubled ``models/``, as some clients send it, is one."""
    path = re.escape(operation.path).replace("models/", "(?:models/)+", 1)
    path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^:/]+)", path)
    return re.compile(f"/(?P<version>{versions})/{prefix}{path}")


_PATHS = {name: _pattern(each, "v1|v1beta|v1alpha") for name, each in OPERATIONS.items()}
_VERTEX_PATHS = {name: _pattern(each, "v1|v1beta1", _VERTEX) for name, each in OPERATIONS.items()}


def _known(dialect: Dialect) -> str:
    rows = (each for name, each in OPERATIONS.items() if name not in dialect.lacks_operations)
    return "known: " + ", ".join(f"{each.method} /v1beta/{each.path}" for each in rows)
