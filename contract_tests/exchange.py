"""An exchange as a client sees it: what was asked, what came back, and when.

Checks read nothing else, so that one rule serves a live answer, a recording and a foreign capture.
Nothing here judges: a body that can't be read is None, and a check says what that breaks.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx_sse

from contract_tests.call import CHAT
from contract_tests.choices import chosen
from contract_tests.merging import merged
from mockserver import protojson, redaction

KEY = redaction.KEY  # what stands for the key wherever an exchange is kept

Lost = Literal["headers", "raw", "base64", "ids", "model", "request", "end"]

_RESOURCE = re.compile(r"/models/(?P<model>[^/:]+):(?P<operator>\w+)$")
_SCHEMAS = {
    "generateContent": "gemini/generate_content_request.json",
    "streamGenerateContent": "gemini/generate_content_request.json",
    "countTokens": "gemini/count_tokens_request.json",
}
_CHATS = "chat.completions"
_GOOD = 200


class NotToldError(Exception):
    """A capture doesn't tell what a check wants to know, so that the check can't look."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes that came in one read, *at* seconds after the request was sent."""

    data: bytes
    at: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request and its answer.

    Attributes:
        source: Who tells: the id of a scenario, or the file and line of a capture.
        method, url: What was called; the URL with its query, `KEY` for the key.
        request_headers, headers: By lower-case name; `KEY` stands where the key stood.
        sent: The body of the request, as JSON or as bytes that aren't.
        status: HTTP's.
        frames: The body of the answer, in the pieces in which it came.
        lost: What isn't told truly: headers, the raw bytes, long base64, ids (replaced by others),
            the model's name, the request, the end of the answer.
        dialect: Whose answer it is, where a capture says so; else that of the run.
        tries: How often it was asked; this is the last answer.
    """

    source: str
    method: str = "POST"
    url: str
    request_headers: Mapping[str, str] = field(default_factory=dict)
    sent: Any = None
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()
    lost: frozenset[Lost] = frozenset()
    dialect: str | None = None
    tries: int = 1

    @cached_property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query of the URL; of a name that comes twice, the last."""
        pairs = parse_qs(urlsplit(self.url).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @cached_property
    def model(self) -> str:
        """The model in the path, or of a chat that in the body, if it is told; else "".

        Raises:
            NotToldError: The capture doesn't tell it.
        """
        if self.chats:
            return "" if "request" in self.lost else _text(self.chat, "model")
        self._need("model")
        found = _RESOURCE.search(self.path)
        return found["model"] if found else ""

    @cached_property
    def operator(self) -> str:
        """What follows the colon in the path, ``chat.completions`` of a chat, or ""."""
        if self.path.endswith(CHAT):
            return _CHATS
        found = _RESOURCE.search(self.path)
        return found["operator"] if found else ""

    @property
    def generates(self) -> bool:
        """Whether content was asked for."""
        return self.operator in {"generateContent", "streamGenerateContent"}

    @property
    def streams(self) -> bool:
        """Whether a stream was asked for."""
        return self.operator == "streamGenerateContent"

    @property
    def asks_for_events(self) -> bool:
        """Whether a stream of events was asked for."""
        return self.streams and self.query.get("alt", self.query.get("$alt")) == "sse"

    @property
    def chats(self) -> bool:
        """Whether it is one of chat completions."""
        return self.operator == _CHATS

    @property
    def in_pieces(self) -> bool:
        """Whether a stream was asked for, by either face."""
        chat = self.sent if self.chats and isinstance(self.sent, dict) else {}
        return self.streams or chat.get("stream") is True

    @property
    def chat(self) -> dict[str, Any]:
        """What chat completions were asked, as it was sent; empty if it isn't a chat.

        Raises:
            NotToldError: The capture doesn't tell it.
        """
        self._need("request")
        return self.sent if self.chats and isinstance(self.sent, dict) else {}

    @cached_property
    def request(self) -> dict[str, Any]:
        """The request in canonical form; empty if it isn't one.

        Raises:
            NotToldError: The capture doesn't tell it.
        """
        self._need("request")
        schema = _SCHEMAS.get(self.operator)
        if schema is None or not isinstance(self.sent, dict):
            return {}
        return protojson.parse(self.sent, schema).value

    def _need(self, told: Lost) -> None:
        if told in self.lost:
            raise NotToldError(told)

    @property
    def config(self) -> dict[str, Any]:
        """The request's generationConfig, in canonical form."""
        config = self.request.get("generationConfig")
        return config if isinstance(config, dict) else {}

    @cached_property
    def body(self) -> bytes:
        """The body of the answer."""
        return b"".join(each.data for each in self.frames)

    @cached_property
    def text(self) -> str:
        """The body of the answer as text; what isn't UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; "" if none came."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None if it isn't, or isn't UTF-8."""
        return as_json(self.text) if self.is_utf8 else None

    @cached_property
    def is_utf8(self) -> bool:
        """Whether the body can be read at all."""
        try:
            self.body.decode()
        except UnicodeDecodeError:
            return False
        return True

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The data of each server-sent event, as httpx-sse reads them."""
        told = httpx.Response(
            _GOOD, headers={"content-type": "text/event-stream"}, content=self.body
        )
        return tuple(each.data for each in httpx_sse.EventSource(told).iter_sse())

    @cached_property
    def is_events(self) -> bool:
        """Whether the body is a stream of events, whatever its content type says."""
        return self.media_type == "text/event-stream" or self.text.startswith(("data:", ":"))

    @cached_property
    def answers(self) -> tuple[dict[str, Any], ...]:
        """Every object that a good answer holds: one, or those of a stream, in order."""
        return tuple(self._answers()) if self.status == _GOOD else ()

    def _answers(self) -> Iterator[dict[str, Any]]:
        if self.is_events:
            values = [as_json(each) for each in self.events]
        else:
            values = self.json if isinstance(self.json, list) else [self.json]
        yield from (each for each in values if isinstance(each, dict))

    @property
    def responses(self) -> tuple[dict[str, Any], ...]:
        """The GenerateContentResponse objects of a good answer, errors in mid-stream left out."""
        if not self.generates:
            return ()
        return tuple(each for each in self.answers if "error" not in each)

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The responses as one; of a stream, its merged chunks. Empty if there are none."""
        return merged(self.responses)

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """The candidates of the whole response; what is malformed in it is left out."""
        found = self.whole.get("candidates")
        return found if isinstance(found, list) else []

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of all candidates of the whole response."""
        return [
            part
            for candidate in self.candidates
            for part in candidate.get("content", {}).get("parts", [])
        ]

    @property
    def usage(self) -> dict[str, Any]:
        """The usage metadata of the whole response."""
        found = self.whole.get("usageMetadata")
        return found if isinstance(found, dict) else {}

    @property
    def completions(self) -> tuple[dict[str, Any], ...]:
        """The completion of a chat, or its chunks, errors in mid-stream left out."""
        return tuple(each for each in self.answers if self.chats and "error" not in each)

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """The choices of a chat, each whole: see `contract_tests.choices`."""
        return chosen(self.completions)

    @property
    def chat_usage(self) -> dict[str, Any]:
        """The usage that a chat tells, in a stream last; empty if it tells none."""
        told = [each["usage"] for each in self.completions if isinstance(each.get("usage"), dict)]
        return told[-1] if told else {}

    @cached_property
    def said(self) -> str:
        """The text of the first candidate, thoughts left out."""
        parts = self.candidates[0].get("content", {}).get("parts", []) if self.candidates else []
        texts = [each.get("text", "") for each in parts if not each.get("thought")]
        return "".join(each for each in texts if isinstance(each, str))


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def as_json(text: str) -> Any:
    """Read JSON, as its standard has it; None if it isn't, or is nested too deep for Python."""
    try:
        return json.loads(text, parse_constant=_no_json)
    except (ValueError, RecursionError):
        return None


def _no_json(word: str) -> Any:
    """Refuse NaN and the infinities, which Python reads and JSON doesn't have."""
    raise ValueError(word)
