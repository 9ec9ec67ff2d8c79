"""What is drawn: a request, how it is to be answered, and what is to come of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from hypothesis import strategies as st

from contract_tests import strategies
from contract_tests.call import CHAT, Call, Way
from contract_tests.strategies import Invalid
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

Only = Literal["valid", "invalid"]
_WAYS: tuple[Way, ...] = ("unary", "sse", "array")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request that was drawn.

    Attributes:
        call: The request, as it is asked to be answered at once.
        way: How it is sent: at once, as events, or as an array of chunks.
        invalid: What is wrong with it, and what is to be answered; None if it is valid.
    """

    call: Call
    way: Way = "unary"
    invalid: Invalid | None = None

    @property
    def sent(self) -> Call:
        """The request as it is sent."""
        return self.call.over(self.way)

    @property
    def at_once(self) -> Call | None:
        """The request as it is answered at once; None if it is sent so, or its body can't be read."""
        if self.way != "unary":
            return self.call
        body = self.call.body
        if self.call.path != CHAT or not isinstance(body, dict) or not body.get("stream"):
            return None
        kept = {key: each for key, each in body.items() if not key.startswith("stream")}
        return replace(self.call, body=kept)

    @property
    def status(self) -> int:
        """The status that is to be answered."""
        return self.invalid.status if self.invalid else 200

    @property
    def flaw(self) -> str:
        """The name of what is wrong with it."""
        return self.invalid.flaw if self.invalid else "a valid request"

    @property
    def size(self) -> tuple[int, str]:
        """What examples are ordered by: the smaller one is easier to read."""
        written = f"{written_body(self.call.body)} {self.sent.target()} {dict(self.call.query)} {self.call.headers}"
        return len(written), written


def written_body(body: Any) -> str:
    """Write a body in a line: JSON, or bytes as Python shows them."""
    return repr(body) if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False)


def examples(
    dialect: str, model: str | None = None, only: Only | None = None
) -> st.SearchStrategy[Example]:
    """Draw what an API of *dialect* is to be asked: valid requests, and such with one flaw; or *only* one of them.

    Of the gateway half of them are chats, which say themselves how they are to be answered.

    Raises:
        ValueError: There is no such model.
    """
    kinds = [_KINDS[only]] if only is not None else list(_KINDS.values())
    return st.one_of([each(dialect, model) for each in kinds])


def _valid(dialect: str, model: str | None) -> st.SearchStrategy[Example]:
    drawn = strategies.requests(model=model, dialect=dialect)
    native = st.builds(Example, call=drawn, way=st.sampled_from(_WAYS))
    if not _chats(dialect, model):
        return native
    return native | st.builds(Example, call=strategies.chat_requests(model))


def _invalid(dialect: str, model: str | None) -> st.SearchStrategy[Example]:
    drawn = strategies.invalid_requests(model=model, dialect=dialect)
    if _chats(dialect, model):
        drawn |= strategies.invalid_chat_requests(model)
    return st.builds(of_invalid, drawn, st.sampled_from(_WAYS))


def _chats(dialect: str, model: str | None) -> bool:
    """Whether there are chat completions too: of the gateway, and of a model that answers with text."""
    told = model is None or MODELS[model].outputs == _TEXT
    return "chat.completions" not in DIALECTS[dialect].lacks_operations and told


_TEXT = frozenset({"TEXT"})


_KINDS: Mapping[Only, Callable[[str, str | None], st.SearchStrategy[Example]]] = {
    "valid": _valid,
    "invalid": _invalid,
}


def of_invalid(invalid: Invalid, way: Way) -> Example:
    """Return the example that an invalid request is; one that isn't for content goes its only way."""
    ways_there = invalid.call.operator == "generateContent" and not invalid.call.path
    return Example(call=invalid.call, way=way if ways_there else "unary", invalid=invalid)
