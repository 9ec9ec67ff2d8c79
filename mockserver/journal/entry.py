"""An entry of the journal: an exchange as it is kept, and how far its answer got."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NoReturn

from mockserver.exchange import Exchange

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
        turns = _listed(body, "contents") if isinstance(body, dict) else []
        users = [each for each in turns if each.get("role") in {None, "", "user"}]
        return "\n".join(_texts(users[-1])) if users else ""

    @property
    def answer(self) -> str:
        """The text that the answer says, put together if it is a stream; of an error, its message."""
        return "".join(text for each in self.chunks for text in _said(each))

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The objects of the answer: one, or those of a stream; what isn't JSON is left out."""
        if "event-stream" in self.exchange.reply.media_type:
            found = [_json(each) for each in _events(self.came)]
        else:
            whole = _json(self.came)
            found = whole if isinstance(whole, list) else [whole]
        return [each for each in found if isinstance(each, dict)]


def document(data: bytes | str) -> Any:
    """Return a body as JSON that can be written again.

    Raises:
        ValueError: It isn't such JSON.
    """
    try:
        return json.loads(data, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        msg = "nested too deep"
        raise ValueError(msg) from error


def _events(body: bytes) -> Iterator[bytes]:
    """Yield the data of each event of a stream, whose lines may end in any way, and be several."""
    lines = body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for event in lines.split(b"\n\n"):
        yield b"\n".join(x[5:] for x in event.split(b"\n") if x.startswith(b"data:"))


def _json(data: bytes) -> Any:
    try:
        return document(data)
    except ValueError:
        return None


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _listed(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects of a member that may be one or a list of them."""
    found = holder.get(name)
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if isinstance(each, dict)]


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    for part in _listed(content, "parts"):
        if isinstance(part.get("text"), str) and not part.get("thought"):
            yield part["text"]


def _said(chunk: Mapping[str, Any]) -> Iterator[str]:
    for candidate in _listed(chunk, "candidates")[:1]:
        for content in _listed(candidate, "content"):
            yield from _texts(content)
    for error in _listed(chunk, "error"):
        yield str(error.get("message", ""))
