"""Strategies of what is to be counted: how the dialects take it (gemini.md 10)."""

from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st

from contract_tests.strategies.choices import JSON, one_of
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.generating import Features, generation
from mockserver.descriptors import root
from mockserver.dialects import DIALECTS

COUNTING = "gemini/count_tokens_request.json"
_INNER = "generateContentRequest"


@cache
def _counted(dialect: str) -> st.SearchStrategy[Callable[[JSON, str], JSON]]:
    """Return a strategy of the ways in which a dialect takes what it is to count."""
    where, counting = DIALECTS[dialect], root(COUNTING)
    ways: list[Callable[[JSON, str], JSON]] = [_contents_alone]
    if counting.fields["tools"].origin not in where.lacks:
        ways.append(_members_beside)
    inner = counting.fields[_INNER].origin not in where.lacks
    if inner and counting.name not in where.gateway.demands:
        ways.append(_whole_request)
    return one_of(ways)


def _contents_alone(body: JSON, _model: str) -> JSON:
    return {"contents": body["contents"]}


def _members_beside(body: JSON, _model: str) -> JSON:
    known = root(COUNTING).fields
    return {key: each for key, each in body.items() if key in known}


def _whole_request(body: JSON, model: str) -> JSON:
    return {_INNER: {**body, "model": f"models/{model}"}}


def counted(draw: st.DrawFn, asked: Asked, features: Features) -> JSON:
    """Draw the body of ``countTokens``."""
    whole = generation(draw, asked, features)
    return draw(_counted(asked.dialect.name))(whole, asked.model.id)
