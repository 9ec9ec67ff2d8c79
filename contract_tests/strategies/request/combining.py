"""Which features can be asked for together, and of which models: by table, so that no request is drawn in vain."""

from collections.abc import Set as AbstractSet
from functools import cache

from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.features import CONFLICTS, HOLDERS, MEMBERS, Holder
from contract_tests.strategies.request.turns import PIECES
from mockserver.descriptors import Message, root
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

REQUEST = "gemini/generate_content_request.json"
FEATURES: tuple[str, ...] = (*PIECES, *MEMBERS)


def fits_beside(name: str, others: AbstractSet[str], model: str, dialect: str) -> bool:
    """Whether a feature goes with others, asked of a model. A part may come again, a member can't."""
    if name in MEMBERS and (name in others or not others >= MEMBERS[name].needs):
        return False
    return all(_together(name, each, model, dialect) for each in others)


@cache
def fits_alone(name: str, model: str, dialect: str) -> bool:
    """Whether a model can be asked for a feature in a dialect."""
    asked = Asked(MODELS[model], DIALECTS[dialect])
    if name in PIECES:
        return PIECES[name].fits(asked)
    known = _message(name).fields[name].origin not in asked.dialect.lacks
    return known and MEMBERS[name].fits(asked)


@cache
def holder(name: str) -> Holder:
    """Return what a member stands in."""
    return next(each for each, members in HOLDERS.items() if name in members)


def _message(name: str) -> Message:
    """Return the message that a member is of."""
    request, where = root(REQUEST), holder(name)
    return request.fields[where].message if where else request


@cache
def _together(one: str, other: str, model: str, dialect: str) -> bool:
    asked = Asked(MODELS[model], DIALECTS[dialect])
    return not any(
        each.among(asked)
        for each in CONFLICTS
        if (one in each.one and other in each.other) or (one in each.other and other in each.one)
    )
