"""A fault: its function, its name, and what it takes."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Reply

Change = Callable[..., Reply]  # (reply, dialect, *, own parameters)
Refuse = Callable[..., ApiError]  # (*, own parameters)


class BadFault(ValueError):  # noqa: N818 - it says what it is
    """What was written isn't a fault; the message says what would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong: a refusal in place of an answer, or a reply made worse.

    *parameters* are its own, by name, each with its type and default as `inspect` tells them.
    """

    name: str
    function: Change | Refuse
    refuses: bool
    parameters: Mapping[str, inspect.Parameter]

    @property
    def doc(self) -> str:
        """What it does, in a sentence or more."""
        return inspect.getdoc(self.function) or ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault as somebody wants it: *spec* is how it was written, *rate* how often it happens, 0 to 1."""

    fault: Fault
    spec: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rate: float = 1.0

    def error(self) -> ApiError:
        """Return the refusal that it is."""
        error: ApiError = self.fault.function(**self.arguments)  # type: ignore[assignment]
        return error

    def change(self, reply: Reply, dialect: Dialect) -> Reply:
        """Return a reply as it leaves it."""
        changed: Reply = self.fault.function(reply, dialect, **self.arguments)  # type: ignore[assignment]
        return changed


FAULTS: dict[str, Fault] = {}


def fault(name: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a fault, under its own name or *name*.

    One that takes a reply and a dialect changes the reply. One that takes neither returns the
    `ApiError` that stands in place of an answer.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = inspect.signature(function).parameters
        own = {key: each for key, each in parameters.items() if each.kind is each.KEYWORD_ONLY}
        called = name or function.__name__
        if called in FAULTS:
            msg = f"there is a fault {called!r} already"
            raise ValueError(msg)
        FAULTS[called] = Fault(
            name=called, function=function, refuses="reply" not in parameters, parameters=own
        )
        return function

    return register
