"""A fault: its function, its name, what it takes, and what a client makes of it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Reply

Change = Callable[..., Reply]  # (reply, dialect, *, own parameters)
Refuse = Callable[..., ApiError]  # (*, own parameters)

# What a fault makes worse. A reply is changed in this order, so that what is cut has its shape already.
Kind = Literal["refusal", "content", "events", "body", "time", "ending"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What a good client does: give the whole answer as if nothing had been, ask again, report an error, or, where
# it can't tell, neither fail nor wait for ever.
Client = Literal["bears", "retries", "reports", "survives"]


class BadFault(ValueError):  # noqa: N818 - it says what it is
    """What was written isn't a fault; the message says what would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong: a refusal in place of an answer, or a reply made worse.

    *parameters* are its own, by name, each with its type and default as `inspect` tells them. *client*
    is what a good client does. *needs* is what a reply must have for it, "" if any reply will do.
    """

    name: str
    function: Change | Refuse
    kind: Kind
    client: Client
    needs: str
    parameters: Mapping[str, inspect.Parameter]

    @property
    def refuses(self) -> bool:
        """Whether it stands in place of an answer."""
        return self.kind == "refusal"

    @property
    def doc(self) -> str:
        """What it does, in a sentence or more."""
        return self._paragraphs[0]

    @property
    def advice(self) -> str:
        """What a client should do, in a sentence or two."""
        return self._paragraphs[1]

    @property
    def _paragraphs(self) -> tuple[str, str]:
        does, _, advice = (inspect.getdoc(self.function) or "").rpartition("\n\n")
        return " ".join(does.split()), " ".join(advice.split())


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


def fault(
    kind: Kind, client: Client, *, name: str = "", needs: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a fault, under its own name or *name*.

    One that takes a reply and a dialect changes the reply; where there is nothing to change, it returns
    the reply as it is. A refusal takes neither, and returns the `ApiError` that stands in place of an
    answer. The docstring says what it does, its last paragraph what a client should do.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = inspect.signature(function).parameters
        own = {key: each for key, each in parameters.items() if each.kind is each.KEYWORD_ONLY}
        called = name or function.__name__
        if called in FAULTS:
            msg = f"there is a fault {called!r} already"
            raise ValueError(msg)
        FAULTS[called] = Fault(
            name=called, function=function, kind=kind, client=client, needs=needs, parameters=own
        )
        return function

    return register
