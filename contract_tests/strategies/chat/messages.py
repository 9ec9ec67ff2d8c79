"""Strategies of the messages of a chat. To add a piece, add a row to `PIECES`.

A conversation is what its pieces make of it, in their order: what went before, and what is asked now.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests import samples
from contract_tests.strategies.chat.parameters import FUNCTIONS
from contract_tests.strategies.choices import FREE, FREE_FORM, JSON, one_of, variants
from contract_tests.strategies.prompts import TEXTS
from contract_tests.strategies.request.asked import Asked

Message = dict[str, Any]
_HI = "Hi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a conversation.

    Attributes:
        said: Messages of before.
        step: Whether they are a round of calls, which another may follow without the user.
        now: Parts that the user sends now, before a text.
        prefix: How the model is to begin.
    """

    said: tuple[Message, ...] = ()
    step: bool = False
    now: tuple[JSON, ...] = ()
    prefix: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of piece: the strategy of it, and of whom it can be asked."""

    pieces: st.SearchStrategy[Piece]
    fits: Callable[[Asked], bool] = lambda _: True


def conversation(pieces: Iterable[Piece], question: Message) -> list[Message]:
    """Return all messages; *question* isn't asked where responses are to be answered now."""
    told = tuple(pieces)
    result: list[Message] = []
    is_open = False
    for each in told:
        speaks = any(message["role"] == "user" for message in each.said)
        if is_open and speaks and not each.step:
            result.append(_ANSWERED)
        result += each.said[1:] if is_open and each.step else each.said
        is_open = each.step or (is_open and not speaks)
    now = [part for each in told for part in each.now]
    if is_open and now:
        result.append(_ANSWERED)
    if now or not is_open:
        result.append(_asked(question, now))
    return [*result, *(message for each in told for message in each.prefix)]


def _asked(question: Message, now: list[JSON]) -> Message:
    if not now:
        return question
    text = {"type": "text", "text": question["content"]}
    return {**question, "content": [*now, text]}


_ANSWERED: Message = {"role": "assistant", "content": "Here it is."}
QUESTIONS = TEXTS.map(lambda text: {"role": "user", "content": text})
_NAMED = TEXTS.map(lambda text: {"role": "user", "name": "Ann", "content": text})


@st.composite
def _instructions(draw: st.DrawFn, role: str) -> Piece:
    """Draw an instruction: a text, several, or one that is nothing but blanks."""
    text, several = draw(TEXTS), draw(_SEVERAL)
    parts = [{"type": "text", "text": each} for each in (text, *several)]
    return Piece(said=({"role": role, "content": parts if several else text},))


_SEVERAL = one_of(((), (), ("Be brief.",), (" ", "Be kind.")))


@st.composite
def _talks(draw: st.DrawFn) -> Piece:
    """Draw a turn of both, or of one who isn't answered, or whose answer was kept in two messages."""
    asking = draw(QUESTIONS)
    answers = [
        {"role": "assistant", "content": draw(TEXTS), **draw(_ECHOES)} for _ in range(draw(_COUNT))
    ]
    return Piece(said=(asking, *answers))


_COUNT = one_of((1, 0, 2))
# What clients send back of an answer, as they got it.
_ECHOES = one_of(({}, {}, *variants(refusal=(None,), annotations=([],), audio=(None,))[1:]))


def _turn(messages: st.SearchStrategy[Message]) -> st.SearchStrategy[Piece]:
    return messages.map(lambda asked: Piece(said=(asked, _ANSWERED)))


_PARTED = st.lists(TEXTS, min_size=1, max_size=3).map(
    lambda texts: {
        "role": "user",
        "content": [{"type": "text", "text": each} for each in ("", *texts)],
    }
)


