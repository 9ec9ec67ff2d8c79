"""The catalogue: every mutation of a healthy API, and every harmless variation, by name."""

from collections.abc import Iterable, Mapping

from contract_tests.claims import applying
from tests.mutants import (
    answers,
    chats,
    contents,
    ignoring,
    moods,
    refusing,
    sayings,
    streams,
    variations,
)
from tests.mutants.turn import Row

NOTHING = Row(name="nothing", says="nothing is altered")

# What no suite can see in answers alone, and why.
UNSEEN: Mapping[str, str] = {
    "a thinkingLevel that is ignored": "how much a model thinks at a level is its own affair",
    "a temperature, topP, topK or seed that is ignored": "any text is possible at any of them",
    "a systemInstruction that is ignored": "whether a text obeys can't be told from a text by rule",
    "history that is ignored": "the same",
    "a documented member that never comes": "members are optional; how often each comes is reported",
    "a chunk in the middle that got lost": "nobody knows what the text should have been",
    "a thinkingLevel that a Gemini 2.5 takes": "the page says that it may fail, not that it does",
}


def means_something(row: Row, dialect: str) -> bool:
    """Whether a row can be tried in a dialect: some claim says there what it spoils."""
    claimed = not row.claims or bool(applying(dialect).keys() & set(row.claims))
    return dialect in row.dialects and claimed


def _by_name(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for each in rows:
        if each.name in found:
            msg = f"two rows are called {each.name}"
            raise ValueError(msg)
        found[each.name] = each
    return found


MUTANTS: Mapping[str, Row] = _by_name(
    (*answers.ROWS, *contents.ROWS, *ignoring.ROWS, *refusing.ROWS, *streams.ROWS, *chats.ROWS)
)
VARIATIONS: Mapping[str, Row] = _by_name((NOTHING, *variations.ROWS, *sayings.ROWS, *moods.ROWS))
ROWS: Mapping[str, Row] = _by_name((*MUTANTS.values(), *VARIATIONS.values()))
