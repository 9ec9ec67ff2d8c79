"""Another way to ask for the same: how a request of another API becomes one of this, and an answer one of that.

There is one engine. A face has no answers of its own: it translates before and after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.dialects import Dialect
from mockserver.exchange import Reply
from mockserver.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A request of another face in the words of this API, and how its answer is put into those of the face.

    *body* is a GenerateContentRequest, as a client could have sent it. *warnings* say what the origin would
    lose of it. *hold* refuses an answer that the face can't give;
    *write* writes one, given as this API would: a reply of one response, or of chunks as events.
    """

    body: Mapping[str, Any]
    warnings: tuple[str, ...]
    hold: Callable[[Mapping[str, Any]], None]
    write: Callable[[Reply], Reply]


class Translator(Protocol):
    """What translates a body, for a *model* if it is known which one its name means."""

    def __call__(
        self, document: object, dialect: Dialect, model: Model | None = None, /
    ) -> Translation:
        """Translate a body; any JSON document may be one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Another API that asks for what an operation does.

    *request*, *response* and *chunk* are its schema files. *model* reads the model's name out of a body,
    *translate* all of it; *streams* says whether a body asks for a stream, also of one that is refused.
    All three take any JSON document.
    """

    name: str
    request: str
    response: str
    chunk: str
    model: Callable[[object], str]
    streams: Callable[[object], bool]
    translate: Translator
