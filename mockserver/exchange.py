"""The values on the wire: a call comes in, a reply goes out, both are an exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from mockserver.difference import NearMiss

# How a body ends: as it should, by a close in its middle, by a reset of the connection, or not before the
# client leaves.
Ending = Literal["complete", "disconnect", "reset", "hang"]

# How an answer is written: as a whole, as a stream of events, or as an array that comes in pieces.
Framing = Literal["unary", "sse", "array"]

# When a call came that doesn't say: on the day of the documentation page's sample.
DAY_ONE = datetime(2026, 3, 25, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request as the core sees it.

    *path* is percent-decoded. *query* and *headers* hold the last value of each name, header names
    in lower case. *body* is as sent, still compressed if the client compressed it. *at* is when it
    came: the core has no clock, and only what expires looks at it. *namespace* is whose state it sees
    and changes; "" is the common one. One that isn't *whole* has more of a body than may be, and what of it
    was not kept stands nowhere.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    at: datetime = DAY_ONE
    namespace: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes sent in one write, after a pause of *delay* seconds; before the first, the head is sent."""

    data: bytes
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response, planned whole before its first byte is sent, and how it ends.

    *delay* is in seconds, before the head. A *status* of 0 is no response at all: nothing is sent before
    the ending. ``content-length`` is the shell's to write; one that stands in *headers* counts only where
    the ending isn't complete.
    """

    status: int
    media_type: str
    frames: tuple[Frame, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = "complete"
    delay: float = 0.0

    @property
    def body(self) -> bytes:
        """All frames joined."""
        return b"".join(each.data for each in self.frames)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call with its reply, and what is to be said about them.

    *warnings* are sentences for people, about what the origin would have done that the mock did not;
    they also stand in the reply's ``x-mock-warning`` header. *operation* and *model* are what was
    called, where the path leads somewhere. *cause* is that of a refusal, "" of an answer. *stub* is the
    name of the stub that answered, *recording* that of the recording that was replayed, *faults* are
    those that were applied, as they were written. *unmatched* says that there were stubs or recordings,
    and none was for this call; *near* are then those that differ least. *seed* is what the answer was
    made with, *usage* its usage metadata, whatever a fault has made of it then.
    """

    call: Call
    reply: Reply
    warnings: tuple[str, ...] = ()
    operation: str = ""
    model: str = ""
    cause: str = ""
    stub: str = ""
    recording: str = ""
    faults: tuple[str, ...] = ()
    unmatched: bool = False
    near: tuple[NearMiss, ...] = ()
    seed: int = 0
    usage: Mapping[str, Any] = field(default_factory=dict)
