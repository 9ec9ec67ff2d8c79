"""The strategy of the same request, written otherwise: as bytes, so that nothing of it is lost on the way."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.request.calls import SCHEMAS
from contract_tests.strategies.request.spelling import Literal, Picks, Speller
from contract_tests.strategies.wanted import dialect as named
from contract_tests.strategies.wanted import known
from mockserver.descriptors import root
from mockserver.dialects import Dialect

_BLANKS = ("", " ", "\n  ", "\t", "\r\n")
_SHORT = 200  # characters of a text that is written in escapes alone
_WAYS = st.one_of(st.just(0), st.integers(1, 2**192))


def rewritten(call: Call, *, dialect: str = "comet") -> st.SearchStrategy[Call]:
    r"""Strategy of calls that ask *dialect* the same as *call*, and are to be answered alike.

    What differs is the order of members, how each is spelled, the forms of numbers, enums and truth values, white
    space, ``\u`` escapes, and whether the body is compressed. The body is bytes. Free-form JSON keeps
    its names, order and numbers, which are data. A gateway may lose a spelling that the API takes
    (`mockserver.dialects`): the mock honours it with a warning.

    Raises:
        ValueError: The body isn't a JSON object, or there is no such operator or dialect.
    """
    where = named(dialect)
    _schema(call.operator), _document(call.body)  # refused at once, not at the first draw

    @st.composite
    def other_forms(draw: st.DrawFn) -> Call:
        return as_bytes(call, Picks(draw(_WAYS)), where)

    return other_forms()


def as_bytes(call: Call, picks: Picks, dialect: Dialect) -> Call:
    """Return a call with its body as bytes, in the form that is picked; as in `rewritten`.

    Raises:
        ValueError: As above.
    """
    message = root(_schema(call.operator))
    speller = Speller(picks, dialect, literals=True)
    written = _Writer(picks).text(speller.message(_document(call.body), message)).encode()
    if picks.of((False, True)):
        headers = {**call.headers, "content-encoding": "gzip"}
        return replace(call, body=gzip.compress(written, mtime=0), headers=headers)
    return replace(call, body=written)


def _schema(operator: str) -> str:
    return SCHEMAS[known(operator, SCHEMAS, "an operator")]


def _document(body: Any) -> dict[str, Any]:
    document = json.loads(body) if isinstance(body, bytes) else body
    if not isinstance(document, dict):
        msg = f"expected a body that is a JSON object, got {type(document).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - what is wrong is the call
    return document


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes JSON, each blank and each text as is picked."""

    picks: Picks

    def text(self, value: Any) -> str:
        """Return a value as JSON, with blanks about it."""
        blank = self.picks.of(_BLANKS)
        return f"{blank}{_KINDS.get(type(value), _plain)(self, value)}{blank}"

    def object(self, value: Mapping[str, Any]) -> str:
        """Write an object; its order is somebody else's business."""
        members = (f"{self.string(key)}:{self.text(each)}" for key, each in value.items())
        return "{" + ",".join(members) + "}"

    def array(self, value: list[Any]) -> str:
        """Write an array."""
        return f"[{','.join(map(self.text, value))}]"

    def string(self, value: str) -> str:
        """Write a text: as it is, in ASCII, or in escapes alone."""
        return self.picks.of(_STRINGS)(value)


def _as_it_is(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _escaped(text: str) -> str:
    r"""Write every character as ``\uXXXX``, those beyond the first plane as two."""
    if len(text) > _SHORT:
        return json.dumps(text)
    units = text.encode("utf-16-be").hex()
    return '"' + "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)) + '"'


def _with_slashes(text: str) -> str:
    return json.dumps(text).replace("/", r"\/")


_STRINGS: tuple[Callable[[str], str], ...] = (_as_it_is, json.dumps, _escaped, _with_slashes)


def _plain(_: _Writer, value: Any) -> str:
    return json.dumps(value)


_KINDS: Mapping[type, Callable[[_Writer, Any], str]] = {
    dict: _Writer.object,
    list: _Writer.array,
    str: _Writer.string,
    Literal: lambda _, value: str(value),
}
