"""Strategies of conversations: turns, and what kinds of parts are in them. To add a kind, add a row.

A conversation is what the names of `PIECES` make of it, in their order: what went before, and what is
asked now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract_tests import samples
from contract_tests.strategies import functions
from contract_tests.strategies.asked import Asked
from contract_tests.strategies.choices import FREE, one_of, variants
from contract_tests.strategies.functions import SIGNED
from contract_tests.strategies.texts import TEXTS

Part = dict[str, Any]
Content = dict[str, Any]


@dataclass(slots=True)
class Conversation:
    """A conversation in the making: what went before, and what the user asks now beside a text."""

    draw: st.DrawFn
    asked: Asked
    before: list[Content] = field(default_factory=list)
    now: list[Part] = field(default_factory=list)
    steps: int = 0  # rounds of calls that the model hasn't spoken after yet
    prefix: list[Part] = field(default_factory=list)

    def user(self, parts: list[Part]) -> None:
        """Let the user speak, after the model has said something of its own."""
        self.spoken()
        self.before.append(_content(self.draw(_roles(self.asked)), parts))

    def model(self, parts: list[Part]) -> None:
        """Let the user ask and the model answer."""
        self.user([{"text": self.draw(TEXTS)}])
        self.before.append(_content("model", parts))

    def spoken(self) -> None:
        """End the rounds of calls, if there are any, with words of the model."""
        if self.steps:
            self.before.append(_content("model", [{"text": self.draw(TEXTS)}]))
            self.steps = 0


def contents(draw: st.DrawFn, asked: Asked, pieces: Sequence[str]) -> list[Content]:
    """Draw the contents of a valid request that holds *pieces*, names of `PIECES` that fit."""
    talk = Conversation(draw, asked)
    for each in pieces:
        PIECES[each].add(talk)
    if not talk.steps or talk.now:
        talk.user([*talk.now, {"text": draw(TEXTS)}])
    if talk.prefix:
        talk.before.append(_content("model", talk.prefix))
    return talk.before


def _content(role: str, parts: list[Part]) -> Content:
    return {"role": role, "parts": parts} if role else {"parts": parts}


@cache
def _role_names(dialect: frozenset[str], unsaid: str) -> st.SearchStrategy[str]:
    return one_of(("user", *([unsaid] if unsaid in dialect else []), "user"))


def _roles(asked: Asked) -> st.SearchStrategy[str]:
    return _role_names(asked.dialect.roles, "")


# What the user sends along.

_FILES: Mapping[str, tuple[Part, ...]] = {
    "image": (
        {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png"}},
        {"fileData": {"fileUri": "gs://bucket/b.jpeg", "mimeType": "image/jpeg"}},
    ),
    "document": (
        {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc-123"}},
        {"fileData": {"mimeType": "application/pdf", "fileUri": "https://example.com/%C3%A9.pdf?a=b#c"}},
    ),
    "audio": ({"fileData": {"mimeType": "audio/mpeg", "fileUri": "https://example.com/a.mp3"}},),
    "video": (
        {"fileData": {"fileUri": "https://www.youtube.com/watch?v=9hE5-98ZeCg"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://example.com/a.mp4"}},
    ),
}  # fmt: skip
_CUTS = variants(startOffset=("0s", "1.5s"), endOffset=("2s", "40.000000001s"), fps=(0.5, 1, 24))
_DETAILS = variants(
    level=("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH",
           "MEDIA_RESOLUTION_ULTRA_HIGH"),
    numTokens=(64, 1120),
)  # fmt: skip
_PICTURE = samples.picture()
_FILM = samples.film()


def _kind(part: Part) -> str:
    kind = str(part["inlineData"]["mimeType"]).partition("/")[0]
    return "document" if kind == "application" else kind


@cache
def inline(kinds: frozenset[str]) -> tuple[Part, ...]:
    """Return a part of each kind of small file, and one with a name (Vertex AI has them)."""
    found = [each for each in samples.each_kind() if _kind(each) in kinds]
    named = {"inlineData": {**found[0]["inlineData"], "displayName": "a \u00e9.png"}}
    return (*found, named)


@cache
def files(kinds: frozenset[str]) -> tuple[Part, ...]:
    """Return parts that name files which aren't sent along."""
    return tuple(part for kind, parts in _FILES.items() if kind in kinds for part in parts)


@cache
def _inline(kinds: frozenset[str]) -> st.SearchStrategy[Part]:
    return one_of(inline(kinds))


@cache
def _files(kinds: frozenset[str]) -> st.SearchStrategy[Part]:
    return one_of(files(kinds))


