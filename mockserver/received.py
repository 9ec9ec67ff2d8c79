"""A request as a test sees it: what the app sent, and what it got for that."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from mockserver import answered, jsontext, operations
from mockserver.body import canonical
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.journal import Entry, objects
from mockserver.stubs import Asked

_LARGEST = 64 * 1024 * 1024  # bytes of a body when it's unpacked; what came in kept a lower limit
_GENERATE = frozenset({"generateContent", "streamGenerateContent"})


@dataclass(frozen=True, kw_only=True)
class Received(Entry):
    """An entry of the journal, read.

    *asked* is the request as stubs see it, *answers* the objects of the answer, as far as they can be
    read: one of a unary answer, each chunk of a stream.
    """

    asked: Asked
    answers: tuple[Mapping[str, Any], ...]

    @property
    def at(self) -> datetime:
        """When it came."""
        return self.exchange.call.at

    @property
    def operation(self) -> str:
        """The name of the operation, such as ``generateContent``; "" where the path leads nowhere."""
        return self.exchange.operation

    @property
    def model(self) -> str:
        """The model id in the path."""
        return self.exchange.model

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that the app sent, names in lower case."""
        return self.exchange.call.headers

    @property
    def body(self) -> Mapping[str, Any]:
        """What was asked, in canonical form: lowerCamelCase, whichever way it was sent."""
        return self.asked.body

    @property
    def text(self) -> str:
        """What the user said in the last turn of the user."""
        return self.asked.text

    @property
    def system(self) -> str:
        """What the system instruction says."""
        return self.asked.system

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of the tools: of each function that is declared, and of what is built in."""
        return self.asked.tools

    @property
    def function_responses(self) -> tuple[Mapping[str, Any], ...]:
        """The functionResponses of the last turn, each with ``name`` and ``response``."""
        return tuple(self.asked.function_responses)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.exchange.reply.status

    @property
    def streamed(self) -> bool:
        """Whether the app asked for a stream."""
        return self.asked.stream

    @property
    def answer_text(self) -> str:
        """What the answer says, a stream's chunks joined; thoughts aren't said."""
        return answered.text(self.answers)

    @property
    def function_calls(self) -> tuple[Mapping[str, Any], ...]:
        """The functionCalls of the answer, each with ``name`` and ``args``."""
        return tuple(answered.calls(self.answers))

    @property
    def failed(self) -> bool:
        """Whether the app got an error, or an answer that breaks off."""
        whole = self.status < 400 and self.exchange.reply.ending == "complete"  # noqa: PLR2004 - HTTP's
        return not whole or any("error" in each for each in self.answers) or self._unfinished

    @property
    def stub(self) -> str:
        """The name of the stub that answered; "" if none did."""
        return self.exchange.stub

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults that happened, as they were written."""
        return self.exchange.faults

    @property
    def unmatched(self) -> bool:
        """Whether there were stubs or recordings, and none was for this."""
        return self.exchange.unmatched

    @property
    def unrecorded(self) -> bool:
        """Whether it was refused since it isn't among the recordings; then it is unmatched, too."""
        return self.exchange.cause == "no_recording"

    def __str__(self) -> str:
        what = " ".join(filter(None, [self.operation or self.exchange.call.path, self.model]))
        lacks = "no recording" if self.unrecorded else "no stub" if self.unmatched else ""
        made = f"stub {self.stub}" if self.stub else lacks
        told = ", ".join(filter(None, [str(self.status), made, *self.faults]))
        return f"#{self.number} {what}{_quoted(self.text)} -> {told}{_quoted(self.answer_text)}"

    @property
    def _unfinished(self) -> bool:
        """Whether what was generated has no end; what the journal has cut isn't looked at."""
        if self.shortened or self.asked.operation not in _GENERATE:
            return False
        blocked = any("promptFeedback" in each for each in self.answers)
        said = (each for answer in self.answers for each in answered.said(answer))
        return not blocked and not any(each.ended for each in said)


def read(entry: Entry, dialect: Dialect) -> Received:
    """Read an entry of the journal."""
    kept = {each.name: getattr(entry, each.name) for each in fields(entry)}
    exchange = entry.exchange
    operation, body = _asked(entry, dialect)
    asked = Asked(
        operation=operation,
        called=exchange.operation,
        model=exchange.model,
        body=body,
        headers=exchange.call.headers,
    )
    return Received(
        **kept, asked=asked, answers=tuple(objects(exchange.reply, exchange.reply.body))
    )


def _asked(entry: Entry, dialect: Dialect) -> tuple[str, Mapping[str, Any]]:
    """Return what was asked for, and by which body in canonical form, as far as it can be read.

    What was refused is looked at too; a body of another face that can't be translated is empty.
    """
    call = entry.exchange.call
    try:
        route = operations.resolve(call, dialect)
        document = jsontext.decode(_plain(call))
        if face := route.operation.face:
            route = route.told(face, document)
            document = face.translate(document, dialect).body
    except ApiError:
        return entry.exchange.operation, {}
    if not route.operation.request:
        return route.meaning, {}
    schema, version = route.operation.request, route.names["version"]
    body = canonical(document, schema=schema, dialect=dialect, version=version).value
    return route.meaning, body


def _plain(call: Call) -> bytes:
    """Unpack a body; one that isn't packed as its header says is taken as it is."""
    encoding = call.headers.get("content-encoding", "").strip().lower()
    try:
        return jsontext.inflate(call.body, encoding, _LARGEST)
    except ApiError:
        return call.body


def _quoted(text: str) -> str:
    """Quote a text behind a blank, shortened; no text is nothing."""
    longest = 80
    line = " ".join(text.split())
    short = line if len(line) <= longest else f"{line[: longest - 1]}…"
    return f' "{short}"' if short else ""
