"""The operations of the API, one row each, and which one a call means.

To add an operation, write a function from request to answer and a row for it in `OPERATIONS`; an origin
that doesn't have it says so in its dialect.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from mockserver import chat
from mockserver.dialects import Dialect, KeySource
from mockserver.errors import ApiError
from mockserver.exchange import Call, Framing
from mockserver.face import Face
from mockserver.mock import Mock
from mockserver.operations import (
    cached_contents,
    counting,
    embeddings,
    listings,
    model_resources,
    stubbing,
)
from mockserver.operations.contents import generate_content, hold, stubbed_content
from mockserver.request import Answer, Request
from mockserver.stubs import Stub

Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What can be done: by which method and path, the schemas of it, the maker of its answer.

    *path* follows the version, or begins with ``/`` and is all; a name in braces is a name of the
    request. *keys* are where a key is looked for, None being where the dialect does. *method_of_model* is what the
    model that is asked must be able to do, in the words of ``supportedGenerationMethods``. *request* is
    the schema file of the body, empty where there is none, *response* that of a whole answer, *chunk*
    that of one object of a stream. *answer* makes an answer up; *stubbed* makes the one that a stub
    says. *hold* refuses what either would refuse, before a stub is asked. *face* is how it is asked and
    how it answers, where that isn't in the words of this API; what is between is, schemas included.
    """

    method: Method = "POST"
    path: str
    keys: tuple[KeySource, ...] | None = None
    method_of_model: str = ""
    request: str = ""
    response: str
    chunk: str = ""
    answer: Callable[[Request, Mock], Answer]
    stubbed: Callable[[Stub, Request, Mock], Answer] = stubbing.as_it_stands
    hold: Callable[[Request, Mock], None] = stubbing.hold
    face: Face | None = None

    @property
    def streams(self) -> bool:
        """Whether the answer comes in pieces."""
        return bool(self.chunk)

    def full_path(self, version: str = "v1beta") -> str:
        """Return the path from the root, names in braces."""
        return self.path if self.path.startswith("/") else f"/{version}/{self.path}"


_GENERATE = "gemini/generate_content"
_CACHED_CONTENT = "gemini/cached_content.json"

OPERATIONS: Mapping[str, Operation] = {
    "generateContent": Operation(
        path="models/{model}:generateContent",
        method_of_model="generateContent",
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        answer=generate_content,
        stubbed=stubbed_content,
        hold=hold,
    ),
    "streamGenerateContent": Operation(
        path="models/{model}:streamGenerateContent",
        method_of_model="generateContent",
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        chunk=f"{_GENERATE}_chunk.json",
        answer=generate_content,
        stubbed=stubbed_content,
        hold=hold,
    ),
    "countTokens": Operation(
        path="models/{model}:countTokens",
        method_of_model="countTokens",
        request="gemini/count_tokens_request.json",
        response="gemini/count_tokens_response.json",
        answer=counting.count_tokens,
    ),
    "embedContent": Operation(
        path="models/{model}:embedContent",
        method_of_model="embedContent",
        request="gemini/embed_content_request.json",
        response="gemini/embed_content_response.json",
        answer=embeddings.embed_content,
    ),
    "batchEmbedContents": Operation(
        path="models/{model}:batchEmbedContents",
        method_of_model="embedContent",
        request="gemini/batch_embed_contents_request.json",
        response="gemini/batch_embed_contents_response.json",
        answer=embeddings.batch_embed_contents,
    ),
    "models.list": Operation(
        method="GET",
        path="models",
        response="gemini/model_list.json",
        answer=model_resources.list_models,
    ),
    "models.get": Operation(
        method="GET",
        path="models/{model}",
        response="gemini/model.json",
        answer=model_resources.get_model,
    ),
    "cachedContents.create": Operation(
        path="cachedContents",
        request=_CACHED_CONTENT,
        response=_CACHED_CONTENT,
        answer=cached_contents.create,
    ),
    "cachedContents.list": Operation(
        method="GET",
        path="cachedContents",
        response="gemini/cached_content_list.json",
        answer=cached_contents.list_all,
    ),
    "cachedContents.get": Operation(
        method="GET",
        path="cachedContents/{id}",
        response=_CACHED_CONTENT,
        answer=cached_contents.get,
    ),
    "cachedContents.patch": Operation(
        method="PATCH",
        path="cachedContents/{id}",
        request=_CACHED_CONTENT,
        response=_CACHED_CONTENT,
        answer=cached_contents.patch,
    ),
    "cachedContents.delete": Operation(
        method="DELETE",
        path="cachedContents/{id}",
        response="gemini/empty.json",
        answer=cached_contents.delete,
    ),
    "chat.completions": Operation(
        path="/v1/chat/completions",
        keys=("authorization",),
        method_of_model="generateContent",
        request=f"{_GENERATE}_request.json",
        response=f"{_GENERATE}_response.json",
        chunk=f"{_GENERATE}_chunk.json",
        answer=generate_content,
        stubbed=stubbed_content,
        hold=hold,
        face=chat.FACE,
    ),
    "openai.models.list": Operation(
        method="GET",
        path="/v1/models",
        keys=("authorization",),
        response="openai/model_list.json",
        answer=listings.list_models,
    ),
    "openai.models.get": Operation(
        method="GET",
        path="/v1/models/{model}",
        keys=("authorization",),
        response="openai/model.json",
        answer=listings.get_model,
    ),
    "catalog.list": Operation(
        method="GET",
        path="/api/models",
        keys=(),
        response="comet/catalog.json",
        answer=listings.catalog,
    ),
}