_FILMS = one_of(
    {**film, "videoMetadata": cut} for cut in _CUTS for film in (_FILM, _FILES["video"][0], {})
)  # a cut without a film passes as well (observed)
_DETAILED = one_of({**part, "mediaResolution": each} for each in _DETAILS for part in (_PICTURE, _FILM))  # fmt: skip
_MARKED = one_of({"text": "Hi", "partMetadata": each} for each in FREE)


@cache
def _beside_a_response(kinds: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of the media that come with a function's response, often none."""
    if not kinds:
        return one_of(({},))
    pictures = [each for each in samples.each_kind() if _kind(each) == "image"]
    named = {"inlineData": {**_PICTURE["inlineData"], "displayName": "a.png"}}
    sent = ([_PICTURE], [named], pictures, [*files(kinds)[:1]])
    return one_of(({}, {}, {}, *({"parts": each} for each in sent)))


# What the model said before.

_THOUGHT: Part = {"text": "**Thinking**\n\nThis may take a while.", "thought": True}
_CODE = one_of(
    [
        {"executableCode": {"language": "PYTHON", "code": code, **beside}},
        {"codeExecutionResult": {"outcome": outcome, **printed, **beside}},
    ]
    for code in ("print(1)", "raise ValueError('\u00e9')\n")
    for outcome in ("OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED")
    for printed in ({"output": "1\n"}, {})
    for beside in ({}, {"id": "code-1"})
)
_RUN = one_of(
    [
        {"toolCall": {"toolType": kind, **beside, **args}},
        {"toolResponse": {"toolType": kind, **beside, **given}},
    ]
    for args, given in (
        ({}, {}),
        ({"args": {"queries": ["whales"]}}, {"response": {"chunks": []}}),
        ({"args": FREE[3]}, {"response": FREE[6]}),
    )
    for beside in ({}, {"id": "tool-1"})
    for kind in (
        "GOOGLE_SEARCH_WEB", "GOOGLE_SEARCH_IMAGE", "URL_CONTEXT", "GOOGLE_MAPS", "FILE_SEARCH",
    )
)  # fmt: skip


def _add_thought(talk: Conversation) -> None:
    talk.model([_THOUGHT, {"text": talk.draw(TEXTS)}])


def _add_signature(talk: Conversation) -> None:
    signed = {"thoughtSignature": talk.draw(SIGNED)}
    text = {"text": talk.draw(TEXTS)}
    talk.model([{**text, **signed}] if talk.draw(st.booleans()) else [text, signed])


def _add_call(talk: Conversation) -> None:
    if not talk.steps:
        talk.user([{"text": talk.draw(TEXTS)}])
    roles = _speakers(talk.asked.dialect.roles)
    media = _beside_a_response(talk.asked.kinds)
    talk.before += functions.step(talk.draw, roles, media, signed=talk.asked.is_new)
    talk.steps += 1


@cache
def _speakers(roles: frozenset[str]) -> tuple[str, ...]:
    return tuple(each for each in ("user", "function", "") if each in roles)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something in a conversation: what it adds, and of whom it can be asked."""

    add: Callable[[Conversation], None]
    fits: Callable[[Asked], bool] = lambda _: True


def _along(parts: Callable[[Asked], st.SearchStrategy[Part]]) -> Callable[[Conversation], None]:
    return lambda talk: talk.now.append(talk.draw(parts(talk.asked)))


def _sees(asked: Asked) -> bool:
    return bool(asked.kinds)


PIECES: Mapping[str, Piece] = {
    "parts.text": Piece(lambda talk: talk.model([{"text": talk.draw(TEXTS)}])),
    "parts.inlineData": Piece(_along(lambda asked: _inline(asked.kinds)), _sees),
    "parts.fileData": Piece(_along(lambda asked: _files(asked.kinds)), _sees),
    "parts.videoMetadata": Piece(_along(lambda _: _FILMS), lambda asked: "video" in asked.kinds),
    "parts.mediaResolution": Piece(_along(lambda _: _DETAILED), lambda asked: asked.is_new and asked.writes),
    "parts.partMetadata": Piece(_along(lambda _: _MARKED)),
    "parts.thought": Piece(_add_thought),
    "parts.thoughtSignature": Piece(_add_signature),
    "parts.executableCode": Piece(lambda talk: talk.model(talk.draw(_CODE))),
    "parts.toolCall": Piece(lambda talk: talk.model(talk.draw(_RUN))),
    "parts.functionCall": Piece(_add_call),
    # What the model is to go on with, up to generation 2.5.
    "parts.prefix": Piece(lambda talk: talk.prefix.append({"text": talk.draw(TEXTS)}), lambda asked: not asked.is_new),
}  # fmt: skip