@st.composite
def _steps(draw: st.DrawFn, role: str) -> Piece:
    """Draw a round of calls, and what each gave."""
    count, said = draw(_ROUNDS)
    calls, given = [], []
    for number in range(count):
        name, arguments = draw(_CALLS)
        if arguments is None:
            arguments = json.dumps(draw(FREE_FORM), ensure_ascii=False)
        function = {"name": name, "arguments": arguments}
        calls.append({"id": f"call_{number}", "type": "function", "function": function})
        given.append(_given(draw, role, name, number))
    message = {"role": "assistant", **said, "tool_calls": calls}
    return Piece(said=(draw(QUESTIONS), message, *given), step=True)


_SAID: tuple[JSON, ...] = (
    {"content": None}, {}, {"content": ""}, {"content": "Let me see."},
    {"content": None, "refusal": None}, {"content": [{"type": "text", "text": "Let me see."}]},
)  # fmt: skip
_ROUNDS = one_of((count, said) for count in (1, 2, 3) for said in _SAID)
# What a function is called with; None is for JSON of any kind.
_CALLS = one_of(
    (name, arguments) for arguments in ("{}", '{"city": "Paris"}', "", None) for name in FUNCTIONS
)


def _given(draw: st.DrawFn, role: str, name: str, number: int) -> Message:
    """Draw what a function gave: it is named by its call or, of the old role, by its name."""
    known = {"tool_call_id": f"call_{number}", **draw(_NAMES)} if role == "tool" else {"name": name}
    if known.get("name") == "":
        known["name"] = name
    text = draw(_RESULTS) or json.dumps(draw(FREE_FORM), ensure_ascii=False)
    parts = [{"type": "text", "text": text}]
    return {"role": role, **known, "content": parts if draw(_IN_PARTS) else text}


_NAMES = one_of(({}, {}, {"name": ""}))  # "" stands for the name of the call
_RESULTS = one_of(
    ('{"result": "sunny"}', "sunny", "21.5", "[1, 2]", "null", "", *map(json.dumps, FREE[:3]))
)
_IN_PARTS = one_of((False, False, False, True))


# What the user sends along.


def _url(part: JSON) -> str:
    data: JSON = part["inlineData"]
    return f"data:{data['mimeType']};base64,{data['data']}"


def _of_kind(*kinds: str) -> list[JSON]:
    return [
        each
        for each in samples.each_kind()
        if str(each["inlineData"]["mimeType"]).startswith(kinds)
    ]


_DETAILS = variants(detail=("auto", "low", "high"))
_URLS = (*map(_url, _of_kind("image/")), "https://example.com/a.png")
_IMAGES: tuple[JSON, ...] = (
    *({"image_url": {"url": url, **detail}} for detail in _DETAILS for url in _URLS),
    *({"image_url": url} for url in _URLS),
)
_SOUNDS = tuple(
    {"input_audio": {"data": each["inlineData"]["data"], "format": "wav"}}
    for each in _of_kind("audio/")
)
_FILES = tuple(
    {"file": {**name, "file_data": _url(each)}}
    for name in variants(filename=("a \u00e9.pdf",))
    for each in _of_kind("application/pdf")
)


def _now(kind: str, parts: Iterable[JSON]) -> Kind:
    sent = one_of(Piece(now=({"type": kind, **each},)) for each in parts)
    return Kind(sent, lambda asked: bool(asked.kinds))


_PREFIXES = TEXTS.map(lambda text: Piece(prefix=({"role": "assistant", "content": text},)))

PIECES: Mapping[str, Kind] = {
    "messages.talk": Kind(_talks()),
    "messages.parts": Kind(_turn(_PARTED)),
    "messages.name": Kind(_turn(_NAMED)),
    "messages.system": Kind(_instructions("system")),
    "messages.developer": Kind(_instructions("developer")),
    "messages.tool": Kind(_steps("tool")),
    "messages.function": Kind(_steps("function")),
    "messages.image_url": _now("image_url", _IMAGES),
    "messages.input_audio": _now("input_audio", _SOUNDS),
    "messages.file": _now("file", _FILES),
    # What the model is to go on with, up to generation 2.5.
    "messages.prefix": Kind(_PREFIXES, lambda asked: not asked.is_new),
}
