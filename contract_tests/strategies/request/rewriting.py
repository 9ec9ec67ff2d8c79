"""The strategy of the same request, written otherwise: as bytes, so that nothing of it is lost on the way."""

import gzip
import json
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from contract_tests.call import CHAT, Call
from contract_tests.strategies.chat.spelling import otherwise
from contract_tests.strategies.request.calls import SCHEMAS
from contract_tests.strategies.request.spelling import Picks, Speller
from contract_tests.strategies.request.writer import Writer
from contract_tests.strategies.wanted import dialect as named
from contract_tests.strategies.wanted import known
from mockserver.descriptors import root
from mockserver.dialects import Dialect

_WAYS = st.one_of(st.just(0), st.integers(1, 2**192))


def rewritten(call: Call, *, dialect: str = "comet") -> st.SearchStrategy[Call]:
    r"""Strategy of calls that ask *dialect* the same as *call*, and are to be answered alike.

    What differs is the order of members, how each is spelled, the forms of numbers, enums and truth values, white
    space, ``\u`` escapes, and whether the body is compressed; of chat completions the order, what is null in
    place of absent, white space, escapes and compression. The body is bytes. Free-form JSON keeps
    its names, order and numbers, which are data. A gateway may lose a spelling that the API takes
    (`mockserver.dialects`): the mock honours it with a warning.

    Raises:
        ValueError: The body isn't a JSON object, or there is no such operator or dialect.
    """
    where = named(dialect)
    as_bytes(call, Picks(0), where)  # refused at once, not at the first draw

    @st.composite
    def other_forms(draw: st.DrawFn) -> Call:
        return as_bytes(call, Picks(draw(_WAYS)), where)

    return other_forms()


def as_bytes(call: Call, picks: Picks, dialect: Dialect) -> Call:
    """Return a call with its body as bytes, in the form that is picked; as in `rewritten`.

    Raises:
        ValueError: As above.
    """
    written = Writer(picks).text(_spelled(call, picks, dialect)).encode()
    if picks.of((False, True)):
        headers = {**call.headers, "content-encoding": "gzip"}
        return replace(call, body=gzip.compress(written, mtime=0), headers=headers)
    return replace(call, body=written)


def _spelled(call: Call, picks: Picks, dialect: Dialect) -> dict[str, Any]:
    document = _document(call.body)
    if call.path == CHAT:
        told: dict[str, Any] = otherwise(document, picks)
        return told
    message = root(_schema(call.operator))
    return Speller(picks, dialect, literals=True).message(document, message)


def _schema(operator: str) -> str:
    return SCHEMAS[known(operator, SCHEMAS, "an operator")]


def _document(body: Any) -> dict[str, Any]:
    document = json.loads(body) if isinstance(body, bytes) else body
    if not isinstance(document, dict):
        msg = f"expected a body that is a JSON object, got {type(document).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - what is wrong is the call
    return document
