"""What can be asked: the table of endpoints, which makes the routes and their description."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.responses import Response

from mockserver.control import Control
from mockserver.mock import Mock

Method = Literal["GET", "POST", "PUT", "DELETE"]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query: its name, what it means, and the JSON Schema of its value."""

    name: str
    doc: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})


NAMESPACE = Parameter("namespace", "Whose state; also as the header x-mock-namespace.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What somebody asks of a mock.

    *base* is its base URL, as the client has it. *namespace* is None where the client names none.
    *names* are those in the path. *query* has values of the type that the endpoint wants, *body* is
    JSON that keeps its schema.
    """

    mock: Mock
    base: str
    namespace: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None

    @property
    def control(self) -> Control:
        """The namespace that is asked about; without a name the common one."""
        return Control(self.mock, self.base, self.namespace or "")


Function = Callable[[Inquiry], Any]  # what is JSON, or a response


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and a path below ``/__admin``, and the function that answers.

    *query* is what it takes beside the namespace. *body* and *answer* are JSON Schemas; without *body*
    it takes none. Of an answer that isn't JSON, *media_types* says what it is. *is_open* is one that
    needs no token, and that is there without the admin API.
    """

    method: Method
    path: str
    function: Function
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None
    answer: Schema = field(default_factory=dict)
    status: int = 200
    media_types: tuple[str, ...] = ("application/json",)
    is_open: bool = False

    @property
    def doc(self) -> str:
        """What it does, in sentences."""
        return inspect.getdoc(self.function) or ""


ENDPOINTS: list[Endpoint] = []


def endpoint(method: Method, path: str, **members: Any) -> Callable[[Function], Function]:
    """Register a function as the endpoint of a method and path; *members* are those of `Endpoint`."""

    def register(function: Function) -> Function:
        ENDPOINTS.append(Endpoint(method=method, path=path, function=function, **members))
        return function

    return register


def object_of(
    properties: Mapping[str, Schema] | None = None,
    *,
    required: tuple[str, ...] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return the schema of a closed object; all of its members are required unless it is said which."""
    members = dict(properties or {})
    needed = members if required is None else required
    return {
        "type": "object",
        "required": list(needed),
        "properties": members,
        "additionalProperties": False,
        **more,
    }


def list_of(schema: Schema) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
ANY_OBJECT: Schema = {"type": "object"}

__all__ = [
    "ANY_OBJECT",
    "ENDPOINTS",
    "NAMESPACE",
    "NUMBER",
    "TEXT",
    "TRUTH",
    "Endpoint",
    "Inquiry",
    "Parameter",
    "Response",
    "endpoint",
    "list_of",
    "object_of",
]
