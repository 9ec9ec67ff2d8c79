"""Which features can be asked for together, and of which models: by table, so that no draw is in vain."""

from collections.abc import Iterable, Sequence
from functools import cache

from contract_tests.strategies.asked import Asked
from contract_tests.strategies.features import CONFLICTS, FEATURES
from contract_tests.strategies.turns import PIECES
from mockserver.descriptors import Message, root
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

REQUEST = "gemini/generate_content_request.json"
NAMES: tuple[str, ...] = (*PIECES, *FEATURES)


def combined(
    drawn: Iterable[str], models: Sequence[str], dialect: str
) -> tuple[list[str], tuple[str, ...]]:
    """Return those of the features drawn that go together, the first ones first, and for which models.

    What a feature needs comes before it. A part may come several times, a member once.
    """
    chosen: list[str] = []
    left = frozenset(models)
    for each in drawn:
        if each in FEATURES and each in chosen:
            continue
        added = [*(need for need in _needs(each) if need not in chosen), each]
        fitting = left & _fitting(tuple(added), tuple(chosen), dialect)
        if fitting:
            chosen, left = [*chosen, *added], fitting
    return chosen, tuple(each for each in models if each in left)


def _needs(name: str) -> tuple[str, ...]:
    return FEATURES[name].needs if name in FEATURES else ()


def _fitting(added: tuple[str, ...], chosen: tuple[str, ...], dialect: str) -> frozenset[str]:
    """Return the models of which *added* can be asked, beside what is chosen."""
    left = frozenset(MODELS)
    for each in added:
        left &= _alone(each, dialect)
        for other in (*chosen, *added):
            left &= _together(each, other, dialect)
    return left


@cache
def _alone(name: str, dialect: str) -> frozenset[str]:
    where = DIALECTS[dialect]
    row = PIECES[name] if name in PIECES else FEATURES[name]
    known = name in PIECES or _message(name).fields[name].origin not in where.lacks
    return frozenset(key for key, each in MODELS.items() if known and row.fits(Asked(each, where)))


@cache
def _message(name: str) -> Message:
    """Return the message that a feature is a member of."""
    request, holder = root(REQUEST), FEATURES[name].holder
    return request.fields[holder].message if holder else request


@cache
def _together(one: str, other: str, dialect: str) -> frozenset[str]:
    """Return the models of which two features can be asked at once."""
    where = DIALECTS[dialect]
    rows = [
        each for each in CONFLICTS if one != other and _excluded(one, other, each.one, each.other)
    ]
    return frozenset(
        key
        for key, each in MODELS.items()
        if not any(row.among(Asked(each, where)) for row in rows)
    )


def _excluded(one: str, other: str, some: frozenset[str], others: frozenset[str]) -> bool:
    return (one in some and other in others) or (one in others and other in some)
