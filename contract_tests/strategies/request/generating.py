"""Strategies of what is to be generated: a list of features that go together, each drawn with its value.

So every feature comes about as often as any other, and whatever a failure doesn't need shrinks away.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import JSON, one_of
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.combining import fits_alone, fits_beside, holder
from contract_tests.strategies.request.features import MEMBERS
from contract_tests.strategies.request.finishing import finish
from contract_tests.strategies.request.turns import PIECES, Piece, contents, user
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

Drawn = list[tuple[str, Any]]
Features = st.SearchStrategy[Drawn]

_NOTHING = ""  # the simplest feature: what isn't needed shrinks to it, and vanishes
_MORE = one_of((False, *(True,) * 6))  # whether there is another feature: six, as a rule


def generation(draw: st.DrawFn, asked: Asked, features: Features) -> JSON:
    """Draw the body of ``generateContent``, in canonical form."""
    chosen: set[str] = set()
    pieces: list[Piece] = []
    body: JSON = {"contents": []}
    while draw(_MORE):
        for name, value in draw(features):
            if fits_beside(name, chosen, asked.model.id, asked.dialect.name):
                chosen.add(name)
                _place(body, pieces, name, value)
    body["contents"] = contents(pieces, draw(user(asked.dialect.roles)))
    finish(body, asked)
    if len(body.get("tools", ())) > 1 and draw(st.booleans()):
        body["tools"] = [{key: each for tool in body["tools"] for key, each in tool.items()}]
    return body


def features_of(asked: Asked, names: Iterable[str]) -> Features:
    """Return the strategy of one of the features named, as far as they fit who is asked."""
    return _features(asked, one_of((_NOTHING, *names)))


@st.composite
def _features(
    draw: st.DrawFn, asked: Asked, names: st.SearchStrategy[str]
) -> list[tuple[str, Any]]:
    """Strategy of a feature with its value, after those that it needs; of none, where it doesn't fit."""
    name = draw(names)
    model, dialect = asked.model.id, asked.dialect.name
    if name == _NOTHING or not fits_alone(name, model, dialect):
        return []
    needed = MEMBERS[name].needs if name in MEMBERS else frozenset()
    return [(each, draw(_values(each, model, dialect, asked.caches))) for each in (*needed, name)]


@cache
def _values(name: str, model: str, dialect: str, caches: tuple[str, ...]) -> st.SearchStrategy[Any]:
    asked = Asked(MODELS[model], DIALECTS[dialect], caches)
    return PIECES[name].pieces(asked) if name in PIECES else MEMBERS[name].values(asked)


def _place(body: JSON, pieces: list[Piece], name: str, value: Any) -> None:
    if name in PIECES:
        pieces.append(value)
        return
    match holder(name):
        case "":
            body[name] = value
        case "tools":
            body.setdefault("tools", []).append({name: value})
        case where:
            body.setdefault(where, {})[name] = value
