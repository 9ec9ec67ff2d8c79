"""Strategies of valid chats: a list of features that go together, each drawn with its value."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.call import CHAT, Call
from contract_tests.strategies.chat import parameters
from contract_tests.strategies.chat.messages import PIECES, QUESTIONS, Piece, conversation
from contract_tests.strategies.chat.parameters import PARAMETERS
from contract_tests.strategies.choices import JSON, apart, one_of
from contract_tests.strategies.request.asked import ORDERED, Asked
from contract_tests.strategies.wanted import all_known, known
from mockserver.dialects import COMET
from mockserver.models import MODELS

CHAT_FEATURES: tuple[str, ...] = (*PIECES, *PARAMETERS)

_NOTHING = ""  # the simplest feature: what isn't needed shrinks to it, and vanishes
_MORE = one_of((False, *(True,) * 6))  # whether there is another feature: six, as a rule


def chat_requests(
    model: str | None = None, *, features: Collection[str] = CHAT_FEATURES
) -> st.SearchStrategy[Call]:
    """Strategy of valid requests of ``/v1/chat/completions``, each of which is answered with status 200.

    Only CometAPI's gateway has them. *model* is one that answers with text; None for any. *features* are
    the names in `CHAT_FEATURES` that may be drawn: parameters, and kinds of messages.

    Raises:
        ValueError: There is no such model or feature, or names are one text.
    """
    models = one_of(answering(model))
    wished = all_known(features, CHAT_FEATURES, "a feature")
    names = one_of((_NOTHING, *(each for each in CHAT_FEATURES if each in wished)))

    @st.composite
    def valid_chats(draw: st.DrawFn) -> Call:  # without arguments: Hypothesis would show them
        return _drawn(draw, models, names)

    return valid_chats()


def answering(model: str | None) -> tuple[str, ...]:
    """Return the models that answer with text, the plainest first; *model* alone, if it is one.

    Raises:
        ValueError: It is none.
    """
    there = tuple(each for each in ORDERED if _asked(each).writes)
    return (known(model, there, "a model that answers with text"),) if model else there


def chat_call(body: Any) -> Call:
    """Return a call of chat completions."""
    return Call(path=CHAT, below="host", auth="bearer", body=body)


@cache
def _asked(model: str) -> Asked:
    return Asked(MODELS[model], COMET)


@dataclass(slots=True)
class _Chat:
    """A chat in the making: whom it asks, and what has been chosen."""

    asked: Asked
    body: JSON
    pieces: list[Piece] = field(default_factory=list)

    def takes(self, name: str) -> bool:
        """Whether a feature goes with what has been chosen; a message may come again."""
        if name in PIECES:
            return PIECES[name].fits(self.asked)
        beside = parameters.excluded(self.asked)
        clashes = name in beside and beside & self.body.keys()
        return not (clashes or name in self.body)


def _drawn(draw: st.DrawFn, models: st.SearchStrategy[str], names: st.SearchStrategy[str]) -> Call:
    model = draw(models)
    chat = _Chat(_asked(model), {"model": model, "messages": []})
    while draw(_MORE):
        name = draw(names)
        if name != _NOTHING and chat.takes(name):
            _add(draw, chat, name)
    chat.body["messages"] = conversation(chat.pieces, draw(QUESTIONS))
    parameters.finish(chat.body)
    for each in sorted({*_told(chat.body)}):
        event(each)
    return chat_call(apart(chat.body))


def _add(draw: st.DrawFn, chat: _Chat, name: str) -> None:
    """Draw a feature, after those that it needs."""
    if name in PIECES:
        chat.pieces.append(draw(PIECES[name].pieces))
        return
    member = PARAMETERS[name]
    if all(each in chat.body or chat.takes(each) for each in member.needs):
        for each in (*(member.needs - chat.body.keys()), name):
            chat.body[each] = draw(PARAMETERS[each].values(chat.asked))


def _told(body: JSON) -> Iterator[str]:
    """Yield what a chat holds, as events tell it."""
    yield from (f"parameter: {each}" for each in body)
    for message in body["messages"]:
        yield f"message: {message['role']}"
        yield from (f"member: {each}" for each in message)
        content = message.get("content")
        yield from (
            f"part: {each['type']}" for each in (content if isinstance(content, list) else ())
        )
    yield from _values_told(body)


def _values_told(body: JSON) -> Iterator[str]:
    if "response_format" in body:
        yield f"format: {body['response_format']['type']}"
    if "tool_choice" in body:
        choice = body["tool_choice"]
        yield f"choice: {choice if isinstance(choice, str) else 'named'}"
