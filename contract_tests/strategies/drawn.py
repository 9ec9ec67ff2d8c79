"""What the strategies draw, where it is more than a `Call` or JSON: each with what is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contract_tests.call import Call

MessageKind = Literal[
    "syntax",  # it isn't JSON, or not packed as it says
    "unknown field",
    "wrong type",
    "unknown value",  # of an enum
    "duplicate",  # one field in two spellings, two members of a oneof, one name twice
    "missing",
    "out of range",
    "not allowed",  # it can be read, and a rule forbids it
    "not found",  # what is named isn't there
]
Grade = Literal["documented", "observed", "inferred", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """A request with exactly one flaw, and what is to be answered.

    Attributes:
        call: The request.
        flaw: The name of what is wrong with it.
        status: What HTTP status a dialect answers.
        field: Where the flaw is, as the front end writes paths
            (``generation_config.max_output_tokens``); "" at the root, or where none is told.
        kind: What the message is about.
        grade: How it is known that the API refuses it: of what is our ``own``, some may be taken.
        sound: The same request without the flaw.
    """

    call: Call
    flaw: str
    status: int
    field: str
    kind: MessageKind
    grade: Grade
    sound: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream of server-sent events as a client reads it.

    Attributes:
        pieces: The body, in the pieces in which it comes; cut anywhere, inside a character too.
        chunks: What it says: the GenerateContentResponse of each event, in order; of a chat the
            ``chat.completion.chunk`` of each.
    """

    pieces: tuple[bytes, ...]
    chunks: tuple[dict[str, Any], ...]

    @property
    def data(self) -> bytes:
        """The whole body."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReply:
    """A refusal in the envelope of a dialect: its status, headers and body."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
