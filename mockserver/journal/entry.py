"""An entry of the journal: an exchange as it is kept, and how far its answer got."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from mockserver import answered
from mockserver.exchange import Exchange
from mockserver.journal.objects import document, objects

# How far an answer got: being sent, sent whole, left by the client, ended by a fault.
Progress = Literal["sending", "sent", "left", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An exchange in the journal: *number* counts from 1, *frames* are those that were sent so far.

    *exchange* is without keys and cookies. Bodies are plain: *coding* is how the request's was
    compressed; long base64 and very large bodies are cut, and then *shortened* is true.
    *request_bytes* and *response_bytes* are how large they were. *ended* is when the last frame was
    sent.
    """

    number: int
    exchange: Exchange
    progress: Progress = "sending"
    frames: int = 0
    ended: datetime | None = None
    coding: str = ""
    shortened: bool = False
    request_bytes: int = 0
    response_bytes: int = 0

    @property
    def seconds(self) -> float | None:
        """How long it took from the arrival of the call to the end of the answer."""
        if self.ended is None:
            return None
        return max(0.0, (self.ended - self.exchange.call.at).total_seconds())

    @property
    def came(self) -> bytes:
        """The body of the answer, as far as the client waited for it."""
        frames = self.exchange.reply.frames
        left = self.progress == "left" and len(frames) > 1
        return b"".join(each.data for each in (frames[: self.frames] if left else frames))

    @property
    def prompt(self) -> str:
        """The text of the user's last turn, "" if there is none, or the body can't be read."""
        body = _json(self.exchange.call.body)
        turns = [
            (each, name)
            for key, name in (("contents", "parts"), ("messages", "content"))
            for each in answered.listed(body, key)
        ]
        users = [_texts(*each) for each in turns if each[0].get("role") in {None, "", "user"}]
        return "\n".join(users[-1]) if users else ""

    @property
    def answer(self) -> str:
        """The text that the answer says, put together if it is a stream; of an error, its message."""
        return "".join(text for each in self.chunks for text in _said(each))

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The objects of the answer: one, or those of a stream; what isn't JSON is left out."""
        return objects(self.exchange.reply, self.came)


def _json(data: bytes) -> dict[str, Any]:
    """Read an object; what is none is empty."""
    try:
        found = document(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _texts(turn: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts of a turn, whose member *name* has its parts, or is its text."""
    if isinstance(told := turn.get(name), str):
        return [told]
    parts = answered.listed(turn, name)
    return [
        each["text"]
        for each in parts
        if isinstance(each.get("text"), str) and not each.get("thought")
    ]


def _said(chunk: Mapping[str, Any]) -> Iterator[str]:
    first = (each for each in answered.said(chunk) if each.index == 0)
    for part in (part for each in first for part in each.parts):
        if isinstance(part.get("text"), str) and not part.get("thought"):
            yield part["text"]
    for error in answered.listed(chunk, "error"):
        yield str(error.get("message", ""))