_OWN_VERSION = "/v1"  # where a gateway has the paths of its other face
_VERTEX = r"(?:projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/)?publishers/google/"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call leads: the operation and its name, the names in the path, and the framing.

    Of another face the path doesn't tell the model, nor how the answer is to come: the body does.
    """

    name: str
    operation: Operation
    names: Mapping[str, str]
    framing: Framing = field(default="unary")

    def told(self, face: Face, document: object) -> "Route":
        """Return the same with what the body of a face tells: the model, and whether a stream is wanted.

        Raises:
            ApiError: The body names no model.
        """
        names = {**self.names, "model": face.model(document)}
        return replace(self, names=names, framing="sse" if face.streams(document) else "unary")

    @property
    def meaning(self) -> str:
        """The operation that it comes down to, where it is called by way of another face."""
        if self.operation.face is None:
            return self.name
        return "generateContent" if self.framing == "unary" else "streamGenerateContent"


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
    for name, found in _matches(call.path, dialect):
        operation = OPERATIONS[name]
        if call.method == operation.method:
            given = {key: each for key, each in found.groupdict().items() if each}
            names = {"version": "v1beta", "project": "mock", "location": "global", **given}
            return Route(name, operation, names, "unary" if operation.face else framing(call))
    # By any method: some clients keep theirs when they are led there, and would be led in a circle.
    front = call.path == "/" and "front_page" in dialect.refusals
    cause = "front_page" if front else "unknown_path"
    raise ApiError(cause, method=call.method, path=call.path, hint=_hint(call.path, dialect))


def _matches(path: str, dialect: Dialect) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the operations at a path, by any method; those that have it to themselves come first."""
    for name in _IN_ORDER:
        if name in dialect.lacks_operations:
            continue
        found = _PATHS[name].fullmatch(path)
        if dialect.vertex_paths:
            found = found or _VERTEX_PATHS[name].fullmatch(path)
        if found:
            yield name, found


def _pattern(operation: Operation, versions: str, prefix: str = "") -> re.Pattern[str]:
    """Compile the path of an operation; doubled ``models/``, as some clients send it, is one."""
    path = re.escape(operation.path).replace("models/", "(?:models/)+", 1)
    path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^:/]+)", path)
    if operation.path.startswith("/"):
        return re.compile(path)
    return re.compile(f"/(?P<version>{versions})/{prefix}{path}")


# Those that have a path to themselves come first.
_IN_ORDER = sorted(OPERATIONS, key=lambda each: not OPERATIONS[each].path.startswith("/"))
_PATHS = {name: _pattern(each, "v1|v1beta|v1alpha") for name, each in OPERATIONS.items()}
_VERTEX_PATHS = {name: _pattern(each, "v1|v1beta1", _VERTEX) for name, each in OPERATIONS.items()}


def _hint(path: str, dialect: Dialect) -> str:
    """Say what may have been meant by a path that leads nowhere, and what there is."""
    plain = "/" + "/".join(filter(None, path.split("/")))
    rows = [each for name, each in OPERATIONS.items() if name not in dialect.lacks_operations]
    meant = plain if any(_matches(plain, dialect)) else _ending(plain, rows)
    told = f"did you mean {meant}? " if meant not in {"", path} else ""
    if plain.startswith(dialect.elsewhere):
        told = f"{dialect.name} has such a path, but this mock doesn't; "
    return f"{told}known: " + ", ".join(f"{each.method} {each.full_path()}" for each in rows)


def _ending(path: str, rows: Iterable[Operation]) -> str:
    """Return the path of a gateway's own version that another ends like: its base URL was another."""
    found = (each.path for each in rows if each.path.startswith(_OWN_VERSION))
    return next((each for each in found if path.endswith(each.removeprefix(_OWN_VERSION))), "")
