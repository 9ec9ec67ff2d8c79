"""Strategies of conversations. To add a piece of one, add a row to `PIECES`.

A conversation is what its pieces make of it, in their order: what went before, and what is asked now.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import one_of
from contract_tests.strategies.prompts import TEXTS
from contract_tests.strategies.request import parts
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.functions import SIGNED, step
from contract_tests.strategies.request.parts import Part

Content = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a conversation.

    Attributes:
        turns: What was said before, the user first.
        step: Whether that is a round of calls, which another may follow without the user.
        now: Parts that the user sends now, before a text.
        prefix: How the model is to begin.
    """

    turns: tuple[Content, ...] = ()
    step: bool = False
    now: tuple[Part, ...] = ()
    prefix: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of piece: the strategy of it, by who is asked, and of whom it can be asked."""

    pieces: Callable[[Asked], st.SearchStrategy[Piece]]
    fits: Callable[[Asked], bool] = lambda _: True


_ANSWERED: Content = {"role": "model", "parts": [{"text": "Here it is."}]}


def contents(pieces: Iterable[Piece], question: Content) -> list[Content]:
    """Return a whole conversation; *question* isn't asked where responses are to be answered now."""
    pieces = tuple(pieces)
    result: list[Content] = []
    open_step = False
    for each in pieces:
        if open_step and each.turns and not each.step:
            result.append(_ANSWERED)
        result += each.turns[1:] if open_step and each.step else each.turns
        open_step = each.step or (open_step and not each.turns)
    now = [part for each in pieces for part in each.now]
    if open_step and now:
        result.append(_ANSWERED)
    if now or not open_step:
        result.append({**question, "parts": [*now, *question["parts"]]})
    prefix = [part for each in pieces for part in each.prefix]
    return [*result, _model(*prefix)] if prefix else result


@st.composite
def questions(draw: st.DrawFn, roles: tuple[str, ...]) -> Content:
    """Strategy of what a user says, in one of the roles; "" is to leave it out."""
    role = draw(one_of(roles))
    text = [{"text": draw(TEXTS)}]
    return {"role": role, "parts": text} if role else {"parts": text}


def _model(*said: Part) -> Content:
    return {"role": "model", "parts": list(said)}


@cache
def user(roles: frozenset[str]) -> st.SearchStrategy[Content]:
    """Return the strategy of what a user says to an origin that knows these roles."""
    return questions(("user", *([""] if "" in roles else []), "user"))


@st.composite
def _exchanges(draw: st.DrawFn, asked: Asked, said: st.SearchStrategy[list[Part]]) -> Piece:
    return Piece(turns=(draw(user(asked.dialect.roles)), _model(*draw(said))))


@st.composite
def _talks(draw: st.DrawFn, asked: Asked) -> Piece:
    """Draw a turn of both, or of one who is not answered, or whose answer was kept in two contents."""
    asking = draw(user(asked.dialect.roles))
    answers = draw(_ANSWERS)
    return Piece(turns=(asking, *(_model({"text": draw(TEXTS)}) for _ in range(answers))))


_ANSWERS = one_of((1, 0, 2))


@st.composite
def _steps(draw: st.DrawFn, asked: Asked) -> Piece:
    roles = tuple(each for each in ("user", "function", "") if each in asked.dialect.roles)
    media = parts.beside_a_response(asked.kinds)
    asking = draw(user(asked.dialect.roles))
    return Piece(turns=(asking, *step(draw, roles, media, signed=asked.is_new)), step=True)


def _now(strategy: st.SearchStrategy[Part]) -> st.SearchStrategy[Piece]:
    return strategy.map(lambda part: Piece(now=(part,)))


_TEXT = TEXTS.map(lambda text: {"text": text})
_THOUGHTS = _TEXT.map(lambda text: [parts.THOUGHT, text])
_SIGNED = st.tuples(st.booleans(), _TEXT, SIGNED).map(
    lambda drawn: (
        [{**drawn[1], "thoughtSignature": drawn[2]}]
        if drawn[0]
        else [drawn[1], {"thoughtSignature": drawn[2]}]
    )
)
_PREFIXES = _TEXT.map(lambda text: Piece(prefix=(text,)))


def _sees(asked: Asked) -> bool:
    return bool(asked.kinds)


PIECES: Mapping[str, Kind] = {
    "parts.text": Kind(_talks),
    "parts.inlineData": Kind(lambda asked: _now(parts.inline_data(asked.kinds)), _sees),
    "parts.fileData": Kind(lambda asked: _now(parts.file_data(asked.kinds)), _sees),
    "parts.videoMetadata": Kind(lambda _: _now(parts.FILMS), lambda asked: "video" in asked.kinds),
    "parts.mediaResolution": Kind(
        lambda _: _now(parts.DETAILED), lambda asked: asked.is_new and asked.writes
    ),
    "parts.partMetadata": Kind(lambda _: _now(parts.MARKED)),
    "parts.thought": Kind(lambda asked: _exchanges(asked, _THOUGHTS)),
    "parts.thoughtSignature": Kind(lambda asked: _exchanges(asked, _SIGNED)),
    "parts.executableCode": Kind(lambda asked: _exchanges(asked, parts.CODE)),
    "parts.toolCall": Kind(lambda asked: _exchanges(asked, parts.RUN)),
    "parts.functionCall": Kind(_steps),
    # What the model is to go on with, up to generation 2.5.
    "parts.prefix": Kind(lambda _: _PREFIXES, lambda asked: not asked.is_new),
}
